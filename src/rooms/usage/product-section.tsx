import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { eachDay } from '#shared/dates.ts'
import { changeOf } from '#shared/trend.ts'
import { LineChart } from '#ui/chart.tsx'
import type { Range } from '#ui/date-range.tsx'
import { useFormat } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { useProducts } from '#ui/products.tsx'
import { usePartnership } from '#ui/session.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { CustomerUsage, CyclePeak, ProductUsage } from './contract.ts'
import classes from './panel.module.css'

type SectionProps = { usage: ProductUsage; range: CustomerUsage; cycle: string; onCycle: (cycle: CyclePeak) => void }

/** One product: its last two cycles, its days as a line, and the cycles of the range with their peaks. */
export const ProductSection = ({ usage, range, cycle, onCycle }: SectionProps) => {
  const products = useProducts()
  const { product } = usage
  return (
    <Section title={products.name(product)} about={products.find(product)?.measures}>
      <Recent usage={usage} asOf={range.asOf} />
      <div className={classes.parts}>
        <Days usage={usage} range={range} cycle={cycle} />
        <Cycles usage={usage} cycle={cycle} onCycle={onCycle} />
      </div>
    </Section>
  )
}

const Recent = ({ usage, asOf }: { usage: ProductUsage; asOf: string }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { timeZone } = usePartnership()
  const { thisCycle, lastCycle, product } = usage
  const products = useProducts()
  const name = products.name(product)
  const change = thisCycle.peak === null || lastCycle.peak === null ? undefined : changeOf(thisCycle.peak, lastCycle.peak).absolute
  const ask = (cycle: CyclePeak) => ({
    rule: t`The highest daily value of the cycle. A day without a sample counts for nothing, which is not the same as zero.`,
    period: format.days(cycle.start, cycle.end),
    timeZone,
    asOf: format.day(asOf),
  })
  const tile = (cycle: CyclePeak) => ({
    value: cycle.peak === null ? '–' : format.whole(cycle.peak),
    unit: products.find(product)?.units,
    about: cycle.peakDay === null ? t`No sample` : t`on ${format.day(cycle.peakDay)}`,
    ask: ask(cycle),
  })
  return (
    <Stats label={t`Peaks of ${name}`}>
      <Stat
        label={t`${format.month(thisCycle.name)} so far`}
        {...tile(thisCycle)}
        change={
          change === undefined
            ? undefined
            : { direction: change > 0 ? 'up' : change < 0 ? 'down' : 'same', text: t`${format.wholeChange(change)} to last cycle` }
        }
      />
      <Stat label={format.month(lastCycle.name)} {...tile(lastCycle)} />
    </Stats>
  )
}

const Days = ({ usage, range, cycle }: { usage: ProductUsage; range: Range; cycle: string }) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const { product, values, cycles } = usage
  const { from, to } = range
  const points = useMemo(
    () => eachDay({ from, to }).map((x, at) => ({ x, values: { [product]: values[at] ?? null } })),
    [from, to, product, values],
  )
  const marks = cycles.map((each) => ({
    x: each.start < from ? from : each.start,
    label: each.isOpen ? t`${format.month(each.name)}, open` : format.month(each.name),
  }))
  const named = cycles.find((each) => each.name === cycle && each.peak !== null)
  const levels =
    named?.peak == null
      ? []
      : [{ value: named.peak, label: t`Peak of ${format.month(named.name)}: ${products.units(product, named.peak)}` }]
  const gaps = values.filter((value) => value === null).length
  return (
    <div>
      <LineChart
        label={t`${products.name(product)}, day by day`}
        series={[{ id: product, label: products.name(product), colour: products.colour(product) }]}
        points={points}
        marks={marks}
        levels={levels}
        area
        height={220}
        valueText={(value) => products.units(product, value)}
        axisText={format.short}
        xText={format.dayShort}
        fileName={`usage-${product.toLowerCase()}`}
      />
      {gaps > 0 && (
        <p className={classes.gaps}>
          <Plural
            value={gaps}
            one="# day has no sample: a gap in the line, not a zero."
            other="# days have no sample: gaps in the line, not zeros."
          />
        </p>
      )}
    </div>
  )
}

const Cycles = ({ usage, cycle, onCycle }: Pick<SectionProps, 'usage' | 'cycle' | 'onCycle'>) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const units = products.find(usage.product)?.units
  const columns: Column<CyclePeak>[] = [
    {
      id: 'cycle',
      heading: t`Cycle`,
      cell: (each) => (
        <button
          type="button"
          className={classes.cycle}
          aria-current={each.name === cycle ? 'true' : undefined}
          title={format.days(each.start, each.end)}
          onClick={() => onCycle(each)}
        >
          {each.isOpen ? <Trans>{format.month(each.name)} (open)</Trans> : format.month(each.name)}
        </button>
      ),
    },
    { id: 'peak', heading: t`Peak`, unit: units, numeric: true, cell: (each) => (each.peak === null ? '–' : format.whole(each.peak)) },
    { id: 'day', heading: t`On`, numeric: true, cell: (each) => (each.peakDay === null ? t`no sample` : format.dayShort(each.peakDay)) },
  ]
  return (
    <SimpleTable
      label={t`Cycles of ${products.name(usage.product)}`}
      columns={columns}
      rows={usage.cycles.toReversed()}
      rowId={(each) => each.start}
    />
  )
}
