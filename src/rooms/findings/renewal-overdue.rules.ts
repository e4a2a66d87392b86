import { openOrders } from './renewals.rules.ts'
import { defineRule } from './rules.ts'

/** An order that renews by itself: the day for notice has passed, and the order that should follow is not in yet. */
export const renewalOverdue = defineRule({
  rule: 'renewal-overdue',
  category: 'commercial',
  subTab: 'commercial',
  reads: 'openLines',
  find: (lines, { today }) =>
    openOrders(lines, today, ({ autoRenew }, deadline) => autoRenew && deadline < today).map(
      ({ customerId, orderNumber, deadline, endsOn, lines: count }) => ({
        customerId,
        objectKey: orderNumber,
        severity: 'high',
        facts: { orderNumber, endsOn, lines: count, isExpired: endsOn < today },
        dueOn: deadline,
      }),
    ),
})
