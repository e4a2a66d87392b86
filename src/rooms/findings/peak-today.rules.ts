import { daysBetween } from '#shared/dates.ts'
import { over, stepOf } from '#shared/ladder.ts'
import { defineRule } from './rules.ts'

/** A customer with fewer cycles before has a new peak every few days: it has only begun. */
const leastCycles = 3

/** A product's highest value in twelve cycles was reached today or yesterday (the engine runs before a day's values are all in). */
export const peakToday = defineRule({
  rule: 'peak-today',
  category: 'commercial',
  subTab: 'usage',
  reads: 'newestPeaks',
  find: (peaks, { today, thresholds }) =>
    peaks.flatMap(({ customerId, product, peak, day, before, cyclesBefore }) => {
      const age = daysBetween(day, today)
      if (age < 0 || age > 1 || before === null || cyclesBefore < leastCycles) return []
      const rise = before === 0 ? (peak > 0 ? Infinity : 0) : ((peak - before) * 100) / before
      const severity = stepOf(rise, thresholds.newPeakPercent, over)
      return severity === undefined ? [] : { customerId, objectKey: product, severity, facts: { product, peak, before, peakOn: day } }
    }),
})
