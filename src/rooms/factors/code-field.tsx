import { TextInput, type TextInputProps } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import classes from './factors.module.css'

/** Six digits of an app; phones show numbers for it and offer the code of a message. */
export const CodeField = (props: TextInputProps) => {
  const { t } = useLingui()
  return (
    <TextInput
      label={t`Code`}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={10}
      required
      withAsterisk={false}
      classNames={{ input: classes.digits }}
      {...props}
    />
  )
}
