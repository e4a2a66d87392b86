import { Button, Group, Select } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { noticeDone, noticeNote, noticeProblem } from '#ui/notices.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import type { ManyDone, TaskPerson } from './contract.ts'
import { mostAtOnce } from './rules.ts'
import { refreshTasks } from './task-deeds.tsx'
import classes from './tasks.module.css'

type BulkBarProps = {
  chosen: ReadonlySet<string>
  clear: () => void
  people: readonly TaskPerson[]
  /** Why this reader works on no task; null: does. */
  refusal: string | null
}

const nobody = 'nobody'

/** What can be done with several tasks at once. */
export const BulkBar = ({ chosen, clear, people, refusal }: BulkBarProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [assignee, setAssignee] = useState<string | null>(null)
  const ids = [...chosen]
  const reason = refusal ?? (ids.length > mostAtOnce ? t`Choose at most ${mostAtOnce} tasks.` : undefined)
  const send = async (deed: () => Promise<ManyDone>, said: (count: number) => string) => {
    setBusy(true)
    try {
      const { done, refused } = await deed()
      if (done.length > 0) noticeDone(said(done.length))
      for (const [why, left] of Map.groupBy(refused, (one) => one.reason)) noticeNote(t`${left.length} left as they are: ${why}`)
      clear()
      await refreshTasks(client)
    } catch (error) {
      noticeProblem(error)
    } finally {
      setBusy(false)
    }
  }
  const acknowledge = () => send(() => call('POST /tasks/acknowledgements', { body: { ids } }), (count) => t`Acknowledged: ${count}`)
  const assign = () =>
    send(() => call('POST /tasks/assignments', { body: { ids, userId: assignee === nobody ? null : assignee } }), (count) => t`Assigned: ${count}`)
  if (ids.length === 0) return null
  return (
    <div className={classes.bulk} role="region" aria-label={t`With the chosen tasks`}>
      <output className={classes.bulkCount}><Plural value={ids.length} one="# chosen" other="# chosen" /></output>
      <ReasonedButton size="xs" loading={isBusy} reason={reason} onClick={() => void acknowledge()}><Trans>Acknowledge</Trans></ReasonedButton>
      <Group gap={8} wrap="nowrap">
        <Select
          size="xs" aria-label={t`Assign to`} placeholder={t`Assign to`} w={170} value={assignee} onChange={setAssignee}
          data={[...people.map(({ id, name, isYou }) => ({ value: id, label: isYou ? t`${name} (you)` : name })), { value: nobody, label: t`Nobody` }]}
        />
        <ReasonedButton size="xs" variant="default" loading={isBusy} reason={reason ?? (assignee === null ? t`Choose a person first.` : undefined)} onClick={() => void assign()}>
          <Trans>Assign</Trans>
        </ReasonedButton>
      </Group>
      <Button size="xs" variant="subtle" onClick={clear}><Trans>Choose none</Trans></Button>
    </div>
  )
} // prettier-ignore
