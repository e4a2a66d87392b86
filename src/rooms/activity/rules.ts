import type { Ladder, Thresholds } from '#shared/config.ts'
import { addDays, daysAhead, daysBetween } from '#shared/dates.ts'
import type { Day } from '#shared/dates.ts'
import { atLeast, atMost, over, stepOf } from '#shared/ladder.ts'
import type { Reaches, Step } from '#shared/ladder.ts'
import { trendOf } from '#shared/trend.ts'
import type { Point } from '#shared/trend.ts'

export const indicators = [
  'inactive-scanners', 'failed-scans', 'lapsed-schedules', 'last-login', 'last-scan', 'usage-trend', 'renewal-engagement',
] as const // prettier-ignore
export type Indicator = (typeof indicators)[number]

/** `warn` from the ladder's low step, `alert` from its high one: the same step that makes a task severe. */
export type SignalState = 'ok' | 'warn' | 'alert'

/** One retention signal of a customer. */
export type Signal = {
  indicator: Indicator
  state: SignalState
  /** In `unit`; a share that fell is positive. */
  value: number
  unit: 'days' | 'scans' | 'percent'
  /** The step that was reached; while ok, the one that comes first. In `unit`. */
  threshold: number
  /** The day that the value counts from: last sign of life, first failure, missed run. */
  since: Day | undefined
  /** Code of the product, for indicators by product. */
  product: string | undefined
  /** Name of the scanner or schedule that is worst. */
  worst: string | undefined
  /** How many of what is counted are not ok: scanners, schedules, scans, signals of low engagement. */
  affected: number
}

/** What an address calls one of a customer's signals. */
export const signalName = ({ indicator, product }: { indicator: Indicator; product: string | null }): string =>
  product === null ? indicator : `${indicator} ${product}`

export type SignalThresholds = Pick<
  Thresholds,
  'inactiveScannerDays' | 'failedScans' | 'lastLoginDays' | 'lastScanDays' | 'usageDropPercent' | 'renewalMonths'
>

export type Scanner = { name: string; lastSeenOn: Day | undefined }
/** A schedule whose `nextRunOn` has passed did not run; without one it is paused. */
export type Schedule = { name: string; nextRunOn: Day | undefined }
export type ScanOutcome = 'finished' | 'finished-with-warning' | 'stopped' | 'failed'
export type ScanResult = { product: string; day: Day; outcome: ScanOutcome }
/** Scans of one product in the window: those that failed, those that came to an end at all, and the first failure. */
export type ScanFailures = { product: string; failed: number; ended: number; firstFailedOn: Day | undefined }

export type SignalFacts = {
  /** What "never" counts from. */
  customerSince: Day
  lastLoginOn: Day | undefined
  scanners: readonly Scanner[]
  schedules: readonly Schedule[]
  failures: readonly ScanFailures[]
  /** Products that the customer uses and that scan. */
  lastScans: readonly { product: string; lastScanOn: Day | undefined }[]
  usage: readonly { product: string; points: readonly Point[] }[]
  /** Deadline of the next open renewal. */
  renewalOn: Day | undefined
}

/**
 * All retention signals of a customer, in the order of `indicators`. What a customer can't have (a scanner, a renewal,
 * samples enough for a trend) gives no signal instead of a reassuring one.
 */
export const signalsOf = (facts: SignalFacts, thresholds: SignalThresholds, today: Day): Signal[] => {
  const login = lastLogin(facts.lastLoginOn, facts.customerSince, thresholds.lastLoginDays, today)
  const trends = facts.usage.map(({ product, points }) => usageTrend(product, points, thresholds.usageDropPercent))
  const found = [
    inactiveScanners(facts.scanners, facts.customerSince, thresholds.inactiveScannerDays, today),
    ...facts.failures.map((each) => failedScans(each, thresholds.failedScans)),
    lapsedSchedules(facts.schedules, thresholds.lastScanDays, today),
    login,
    ...facts.lastScans.map((each) => lastScan(each.product, each.lastScanOn, facts.customerSince, thresholds.lastScanDays, today)),
    ...trends,
    renewalEngagement(facts.renewalOn, [login, ...trends], thresholds.renewalMonths, today),
  ]
  return found.filter((signal) => signal !== undefined)
}

/** Days of silence of the scanner that has been silent longest; over the ladder's days. Undefined without scanners. */
export const inactiveScanners = (scanners: readonly Scanner[], customerSince: Day, ladder: Ladder, today: Day): Signal | undefined =>
  worstOf(
    'inactive-scanners',
    scanners.map(({ name, lastSeenOn }) => ({ name, since: lastSeenOn ?? customerSince })),
    ladder,
    today,
  )

/** Days that the longest overdue schedule has not run; over the ladder's days. Undefined without a schedule that should run. */
export const lapsedSchedules = (schedules: readonly Schedule[], ladder: Ladder, today: Day): Signal | undefined =>
  worstOf(
    'lapsed-schedules',
    schedules.flatMap(({ name, nextRunOn }) => (nextRunOn === undefined ? [] : [{ name, since: nextRunOn }])),
    ladder,
    today,
  )

/**
 * How serious failed scans of a product are: at least as many as the ladder says. When every scan failed it is the highest
 * step from the middle one on: a single failure alone says little.
 */
export const failureStep = ({ failed, ended }: Pick<ScanFailures, 'failed' | 'ended'>, ladder: Ladder): Step | undefined =>
  failed >= ladder.medium && failed === ended ? 'high' : stepOf(failed, ladder, atLeast)

