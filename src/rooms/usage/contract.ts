import { z } from 'zod'
import { AskedDay } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'

/** A billing cycle of one customer and product. Peak and its day are null when the cycle has no sample. */
export const CyclePeak = z.strictObject({
  /** The month that the cycle is called after: `2026-11`. */
  name: z.string(),
  start: z.iso.date(),
  end: z.iso.date(),
  /** Today lies in it: its peak may still rise. */
  isOpen: z.boolean(),
  peak: z.int().nullable(),
  peakDay: z.iso.date().nullable(),
})
export type CyclePeak = z.infer<typeof CyclePeak>

export const ProductUsage = z.strictObject({
  product: z.string(),
  /** Units, one for each day from `from` to `to`; null is a day without a sample, which is not zero. */
  values: z.array(z.int().nullable()),
  /** Every cycle that the range touches, oldest first; the peaks are those of whole cycles, as the report shows them. */
  cycles: z.array(CyclePeak),
  /** This cycle and the one before it, whatever the range. */
  thisCycle: CyclePeak,
  lastCycle: CyclePeak,
})
export type ProductUsage = z.infer<typeof ProductUsage>

export const CustomerUsage = z.strictObject({
  /** The partnership's today. */
  asOf: z.iso.date(),
  from: z.iso.date(),
  to: z.iso.date(),
  /** Products that the customer ever used, in the configuration's order. */
  products: z.array(ProductUsage),
})
export type CustomerUsage = z.infer<typeof CustomerUsage>

/** The longest range that one answer covers. */
export const maxUsageDays = 800

export const usage = {
  /** Without dates: the last three cycles, up to today. 400 when the range is backwards or longer than `maxUsageDays`. */
  ofCustomer: endpoint('GET /customers/:id/usage', {
    params: z.strictObject({ id: outerId('cus') }),
    query: z.strictObject({ from: AskedDay.optional(), to: AskedDay.optional(), product: z.string().max(10).optional() }),
    reply: CustomerUsage,
  }),
}
