import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween } from './dates.ts'
import type { Point } from './trend.ts'
import { changeOf, trendOf, trendOfDays } from './trend.ts'

const START = '2026-01-01'
const series = (values: readonly (number | null)[]): Point[] => values.map((value, at) => ({ day: addDays(START, at), value }))
const anyValues = fc.array(fc.option(fc.integer({ min: 0, max: 100_000 }), { freq: 3 }), { minLength: 2, maxLength: 60 })

/** The slope as the mean of the slopes of all pairs, each weighted by its squared distance: least squares by another road. */
const slopeByPairs = (points: readonly Point[]): number | undefined => {
  const samples = points.flatMap(({ day, value }) => (value === null ? [] : [{ x: daysBetween(START, day), y: value }]))
  let above = 0
  let below = 0
  for (const a of samples)
    for (const b of samples) {
      above += (b.x - a.x) * (b.y - a.y)
      below += (b.x - a.x) ** 2
    }
  return below === 0 ? undefined : above / below
}

describe('the trend of a series', () => {
  it('is the least-squares line through its samples, gaps left out', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const points = series(values)
        const expected = slopeByPairs(points)
        const trend = trendOf(points)
        expect(trend === undefined).toBe(expected === undefined)
        expect(trend?.slopePerDay ?? 0).toBeCloseTo(expected ?? 0, 6)
        expect(trend?.direction).toBe(
          expected === undefined ? undefined : { '-1': 'down', '0': 'flat', '1': 'up' }[String(Math.sign(expected))],
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('passes through the middle of the samples and runs from the first to the last of them', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const points = series(values)
        const trend = trendOf(points)
        if (!trend) return
        const samples = points.filter((point) => point.value !== null)
        expect([trend.first.day, trend.last.day]).toEqual([samples[0]?.day, samples.at(-1)?.day])
        const gain = trend.slopePerDay * daysBetween(trend.first.day, trend.last.day)
        expect(trend.last.value - trend.first.value).toBeCloseTo(gain, 5)
        const residuals = samples.map(
          ({ day, value }) => (value ?? 0) - trend.first.value - trend.slopePerDay * daysBetween(trend.first.day, day),
        )
        expect(residuals.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 4)
      }),
    )
  })

  it('is the same for values of consecutive days', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        expect(trendOfDays(START, values)).toEqual(trendOf(series(values)))
      }),
    )
  })

  it('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const forward = trendOf(series(values))
        const backward = trendOf(series(values).toReversed())
        expect(backward?.direction).toBe(forward?.direction)
        expect(backward?.slopePerDay ?? 0).toBeCloseTo(forward?.slopePerDay ?? 0, 6)
      }),
    )
  })

  it.each([
    [[1, 2, 3], 1, 'up'],
    [[3, null, 1], -1, 'down'],
    [[5, null, null, 5], 0, 'flat'],
    [[0.1, 0.1, 0.1], 0, 'flat'],
    [[1, null, null, 4], 1, 'up'],
  ])('of %j is %d a day, %s', (values, slopePerDay, direction) => {
    expect(trendOf(series(values))).toMatchObject({ slopePerDay, direction })
  })

  it('needs samples on two days', () => {
    expect(trendOf([])).toBeUndefined()
    expect(trendOf(series([7, null]))).toBeUndefined()
    expect(
      trendOf([
        { day: START, value: 1 },
        { day: START, value: 2 },
      ]),
    ).toBeUndefined()
  })
})

describe('a change', () => {
  it.each([
    [120, 100, { absolute: 20, percent: 20, isNew: false }],
    [0, 100, { absolute: -100, percent: -100, isNew: false }],
    [1, 3, { absolute: -2, percent: -66.6667, isNew: false }],
    [50, undefined, { absolute: 50, percent: null, isNew: true }],
    [0, undefined, { absolute: 0, percent: null, isNew: false }],
    [50, 0, { absolute: 50, percent: null, isNew: false }],
    [0, 0, { absolute: 0, percent: null, isNew: false }],
  ])('to %d from %s', (now, before, expected) => {
    expect(changeOf(now, before)).toEqual(expected)
  })
})
