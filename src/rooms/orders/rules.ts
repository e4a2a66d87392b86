import { addDays, addMonths, dayOfEpoch, daysBetween, epochDayOf } from '#shared/dates.ts'
import type { Day } from '#shared/dates.ts'
import { divideHalfEven, percentOf, sumMinor } from '#shared/money.ts'
import { changeOf } from '#shared/trend.ts'
import type { Change } from '#shared/trend.ts'

/** What is stored of a line's life. Expired and upcoming follow from the dates. */
export const storedStatuses = ['draft', 'active', 'cancelled', 'superseded'] as const
export type StoredStatus = (typeof storedStatuses)[number]

export const lineStatuses = ['draft', 'upcoming', 'active', 'expired', 'superseded', 'cancelled'] as const
export type LineStatus = (typeof lineStatuses)[number]

/** `none`: no order that ever counted. */
export const customerStatuses = ['active', 'upcoming', 'expired', 'none'] as const
export type CustomerStatus = (typeof customerStatuses)[number]

/** First and last day (inclusive) and status: what decides whether a line is active. */
export type LineLife = { status: StoredStatus; startsOn: Day; endsOn: Day }

/** A line with its ACV in the partnership's currency, minor units. */
export type ValuedLine = LineLife & { acvMinor: number }

/** The amounts of a line over its whole term, minor units of the contract's currency. */
export type LineValue = { recurringMinor: number; termMonths: number; oneOffMinor: number }

/** A line's annual contract value; `shortTerm` marks a term under twelve months, which is not annualised. */
export type Acv = { acvMinor: number; shortTerm: boolean }

/** Net and gross revenue retention in percent, four decimals; gross never above 100. */
export type Retention = { nrrPercent: number; grrPercent: number }

/**
 * Recurring value ÷ term × 12, rounded half to even; what is paid once is excluded.
 * A term under twelve months is not annualised: nobody has promised the rest of the year.
 * Throws RangeError for a term that is no whole month count above 0 and for amounts that are not safe integers.
 */
export const acvOfLine = ({ recurringMinor, termMonths }: LineValue): Acv => {
  if (!Number.isSafeInteger(termMonths) || termMonths < 1) throw new RangeError(`a term of ${termMonths} months is none`)
  const recurring = sumMinor([recurringMinor])
  if (termMonths < 12) return { acvMinor: recurring, shortTerm: true }
  return { acvMinor: Number(divideHalfEven(BigInt(recurring) * 12n, BigInt(termMonths))), shortTerm: false }
}

/**
 * A line's status as of a day. A superseded line lives on until its own last day (`supersededBy` cuts it there), so that
 * yesterday's figures stay what they were.
 */
export const lineStatusOn = ({ status, startsOn, endsOn }: LineLife, day: Day): LineStatus => {
  if (status === 'draft' || status === 'cancelled') return status
  if (day < startsOn) return 'upcoming'
  if (day <= endsOn) return 'active'
  return status === 'superseded' ? 'superseded' : 'expired'
}

/** Whether a line counts on a day: in ACV, in active subscriptions, in active customers. */
export const isActive = (line: LineLife, day: Day): boolean => lineStatusOn(line, day) === 'active'

/** What becomes of a line that another replaces from `startsOn` on: cut to the day before, or cancelled when nothing is left of it. */
export const supersededBy = (line: LineLife, startsOn: Day): Pick<LineLife, 'status' | 'endsOn'> => {
  if (startsOn <= line.startsOn) return { status: 'cancelled', endsOn: line.endsOn }
  const dayBefore = addDays(startsOn, -1)
  return { status: 'superseded', endsOn: dayBefore < line.endsOn ? dayBefore : line.endsOn }
}

/** The sum over the lines that are active on a day, minor units; all lines of one currency. */
export const portfolioAcv = (lines: readonly ValuedLine[], day: Day): number =>
  sumMinor(lines.filter((line) => isActive(line, day)).map((line) => line.acvMinor))

