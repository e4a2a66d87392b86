import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconFileSpreadsheet } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat } from '#ui/format.tsx'
import { downloadExport, ExportProgress } from '#ui/large-file.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { useCall, useSend } from '#ui/query.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { Export } from './contract.ts'
import classes from './exports.module.css'
import { titleOf } from './words.tsx'

const isOpen = ({ state }: Export) => state === 'waiting' || state === 'running'
const everyMs = 1_500

/** The large files that a person asked for in this partnership. */
export const Page = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /exports', {}, { staleMs: 0, againMs: (reply) => reply?.items.some(isOpen) ? everyMs : false })
  const remove = useSend('DELETE /exports/:id', { invalidates: ['GET /exports'], onDone: () => noticeDone(t`The export was removed`) })
  return (
    <>
      <PageHeader
        title={t`Your exports`}
        about={<Trans>Large files that you asked for. Each is kept for a day, and holds what you could see when it was made.</Trans>}
      />
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting label={t`Your exports are being fetched`} />
      ) : data.items.length === 0 ? (
        <EmptyState title={t`No exports yet`}>
          <Trans>Small files are downloaded at once. A large one is built for you and waits here.</Trans>
        </EmptyState>
      ) : (
        <RowList
          label={t`Your exports`}
          rows={data.items}
          rowId={({ id }) => id}
          line={(one) => <OneExport one={one} isBusy={remove.isPending} remove={() => remove.mutate({ params: { id: one.id } })} />}
        />
      )}
    </>
  )
} // prettier-ignore

const OneExport = ({ one, isBusy, remove }: { one: Export; isBusy: boolean; remove: () => void }) => {
  const { t, i18n } = useLingui()
  const name = one.name ?? i18n._(titleOf(one.line))
  return (
    <RowLine sign={IconFileSpreadsheet} name={i18n._(titleOf(one.line))} about={[<About key="about" one={one} />]}>
      {one.state === 'ready' && <DownloadButton id={one.id} name={name} />}
      <Button size="xs" variant="subtle" color="red" disabled={isBusy} aria-label={isOpen(one) ? t`Cancel ${name}` : t`Remove ${name}`} onClick={remove}>
        {isOpen(one) ? <Trans>Cancel</Trans> : <Trans>Remove</Trans>}
      </Button>
    </RowLine>
  )
} // prettier-ignore

const DownloadButton = ({ id, name }: { id: string; name: string }) => {
  const { t } = useLingui()
  const [isBusy, setBusy] = useState(false)
  const fetch = async () => {
    setBusy(true)
    await downloadExport(id)
    setBusy(false)
  }
  return (
    <Button size="xs" variant="default" loading={isBusy} aria-label={t`Download ${name}`} onClick={() => void fetch()}>
      <Trans>Download</Trans>
    </Button>
  )
}

const About = ({ one }: { one: Export }) => {
  const format = useFormat()
  const zone = useOwnTimeZone()
  const asked = format.moment(one.askedAt, zone)
  if (isOpen(one)) return <ExportProgress one={one} />
  if (one.state === 'failed')
    return (
      <span className={classes.failed}>
        <IconAlertTriangle size={16} aria-hidden />
        <Trans>Failed: {one.reason}</Trans>
      </span>
    )
  if (one.state === 'expired') return <Trans>Asked for {asked}. It was kept for a day and is gone.</Trans>
  const size = format.bytes(one.size ?? 0)
  const until = one.expiresAt ? format.moment(one.expiresAt, zone) : ''
  return (
    <Trans>
      {one.name}, {size}, kept until {until}
    </Trans>
  )
}
