import { Anchor, Button, Checkbox, Tooltip } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconCalendarDue, IconPaperclip } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { fileAddress } from '#ui/file-address.tsx'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { useSend } from '#ui/query.tsx'
import type { ChecklistData, ChecklistItem } from './contract.ts'
import { Evidence } from './evidence.tsx'
import { markChanges, type ItemAt } from './marking.tsx'
import type { HiddenEvidence } from './rules.ts'
import classes from './view.module.css'

type State = ChecklistData['items'][number]
type ItemProps = {
  item: ChecklistItem
  state: State | undefined
  at: ItemAt
  people: ChecklistData['people']
  /** Why it can't be marked; null: that goes without saying; undefined: it can. */
  refusal: string | null | undefined
}

export const Item = ({ item, state, at, people, refusal }: ItemProps) => {
  const id = useId()
  const [asks, setAsks] = useState(false)
  const mark = useSend('PUT /rooms/:id/blocks/:blockId/items/:itemId/mark', { invalidates: markChanges })
  const unmark = useSend('DELETE /rooms/:id/blocks/:blockId/items/:itemId/mark', { invalidates: markChanges })
  const isMarked = state?.mark != null
  const isBusy = mark.isPending || unmark.isPending
  const press = () => {
    if (refusal !== undefined || isBusy) return
    if (isMarked) return unmark.mutate({ params: at })
    if (item.evidence !== 'none') return setAsks(true)
    mark.mutate({ params: at, body: {} })
  }
  const box = (
    <Checkbox
      // What is on its way is shown as it will be.
      checked={mark.isPending || (isMarked && !unmark.isPending)}
      onChange={press}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-more`}
      aria-disabled={refusal !== undefined || undefined}
      data-refused={refusal !== undefined || undefined}
      classNames={{ input: classes.box }}
    />
  )
  return (
    <li className={classes.item} data-done={isMarked || undefined}>
      {refusal ? (
        <Tooltip label={refusal} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
          {box}
        </Tooltip>
      ) : (
        box
      )}
      <div className={classes.words}>
        <button
          type="button"
          tabIndex={-1}
          id={`${id}-title`}
          className={classes.title}
          disabled={refusal !== undefined}
          onClick={press}
          dir="auto"
        >
          {item.title}
        </button>
        <div id={`${id}-more`}>
          {item.about && (
            <p className={classes.itemAbout} dir="auto">
              {item.about}
            </p>
          )}
          {state?.mark ? <Marked mark={state.mark} /> : <Wanted item={item} state={state} />}
          {people && <HowMany marks={state?.marks ?? 0} all={people.all} />}
        </div>
        {!isMarked && item.evidence !== 'none' && refusal === undefined && !asks && (
          <Button
            variant="default"
            size="compact-sm"
            mt={6}
            leftSection={<IconPaperclip size={14} aria-hidden />}
            onClick={() => setAsks(true)}
          >
            {item.evidence === 'file' ? <Trans>Add a file</Trans> : <Trans>Add a note</Trans>}
          </Button>
        )}
        {asks && !isMarked && <Evidence wanted={item.evidence} title={item.title} at={at} close={() => setAsks(false)} />}
      </div>
    </li>
  )
}

const Marked = ({ mark: { by, at, note, evidence } }: { mark: NonNullable<State['mark']> }) => {
  const format = useFormat()
  const when = format.moment(at, useOwnTimeZone())
  return (
    <>
      <p className={classes.note}>
        <Trans>
          Done by <bdi>{by}</bdi>, {when}
        </Trans>
      </p>
      {note && (
        <p className={classes.evidence} dir="auto">
          {note}
        </p>
      )}
      {evidence && (
        <p className={classes.evidence}>
          <IconPaperclip size={14} aria-hidden />{' '}
          {evidence.file ? (
            <Anchor href={fileAddress.download(evidence.file.id)} size="sm">
              {evidence.file.name} ({format.bytes(evidence.file.size)})
            </Anchor>
          ) : (
            <Hidden why={evidence.why} />
          )}
        </p>
      )}
    </>
  )
}

const Hidden = ({ why }: { why: HiddenEvidence }) => {
  if (why === 'checking') return <Trans>A file was added. It is being checked for malware.</Trans>
  if (why === 'infected') return <Trans>The file that was added held malware and was taken away.</Trans>
  if (why === 'for-others') return <Trans>A file was added. Who sees all customers can open it.</Trans>
  return <Trans>The file that was added is gone.</Trans>
}

const Wanted = ({ item, state }: { item: ChecklistItem; state: State | undefined }) => {
  const { t } = useLingui()
  const format = useFormat()
  const due = state?.dueOn
  const days = item.due.by === 'days' ? item.due.days : 0
  const on = due ? format.day(due) : ''
  const text = due
    ? state.isOverdue
      ? t`Overdue since ${on}`
      : t`Due on ${on}`
    : item.due.by === 'days'
      ? days === 1
        ? t`Due one day after you begin`
        : t`Due ${days} days after you begin`
      : item.due.by === 'day'
        ? t`Due on ${format.day(item.due.on)}`
        : undefined
  if (!text) return null
  return (
    <p className={classes.note} data-overdue={state?.isOverdue || undefined}>
      <IconCalendarDue size={14} aria-hidden /> {text}
    </p>
  )
}

const HowMany = ({ marks, all }: { marks: number; all: number }) => (
  <p className={classes.note}>
    <Trans>
      {marks} of {all} people have done it
    </Trans>
  </p>
)
