import { Button, Group, Textarea } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useFormat } from '#ui/format.tsx'
import { useLeaveGuard } from '#ui/leave-guard.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import type { TaskComment, TaskDetail } from './contract.ts'
import type { TaskDeeds } from './task-deeds.tsx'
import classes from './tasks.module.css'

const longest = 2_000

type CommentsProps = { detail: TaskDetail; deeds: TaskDeeds; timeZone: string }

/** What people wrote about a task, oldest first, and room for more. */
export const Comments = ({ detail, deeds, timeZone }: CommentsProps) => {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  const refusal = detail.refusals.comment
  useLeaveGuard(typed.trim() !== '')
  const send = async () => {
    if (typed.trim() !== '' && (await deeds.comment(typed.trim()))) setTyped('')
  }
  return (
    <section className={classes.part} aria-label={t`Comments`}>
      <h3 className={classes.heading}>{t`Comments`}</h3>
      {detail.comments.length > 0 && (
        <ul className={classes.comments}>
          {detail.comments.map((comment) => (
            <li key={comment.id}>
              <Comment comment={comment} deeds={deeds} timeZone={timeZone} />
            </li>
          ))}
        </ul>
      )}
      {refusal === null ? (
        <>
          <Textarea
            size="sm" label={t`Add a comment`} autosize minRows={2} maxRows={8} maxLength={longest} value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group mt={8}>
            <ReasonedButton size="xs" loading={deeds.isBusy} reason={typed.trim() === '' ? t`Write something first.` : undefined} onClick={() => void send()}>
              <Trans>Add the comment</Trans>
            </ReasonedButton>
          </Group>
        </>
      ) : (
        detail.comments.length === 0 && <p className={classes.quiet}>{t`Nobody has written anything.`}</p>
      )}
    </section>
  )
} // prettier-ignore

const Comment = ({ comment, deeds, timeZone }: { comment: TaskComment; deeds: TaskDeeds; timeZone: string }) => {
  const { t } = useLingui()
  const format = useFormat()
  const [changed, setChanged] = useState<string>()
  const { by, body, at, changedAt, refusals } = comment
  const save = async () => {
    if (changed?.trim() && (await deeds.changeComment(comment.id, changed.trim()))) setChanged(undefined)
  }
  return (
    <article className={classes.comment}>
      <p className={classes.byline}>
        <strong>{by}</strong> <span>{format.moment(at, timeZone)}</span> {changedAt && <span>{t`(changed)`}</span>}
      </p>
      {changed === undefined ? (
        <p className={classes.body}>{body}</p>
      ) : (
        <>
          <Textarea size="sm" aria-label={t`Change the comment`} autosize minRows={2} maxRows={8} maxLength={longest} value={changed} onChange={(event) => setChanged(event.currentTarget.value)} />
          <Group gap={8} mt={8}>
            <Button size="compact-xs" loading={deeds.isBusy} onClick={() => void save()}><Trans>Save</Trans></Button>
            <Button size="compact-xs" variant="default" onClick={() => setChanged(undefined)}><Trans>Cancel</Trans></Button>
          </Group>
        </>
      )}
      {comment.isYours && changed === undefined && refusals.remove === null && (
        <Group gap={4}>
          <ReasonedButton size="compact-xs" variant="subtle" reason={refusals.change ?? undefined} onClick={() => setChanged(body)}><Trans>Change</Trans></ReasonedButton>
          <Button size="compact-xs" variant="subtle" color="red" loading={deeds.isBusy} onClick={() => void deeds.removeComment(comment.id)}><Trans>Remove</Trans></Button>
        </Group>
      )}
    </article>
  )
} // prettier-ignore