/** Portfolio ACV of every day from `from` to `to` inclusive, in order. One pass over the lines, whatever the range. */
export const acvByDay = (lines: readonly ValuedLine[], from: Day, to: Day): { day: Day; acvMinor: number }[] => {
  const first = epochDayOf(from)
  const count = epochDayOf(to) - first + 1
  const steps = Array.from({ length: Math.max(0, count) }, () => 0)
  const step = (at: number, amount: number) => {
    if (at < count) steps[at] = sumMinor([steps[at] ?? 0, amount])
  }
  for (const line of lines) {
    if (line.status === 'draft' || line.status === 'cancelled') continue
    const starts = epochDayOf(line.startsOn) - first
    const after = epochDayOf(line.endsOn) - first + 1
    if (after <= 0 || after <= starts) continue
    step(Math.max(0, starts), line.acvMinor)
    step(after, -line.acvMinor)
  }
  let acvMinor = 0
  return steps.map((change, at) => {
    acvMinor = sumMinor([acvMinor, change])
    return { day: dayOfEpoch(first + at), acvMinor }
  })
}

/** ACV now against twelve months ago; new when no line was active then. */
export const growthOf = (lines: readonly ValuedLine[], today: Day): Change => changeOf(portfolioAcv(lines, today), acvYearAgo(lines, today))

/** ACV twelve months before a day; undefined when no line was active then. */
export const acvYearAgo = (lines: readonly ValuedLine[], today: Day): number | undefined => {
  const then = addMonths(today, -12)
  return lines.some((line) => isActive(line, then)) ? portfolioAcv(lines, then) : undefined
}

/**
 * Retention of those who paid at the start, each with its ACV at the start and at the end; who came later is left out.
 * Undefined when nobody paid at the start. Example: 10.0 at the start, +1.8, −0.6 and −0.9 later: 103 % and 85 %.
 */
export const retentionOf = (cohort: Iterable<{ startMinor: number; endMinor: number }>): Retention | undefined => {
  const members = [...cohort].filter(({ startMinor }) => startMinor > 0)
  if (members.length === 0) return undefined
  const start = sumMinor(members.map(({ startMinor }) => startMinor))
  const end = sumMinor(members.map(({ endMinor }) => endMinor))
  const kept = sumMinor(members.map(({ startMinor, endMinor }) => Math.min(startMinor, endMinor)))
  return { nrrPercent: percentOf(end, start), grrPercent: percentOf(kept, start) }
}

/** Retention between two days, customer by customer. */
export const retentionBetween = (customers: Iterable<readonly ValuedLine[]>, from: Day, to: Day): Retention | undefined =>
  retentionOf([...customers].map((lines) => ({ startMinor: portfolioAcv(lines, from), endMinor: portfolioAcv(lines, to) })))

/** A customer's status by its orders on a day: active beats upcoming beats expired. */
export const customerStatusOn = (lines: readonly LineLife[], day: Day): CustomerStatus => {
  const statuses = new Set(lines.map((line) => lineStatusOn(line, day)))
  if (statuses.has('active')) return 'active'
  if (statuses.has('upcoming')) return 'upcoming'
  return statuses.has('expired') || statuses.has('superseded') ? 'expired' : 'none'
}

/** How many of each status, those that nobody has included. */
export const statusDistribution = <S extends string>(statuses: readonly S[], found: Iterable<S>): { status: S; count: number }[] => {
  const counts = new Map<S, number>()
  for (const status of found) counts.set(status, (counts.get(status) ?? 0) + 1)
  return statuses.map((status) => ({ status, count: counts.get(status) ?? 0 }))
}

export const customerStates = ['trial', 'paying', 'archived', 'internal', 'demo'] as const
export type CustomerState = (typeof customerStates)[number]

/** Whether a customer counts in totals, KPIs and bills: as the channel model says, but internal and demo customers never do. */
export const isCounted = (state: CustomerState, eligibleStates: readonly CustomerState[]): boolean =>
  state !== 'internal' && state !== 'demo' && eligibleStates.includes(state)

/** The last day of a trial of `trialDays` (its first day is one of them). */
export const trialEndsOn = (since: Day, trialDays: number): Day => addDays(since, trialDays - 1)

/** A trial locks on the day after its last; other states never do. */
export const isTrialLocked = (state: CustomerState, trialEnd: Day, today: Day): boolean =>
  state === 'trial' && daysBetween(trialEnd, today) > 0
