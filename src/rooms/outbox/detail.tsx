import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { MailFrame } from '#ui/mail-frame.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import classes from './outbox.module.css'
import { stateLabel } from './words.tsx'

/** One mail as text. Its link is opened in a tab of its own: it is most often for somebody else. */
export const MailDetail = ({ id, timeZone }: { id: string; timeZone: string }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { data: mail, error, refetch } = useCall('GET /outbox/:id', { params: { id } }, { staleMs: 0 })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!mail) return <Waiting label={t`The mail is being fetched`} />
  return (
    <>
      <p className={classes.head}>
        <Trans>To {mail.address}</Trans>
        <br />
        {stateLabel(mail.state)} · {format.moment(mail.changedAt, timeZone)}
        {mail.error && (
          <>
            <br />
            {mail.error}
          </>
        )}
      </p>
      {mail.ticket !== null && <MailFrame src={`/api/outbox/html?ticket=${mail.ticket}`} title={mail.subject} />}
      {mail.ticket === null &&
        mail.paragraphs.map((text, at) => (
          // Paragraphs never change their order.
          // oxlint-disable-next-line react/no-array-index-key
          <p key={at} className={classes.paragraph}>
            {text}
          </p>
        ))}
      {mail.link && (
        <>
          <Button component="a" href={mail.link.url} target="_blank" rel="noreferrer" size="sm">
            {mail.link.label}
          </Button>
          <code className={classes.url}>{mail.link.url}</code>
        </>
      )}
    </>
  )
}
