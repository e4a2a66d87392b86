import { z } from 'zod'
import { metricPattern, metricPeriods, metricUnits } from './rules.ts'

export const MetricCode = z.string().regex(metricPattern, 'is no metric')
export const MetricPeriod = z.enum(metricPeriods)

const Change = z.strictObject({ absolute: z.number(), percent: z.number().nullable(), isNew: z.boolean() })

const Span = z.strictObject({
  /** `2026-06`, or `2026-Q2`. */
  name: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  /** Today lies in it: the figure may still move. */
  isOpen: z.boolean(),
})

/** One figure as of today. Money in minor units of the partnership's currency. */
export const MetricNow = z.strictObject({
  code: z.string(),
  unit: z.enum(metricUnits),
  /** Of `peak:NET`. */
  product: z.string().nullable(),
  /** Null: nothing known. */
  value: z.number().nullable(),
  /** At the end of the period before; null where nobody knows. */
  previous: z.number().nullable(),
  change: Change.nullable(),
  commitment: z.int().nullable(),
  asOf: z.iso.date(),
  /** The reader sees some of the customers: it is theirs. */
  isPartial: z.boolean(),
  period: Span,
})
export type MetricNow = z.infer<typeof MetricNow>

/** A figure over periods, oldest first. */
export const MetricSeries = z.strictObject({
  code: z.string(),
  unit: z.enum(metricUnits),
  asOf: z.iso.date(),
  isPartial: z.boolean(),
  periods: z.array(Span),
  /** One line, or one a product for `peaks`; a value for each period, null where nothing is known. */
  lines: z.array(z.strictObject({ product: z.string().nullable(), values: z.array(z.number().nullable()) })),
})
export type MetricSeries = z.infer<typeof MetricSeries>
