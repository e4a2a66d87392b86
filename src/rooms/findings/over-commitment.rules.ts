import { over, stepOf } from '#shared/ladder.ts'
import { defineRule, type Grower } from './rules.ts'

/** How many customers are told of a product. */
const toldCustomers = 3

/**
 * The partnership uses more of a product in the open cycle than it has committed to. That is nobody's in particular, so it is told at
 * the customers whose use has grown most over a quarter: those to talk to before the cycle is billed. Where nobody grew, nobody is told.
 */
export const overCommitment = defineRule({
  rule: 'over-commitment',
  category: 'commercial',
  subTab: 'usage',
  reads: 'growers',
  find: (growers, { thresholds, cycle }) =>
    [...Map.groupBy(growers, ({ product }) => product).values()].flatMap(grownMost).flatMap(({ customerId, product, ...grower }) => {
      const { used, commitment, peak, peakBefore } = grower
      const severity = stepOf(shareOf(used, commitment), thresholds.commitmentPercent, over)
      // Without the partnership's figures, which are not for people who see some of its customers.
      const facts = { product, peak, grownBy: peak - peakBefore }
      return severity === undefined ? [] : { customerId, objectKey: product, severity, facts, dueOn: cycle.end }
    }),
})

const grownMost = (growers: readonly Grower[]) =>
  growers
    .filter(({ peak, peakBefore }) => peak > peakBefore)
    .toSorted((a, b) => b.peak - b.peakBefore - (a.peak - a.peakBefore) || a.customerId - b.customerId)
    .slice(0, toldCustomers)

const shareOf = (used: number, commitment: number) => (commitment === 0 ? (used > 0 ? Infinity : 0) : (used * 100) / commitment)
