import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconDownload } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { download } from '#ui/download.tsx'
import { useFormat } from '#ui/format.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { usePerson } from '#ui/session.tsx'
import { RowButton, TableOrList } from '#ui/row-list.tsx'
import { EmptyState } from '#ui/states.tsx'
import { auditColumns } from './columns.tsx'
import type { AuditEntry } from './contract.ts'
import { EntryDetail } from './detail.tsx'
import { eventLabel, summaryOf } from './entry-words.tsx'
import { Filters, queryOf, useShownRange, view, type State } from './filters.tsx'

/** What happened: the vendor's people see all of it, a partner's their partnership's. */
export const Page = () => {
  const { t } = useLingui()
  const format = useFormat()
  const isVendor = usePerson().side === 'vendor'
  const [state, setState] = useUrlState(view)
  const range = useShownRange(state)
  const { partner, ...shared } = queryOf(state, range)
  const lines = isVendor
    ? ({ list: 'GET /vendor/audit', file: 'GET /vendor/audit/file' } as const)
    : ({ list: 'GET /audit', file: 'GET /audit/file' } as const)
  const query = isVendor ? { ...shared, partner } : shared
  const { rows, first, ...list } = usePages(lines.list, { query }, { keepPrevious: true })
  const timeZone = first?.timeZone ?? 'UTC'
  const [opened, open] = useState<AuditEntry>()
  const columns = useMemo(() => auditColumns({ format, timeZone, isVendor, open }), [format, timeZone, isVendor])
  const narrow = (part: Partial<State>) => {
    open(undefined)
    setState(part)
  }
  return (
    <>
      <PageHeader
        title={t`Audit log`}
        about={<Trans>Who did what, when and from where. Nothing here can be changed or removed.</Trans>}
        actions={<FileButton line={lines.file} query={query} />}
      />
      <Filters state={state} setState={setState} range={range} rows={rows} />
      <TableOrList
        label={t`Audit log`} columns={columns} rows={rows} rowId={(entry) => entry.id} rowName={(entry) => eventLabel(entry.name)} height="page" {...list}
        line={(entry) => <RowButton name={eventLabel(entry.name)} about={summaryOf(entry, format.moment(entry.at, timeZone))} open={() => open(entry)} />}
        empty={<EmptyState title={t`Nothing happened`}>{t`Not in these days, or not with these filters.`}</EmptyState>}
      />
      <Panel title={opened && eventLabel(opened.name)} opened={opened !== undefined} onClose={() => open(undefined)}>
        {opened && <EntryDetail entry={opened} format={format} timeZone={timeZone} narrow={narrow} />}
      </Panel>
    </>
  )
} // prettier-ignore

type FileButtonProps = { line: 'GET /audit/file' | 'GET /vendor/audit/file'; query: Record<string, string | undefined> }

const FileButton = ({ line, query }: FileButtonProps) => {
  const { t } = useLingui()
  const [isBusy, setBusy] = useState(false)
  const fetch = async () => {
    setBusy(true)
    await download(line, { query })
    setBusy(false)
  }
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={isBusy}
      aria-label={t`CSV: audit log`}
      onClick={() => void fetch()}
    >
      CSV
    </Button>
  )
}
