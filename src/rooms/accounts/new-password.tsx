import type { PasswordInputProps } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { PasswordField } from '#ui/password-field.tsx'

/** One field that can be looked at, instead of two that can't: a password manager fills it, and what was typed can be read. */
export const NewPasswordInput = (props: PasswordInputProps) => {
  const { t } = useLingui()
  return (
    <PasswordField
      label={t`New password`}
      showLabel={t`Show the new password`}
      description={t`At least 15 characters. A few words that do not belong together are easy to remember and hard to guess.`}
      autoComplete="new-password"
      {...props}
    />
  )
}
