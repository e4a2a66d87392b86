import { z } from 'zod'
import { customerStates, customerStatuses, lineStatuses } from '#rooms/orders/rules.ts'
import { AskedDay, CycleName } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'

const Change = z.strictObject({
  absolute: z.int(),
  /** Null where there is nothing to compare with. */
  percent: z.number().nullable(),
  isNew: z.boolean(),
})

export const ReportCycle = z.strictObject({
  name: CycleName,
  start: z.iso.date(),
  end: z.iso.date(),
  /** Today lies in it: its peaks may still rise. */
  isOpen: z.boolean(),
})
export type ReportCycle = z.infer<typeof ReportCycle>

/** One product in one cycle. Null figures: no sample, no such term, or not this reader's to see. */
export const UsageCell = z.strictObject({
  cycle: CycleName,
  product: z.string(),
  /** With a sample. */
  customers: z.int(),
  /** The sum of the customers' peaks, in units. */
  peak: z.int().nullable(),
  change: Change.nullable(),
  /** The terms in force on the cycle's last day. */
  commitment: z.int().nullable(),
  unitPriceMinor: z.int().nullable(),
  billable: z.int().nullable(),
  overage: z.int().nullable(),
  amountMinor: z.int().nullable(),
})
export type UsageCell = z.infer<typeof UsageCell>

export const UsageReport = z.strictObject({
  asOf: z.iso.date(),
  timeZone: z.string(),
  currency: z.string(),
  /** The reader sees some of the customers: sums are theirs, and nothing is billed from a part. */
  isPartial: z.boolean(),
  /** Any product has a price in these cycles, and the reader may see it. */
  isPriced: z.boolean(),
  /** Oldest first. */
  cycles: z.array(ReportCycle),
  /** Codes of products with usage or terms in these cycles, in the configuration's order. */
  products: z.array(z.string()),
  /** Every product of every cycle. */
  cells: z.array(UsageCell),
  /** Bills of whole cycles; null without prices. */
  amounts: z.array(z.strictObject({ cycle: CycleName, amountMinor: z.int().nullable(), change: Change.nullable() })),
})
export type UsageReport = z.infer<typeof UsageReport>

export const UsageQuery = z.strictObject({
  cycles: z.enum(['3', '6', '12']).default('6').transform(Number).pipe(z.int()),
  /** The last cycle; the open one unless asked. */
  until: CycleName.optional(),
})
export type UsageQuery = z.infer<typeof UsageQuery>

export const BarCustomer = z.strictObject({
  id: outerId('cus'),
  name: z.string(),
  peak: z.int(),
  peakDay: z.iso.date(),
  /** Of the bar, in percent. */
  share: z.number().nullable(),
})
export type BarCustomer = z.infer<typeof BarCustomer>

const BarQuery = z.strictObject({ cycle: CycleName, product: z.string().max(10), cursor: Cursor.optional(), limit: PageSize })
const BarCustomers = pageOf(BarCustomer).extend({ cycle: ReportCycle, product: z.string(), peak: z.int() })

const Days = z.strictObject({ from: AskedDay.optional(), to: AskedDay.optional() })

const Fitted = z.strictObject({ day: z.iso.date(), value: z.number() })

export const AcvReport = z.strictObject({
  asOf: z.iso.date(),
  timeZone: z.string(),
  currency: z.string(),
  isPartial: z.boolean(),
  from: z.iso.date(),
  to: z.iso.date(),
  /** One for each day of the range, minor units; null: not computed yet. */
  values: z.array(z.int().nullable()),
  trend: z.strictObject({ direction: z.enum(['up', 'down', 'flat']), slopePerDay: z.number(), first: Fitted, last: Fitted }).nullable(),
  change: Change.nullable(),
})
export type AcvReport = z.infer<typeof AcvReport>

export const AcvCustomer = z.strictObject({
  id: outerId('cus'),
  name: z.string(),
  acvMinor: z.int(),
  lines: z.int(),
  share: z.number().nullable(),
})
export type AcvCustomer = z.infer<typeof AcvCustomer>

export const reportBuckets = ['overdue', '0-30', '31-60', '61-90'] as const
export const ReportBucket = z.enum(reportBuckets)
export type ReportBucket = z.infer<typeof ReportBucket>

const RenewalTotal = z.strictObject({ lines: z.int(), acvMinor: z.int() })
export type RenewalTotal = z.infer<typeof RenewalTotal>

export const RenewalLine = z.strictObject({
  id: outerId('lin'),
  customerId: outerId('cus'),
  customer: z.string(),
  orderNumber: z.string(),
  product: z.string(),
  quantity: z.int(),
  endsOn: z.iso.date(),
  /** The last day to act: the end, or the last day for notice of a line that renews by itself. */
  deadline: z.iso.date(),
  /** Negative when overdue. */
  daysLeft: z.int(),
  acvMinor: z.int(),
  autoRenew: z.boolean(),
})
export type RenewalLine = z.infer<typeof RenewalLine>

