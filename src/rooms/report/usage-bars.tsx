import { useLingui } from '@lingui/react/macro'
import { BarsChart } from '#ui/chart.tsx'
import { useFormat } from '#ui/format.tsx'
import { useProducts } from '#ui/products.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { UsageReport } from './contract.ts'

/** Grouped bars: a group for each cycle, a bar for each product, commitments as lines across. */
export const UsageBars = ({ report, onPick }: { report: UsageReport; onPick: (cycle: string, product: string) => void }) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  if (report.cells.every((cell) => cell.peak === null))
    return <EmptyState title={t`No usage in these months`}>{t`Nothing was measured for your customers in this time.`}</EmptyState>
  const groups = report.cycles.map((cycle) => {
    const cells = report.cells.filter((cell) => cell.cycle === cycle.name)
    return {
      id: cycle.name,
      label: format.month(cycle.name),
      isOpen: cycle.isOpen,
      values: Object.fromEntries(cells.map((cell) => [cell.product, cell.peak])),
      // A part of the customers is not what was committed for.
      commitments: report.isPartial ? {} : Object.fromEntries(cells.map((cell) => [cell.product, cell.commitment])),
    }
  })
  return (
    <BarsChart
      label={t`Peak usage by product and month`}
      series={report.products.map((code) => ({ id: code, label: products.name(code), colour: products.colour(code) }))}
      groups={groups}
      height={320}
      valueText={(value, code) => products.units(code, value)}
      axisText={format.short}
      onPick={onPick}
      fileName={`peak-usage-${report.cycles[0]?.name ?? ''}-to-${report.cycles.at(-1)?.name ?? ''}`}
    />
  )
}