/** Failed scans of a product in the window. */
export const failedScans = ({ product, failed, ended, firstFailedOn }: ScanFailures, ladder: Ladder): Signal => {
  const graded = grade(failed, ladder, atLeast)
  const isTotal = graded.state !== 'alert' && failureStep({ failed, ended }, ladder) === 'high'
  const { state, threshold } = isTotal ? { state: 'alert' as const, threshold: ladder.medium } : graded
  return {
    ...bare,
    indicator: 'failed-scans',
    state,
    value: failed,
    unit: 'scans',
    threshold,
    since: firstFailedOn,
    product,
    affected: failed,
  }
}

/** What `failedScans` asks, of single results: those of the last `windowDays` days, today included. Stopped scans came to no end. */
export const failuresByProduct = (results: Iterable<ScanResult>, windowDays: number, today: Day): ScanFailures[] => {
  const from = addDays(today, 1 - windowDays)
  const byProduct = new Map<string, ScanFailures>()
  for (const { product, day, outcome } of results) {
    if (day < from || day > today || outcome === 'stopped') continue
    const known = byProduct.get(product) ?? { product, failed: 0, ended: 0, firstFailedOn: undefined }
    known.ended++
    if (outcome === 'failed') {
      known.failed++
      if (known.firstFailedOn === undefined || day < known.firstFailedOn) known.firstFailedOn = day
    }
    byProduct.set(product, known)
  }
  return [...byProduct.values()].sort((a, b) => (a.product < b.product ? -1 : 1))
}

/** Days since anybody of the customer signed in; over the ladder's days. Never signed in counts from the customer's first day. */
export const lastLogin = (lastLoginOn: Day | undefined, customerSince: Day, ladder: Ladder, today: Day): Signal =>
  silence('last-login', lastLoginOn ?? customerSince, ladder, today)

/** Days since a product's last scan; over the ladder's days. Never scanned counts from the customer's first day. */
export const lastScan = (product: string, lastScanOn: Day | undefined, customerSince: Day, ladder: Ladder, today: Day): Signal => ({
  ...silence('last-scan', lastScanOn ?? customerSince, ladder, today),
  product,
})

/**
 * How far a product's use fell along its trend line, in percent of where the line began; at least the ladder's percent.
 * A rise is 0. Undefined when there is no line, or one that begins at nothing.
 */
export const usageTrend = (product: string, points: readonly Point[], ladder: Ladder): Signal | undefined => {
  const trend = trendOf(points)
  if (!trend || trend.first.value <= 0) return undefined
  const fall = (trend.first.value - trend.last.value) / trend.first.value
  // A line may cross zero where use can't.
  const value = Math.min(100, Math.max(0, fall * 100))
  const graded = grade(value, ladder, atLeast)
  return {
    ...bare,
    ...graded,
    indicator: 'usage-trend',
    value,
    unit: 'percent',
    since: trend.first.day,
    product,
    affected: isBad(graded) ? 1 : 0,
  }
}

/**
 * Days until the next renewal's deadline (negative: overdue), bad when it comes within the ladder's months (calendar)
 * while engagement is low, that is while one of the `engagement` signals is not ok. Undefined without a renewal.
 */
export const renewalEngagement = (
  deadline: Day | undefined,
  engagement: readonly (Signal | undefined)[],
  ladder: Ladder,
  today: Day,
): Signal | undefined => {
  if (deadline === undefined) return undefined
  const low = engagement.filter((signal) => signal !== undefined).filter(isBad)
  const value = daysBetween(today, deadline)
  const inDays = { low: daysAhead(today, ladder.low), medium: daysAhead(today, ladder.medium), high: daysAhead(today, ladder.high) }
  const graded = low.length > 0 ? grade(value, inDays, atMost) : { state: 'ok' as const, threshold: inDays.low }
  const since = low.flatMap((signal) => signal.since ?? []).sort()[0]
  return { ...bare, ...graded, indicator: 'renewal-engagement', value, unit: 'days', since, affected: low.length }
}

const bare = { product: undefined, worst: undefined }

const isBad = ({ state }: { state: SignalState }): boolean => state !== 'ok'

const grade = (value: number, ladder: Ladder, reaches: Reaches): { state: SignalState; threshold: number } => {
  const step = stepOf(value, ladder, reaches)
  return { state: step === undefined ? 'ok' : step === 'high' ? 'alert' : 'warn', threshold: ladder[step ?? 'low'] }
}

/** Days without a sign of life; one of tomorrow's time zone counts as today's. */
export const silentDays = (since: Day, today: Day): number => Math.max(0, daysBetween(since, today))

const silence = (indicator: Indicator, since: Day, ladder: Ladder, today: Day): Signal => {
  const value = silentDays(since, today)
  const graded = grade(value, ladder, over)
  return { ...bare, ...graded, indicator, value, unit: 'days', since, affected: isBad(graded) ? 1 : 0 }
}

const worstOf = (
  indicator: Indicator,
  objects: readonly { name: string; since: Day }[],
  ladder: Ladder,
  today: Day,
): Signal | undefined => {
  const [worst] = objects.toSorted((a, b) => (a.since === b.since ? (a.name < b.name ? -1 : 1) : a.since < b.since ? -1 : 1))
  if (!worst) return undefined
  const affected = objects.filter(({ since }) => isBad(silence(indicator, since, ladder, today))).length
  return { ...silence(indicator, worst.since, ladder, today), worst: worst.name, affected }
}
