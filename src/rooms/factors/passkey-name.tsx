import { TextInput, type TextInputProps } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'

/** What a person calls a passkey. */
export const PasskeyName = (props: TextInputProps) => {
  const { t } = useLingui()
  return <TextInput label={t`Name`} name="name" autoComplete="off" required maxLength={60} withAsterisk={false} {...props} />
}
