import { Skeleton } from '@mantine/core'
import { lazy, Suspense, type ReactNode } from 'react'

/** `colour` is a place in the palette, so that a product keeps its own when others are left out. */
export type Series = { id: string; label: string; colour?: number }

type ChartProps = {
  /** What is shown, in words: the name of the figure. */
  label: string
  series: readonly Series[]
  /** Of the PNG, without its ending. */
  fileName: string
  height?: number
  /** A value as it is read out and shown: with its unit. */
  valueText: (value: number, seriesId: string) => string
  /** On the axis, where space is short. Absent: `valueText`. */
  axisText?: (value: number) => string
  /** Beside the chart's own controls: an Excel button. */
  actions?: ReactNode
}

export type BarGroup = {
  id: string
  label: string
  /** The period still runs: hatched. */
  isOpen?: boolean
  /** By series; null or absent: nothing was measured, which isn't zero. */
  values: Readonly<Record<string, number | null>>
  /** What is paid for at least, by series: a line across its bar. */
  commitments?: Readonly<Record<string, number | null>>
}
export type BarsChartProps = ChartProps & {
  groups: readonly BarGroup[]
  /** A bar, or its number in the table, was chosen. */
  onPick?: (groupId: string, seriesId: string) => void
}

export type LinePoint = { x: string; values: Readonly<Record<string, number | null>> }
export type LineChartProps = ChartProps & {
  /** In order; `x` are ISO days, or names of periods. */
  points: readonly LinePoint[]
  xText: (x: string) => string
  /** What `x` are; absent: days. */
  xLabel?: string
  /** The straight line through the first series. */
  trend?: boolean
  /** Where something begins: billing cycles. `x` must be among the points. */
  marks?: readonly { x: string; label: string }[]
  /** Levels across the chart: a commitment. */
  levels?: readonly { value: number; label: string }[]
  /** Fill below the line. */
  area?: boolean
  onPick?: (x: string) => void
}

// The drawing library is larger than the rest of a page, so it is fetched with the first chart.
const Bars = lazy(async () => ({ default: (await import('./chart-bars.tsx')).BarsFigure }))
const Line = lazy(async () => ({ default: (await import('./chart-line.tsx')).LineFigure }))

const Waiting = ({ height = 280 }: { height?: number }) => <Skeleton height={height + 72} radius="md" />

export const BarsChart = (props: BarsChartProps) => (
  <Suspense fallback={<Waiting height={props.height} />}>
    <Bars {...props} />
  </Suspense>
)

export const LineChart = (props: LineChartProps) => (
  <Suspense fallback={<Waiting height={props.height} />}>
    <Line {...props} />
  </Suspense>
)
