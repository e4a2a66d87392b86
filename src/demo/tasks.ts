import type { Ladder, PortalConfig } from '#shared/config.ts'
import { cycleOf } from '#shared/cycles.ts'
import { addDays, addMonths, daysBetween, epochDayOf, type Day } from '#shared/dates.ts'
import { failuresByProduct } from '#rooms/activity/rules.ts'
import { isRenewalOpen, renewalDeadline } from '#rooms/orders/renewals.rules.ts'
import { acvOfLine, acvYearAgo, portfolioAcv, type ValuedLine } from '#rooms/orders/rules.ts'
import type { LineIn, OrderIn } from '#rooms/orders/intake.actions.ts'
import type { TaskIn } from '#rooms/tasks/intake.actions.ts'
import { resultsOf, scannersOf } from './activity.ts'
import { stateOn, type CustomerPlan } from './customers.ts'
import type { PartnershipPlan } from './plan.ts'
import { aliveDays, lastUseOn, peakBetween, sampleOn } from './usage.ts'

type Raised = Omit<TaskIn, 'partner' | 'partnership' | 'customer'>
type Asked = {
  customer: CustomerPlan
  partnership: PartnershipPlan
  anchor: Day
  today: Day
  config: PortalConfig
  lines: readonly { order: string; line: LineIn }[]
}

/** What the facts of a customer ask somebody to do on a day, by the deployment's thresholds. */
export const tasksOf = (
  customer: CustomerPlan,
  partnership: PartnershipPlan,
  orders: readonly OrderIn[],
  anchor: Day,
  today: Day,
  config: PortalConfig,
): TaskIn[] => {
  if (stateOn(customer, today) !== 'paying') return []
  const lines = orders.flatMap((order) => order.lines.map((line) => ({ order: order.externalId, line })))
  const asked = { customer, partnership, anchor, today, config, lines }
  const isOrders = partnership.model.reportLayout === 'orders'
  const raised = [
    ...(isOrders ? [...renewals(asked), ...fullLicences(asked), ...lostValue(asked)] : idleProducts(asked)),
    ...silentScanners(asked),
    ...failedScans(asked),
  ]
  return raised.map((task) => ({
    partner: partnership.partner,
    partnership: partnership.externalId,
    customer: customer.externalId,
    ...task,
  }))
}

const over = (value: number, { low, medium, high }: Ladder) =>
  value > high ? 'high' : value > medium ? 'medium' : value > low ? 'low' : undefined
const atLeast = (value: number, { low, medium, high }: Ladder) =>
  value >= high ? 'high' : value >= medium ? 'medium' : value >= low ? 'low' : undefined

const renewals = ({ today, lines, config: { thresholds } }: Asked): Raised[] => {
  const orders = Map.groupBy(
    lines.filter(({ line }) => isRenewalOpen({ ...line, acvMinor: 0, hasSuccessor: Boolean(line.successor) }, today)),
    ({ order }) => order,
  )
  return [...orders].flatMap(([order, open]) => {
    const [first] = open.map(({ line }) => ({ line, deadline: renewalDeadline(line) })).sort((a, b) => (a.deadline < b.deadline ? -1 : 1))
    if (!first) return []
    const { line, deadline } = first
    const within = (months: number) => deadline <= addMonths(today, months)
    const { low, medium, high } = thresholds.renewalMonths
    const severity = within(high) ? 'high' : within(medium) ? 'medium' : within(low) ? 'low' : undefined
    if (!severity) return []
    return {
      rule: 'renewal-upcoming', category: 'commercial', objectKey: order, severity, subTab: 'commercial', dueOn: deadline,
      openedOn: later(addMonths(deadline, -low), line.startsOn),
      facts: { orderNumber: order, endsOn: line.endsOn, daysLeft: daysBetween(today, deadline), lines: open.length },
    } satisfies Raised
  })
} // prettier-ignore

const later = (a: Day, b: Day) => (a > b ? a : b)

const isRunning = (line: LineIn, day: Day) =>
  (line.status === 'active' || line.status === 'superseded') && line.startsOn <= day && day <= line.endsOn

