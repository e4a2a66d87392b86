import { failureStep } from '#rooms/activity/rules.ts'
import { defineRule } from './rules.ts'

/** Scans of a product that failed within the window; high as well when every scan of it did. */
export const scansFailed = defineRule({
  rule: 'scans-failed',
  category: 'retention',
  subTab: 'signals',
  reads: 'failures',
  find: (failures, { thresholds }) =>
    failures.flatMap(({ customerId, product, failed, ended, firstFailedOn, lastFailedOn }) => {
      const severity = failureStep({ failed, ended }, thresholds.failedScans)
      if (severity === undefined) return []
      const facts = { product, failed, windowDays: thresholds.failedScansWindowDays, firstFailedOn: firstFailedOn ?? null }
      return { customerId, objectKey: product, severity, facts: { ...facts, lastFailedOn: lastFailedOn ?? null } }
    }),
})
