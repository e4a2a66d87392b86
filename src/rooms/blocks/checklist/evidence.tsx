import { Button, Group, Stack, Textarea } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { FileField } from '#ui/file-field.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { useSend } from '#ui/query.tsx'
import { markChanges, type ItemAt } from './marking.tsx'
import classes from './view.module.css'
import type { Evidence as Wanted } from './rules.ts'

type EvidenceProps = { wanted: Wanted; title: string; at: ItemAt; close: () => void }

/** What an item asks for before it counts as done. */
export const Evidence = ({ wanted, title, at, close }: EvidenceProps) => {
  const { t } = useLingui()
  const [note, setNote] = useState('')
  const [file, setFile] = useState<string | null>(null)
  const mark = useSend('PUT /rooms/:id/blocks/:blockId/items/:itemId/mark', { invalidates: markChanges, quiet: true, onDone: close })
  return (
    <form
      className={classes.form}
      aria-label={t`Mark “${title}” as done`}
      onSubmit={(event) => {
        event.preventDefault()
        mark.mutate({ params: at, body: { note: note || null, file } })
      }}
    >
      <Stack gap="sm">
        {mark.error && <ProblemNote problem={mark.error} />}
        {wanted === 'file' && (
          <FileField
            label={t`File that shows it`}
            purpose="evidence"
            required
            value={file}
            onChange={(brought) => setFile(brought?.id ?? null)}
          />
        )}
        <Textarea
          label={t`Note`}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2_000}
          required={wanted === 'note'}
          data-autofocus
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <Group gap="sm">
          <Button type="submit" size="compact-sm" loading={mark.isPending}>
            <Trans>Mark as done</Trans>
          </Button>
          <Button variant="default" size="compact-sm" onClick={close}>
            <Trans>Cancel</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
