import { addDays, addMonths, daysBetween } from '#shared/dates.ts'
import type { Day } from '#shared/dates.ts'
import { sumMinor } from '#shared/money.ts'
import { acvYearAgo, customerStatusOn, isActive, portfolioAcv } from './rules.ts'
import type { CustomerStatus, ValuedLine } from './rules.ts'

/** A line with what decides its renewal. `hasSuccessor`: another line renews or replaces it. */
export type RenewableLine = ValuedLine & { autoRenew: boolean; noticeDays: number; hasSuccessor: boolean }

/** Disjoint, by days until the deadline. */
export const renewalBuckets = ['overdue', '0-30', '31-60', '61-90', 'later'] as const
export type RenewalBucket = (typeof renewalBuckets)[number]

/** Lines and their ACV, minor units of one currency. */
export type RenewalTotal = { lines: number; acvMinor: number }

/** `within` adds up: 0 to 30, 0 to 60 and 0 to 90 days, without overdue. `threeMonths` is by the calendar. */
export type RenewalForecast = {
  buckets: Record<RenewalBucket, RenewalTotal>
  within: { days30: RenewalTotal; days60: RenewalTotal; days90: RenewalTotal }
  threeMonths: RenewalTotal
}

/** What the dashboard shows of one customer's orders; amounts in minor units. */
export type OrderFigures<L> = {
  status: CustomerStatus
  acvMinor: number
  /** Undefined when no line was active twelve months ago: growth is new. */
  acvYearAgoMinor: number | undefined
  activeLines: number
  startsOn: Day | undefined
  /** The line whose renewal decides next. */
  next: L | undefined
  renewalMinor: number
}

/** Whether somebody still has to renew a line: it has begun, it was not cancelled or replaced, and nothing follows it yet. */
export const isRenewalOpen = (line: Omit<RenewableLine, 'acvMinor'>, today: Day): boolean =>
  line.status === 'active' && !line.hasSuccessor && line.startsOn <= today

/** The last day to act: the end of a line, or the last day for notice when it would renew by itself. */
export const renewalDeadline = (line: Pick<RenewableLine, 'endsOn' | 'autoRenew' | 'noticeDays'>): Day =>
  line.autoRenew ? addDays(line.endsOn, -line.noticeDays) : line.endsOn

/** Where an open renewal stands; the deadline's own day is not yet overdue. */
export const renewalBucket = (line: Pick<RenewableLine, 'endsOn' | 'autoRenew' | 'noticeDays'>, today: Day): RenewalBucket => {
  const days = daysBetween(today, renewalDeadline(line))
  if (days < 0) return 'overdue'
  return days <= 30 ? '0-30' : days <= 60 ? '31-60' : days <= 90 ? '61-90' : 'later'
}

/** Whether an open renewal's deadline lies between today and the same day three calendar months on, both inclusive. */
export const renewsWithinThreeMonths = (line: RenewableLine, today: Day): boolean => {
  const deadline = renewalDeadline(line)
  return isRenewalOpen(line, today) && deadline >= today && deadline <= addMonths(today, 3)
}

/** Every open renewal in exactly one bucket, and the sums that screens show. */
export const renewalForecast = (lines: readonly RenewableLine[], today: Day): RenewalForecast => {
  const open = lines.filter((line) => isRenewalOpen(line, today))
  const inBuckets = (...names: RenewalBucket[]) => totalOf(open.filter((line) => names.includes(renewalBucket(line, today))))
  return {
    buckets: {
      overdue: inBuckets('overdue'),
      '0-30': inBuckets('0-30'),
      '31-60': inBuckets('31-60'),
      '61-90': inBuckets('61-90'),
      later: inBuckets('later'),
    },
    within: { days30: inBuckets('0-30'), days60: inBuckets('0-30', '31-60'), days90: inBuckets('0-30', '31-60', '61-90') },
    threeMonths: totalOf(lines.filter((line) => renewsWithinThreeMonths(line, today))),
  }
}

/**
 * One customer's row. `next` is the first deadline among open renewals of active lines; of a customer with no active
 * line the one that lapsed last, so that a missed renewal does not vanish on the day after.
 */
export const orderFigures = <L extends RenewableLine>(lines: readonly L[], today: Day): OrderFigures<L> => {
  const counting = lines.filter((line) => line.status === 'active' || line.status === 'superseded')
  const active = lines.filter((line) => isActive(line, today))
  const open = lines.filter((line) => isRenewalOpen(line, today)).sort(byDeadline)
  return {
    status: customerStatusOn(lines, today),
    acvMinor: portfolioAcv(lines, today),
    acvYearAgoMinor: acvYearAgo(lines, today),
    activeLines: active.length,
    startsOn: counting.map((line) => line.startsOn).sort()[0],
    next: active.length > 0 ? open.find((line) => isActive(line, today)) : open.at(-1),
    renewalMinor: totalOf(lines.filter((line) => renewsWithinThreeMonths(line, today))).acvMinor,
  }
}

const totalOf = (lines: readonly ValuedLine[]): RenewalTotal => ({
  lines: lines.length,
  acvMinor: sumMinor(lines.map((line) => line.acvMinor)),
})

const byDeadline = (a: RenewableLine, b: RenewableLine): number => {
  const left = renewalDeadline(a)
  const right = renewalDeadline(b)
  return left < right ? -1 : left > right ? 1 : a.endsOn < b.endsOn ? -1 : a.endsOn > b.endsOn ? 1 : 0
}
