import { z } from 'zod'
import { CycleName } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { renewalBuckets } from './renewals.rules.ts'
import { lineStatuses } from './rules.ts'

/** As of today: expired and upcoming follow from the dates. */
export const LineStatus = z.enum(lineStatuses)
export type LineStatus = z.infer<typeof LineStatus>

export const RenewalBucket = z.enum(renewalBuckets)
export type RenewalBucket = z.infer<typeof RenewalBucket>

/** A line of an order. ACV in the partnership's currency, the other amounts in the contract's; all in minor units. */
export const OrderLine = z.strictObject({
  id: outerId('lin'),
  lineNumber: z.int(),
  product: z.string(),
  quantity: z.int(),
  status: LineStatus,
  startsOn: z.iso.date(),
  /** The last day, inclusive. */
  endsOn: z.iso.date(),
  termMonths: z.int(),
  autoRenew: z.boolean(),
  noticeDays: z.int(),
  acvMinor: z.int(),
  /** A term under twelve months: its ACV is not annualised. */
  isShortTerm: z.boolean(),
  currency: z.string(),
  /** For the whole term. */
  recurringMinor: z.int(),
  oneOffMinor: z.int(),
  /** The line that renews or replaces this one. */
  successor: z.strictObject({ orderNumber: z.string(), lineNumber: z.int() }).nullable(),
})
export type OrderLine = z.infer<typeof OrderLine>

export const Order = z.strictObject({
  id: outerId('ord'),
  number: z.string(),
  placedOn: z.iso.date(),
  status: LineStatus,
  /** Of its lines that are active today. */
  acvMinor: z.int(),
  lines: z.array(OrderLine),
})
export type Order = z.infer<typeof Order>

/** An open renewal whose deadline has passed or comes within ninety days. */
export const Renewal = z.strictObject({
  lineId: outerId('lin'),
  orderNumber: z.string(),
  product: z.string(),
  endsOn: z.iso.date(),
  /** The last day to act: the end, or the last day for notice of a line that renews by itself. */
  deadline: z.iso.date(),
  /** Negative when overdue. */
  daysLeft: z.int(),
  bucket: RenewalBucket,
  autoRenew: z.boolean(),
  acvMinor: z.int(),
})
export type Renewal = z.infer<typeof Renewal>

const ByOrders = z.strictObject({
  layout: z.literal('orders'),
  asOf: z.iso.date(),
  currency: z.string(),
  /** Of the lines that are active today. */
  acvMinor: z.int(),
  /** Null: no line was active twelve months ago. */
  acvYearAgoMinor: z.int().nullable(),
  activeLines: z.int(),
  /** The first day that any order counted. */
  startsOn: z.iso.date().nullable(),
  /** ACV of what renews within three months. */
  renewalMinor: z.int(),
  /** By deadline. */
  renewals: z.array(Renewal),
  /** The newest first. */
  orders: z.array(Order),
})

/** What one product comes to for this customer in a cycle. The commitment is the partnership's, for all customers together. */
export const ProductTerms = z.strictObject({
  product: z.string(),
  commitment: z.int().nullable(),
  unitPriceMinor: z.int().nullable(),
  peak: z.int().nullable(),
  peakDay: z.iso.date().nullable(),
  /** The customer's peak at the unit price; null without either, and for a customer who is not billed. */
  amountMinor: z.int().nullable(),
  /** The cycle before. */
  previousPeak: z.int().nullable(),
})
export type ProductTerms = z.infer<typeof ProductTerms>

const ByUsage = z.strictObject({
  layout: z.literal('usage'),
  asOf: z.iso.date(),
  currency: z.string(),
  cycle: z.strictObject({ name: z.string(), start: z.iso.date(), end: z.iso.date(), isOpen: z.boolean() }),
  /** False for trials, internal and demo customers and what else the model leaves out of bills. */
  isBilled: z.boolean(),
  products: z.array(ProductTerms),
  /** Null when nothing has a price, or the customer is not billed. */
  amountMinor: z.int().nullable(),
})

/** What a customer is worth: by its orders or by its use, as the partnership's channel model says. */
export const Commercial = z.discriminatedUnion('layout', [ByOrders, ByUsage])
export type Commercial = z.infer<typeof Commercial>
export type CommercialByOrders = z.infer<typeof ByOrders>
export type CommercialByUsage = z.infer<typeof ByUsage>

export const orders = {
  /** `cycle` (the open one unless asked) matters for the usage layout only. */
  commercial: endpoint('GET /customers/:id/commercial', {
    params: z.strictObject({ id: outerId('cus') }),
    query: z.strictObject({ cycle: CycleName.optional() }),
    reply: Commercial,
  }),
}
