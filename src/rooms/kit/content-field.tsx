import { TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { Choice } from '#ui/choice.tsx'
import { FileField } from '#ui/file-field.tsx'
import classes from './kit.module.css'

type Content = { fileId: string | null; url: string | null }
type ContentFieldProps = { value: Content; onChange: (content: Content) => void; error?: ReactNode; urlError?: ReactNode }

/** A file of ours, or a page elsewhere. */
export const ContentField = ({ value, onChange, error, urlError }: ContentFieldProps) => {
  const { t } = useLingui()
  const [by, setBy] = useState<'file' | 'link'>(value.url === null ? 'file' : 'link')
  const choose = (next: 'file' | 'link') => {
    setBy(next)
    onChange({ fileId: null, url: null })
  }
  return (
    <div>
      <div className={classes.by}>
        <Choice label={t`What it leads to`} value={by} onChange={choose} options={[{ value: 'file', label: t`A file` }, { value: 'link', label: t`A page elsewhere` }]} />
      </div>
      {by === 'file' ? (
        <FileField label={t`File`} purpose="kit" value={value.fileId} error={error} onChange={(file) => onChange({ fileId: file?.id ?? null, url: null })} />
      ) : (
        <TextInput
          mt="xs" label={t`Address`} placeholder="https://" autoComplete="off" value={value.url ?? ''} error={urlError ?? error}
          onChange={(event) => onChange({ fileId: null, url: event.currentTarget.value || null })}
        />
      )}
    </div>
  )
} // prettier-ignore
