import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { useFormat } from '#ui/format.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { usePartnership } from '#ui/session.tsx'
import { Tag } from '#ui/severity.tsx'
import classes from './announcements.module.css'
import { Body } from './body.tsx'
import type { Announcement } from './contract.ts'
import { useMarkRead } from './reading.tsx'

/** One as its reader has it: seeing it counts as reading, acknowledging is a deed of its own. */
export const One = ({ announcement }: { announcement: Announcement }) => {
  const { from, to, body, needsAcknowledgement } = announcement
  const format = useFormat()
  const mark = useMarkRead()
  useEffect(() => mark(announcement), [announcement, mark])
  return (
    <div className={classes.one}>
      <p className={classes.dimmed}>{to === null ? <Trans>Since {format.day(from)}</Trans> : format.days(from, to)}</p>
      <Body text={body} />
      {needsAcknowledgement && <Acknowledge announcement={announcement} />}
    </div>
  )
}

/** The button, or when it was pressed. */
export const Acknowledge = ({ announcement: { id, acknowledgedAt, refusal } }: { announcement: Announcement }) => {
  const { t } = useLingui()
  const { moment } = useFormat()
  const { timeZone } = usePartnership()
  const acknowledge = useSend('POST /announcements/:id/acknowledgement', {
    invalidates: ['GET /announcements/current'],
    onDone: () => noticeDone(t`Acknowledged`),
  })
  if (acknowledgedAt !== null)
    return (
      <p>
        <Tag tone="ok">{t`You acknowledged this on ${moment(acknowledgedAt, timeZone)}`}</Tag>
      </p>
    )
  return (
    <p>
      <ReasonedButton
        size="xs"
        reason={refusal ?? undefined}
        loading={acknowledge.isPending}
        onClick={() => acknowledge.mutate({ params: { id } })}
      >
        <Trans>I have read and understood this</Trans>
      </ReasonedButton>
    </p>
  )
}
