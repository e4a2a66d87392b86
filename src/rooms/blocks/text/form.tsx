import { useLingui } from '@lingui/react/macro'
import { emptyText } from '#shared/rich-text.ts'
import { useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { RichTextField } from '#ui/rich-text-field.tsx'
import type { TextSettings } from './contract.ts'

export const Form = (props: BlockFormProps<TextSettings>) => {
  const { t } = useLingui()
  const fields = useBlockFields(props)
  return (
    <RichTextField
      label={t`Text`}
      initial={props.settings.text ?? emptyText}
      onChange={(text) => props.change({ text })}
      {...fields.onBlur('text')}
    />
  )
}
