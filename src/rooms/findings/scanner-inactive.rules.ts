import { silentDays } from '#rooms/activity/rules.ts'
import { over, stepOf } from '#shared/ladder.ts'
import { defineRule } from './rules.ts'

/** A scanner that has been silent for more days than the ladder says; one that was never seen since the customer's first day. */
export const scannerInactive = defineRule({
  rule: 'scanner-inactive',
  category: 'retention',
  subTab: 'signals',
  reads: 'scanners',
  find: (scanners, { today, thresholds }) =>
    scanners.flatMap(({ customerId, key, name, lastSeenOn, customerSince }) => {
      const days = silentDays(lastSeenOn ?? customerSince, today)
      const severity = stepOf(days, thresholds.inactiveScannerDays, over)
      return severity === undefined ? [] : { customerId, objectKey: key, severity, facts: { scanner: name, days, lastSeenOn } }
    }),
})
