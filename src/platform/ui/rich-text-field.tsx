import { Input, Skeleton } from '@mantine/core'
import { lazy, Suspense, useId, type ReactNode } from 'react'
import type { RichText } from '#shared/rich-text.ts'

// The editor is as large as all else that a page needs: it comes when a text is edited.
const Editor = lazy(async () => ({ default: (await import('./rich-text-editor.tsx')).RichTextEditing }))

export type RichTextFieldProps = {
  label: string
  description?: ReactNode
  error?: ReactNode
  /** What it begins with; later values are not looked at: mount it anew (`key`) to take one over. */
  initial: RichText
  onChange: (text: RichText) => void
  onBlur?: (() => void) | undefined
}

/** A field for text with headings, lists, links and the reader's own names. */
export const RichTextField = ({ label, description, error, ...editing }: RichTextFieldProps) => {
  const id = useId()
  const labelId = `${id}-label`
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id: labelId }}
      description={description}
      error={error}
      errorProps={{ id: `${id}-error` }}
    >
      <Suspense fallback={<Skeleton height={160} />}>
        <Editor {...editing} labelId={labelId} errorId={error ? `${id}-error` : undefined} />
      </Suspense>
    </Input.Wrapper>
  )
}
