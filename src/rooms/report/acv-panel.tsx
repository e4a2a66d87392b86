import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import type { Day } from '#shared/dates.ts'
import { useFormat } from '#ui/format.tsx'
import { Panel } from '#ui/panel.tsx'
import { paths } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { usePartnership } from '#ui/session.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { AcvCustomer } from './contract.ts'
import classes from './report.module.css'

/** The customers that make up one day's ACV. */
export const AcvPanel = ({ day, onClose }: { day: Day; onClose: () => void }) => {
  const { t } = useLingui()
  const format = useFormat()
  return (
    <Panel title={day ? t`ACV on ${format.day(day)}` : ''} opened={day !== ''} onClose={onClose} size={600}>
      {day && <Customers key={day} day={day} />}
    </Panel>
  )
}

const Customers = ({ day }: { day: Day }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { currency } = usePartnership()
  const page = usePages('GET /report/orders/acv/customers', { query: { day } })
  const columns = useMemo(
    (): Column<AcvCustomer>[] => [
      { id: 'name', heading: t`Customer`, cell: (row) => row.name },
      { id: 'lines', heading: t`Lines`, numeric: true, width: 72, cell: (row) => format.whole(row.lines) },
      { id: 'acv', heading: t`ACV`, numeric: true, width: 140, cell: (row) => format.money(row.acvMinor, currency) },
      {
        id: 'share',
        heading: t`Share`,
        numeric: true,
        width: 84,
        cell: (row) => (row.share === null ? '–' : format.percent(row.share / 100)),
      },
    ],
    [t, format, currency],
  )
  return (
    <>
      {page.first && (
        <p className={classes.behind}>
          <strong>{format.money(page.first.acvMinor, currency)}</strong>
          <span>
            <Trans>The sum over {format.whole(page.first.total)} customers with an active order line on that day.</Trans>
          </span>
        </p>
      )}
      <DataTable
        label={t`Customers of this day`}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        total={page.total}
        href={(row) => paths.customer(row.id, 'commercial')}
        height={560}
        isPending={page.isPending}
        error={page.error}
        retry={page.retry}
        hasMore={page.hasMore}
        isFetchingMore={page.isFetchingMore}
        fetchMore={page.fetchMore}
        empty={<EmptyState title={t`No active order on this day`} />}
      />
    </>
  )
}