export const RenewalReport = pageOf(RenewalLine).extend({
  asOf: z.iso.date(),
  currency: z.string(),
  isPartial: z.boolean(),
  buckets: z.array(RenewalTotal.extend({ bucket: ReportBucket })),
  /** Adding up from today, without overdue. */
  within: z.array(RenewalTotal.extend({ days: z.int() })),
  /** Deadlines from today to the same day three months on: the figure of the dashboard. */
  threeMonths: RenewalTotal,
})
export type RenewalReport = z.infer<typeof RenewalReport>

export const growthSorts = ['change', '-change', 'percent', '-percent', 'acv', '-acv', 'name', '-name'] as const
export const GrowthSort = z.enum(growthSorts)
export type GrowthSort = z.infer<typeof GrowthSort>

export const GrowthCustomer = z.strictObject({
  id: outerId('cus'),
  name: z.string(),
  acvMinor: z.int(),
  /** Null: no line was active then. */
  acvYearAgoMinor: z.int().nullable(),
  change: Change,
})
export type GrowthCustomer = z.infer<typeof GrowthCustomer>

export const GrowthReport = pageOf(GrowthCustomer).extend({
  asOf: z.iso.date(),
  yearAgo: z.iso.date(),
  currency: z.string(),
  isPartial: z.boolean(),
  acvMinor: z.int(),
  acvYearAgoMinor: z.int(),
  /** Of those who paid a year ago; null when nobody did. */
  retention: z.strictObject({ nrrPercent: z.number(), grrPercent: z.number() }).nullable(),
})
export type GrowthReport = z.infer<typeof GrowthReport>

const counted = <const S extends readonly string[]>(statuses: S) => z.array(z.strictObject({ status: z.enum(statuses), count: z.int() }))

export const StatusReport = z.strictObject({
  asOf: z.iso.date(),
  isPartial: z.boolean(),
  /** Order lines of customers that count. */
  lines: counted(lineStatuses),
  /** Customers that count, by their orders. */
  customers: counted(customerStatuses),
  /** All customers. */
  states: counted(customerStates),
})
export type StatusReport = z.infer<typeof StatusReport>

/**
 * 409 `report.other-layout` where the partnership's channel model has the other layout. The three `orders/usage` lines are the
 * usage report as part of the orders layout. Money needs `commercial.read` besides.
 */
export const report = {
  usage: endpoint('GET /report/usage', { query: UsageQuery, reply: UsageReport }),
  /** By peak, the largest first. */
  usageCustomers: endpoint('GET /report/usage/customers', { query: BarQuery, reply: BarCustomers }),
  usageWorkbook: endpoint('GET /report/usage/workbook', { query: UsageQuery, file: true }),
  ordersUsage: endpoint('GET /report/orders/usage', { query: UsageQuery, reply: UsageReport }),
  ordersUsageCustomers: endpoint('GET /report/orders/usage/customers', { query: BarQuery, reply: BarCustomers }),
  ordersUsageWorkbook: endpoint('GET /report/orders/usage/workbook', { query: UsageQuery, file: true }),
  /** The last twelve months unless asked; at most `maxAcvDays`, up to today. */
  acv: endpoint('GET /report/orders/acv', { query: Days, reply: AcvReport }),
  /** By ACV, the largest first. */
  acvCustomers: endpoint('GET /report/orders/acv/customers', {
    query: z.strictObject({ day: AskedDay, cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(AcvCustomer).extend({ day: z.iso.date(), acvMinor: z.int() }),
  }),
  acvWorkbook: endpoint('GET /report/orders/acv/workbook', { query: Days, file: true }),
  /** By deadline; without `bucket` those of all buckets and of the three months. Totals are always of all. */
  renewals: endpoint('GET /report/orders/renewals', {
    query: z.strictObject({ bucket: ReportBucket.optional(), cursor: Cursor.optional(), limit: PageSize }),
    reply: RenewalReport,
  }),
  renewalsWorkbook: endpoint('GET /report/orders/renewals/workbook', { query: z.strictObject({}), file: true }),
  growth: endpoint('GET /report/orders/growth', {
    query: z.strictObject({ sort: GrowthSort.default('-change'), cursor: Cursor.optional(), limit: PageSize }),
    reply: GrowthReport,
  }),
  growthWorkbook: endpoint('GET /report/orders/growth/workbook', { query: z.strictObject({}), file: true }),
  statuses: endpoint('GET /report/orders/statuses', { query: z.strictObject({}), reply: StatusReport }),
  statusesWorkbook: endpoint('GET /report/orders/statuses/workbook', { query: z.strictObject({}), file: true }),
}

/** The longest range of days that one answer covers: two years and a leap day. */
export const maxAcvDays = 731
