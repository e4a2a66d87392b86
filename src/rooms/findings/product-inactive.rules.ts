import { silentDays } from '#rooms/activity/rules.ts'
import { over, stepOf } from '#shared/ladder.ts'
import { defineRule } from './rules.ts'

/** A product that the customer has used and that has lain idle for more days than the ladder says; a day of 0 is no use. */
export const productInactive = defineRule({
  rule: 'product-inactive',
  category: 'usage',
  subTab: 'usage',
  reads: 'lastUses',
  find: (uses, { today, thresholds }) =>
    uses.flatMap(({ customerId, product, lastUseOn }) => {
      const days = silentDays(lastUseOn, today)
      const severity = stepOf(days, thresholds.inactiveProductDays, over)
      return severity === undefined ? [] : { customerId, objectKey: product, severity, facts: { product, days, lastUseOn } }
    }),
})
