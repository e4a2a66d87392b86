import { Button } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { ColumnChooser } from '#ui/column-chooser.tsx'
import { download } from '#ui/download.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { paths, useUrlState } from '#ui/paths.tsx'
import { useProducts } from '#ui/products.tsx'
import { usePages } from '#ui/query.tsx'
import { useMay, usePartnership, useSession } from '#ui/session.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import { bandsOf, columnsOf } from './columns.tsx'
import { useDesk } from './desk.tsx'
import { chipsOf, emptyFilter, FilterButton, filterParts, queryOf } from './filters.tsx'
import { Totals } from './totals.tsx'
import { Views } from './views.tsx'

/** The landing page: totals on top, every customer below in three bands. */
export const Dashboard = () => {
  const { t } = useLingui()
  const format = useFormat()
  const partnership = usePartnership()
  const [asked, setFilter] = useUrlState(filterParts)
  // Tasks come first unless asked otherwise; a reader who may not see them gets names in order.
  const filter = useMay('task.read') || !asked.sort.endsWith('tasks') ? asked : { ...asked, sort: 'name' }
  const query = queryOf(filter)
  const page = usePages('GET /customers', { query }, { keepPrevious: true })
  const table = useTableShape()
  const { desk, isReady, hideColumns } = useDesk()
  const products = useProducts()
  const chips = chipsOf(filter, setFilter, products.name)
  const clear = () => setFilter(emptyFilter)
  const visible = table.columns.map((column) => column.id).filter((id) => !desk.hiddenColumns.includes(id))
  const asOf = page.first?.totals?.asOf
  const [totals, setTotals] = useState(page.first?.totals)
  if (page.first?.totals && page.first.totals !== totals) setTotals(page.first.totals) // a filtered list keeps the tiles standing
  return (
    <>
      <PageHeader
        title={t`Customers`}
        about={asOf ? <Trans>{partnership.name} · data as of {format.day(asOf)}</Trans> : partnership.name}
        actions={<ExportButton query={{ ...query, columns: visible.join(',') }} />}
      />
      <Totals totals={totals} />
      <FilterBar
        search={{ value: filter.search, onChange: (search) => setFilter({ search }, { replace: true }), label: t`Search customers` }}
        chips={chips}
        onClear={clear}
        count={page.total === undefined ? undefined : <Count shown={page.total} filtered={chips.length > 0 || filter.search !== ''} />}
        actions={
          <>
            <Views />
            <ColumnChooser columns={table.columns} bands={table.bands} hidden={desk.hiddenColumns} onChange={hideColumns} />
          </>
        }
      >
        <FilterButton filter={filter} setFilter={setFilter} count={chips.length} />
      </FilterBar>
      <DataTable
        label={t`Customers`}
        columns={table.columns}
        bands={table.bands}
        rows={isReady ? page.rows : noRows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        total={page.total}
        hidden={desk.hiddenColumns}
        sort={filter.sort}
        onSort={(sort) => setFilter({ sort })}
        href={(row) => paths.customer(row.id)}
        isPending={page.isPending || !isReady}
        isRefreshing={page.isRefreshing}
        error={page.error}
        retry={page.retry}
        hasMore={page.hasMore}
        isFetchingMore={page.isFetchingMore}
        fetchMore={page.fetchMore}
        empty={
          chips.length > 0 || filter.search ? (
            <EmptyState title={t`No customer matches`} action={<Button size="xs" variant="default" onClick={clear}><Trans>Clear the filters</Trans></Button>}>
              <Trans>All filters together leave nothing.</Trans>
            </EmptyState>
          ) : (
            <EmptyState title={t`No customers yet`}>
              <Trans>Customers appear here as soon as {partnership.partnerName} has some in this partnership.</Trans>
            </EmptyState>
          )
        }
      />
    </>
  )
} // prettier-ignore

/** Until it is known which columns are hidden. */
const noRows: never[] = []

const useTableShape = () => {
  const partnership = usePartnership()
  const { products, contactTypes } = useSession().start
  const format = useFormat()
  return useMemo(() => {
    const shown = { partnership, products, format, contactLabel: contactTypes[0]?.label ?? '' }
    return { columns: columnsOf(shown), bands: bandsOf(partnership) }
  }, [partnership, products, contactTypes, format])
}

const Count = ({ shown, filtered }: { shown: number; filtered: boolean }) => {
  const format = useFormat()
  const count = format.whole(shown)
  return filtered ? (
    <Plural value={shown} one={`${count} customer matches`} other={`${count} customers match`} />
  ) : (
    <Plural value={shown} one={`${count} customer`} other={`${count} customers`} />
  )
}

/** Exactly what is shown: the same filter, order and columns. */
const ExportButton = ({ query }: { query: ReturnType<typeof queryOf> & { columns: string } }) => {
  const [isBusy, setBusy] = useState(false)
  const may = useMay('report.export')
  if (!may) return null
  const save = async () => {
    setBusy(true)
    await download('GET /customers/workbook', { query }).finally(() => setBusy(false))
  }
  return (
    <Button
      size="xs"
      variant="default"
      loading={isBusy}
      leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
      onClick={() => void save()}
    >
      <Trans>Export to Excel</Trans>
    </Button>
  )
}
