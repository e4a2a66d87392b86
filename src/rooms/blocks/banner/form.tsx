import { Stack, Textarea, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { FileField } from '#ui/file-field.tsx'
import { Segments } from '#ui/segments.tsx'
import type { BannerSettings } from './contract.ts'

export const Form = (props: BlockFormProps<BannerSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} {...fields.line('title')} />
      <Textarea label={t`Text`} autosize minRows={2} maxRows={8} {...fields.line('text')} />
      <Segments
        label={t`Colour`}
        value={settings.tone ?? 'brand'}
        onChange={(tone) => change({ tone })}
        data={[
          { value: 'brand', label: t`Brand` },
          { value: 'quiet', label: t`Quiet` },
          { value: 'dark', label: t`Dark` },
        ]}
      />
      <FileField
        label={t`Picture`}
        description={t`Stands beside the words and decorates them: nothing that has to be read.`}
        purpose="image"
        value={settings.image}
        onChange={(file) => change({ image: file?.id ?? null })}
      />
    </Stack>
  )
}
