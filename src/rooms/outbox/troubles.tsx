import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { Section } from '#ui/page-header.tsx'
import { useCall, useSend } from '#ui/query.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import type { MailTrouble } from './contract.ts'

/** People whom no mail but security mail goes to, because it came back. Nothing when there are none. */
export const Troubles = () => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  const { data } = useCall('GET /outbox/troubles')
  const send = useSend('DELETE /outbox/troubles/:id', { invalidates: ['GET /outbox/troubles'] })
  const resume = ({ userId, name }: MailTrouble) =>
    send.mutate({ params: { id: userId } }, { onSuccess: () => noticeDone(t`Mail goes to ${name} again.`) })
  if (!data || data.items.length === 0) return null
  return (
    <Section
      title={t`Mail comes back from these addresses`}
      about={t`Only security mail is sent there until the person or you say that the address works again.`}
    >
      <RowList
        label={t`Addresses that mail comes back from`}
        rows={data.items}
        rowId={({ userId }) => userId}
        line={(trouble) => (
          <RowLine name={trouble.name} about={[`${trouble.address} · ${format.moment(trouble.since, timeZone)}`, trouble.reason]}>
            <Button size="xs" variant="default" disabled={send.isPending} onClick={() => resume(trouble)}>
              <Trans>It works again</Trans>
            </Button>
          </RowLine>
        )}
      />
    </Section>
  )
}
