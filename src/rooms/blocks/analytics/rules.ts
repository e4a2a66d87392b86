import { metricFacts } from '#rooms/metrics/rules.ts'

export const chartKinds = ['number', 'line', 'bars', 'table'] as const
export type ChartKind = (typeof chartKinds)[number]

/** One number is of now, whatever else is of periods that have been. */
export const isDrawn = (metric: string, chart: ChartKind): boolean => {
  const known = metricFacts(metric)
  return known !== undefined && (chart === 'number' ? known.hasNow : known.hasSeries)
}

export const whyNotDrawn = (chart: ChartKind): string =>
  chart === 'number'
    ? 'This figure has a line for each product: choose a chart or a table.'
    : 'Nobody knows this figure’s past: choose a number.'
