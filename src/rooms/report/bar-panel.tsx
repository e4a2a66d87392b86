import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { useFormat } from '#ui/format.tsx'
import { Panel } from '#ui/panel.tsx'
import { paths } from '#ui/paths.tsx'
import { useProducts } from '#ui/products.tsx'
import { usePages } from '#ui/query.tsx'
import { usePartnership } from '#ui/session.tsx'
import { DataTable } from '#ui/table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { BarCustomer } from './contract.ts'
import classes from './report.module.css'

type Bar = { cycle: string; product: string }
type Line = 'GET /report/usage/customers' | 'GET /report/orders/usage/customers'

/** The customers behind one bar: their peaks come to it. Each leads to its own usage, with the same number. */
export const BarPanel = ({ bar, line, onClose }: { bar: Bar | undefined; line: Line; onClose: () => void }) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const title = bar && t`${products.name(bar.product)}, ${format.month(bar.cycle)}`
  return (
    <Panel title={title ?? ''} opened={bar !== undefined} onClose={onClose} size={600}>
      {bar && <Customers key={`${bar.cycle} ${bar.product}`} bar={bar} line={line} />}
    </Panel>
  )
}

const Customers = ({ bar, line }: { bar: Bar; line: Line }) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const { timeZone } = usePartnership()
  const page = usePages(line, { query: bar })
  const units = products.find(bar.product)?.units
  const columns = useMemo(
    (): Column<BarCustomer>[] => [
      { id: 'name', heading: t`Customer`, cell: (row) => row.name },
      { id: 'peak', heading: t`Peak`, ...(units ? { unit: units } : {}), numeric: true, cell: (row) => format.whole(row.peak) },
      { id: 'day', heading: t`On`, numeric: true, cell: (row) => format.dayShort(row.peakDay) },
      {
        id: 'share',
        heading: t`Share`,
        numeric: true,
        width: 84,
        cell: (row) => (row.share === null ? '–' : format.percent(row.share / 100)),
      },
    ],
    [t, units, format],
  )
  return (
    <>
      {page.first && (
        <p className={classes.behind}>
          <strong>{products.units(bar.product, page.first.peak)}</strong>
          <span>
            <Trans>
              {format.days(page.first.cycle.start, page.first.cycle.end)}, {timeZone}. The sum of the peaks of{' '}
              {format.whole(page.first.total)} customers.
            </Trans>
          </span>
        </p>
      )}
      <DataTable
        label={t`Customers of this bar`}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        total={page.total}
        href={(row) => paths.customer(row.id, 'usage', { product: bar.product, cycle: bar.cycle })}
        height={560}
        isPending={page.isPending}
        error={page.error}
        retry={page.retry}
        hasMore={page.hasMore}
        isFetchingMore={page.isFetchingMore}
        fetchMore={page.fetchMore}
      />
    </>
  )
}
