import { Trans, useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { useProducts } from '#ui/products.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { ReportCycle, UsageReport } from './contract.ts'
import classes from './report.module.css'
import { changeText } from './words.tsx'

/** A row for each cycle, the newest first: the peak of each product with its change, and the bill. */
export const MonthTable = ({ report, onPick }: { report: UsageReport; onPick: (cycle: string, product: string) => void }) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const money = (minor: number) => format.money(minor, report.currency)
  const columns: Column<ReportCycle>[] = [
    {
      id: 'cycle',
      heading: t`Cycle`,
      cell: (cycle) => (
        <span title={format.days(cycle.start, cycle.end)}>
          {cycle.isOpen ? <Trans>{format.month(cycle.name)} (open)</Trans> : format.month(cycle.name)}
        </span>
      ),
    },
    ...report.products.map((code): Column<ReportCycle> => ({
      id: code,
      heading: products.short(code),
      unit: products.find(code)?.units ?? '',
      numeric: true,
      cell: (cycle) => {
        const cell = report.cells.find((one) => one.cycle === cycle.name && one.product === code)
        if (!cell || cell.peak === null) return '–'
        const peak = format.whole(cell.peak)
        return (
          <span className={classes.figure}>
            <button
              type="button"
              className={classes.ask}
              onClick={() => onPick(cycle.name, code)}
              aria-label={t`${products.units(code, cell.peak)} of ${products.name(code)} in ${format.month(cycle.name)}: show the customers`}
            >
              {peak}
            </button>
            <span className={classes.change}>{cell.change && changeText(cell.change, format.whole, format)}</span>
          </span>
        )
      },
    })),
    ...(report.isPriced && !report.isPartial
      ? [
          {
            id: 'amount',
            heading: t`Bill`,
            unit: report.currency,
            numeric: true,
            width: 150,
            cell: (cycle: ReportCycle) => {
              const bill = report.amounts.find((one) => one.cycle === cycle.name)
              if (!bill || bill.amountMinor === null) return '–'
              return (
                <span className={classes.figure}>
                  <span>{money(bill.amountMinor)}</span>
                  <span className={classes.change}>{bill.change && changeText(bill.change, money, format)}</span>
                </span>
              )
            },
          },
        ]
      : []),
  ]
  return <SimpleTable label={t`Monthly summary`} columns={columns} rows={report.cycles.toReversed()} rowId={(cycle) => cycle.name} />
}
