import { expect, test } from 'vitest'
import { trendWithin } from './chart-scale.tsx'

const trend = (from: number, slopePerDay: number) => ({
  slopePerDay,
  direction: slopePerDay > 0 ? ('up' as const) : ('down' as const),
  first: { day: '2026-11-01', value: from },
  last: { day: '2026-11-11', value: from + 10 * slopePerDay },
})

test('a trend that stays between the marks is drawn whole', () => {
  expect(trendWithin(trend(8, -0.5), [0, 5, 10])).toEqual([
    { x: '2026-11-01', y: 8 },
    { x: '2026-11-11', y: 3 },
  ])
})

test('a trend that falls below the lowest mark ends at the last day above it, one that starts above the highest begins later', () => {
  expect(trendWithin(trend(12, -2), [0, 5, 10])).toEqual([
    { x: '2026-11-02', y: 10 },
    { x: '2026-11-07', y: 0 },
  ])
  expect(trendWithin(trend(-3, 1), [0, 5, 10])).toEqual([
    { x: '2026-11-04', y: 0 },
    { x: '2026-11-11', y: 7 },
  ])
})

test('a trend beyond the marks is not drawn', () => {
  expect(trendWithin(trend(-30, 1), [0, 10])).toBeUndefined()
})
