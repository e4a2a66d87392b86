import { addDays, daysBetween } from '#shared/dates.ts'
import type { Trend } from '#shared/trend.ts'

/** Axis marks from zero (or below) to just past the largest value, at round steps; at least two. */
export const niceTicks = (smallest: number, largest: number, wanted = 5): number[] => {
  const low = Math.min(smallest, 0)
  const high = Math.max(largest, low + 1)
  const rough = (high - low) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough)
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step)
}

/** The look of the series at a position; beyond the eighth they repeat, and the legend, table and tooltip still name them. */
export const seriesColour = (at: number): string => `var(--pp-series-${(at % 8) + 1})`

export const tickLook = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 }

/** The part of a trend between the lowest and the highest mark: past them it would run through the labels. Undefined when nothing is left. */
export const trendWithin = ({ first, last, slopePerDay }: Trend, ticks: readonly number[]) => {
  const [low = first.value, high = first.value] = [ticks[0], ticks.at(-1)]
  const end = daysBetween(first.day, last.day)
  const at = (days: number) => ({ x: addDays(first.day, days), y: first.value + slopePerDay * days })
  if (slopePerDay === 0) return [at(0), at(end)] as const
  const [enters = 0, leaves = end] = [low, high].map((value) => (value - first.value) / slopePerDay).toSorted((one, other) => one - other)
  const [from, to] = [Math.max(0, Math.ceil(enters)), Math.min(end, Math.floor(leaves))]
  return from < to ? ([at(from), at(to)] as const) : undefined
}
