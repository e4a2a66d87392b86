import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'

/** One field that can be looked at, instead of two that can't: a password manager fills it, and what was typed can be read. */
export const NewPasswordInput = (props: PasswordInputProps) => {
  const { t } = useLingui()
  return (
    <PasswordInput
      label={t`New password`}
      description={t`At least 15 characters. A few words that do not belong together are easy to remember and hard to guess.`}
      autoComplete="new-password"
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': t`Show the new password`, tabIndex: 0 }}
      {...props}
    />
  )
}
