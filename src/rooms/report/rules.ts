import { amountMinor, billableOf, changeOfTotal } from '#rooms/usage/rules.ts'
import type { Retention } from '#rooms/orders/rules.ts'
import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import type { CycleRule, ReportLayout } from '#shared/config.ts'
import { cycleNamed, cycleOf, cyclesBack, type Cycle } from '#shared/cycles.ts'
import { addDays, addMonths, type Day } from '#shared/dates.ts'
import { percentOf, sumMinor } from '#shared/money.ts'
import { changeOf, type Change } from '#shared/trend.ts'
import type { RenewalTotal, ReportBucket, UsageCell } from './contract.ts'

/** Whether a report of the asked layout is this partnership's. */
export const mayShow = (asked: ReportLayout, own: ReportLayout): Verdict =>
  asked === own
    ? allowed
    : refuse(
        'report.other-layout',
        own === 'usage'
          ? 'This partnership reports peak usage per billing cycle; it has no report of orders.'
          : 'This partnership reports orders and renewals; its usage stands within that report.',
      )

/** The last `count` cycles up to the named one, or to the open one; undefined when the named one has not begun. */
export const reportCycles = (rule: CycleRule, today: Day, count: number, until?: string): { open: Cycle; cycles: Cycle[] } | undefined => {
  const open = cycleOf(today, rule)
  const last = until === undefined ? open : cycleNamed(until, rule)
  return last.start > open.start ? undefined : { open, cycles: cyclesBack(last, count) }
}

/** What is known of a product in a cycle; null is unknown, as it comes from the store. */
export type UsageFacts = {
  cycle: string
  product: string
  customers: number
  peak: number | null
  commitment: number | null
  unitPriceMinor: number | null
}

/** Which of the facts become figures. Terms apply to the whole partnership: a part is not billed, and terms are for those who may see money. */
export type UsageView = { isPartial: boolean; seesMoney: boolean }

/** Facts of consecutive cycles as cells of the report; `previous` is the same product one cycle before. */
export const usageCell = (facts: UsageFacts, previous: UsageFacts | undefined, { isPartial, seesMoney }: UsageView): UsageCell => {
  const seesTerms = seesMoney && !isPartial
  const bill = seesTerms ? billableOf(facts.peak ?? undefined, facts.commitment ?? undefined) : undefined
  const price = seesMoney ? facts.unitPriceMinor : null
  return {
    cycle: facts.cycle,
    product: facts.product,
    customers: facts.customers,
    peak: facts.peak,
    change: changeOfTotal(facts.peak ?? undefined, previous?.peak ?? undefined) ?? null,
    commitment: seesTerms ? facts.commitment : null,
    unitPriceMinor: price,
    billable: bill?.billable ?? null,
    overage: bill?.overage ?? null,
    amountMinor: bill && price !== null ? amountMinor(bill.billable, price) : null,
  }
}

/** What the cells of a cycle come to; null when none has an amount. */
export const amountOf = (cells: readonly UsageCell[]): number | null => {
  const known = cells.flatMap((cell) => (cell.amountMinor === null ? [] : [cell.amountMinor]))
  return known.length === 0 ? null : sumMinor(known)
}

/** A cycle's bill against that of the one before; null while either is unknown. */
export const changeOfAmount = (amount: number | null, previous: number | null | undefined): Change | null =>
  amount === null || previous === null || previous === undefined ? null : changeOf(amount, previous)

export type MonthSummary = { month: string; first: number; last: number; change: Change; average: number; low: number; high: number }

/** Days of values by calendar month: first and last value, their change, the average rounded to whole minor units, extremes. */
export const monthSummaries = (from: Day, values: readonly (number | null)[]): MonthSummary[] => {
  const months = new Map<string, number[]>()
  values.forEach((value, at) => {
    if (value === null) return
    const month = addDays(from, at).slice(0, 7)
    months.set(month, [...(months.get(month) ?? []), value])
  })
  return [...months].map(([month, known]) => {
    const first = known[0] ?? 0
    const last = known.at(-1) ?? 0
    const average = Math.round(sumMinor(known) / known.length)
    return { month, first, last, change: changeOf(last, first), average, low: Math.min(...known), high: Math.max(...known) }
  })
}

/** The last days of the buckets, of the three-month figure and of the list, which holds every line of both. */
export const renewalLimits = (today: Day) => {
  const [bucketsTo, threeMonthsTo] = [addDays(today, 90), addMonths(today, 3)]
  return { bucketsTo, threeMonthsTo, listedTo: bucketsTo > threeMonthsTo ? bucketsTo : threeMonthsTo }
}

/** Totals that add up from today: 30, 60 and 90 days, without overdue. */
export const cumulative = (buckets: ReadonlyMap<ReportBucket, RenewalTotal>): (RenewalTotal & { days: number })[] => {
  let lines = 0
  let acvMinor = 0
  return (
    [
      [30, '0-30'],
      [60, '31-60'],
      [90, '61-90'],
    ] as const
  ).map(([days, bucket]) => {
    lines += buckets.get(bucket)?.lines ?? 0
    acvMinor = sumMinor([acvMinor, buckets.get(bucket)?.acvMinor ?? 0])
    return { days, lines, acvMinor }
  })
}

/** A part of a whole in percent to two decimals; null of nothing. */
export const shareOf = (part: number, whole: number): number | null => (whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null)

/**
 * Retention from sums over those who paid a year ago (`startMinor`): what they pay now, and of that what they paid already.
 * The same figures as `retentionOf` of the orders' rules; undefined when nobody paid.
 */
export const retentionOfSums = (sums: { startMinor: number; endMinor: number; keptMinor: number }): Retention | undefined =>
  sums.startMinor > 0
    ? { nrrPercent: percentOf(sums.endMinor, sums.startMinor), grrPercent: percentOf(sums.keptMinor, sums.startMinor) }
    : undefined

/** The bucket of a renewal whose deadline is so many days ahead; undefined beyond ninety. As `renewalBucket` of the orders' rules. */
export const bucketOfDays = (daysLeft: number): ReportBucket | undefined => {
  if (daysLeft < 0) return 'overdue'
  return daysLeft <= 30 ? '0-30' : daysLeft <= 60 ? '31-60' : daysLeft <= 90 ? '61-90' : undefined
}
