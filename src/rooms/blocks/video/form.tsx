import { Stack, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { FileField } from '#ui/file-field.tsx'
import { useCall } from '#ui/query.tsx'
import { Segments } from '#ui/segments.tsx'
import { videoOf, watchAddress } from './address.rules.ts'
import type { VideoSettings } from './contract.ts'

// Until an address or a file is there, a draft has nowhere to play from.
type Draft = Omit<VideoSettings, 'source'> & { source: VideoSettings['source'] | { from: 'file'; file: string; captions: null } | null }

export const Form = (props: BlockFormProps<Draft>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  const isFile = settings.source?.from === 'file'
  return (
    <Stack gap="md">
      <Segments
        label={t`Comes from`}
        value={isFile ? 'file' : 'address'}
        onChange={(from) => change({ source: from === 'file' ? { from, file: '', captions: null } : null })}
        data={[
          { value: 'address', label: t`An address` },
          { value: 'file', label: t`A file` },
        ]}
      />
      {isFile ? <FileFields {...props} fields={fields} /> : <AddressField {...props} fields={fields} />}
      <TextInput label={t`Title`} {...fields.line('title')} />
      <TextInput label={t`Description`} {...fields.line('about')} />
    </Stack>
  )
}

type PartProps = BlockFormProps<Draft> & { fields: ReturnType<typeof useBlockFields<Draft>> }

/** Provider and id are kept of what is pasted, and nothing else of it. */
const AddressField = ({ settings: { source }, change, fields }: PartProps) => {
  const { t } = useLingui()
  const { data: choices } = useCall('GET /block-choices', {})
  const [typed, setTyped] = useState(() => (source && source.from !== 'file' ? watchAddress(source) : ''))
  const found = videoOf(typed)
  const names = { youtube: 'YouTube', vimeo: 'Vimeo', loom: 'Loom' }
  const isAllowed = !found || !choices || choices.videos.includes(found.from)
  const provider = found ? names[found.from] : ''
  const set = (text: string) => {
    setTyped(text)
    change({ source: videoOf(text) ?? null })
  }
  return (
    <TextInput
      label={t`Address of the video`}
      description={t`Copied from YouTube, Vimeo or Loom.`}
      inputMode="url"
      value={typed}
      onChange={({ currentTarget }) => set(currentTarget.value)}
      onBlur={() => fields.leave('source')}
      error={isAllowed ? fields.errorAt('source') : t`This portal does not show videos of ${provider}.`}
    />
  )
}

const FileFields = ({ settings: { source }, change, fields }: PartProps) => {
  const { t } = useLingui()
  if (source?.from !== 'file') return null
  const set = (patch: Partial<typeof source>) => {
    fields.leave('source')
    change({ source: { ...source, ...patch } })
  }
  return (
    <>
      <FileField
        label={t`File`}
        purpose="video"
        value={source.file}
        onChange={(file) => set({ file: file?.id ?? '' })}
        error={fields.errorAt('source') && t`Choose a file.`}
      />
      <FileField
        label={t`Captions`}
        description={t`What is said, as a WebVTT file: some people can’t hear it.`}
        purpose="captions"
        value={source.captions}
        onChange={(file) => change({ source: { ...source, captions: file?.id ?? null } })}
      />
    </>
  )
}
