import type { Ladder } from '#shared/config.ts'
import { daysBetween } from '#shared/dates.ts'
import { atLeast, over, stepOf, type Step } from '#shared/ladder.ts'
import { defineRule, type Licence, type Measure } from './rules.ts'

/** A cycle this young has seen too few days to say that use has gone down. */
const youngDays = 7

/** Use of a product against what was bought: the cycle's peak in percent of the units of all lines that run today. */
export const usageHigh = defineRule({
  rule: 'usage-high',
  category: 'usage',
  subTab: 'usage',
  reads: 'licences',
  find: (licences, measure) =>
    licences.flatMap((licence) => {
      const { customerId, product, licensed } = licence
      const peak = licencePeak(licence, measure)
      if (peak === undefined || licensed === 0) return []
      const share = (peak * 100) / licensed
      const severity = usageStep(share, measure.thresholds.usagePercent)
      if (severity === undefined) return []
      // Shown on the side of 100 on which it is: 79.6 % is not 80, and 100.2 % is not full but too much.
      const percent = share > 100 ? Math.ceil(share) : Math.floor(share)
      return { customerId, objectKey: product, severity, facts: { product, percent, peak, licensed } }
    }),
})

/** The open cycle's peak; in its first days the larger of this and the last one's, so that nothing ends because a month does. */
export const licencePeak = ({ thisPeak, lastPeak }: Licence, { today, cycle }: Pick<Measure, 'today' | 'cycle'>): number | undefined => {
  const isYoung = daysBetween(cycle.start, today) < youngDays
  const peaks = [thisPeak, isYoung ? lastPeak : null].filter((peak) => peak !== null)
  return peaks.length === 0 ? undefined : Math.max(...peaks)
}

/** The lower steps are reached, the highest is passed: 100 % is full, not too much. */
export const usageStep = (percent: number, ladder: Ladder): Step | undefined =>
  over(percent, ladder.high) ? 'high' : stepOf(percent, { ...ladder, high: Infinity }, atLeast)
