import type { Day } from '#shared/dates.ts'
import { isRenewalOpen, renewalDeadline } from '#rooms/orders/renewals.rules.ts'
import type { OpenLine } from './rules.ts'

/** The lines of one order that somebody still has to renew, by the one whose deadline comes first. */
export type OpenOrder = { customerId: number; orderNumber: string; deadline: Day; endsOn: Day; lines: number }

/** The orders with open renewals among the lines that are `wanted`. */
export const openOrders = (lines: readonly OpenLine[], today: Day, wanted: (line: OpenLine, deadline: Day) => boolean): OpenOrder[] => {
  const orders = new Map<string, OpenOrder>()
  for (const line of lines) {
    const deadline = renewalDeadline(line)
    if (!isRenewalOpen(line, today) || !wanted(line, deadline)) continue
    const { customerId, orderNumber, endsOn } = line
    const known = orders.get(orderNumber)
    const isFirst = !known || deadline < known.deadline || (deadline === known.deadline && endsOn < known.endsOn)
    orders.set(orderNumber, { ...(isFirst ? { customerId, orderNumber, deadline, endsOn } : known), lines: (known?.lines ?? 0) + 1 })
  }
  return [...orders.values()]
}
