import { Select } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { useProducts } from '#ui/products.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { UsageCell, UsageReport } from './contract.ts'
import classes from './report.module.css'

type BillTableProps = {
  report: UsageReport
  chosen: string
  onChoose: (cycle: string) => void
  onPick: (cycle: string, product: string) => void
}

/** What one cycle is billed: at least the commitment, more when more was used. */
export const BillTable = ({ report, chosen, onChoose, onPick }: BillTableProps) => {
  const { t } = useLingui()
  const format = useFormat()
  const cycle = report.cycles.find((one) => one.name === chosen) ?? report.cycles.at(-1)
  const columns = useBillColumns(report, onPick)
  if (!cycle) return null
  const total = report.amounts.find((one) => one.cycle === cycle.name)?.amountMinor
  const footer = (column: Column<UsageCell>) =>
    column.id === 'product' ? t`Total` : column.id === 'amount' && total != null ? format.money(total, report.currency) : null
  const month = format.month(cycle.name)
  return (
    <Section
      title={cycle.isOpen ? t`Billed so far, ${month}` : t`Billed, ${month}`}
      about={t`${format.days(cycle.start, cycle.end)}. The larger of commitment and total peak is billed; without a commitment, what was used.`}
      actions={
        <Select
          size="xs"
          aria-label={t`Cycle of the bill`}
          w={150}
          allowDeselect={false}
          value={cycle.name}
          data={report.cycles.toReversed().map((one) => ({ value: one.name, label: format.month(one.name) }))}
          onChange={(next) => onChoose(next ?? '')}
        />
      }
    >
      <SimpleTable
        label={t`What ${month} is billed`}
        columns={columns}
        rows={report.cells.filter((cell) => cell.cycle === cycle.name)}
        rowId={(cell) => cell.product}
        {...(report.isPriced ? { footer } : {})}
      />
    </Section>
  )
}

const useBillColumns = (report: UsageReport, onPick: BillTableProps['onPick']): Column<UsageCell>[] => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const count = (value: number | null) => (value === null ? '–' : format.whole(value))
  const money = (minor: number | null) => (minor === null ? '–' : format.money(minor, report.currency))
  return [
    { id: 'product', heading: t`Product`, cell: (cell) => products.name(cell.product) },
    { id: 'unit', heading: t`Unit`, cell: (cell) => products.find(cell.product)?.units ?? '' },
    {
      id: 'peak',
      heading: t`Total peak`,
      numeric: true,
      cell: (cell) =>
        cell.peak === null ? (
          '–'
        ) : (
          <button
            type="button"
            className={classes.ask}
            onClick={() => onPick(cell.cycle, cell.product)}
            aria-label={t`${products.units(cell.product, cell.peak)} of ${products.name(cell.product)}: show the customers`}
          >
            {format.whole(cell.peak)}
          </button>
        ),
    },
    { id: 'customers', heading: t`Customers`, numeric: true, cell: (cell) => format.whole(cell.customers) },
    { id: 'commitment', heading: t`Commitment`, numeric: true, cell: (cell) => count(cell.commitment) },
    { id: 'overage', heading: t`Overage`, numeric: true, cell: (cell) => (cell.commitment === null ? '–' : count(cell.overage)) },
    { id: 'billable', heading: t`Billable`, numeric: true, cell: (cell) => count(cell.billable) },
    ...(report.isPriced
      ? [
          { id: 'price', heading: t`Unit price`, numeric: true, cell: (cell: UsageCell) => money(cell.unitPriceMinor) },
          { id: 'amount', heading: t`Amount`, numeric: true, width: 150, cell: (cell: UsageCell) => money(cell.amountMinor) },
        ]
      : []),
  ]
}
