import { z } from 'zod'
import { AskedDay } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { indicators } from './rules.ts'

const Fitted = z.strictObject({ day: z.iso.date(), value: z.number() })

/** The straight line through a metric's samples; `first` and `last` are its ends, for drawing. */
export const MetricTrend = z.strictObject({
  direction: z.enum(['up', 'down', 'flat']),
  slopePerDay: z.number(),
  first: Fitted,
  last: Fitted,
})
export type MetricTrend = z.infer<typeof MetricTrend>

export const MetricActivity = z.strictObject({
  metric: z.string(),
  /** The product that the metric is about; null: every customer has it. */
  product: z.string().nullable(),
  /** False: the customer neither ordered nor used the metric's product in the range. Its values are then empty. */
  isPartOfSubscription: z.boolean(),
  /** One for each day from `from` to `to`; null is a day without a sample. */
  values: z.array(z.int().nullable()),
  /** Null with samples on fewer than two days. */
  trend: MetricTrend.nullable(),
})
export type MetricActivity = z.infer<typeof MetricActivity>

export const CustomerActivity = z.strictObject({
  asOf: z.iso.date(),
  from: z.iso.date(),
  to: z.iso.date(),
  /** All metrics of the configuration, in its order. */
  metrics: z.array(MetricActivity),
})
export type CustomerActivity = z.infer<typeof CustomerActivity>

/** One retention signal; see rules.ts for what each indicator counts. */
export const RetentionSignal = z.strictObject({
  indicator: z.enum(indicators),
  state: z.enum(['ok', 'warn', 'alert']),
  value: z.number(),
  unit: z.enum(['days', 'scans', 'percent']),
  /** The step that was reached; while ok, the one that comes first. */
  threshold: z.number(),
  since: z.iso.date().nullable(),
  product: z.string().nullable(),
  /** The scanner or schedule that is worst. */
  worst: z.string().nullable(),
  affected: z.int(),
})
export type RetentionSignal = z.infer<typeof RetentionSignal>

export const CustomerSignals = z.strictObject({
  asOf: z.iso.date(),
  /** How many days failed scans are counted over, and how many the usage trend looks back. */
  failedScansDays: z.int(),
  usageTrendDays: z.int(),
  /** The most serious first. An indicator that the customer can't have is absent. */
  signals: z.array(RetentionSignal),
})
export type CustomerSignals = z.infer<typeof CustomerSignals>

const OneCustomer = z.strictObject({ id: outerId('cus') })

export const activity = {
  /** Without dates: the last ninety days. 400 when the range is backwards or longer than 800 days. */
  ofCustomer: endpoint('GET /customers/:id/activity', {
    params: OneCustomer,
    query: z.strictObject({ from: AskedDay.optional(), to: AskedDay.optional() }),
    reply: CustomerActivity,
  }),
  signals: endpoint('GET /customers/:id/signals', { params: OneCustomer, reply: CustomerSignals }),
}
