import type { Ladder } from '#shared/config.ts'
import { daysAhead, daysBetween, type Day } from '#shared/dates.ts'
import type { Step } from '#shared/ladder.ts'
import { openOrders } from './renewals.rules.ts'
import { defineRule } from './rules.ts'

/**
 * An order that somebody has to renew: from six calendar months before its deadline, more serious at three, high in the last
 * month and, expired, until an order follows. Of a line that renews by itself only up to the day for notice: `renewal-overdue`.
 */
export const renewalUpcoming = defineRule({
  rule: 'renewal-upcoming',
  category: 'commercial',
  subTab: 'commercial',
  reads: 'openLines',
  find: (lines, { today, thresholds }) =>
    openOrders(lines, today, ({ autoRenew }, deadline) => !autoRenew || deadline >= today).flatMap(
      ({ customerId, orderNumber, deadline, endsOn, lines: count }) => {
        const severity = renewalStep(deadline, thresholds.renewalMonths, today)
        if (severity === undefined) return []
        const facts = { orderNumber, endsOn, lines: count, isExpired: endsOn < today }
        return { customerId, objectKey: orderNumber, severity, facts, dueOn: deadline }
      },
    ),
})

/** By calendar months: the lower steps are reached on their day, the highest is passed (under one month). */
export const renewalStep = (deadline: Day, { low, medium, high }: Ladder, today: Day): Step | undefined => {
  const left = daysBetween(today, deadline)
  if (left < daysAhead(today, high)) return 'high'
  return left <= daysAhead(today, medium) ? 'medium' : left <= daysAhead(today, low) ? 'low' : undefined
}
