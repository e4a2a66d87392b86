import { Stack, Textarea, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { PictureField } from '#ui/picture-field.tsx'
import { Segments } from '#ui/segments.tsx'
import type { ImageSettings } from './contract.ts'

export const Form = (props: BlockFormProps<ImageSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  const setFile = (id: string) => {
    fields.leave('file')
    change({ file: id })
  }
  return (
    <Stack gap="md">
      <PictureField
        label={t`Picture`}
        value={settings.file}
        onChange={(file) => setFile(file?.id ?? '')}
        error={fields.errorAt('file') && t`Choose a picture.`}
      />
      <Textarea
        label={t`What is to be seen`}
        description={t`Read out to whoever can’t see the picture.`}
        autosize
        minRows={2}
        {...fields.line('alt')}
      />
      <TextInput label={t`Caption`} {...fields.line('caption')} />
      <Segments
        label={t`Size`}
        value={settings.width ?? 'full'}
        onChange={(width) => change({ width })}
        data={[
          { value: 'small', label: t`Small` },
          { value: 'medium', label: t`Medium` },
          { value: 'full', label: t`Full width` },
        ]}
      />
      <TextInput
        label={t`Leads to`}
        description={t`https://, mailto: or an address of this portal that begins with /`}
        inputMode="url"
        {...fields.line('link')}
      />
    </Stack>
  )
}
