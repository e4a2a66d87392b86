import { dayOfEpoch, epochDayOf } from '#shared/dates.ts'
import type { Day } from '#shared/dates.ts'
import { percentOf } from '#shared/money.ts'

/** A value of a day; null is no sample, which is not zero. */
export type Point = { day: Day; value: number | null }

export type Direction = 'up' | 'down' | 'flat'

/** A straight line through a series: how much it gains a day, and its two ends for drawing. */
export type Trend = { slopePerDay: number; direction: Direction; first: Fitted; last: Fitted }
type Fitted = { day: Day; value: number }

/** Something now against something before. `percent` is null where there is nothing to compare with, `isNew` where there was nothing at all. */
export type Change = { absolute: number; percent: number | null; isNew: boolean }

// Sums of floats leave crumbs; a rise smaller than this share of the largest value is one of them.
const CRUMB = 1e-9

/**
 * The least-squares line through the samples, each at its own day, so that a gap neither counts as zero nor pulls
 * its neighbours together. Any order. Undefined with samples on fewer than two days.
 */
export const trendOf = (points: Iterable<Point>): Trend | undefined => {
  const samples: { x: number; y: number }[] = []
  for (const { day, value } of points) if (value !== null) samples.push({ x: epochDayOf(day), y: value })
  return lineThrough(samples)
}

/** The same of values on consecutive days, without a text for each. */
export const trendOfDays = (from: Day, values: readonly (number | null)[]): Trend | undefined => {
  const first = epochDayOf(from)
  return lineThrough(values.flatMap((value, at) => (value === null ? [] : [{ x: first + at, y: value }])))
}

const lineThrough = (samples: readonly { x: number; y: number }[]): Trend | undefined => {
  if (samples.length < 2) return undefined
  let from = Infinity
  let to = -Infinity
  let sumX = 0
  let sumY = 0
  let largest = 0
  for (const { x, y } of samples) {
    from = Math.min(from, x)
    to = Math.max(to, x)
    sumX += x
    sumY += y
    largest = Math.max(largest, Math.abs(y))
  }
  if (from === to) return undefined
  const meanX = sumX / samples.length
  const meanY = sumY / samples.length
  let covariance = 0
  let variance = 0
  for (const { x, y } of samples) {
    covariance += (x - meanX) * (y - meanY)
    variance += (x - meanX) ** 2
  }
  const slope = covariance / variance
  const isFlat = Math.abs(slope) * (to - from) <= CRUMB * largest
  const slopePerDay = isFlat ? 0 : slope
  const fittedAt = (x: number): Fitted => ({ day: dayOfEpoch(x), value: meanY + slopePerDay * (x - meanX) })
  return { slopePerDay, direction: isFlat ? 'flat' : slope > 0 ? 'up' : 'down', first: fittedAt(from), last: fittedAt(to) }
}

/**
 * The change from `before` to `now`, integers of one unit; `percent` to four decimals.
 * `before` undefined: there was nothing (no active line, no sample), so what is there now is new.
 */
export const changeOf = (now: number, before: number | undefined): Change => {
  const absolute = now - (before ?? 0)
  const percent = before !== undefined && before > 0 ? percentOf(absolute, before) : null
  return { absolute, percent, isNew: before === undefined && now !== 0 }
}
