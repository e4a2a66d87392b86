import { PasswordInput, type PasswordInputProps } from '@mantine/core'

/** `showLabel`: what its eye does, for those who only hear it. */
type PasswordFieldProps = Omit<PasswordInputProps, 'visibilityToggleButtonProps'> & { showLabel: string }

/** A password that can be looked at, by keyboard as well. */
export const PasswordField = ({ showLabel, ...props }: PasswordFieldProps) => (
  <PasswordInput required withAsterisk={false} visibilityToggleButtonProps={{ 'aria-label': showLabel, tabIndex: 0 }} {...props} />
)
