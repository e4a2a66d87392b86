import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { useFormat } from '#ui/format.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { useCall } from '#ui/query.tsx'
import { RowList } from '#ui/row-list.tsx'
import type { MailTrouble } from './contract.ts'
import classes from './outbox.module.css'

/** People whom no mail but security mail goes to, because it came back. Nothing when there are none. */
export const Troubles = () => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  const client = useQueryClient()
  const { data } = useCall('GET /outbox/troubles')
  if (!data || data.items.length === 0) return null
  const resume = async ({ userId, name }: MailTrouble) => {
    await call('DELETE /outbox/troubles/:id', { params: { id: userId } })
    await client.invalidateQueries({ queryKey: ['GET /outbox/troubles'] })
    noticeDone(t`Mail goes to ${name} again.`)
  }
  return (
    <section className={classes.troubles} aria-labelledby="troubles">
      <h2 id="troubles" className={classes.heading}>
        <Trans>Mail comes back from these addresses</Trans>
      </h2>
      <p className={classes.note}>
        <Trans>Only security mail is sent there until the person or you say that the address works again.</Trans>
      </p>
      <RowList
        label={t`Addresses that mail comes back from`}
        rows={data.items}
        rowId={({ userId }) => userId}
        line={(trouble) => (
          <div className={classes.trouble}>
            <div>
              <strong>{trouble.name}</strong>
              <div className={classes.about}>
                {trouble.address} · {format.moment(trouble.since, timeZone)}
              </div>
              <div className={classes.about}>{trouble.reason}</div>
            </div>
            <Button size="compact-sm" variant="default" onClick={() => void resume(trouble).catch(noticeProblem)}>
              <Trans>It works again</Trans>
            </Button>
          </div>
        )}
      />
    </section>
  )
}
