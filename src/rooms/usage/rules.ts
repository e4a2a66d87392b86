import type { CycleRule } from '#shared/config.ts'
import { cycleOf, dayInCycle, nextCycle } from '#shared/cycles.ts'
import type { Cycle } from '#shared/cycles.ts'
import { daysBetween, eachDay } from '#shared/dates.ts'
import type { Day, Span } from '#shared/dates.ts'
import { timesMinor } from '#shared/money.ts'
import { changeOf } from '#shared/trend.ts'
import type { Change, Point } from '#shared/trend.ts'

/** Units of one customer and product, day by day from the cycle's first; null is no sample, an explicit 0 is one. */
export type Samples = readonly (number | null)[]

/** The largest value, in units, and the first day that had it. */
export type Peak = { peak: number; day: Day }

/** What one product costs in one cycle, in units. */
export type Billable = { billable: number; overage: number }

/** A day's value as a reader sees it: `ageDays` 0 is a sample, more is the last sample carried forward (stale). */
export type Carried = { value: number; ageDays: number }

/** A customer's samples of one product in one cycle. */
export type UsageRow = { cycle: Cycle; days: Samples }

export type UsageChart = { points: Point[]; peak: Peak | undefined; cycles: CycleMark[] }
/** A cycle that the chart touches, with the peak of the whole cycle: the number that the report shows. */
export type CycleMark = { cycle: Cycle; peak: Peak | undefined }

/**
 * The peak of a cycle; undefined when it has no sample.
 * `own` narrows it to a partner's own days: a customer who moved has one peak with each partner.
 * Fewer values than days: the rest has no sample. Throws RangeError for more, and for what is no whole number of units.
 */
export const peakOf = (days: Samples, cycle: Cycle, own?: Span): Peak | undefined => {
  if (days.length > cycle.days) throw new RangeError(`${days.length} values for the ${cycle.days} days from ${cycle.start}`)
  const first = own ? Math.max(0, daysBetween(cycle.start, own.from)) : 0
  const last = own ? Math.min(days.length - 1, daysBetween(cycle.start, own.to)) : days.length - 1
  let peak = -1
  let at = -1
  for (let index = first; index <= last; index++) {
    const value = days[index] ?? null
    if (value === null || checkedUnits(value) <= peak) continue
    peak = value
    at = index
  }
  return at < 0 ? undefined : { peak, day: dayInCycle(at, cycle) }
}

/** A partner's total: the sum of its customers' peaks, whatever their days; undefined when no customer has a sample. */
export const totalPeak = (peaks: Iterable<Peak | undefined>): number | undefined => {
  let total: number | undefined
  for (const each of peaks) if (each) total = checkedUnits((total ?? 0) + each.peak)
  return total
}

/**
 * What is billed: at least the commitment, at most what was used. Without a commitment all use is billed and nothing is
 * overage. A commitment is due without samples as well; undefined when there is neither.
 */
export const billableOf = (total: number | undefined, commitment: number | undefined): Billable | undefined => {
  if (commitment === undefined) return total === undefined ? undefined : { billable: checkedUnits(total), overage: 0 }
  const used = checkedUnits(total ?? 0)
  return { billable: Math.max(checkedUnits(commitment), used), overage: Math.max(0, used - commitment) }
}

/** Billable units times the price of one, in minor units, exact. Throws RangeError when it can't be kept exactly. */
export const amountMinor = (billable: number, unitPriceMinor: number): number => timesMinor(checkedUnits(billable), unitPriceMinor)

/** A total against that of the previous cycle; undefined while this one has no sample. */
export const changeOfTotal = (total: number | undefined, previous: number | undefined): Change | undefined =>
  total === undefined ? undefined : changeOf(total, previous)

/**
 * Gaps filled with the last sample, until it is older than `timeoutDays`; then null, never 0.
 * `before` is what was known on the day before the first; `through` is the index of the last day to fill (today), because
 * tomorrow has no value. For showing: peaks and bills count samples only.
 */
export const carryForward = (
  days: Samples,
  { timeoutDays, before, through = days.length - 1 }: { timeoutDays: number; before?: Carried; through?: number },
): (Carried | null)[] => {
  let known = before
  return days.map((value, index) => {
    known = value === null ? known && { value: known.value, ageDays: known.ageDays + 1 } : { value: checkedUnits(value), ageDays: 0 }
    return known && known.ageDays <= timeoutDays && (known.ageDays === 0 || index <= through) ? known : null
  })
}

/**
 * One customer and product over any range of days: a point for every day, the peak within the range, and the cycles
 * that it touches. A cycle without a row has no sample.
 */
export const peakOfRange = (rows: readonly UsageRow[], rule: CycleRule, range: Span): UsageChart => {
  const points: Point[] = eachDay(range).map((day) => ({ day, value: null }))
  const peaks = new Map<Day, Peak | undefined>()
  let peak: Peak | undefined
  for (const { cycle, days } of rows) {
    peaks.set(cycle.start, peakOf(days, cycle))
    const within = peakOf(days, cycle, range)
    if (within && (!peak || within.peak > peak.peak || (within.peak === peak.peak && within.day < peak.day))) peak = within
    const offset = daysBetween(range.from, cycle.start)
    days.forEach((value, index) => {
      const point = points[offset + index]
      if (point) point.value = value
    })
  }
  return { points, peak, cycles: cyclesOfRange(rule, range).map((cycle) => ({ cycle, peak: peaks.get(cycle.start) })) }
}

const cyclesOfRange = (rule: CycleRule, { from, to }: Span): Cycle[] => {
  const cycles: Cycle[] = []
  for (let cycle = cycleOf(from, rule); cycle.start <= to; cycle = nextCycle(cycle)) cycles.push(cycle)
  return cycles
}

const checkedUnits = (value: number): number => {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${value} is no usage value; it is a whole number of units, 0 or more`)
  return value
}
