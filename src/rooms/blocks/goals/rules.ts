import { lastPeriods, metricFacts, productOf } from '#rooms/metrics/rules.ts'
import { percentDone } from '#rooms/blocks/percent.rules.ts'
import type { CycleRule } from '#shared/config.ts'
import { cycleNamed } from '#shared/cycles.ts'
import { daysBetween, type Day } from '#shared/dates.ts'
import { fractionDigits } from '#shared/money.ts'

export const goalPeriods = ['month', 'quarter', 'year', 'days'] as const
/** How far back ended periods are shown. */
export const mostEnded = 6

/** Months are the partnership's billing cycles, as everywhere; a quarter has three of them, a year twelve. */
export type GoalPeriod = { by: 'month' | 'quarter' | 'year' } | { by: 'days'; from: Day; to: Day }

/** What more of is better: tasks and coming renewals are no targets, and peaks of all products no one number. */
export const goalMetrics = ['customers', 'activeCustomers', 'activeSubscriptions', 'acv', 'nrr', 'billable', 'peak'] as const

export const isGoalMetric = (code: string): boolean =>
  metricFacts(code) !== undefined && goalMetrics.some((one) => one === (productOf(code) === undefined ? code : 'peak'))

/** A figure of a period, which counts for nothing outside it, unlike one that stands as it is on a day. */
export const isOfPeriod = (code: string): boolean => code === 'billable' || productOf(code) !== undefined

/** One stretch that a goal is counted in. `name` is `2026-06`, `2026-Q2` or `2026`; null for days of its own. */
export type GoalSpan = { name: string | null; from: Day; to: Day }

/** The stretch that a day lies in; days of its own are what they are. */
export const spanAt = (period: GoalPeriod, day: Day, cycle: CycleRule): GoalSpan => {
  if (period.by === 'days') return { name: null, from: period.from, to: period.to }
  if (period.by === 'year') {
    const [month] = lastPeriods(day, cycle, 'month', 1)
    const year = (month?.name ?? day).slice(0, 4)
    return { name: year, from: cycleNamed(`${year}-01`, cycle).start, to: cycleNamed(`${year}-12`, cycle).end }
  }
  const [found] = lastPeriods(day, cycle, period.by, 1)
  if (!found) throw new RangeError('A day lies in a period')
  return { name: found.name, from: found.from, to: found.to }
}

/** What a stretch that was kept is called. */
export const nameOf = (period: GoalPeriod, { to }: Pick<GoalSpan, 'to'>, cycle: CycleRule): string | null => spanAt(period, to, cycle).name

export type GoalState = 'ahead' | 'running' | 'ended'

/** `startsOn`: the goal counts from that day, in the stretch that it lies in. */
export const stateOf = ({ from, to }: Pick<GoalSpan, 'from' | 'to'>, startsOn: Day | null, today: Day): GoalState =>
  today > to ? 'ended' : today < from || (startsOn !== null && today < startsOn) ? 'ahead' : 'running'

/** To the last day; null where that has passed. */
export const daysLeft = ({ to }: Pick<GoalSpan, 'to'>, today: Day): number | null => (today > to ? null : daysBetween(today, to))

type Counted = { from: 'metric'; metric: string } | { from: 'hand' }

/** In how many parts a whole is written down in a target: money in hundredths, for a room is for partnerships of several currencies. */
export const targetParts = (source: Counted): number => (source.from === 'metric' && metricFacts(source.metric)?.unit === 'money' ? 100 : 1)

/** A target as the figure itself is written: money in the currency's own minor units, of which a whole may have none or a thousand. */
export const targetIn = ({ source, target }: { source: Counted; target: number }, currency: string): number => {
  const parts = targetParts(source)
  return parts === 1 ? target : Math.max(1, Math.round((target * 10 ** fractionDigits(currency)) / parts))
}

export const isReached = (value: number | null, target: number): boolean => value !== null && value >= target

/** Whole percent, 0 to 100. */
export const shareReached = (value: number | null, target: number): number =>
  value === null ? 0 : Math.max(0, Math.min(100, percentDone(value, target)))