const fullLicences = ({ customer, partnership, anchor, today, lines, config: { thresholds } }: Asked): Raised[] =>
  customer.uses.flatMap((use) => {
    const licensed = lines.find(({ line }) => line.product === use.product && line.recurringMinor > 0 && isRunning(line, today))?.line.quantity
    const cycle = cycleOf(today, partnership.cycle)
    const peak = peakBetween(customer, use, anchor, cycle.start, today)
    if (!licensed || peak === undefined) return []
    const percent = Math.floor((peak * 100) / licensed)
    // The top of this ladder is passed, the others are reached: 100 % is full, not too much.
    const severity = percent > thresholds.usagePercent.high ? 'high' : atLeast(Math.min(percent, thresholds.usagePercent.high - 1), thresholds.usagePercent)
    if (!severity) return []
    let opened = epochDayOf(cycle.start)
    while ((sampleOn(customer, use, opened, epochDayOf(anchor)) ?? 0) * 100 < thresholds.usagePercent.low * licensed) opened++
    return {
      rule: 'usage-high', category: 'usage', objectKey: use.product, severity, subTab: 'usage',
      openedOn: addDays(cycle.start, opened - epochDayOf(cycle.start)), facts: { product: use.product, percent, peak, licensed },
    }
  }) // prettier-ignore

const lostValue = ({ today, lines, config: { thresholds } }: Asked): Raised[] => {
  const valued: ValuedLine[] = lines.map(({ line }) => ({ ...line, acvMinor: acvOfLine(line).acvMinor }))
  const before = acvYearAgo(valued, today)
  const now = portfolioAcv(valued, today)
  if (!before || now >= before) return []
  const percent = Math.floor(((before - now) * 100) / before)
  const severity = atLeast(percent, thresholds.acvDropPercent)
  if (!severity) return []
  const ended = lines.map(({ line }) => line.endsOn).filter((day) => day < today).sort().at(-1) // prettier-ignore
  return [
    {
      rule: 'acv-dropped',
      category: 'commercial',
      objectKey: 'acv',
      severity,
      subTab: 'commercial',
      openedOn: addDays(ended ?? today, ended ? 1 : 0),
      facts: { percent },
    },
  ]
}

const idleProducts = ({ customer, anchor, today, config: { thresholds } }: Asked): Raised[] =>
  customer.uses.flatMap((use) => {
    const lastUse = lastUseOn(customer, use, anchor, today)
    if (lastUse === undefined || aliveDays(customer).first > epochDayOf(today) - 14) return []
    const days = daysBetween(lastUse, today)
    const severity = over(days, thresholds.inactiveProductDays)
    if (!severity) return []
    return {
      rule: 'product-inactive', category: 'usage', objectKey: use.product, severity, subTab: 'usage',
      openedOn: addDays(lastUse, thresholds.inactiveProductDays.low + 1), facts: { product: use.product, days, lastUseOn: lastUse },
    }
  }) // prettier-ignore

const silentScanners = ({ customer, anchor, today, config: { thresholds } }: Asked): Raised[] =>
  scannersOf(customer, anchor, today).flatMap(({ externalId, name, silentSince }) => {
    if (silentSince === undefined) return []
    const lastSeenOn = addDays(silentSince, -1)
    const days = daysBetween(lastSeenOn, today)
    const severity = over(days, thresholds.inactiveScannerDays)
    if (!severity) return []
    return {
      rule: 'scanner-inactive', category: 'retention', objectKey: externalId, severity, subTab: 'signals',
      openedOn: addDays(lastSeenOn, thresholds.inactiveScannerDays.low + 1), facts: { scanner: name, days, lastSeenOn },
    }
  }) // prettier-ignore

const failedScans = ({ customer, anchor, today, config: { thresholds } }: Asked): Raised[] => {
  const window = thresholds.failedScansWindowDays
  const results = [...resultsOf(customer, anchor, addDays(today, 1 - window), today)].map(({ use, day, outcome }) => ({
    product: use.product,
    day,
    outcome,
  }))
  return failuresByProduct(results, window, today).flatMap(({ product, failed, ended, firstFailedOn }) => {
    const severity = failed >= thresholds.failedScans.medium && failed === ended ? 'high' : atLeast(failed, thresholds.failedScans)
    if (!severity) return []
    return {
      rule: 'scans-failed', category: 'retention', objectKey: product, severity, subTab: 'signals',
      openedOn: firstFailedOn ?? today, facts: { product, failed, windowDays: window, firstFailedOn: firstFailedOn ?? null },
    }
  }) // prettier-ignore
}
