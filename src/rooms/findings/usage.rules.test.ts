import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#shared/dates.ts'
import { peakOf, type Samples } from '#rooms/usage/rules.ts'
import { ago, anyDay, measure, measureOn, rankOfFirst, thresholds, today } from './facts.test-kit.ts'
import { productInactive } from './product-inactive.rules.ts'
import type { Licence } from './rules.ts'
import { usageHigh } from './usage-high.rules.ts'

describe('use of a licence', () => {
  const used = (given: Partial<Licence>, on = measure) =>
    usageHigh.judge({ licences: [{ customerId: 1, product: 'NET', licensed: 1_000, thisPeak: null, lastPeak: null, ...given }] }, on)

  it.each([
    [599, undefined, undefined],
    [600, 'low', 60],
    [799, 'low', 79],
    [800, 'medium', 80],
    [1_000, 'medium', 100],
    [1_001, 'high', 101],
    [2_500, 'high', 250],
  ])('of %i of 1,000 units is %s, shown as %s %%', (thisPeak, severity, percent) => {
    const [found] = used({ thisPeak })
    expect([found?.severity, found?.facts['percent']]).toEqual([severity, percent])
  })

  it('is never less serious for a higher peak or a smaller licence', () => {
    fc.assert(
      fc.property(fc.nat(3_000), fc.nat(3_000), fc.integer({ min: 1, max: 2_000 }), fc.nat(500), (thisPeak, more, licensed, fewer) => {
        const now = rankOfFirst(used({ thisPeak, licensed }))
        expect(rankOfFirst(used({ thisPeak: thisPeak + more, licensed }))).toBeGreaterThanOrEqual(now)
        expect(rankOfFirst(used({ thisPeak, licensed: Math.max(1, licensed - fewer) }))).toBeGreaterThanOrEqual(now)
      }),
    )
  })

  it('asks nobody without a licence or without samples', () => {
    expect(used({ licensed: 0, thisPeak: 5 })).toEqual([])
    expect(used({})).toEqual([])
  })

  it('does not end because a cycle does: in its first seven days the last one’s peak counts as well', () => {
    const on = (day: string) => used({ thisPeak: 100, lastPeak: 900 }, measureOn(day)).length
    expect([on('2026-04-01'), on('2026-04-07'), on('2026-04-08')]).toEqual([1, 1, 0])
    expect(used({ thisPeak: 900, lastPeak: 100 }, measureOn('2026-04-20'))).toHaveLength(1)
  })
})

describe('a product that lies idle', () => {
  const idle = (days: number) => productInactive.judge({ lastUses: [{ customerId: 1, product: 'NET', lastUseOn: ago(days) }] }, measure)

  it.each([
    [7, undefined],
    [8, 'low'],
    [14, 'low'],
    [15, 'medium'],
    [30, 'medium'],
    [31, 'high'],
    [-1, undefined],
  ])('for %i days is %s', (days, severity) => expect(idle(days)[0]?.severity).toBe(severity))

  it('counts days over month ends and leap days, and never gets less serious', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(60), fc.nat(60), (lastUseOn, days, more) => {
        const after = (count: number) =>
          productInactive.judge({ lastUses: [{ customerId: 1, product: 'NET', lastUseOn }] }, measureOn(addDays(lastUseOn, count)))
        const { low } = thresholds.inactiveProductDays
        expect(after(days)).toHaveLength(days > low ? 1 : 0)
        if (days > low) expect(after(days)[0]?.facts).toMatchObject({ days, lastUseOn })
        expect(rankOfFirst(after(days + more))).toBeGreaterThanOrEqual(rankOfFirst(after(days)))
      }),
    )
  })
})

describe('a tab and its tasks say the same', () => {
  it('of a peak: what the task counts is what the usage tab shows of the cycle', () => {
    const samples: Samples = Array.from({ length: 31 }, (_, at) => (at < 20 ? 700 + at : null))
    const peak = peakOf(samples, measureOn('2026-03-31').cycle)
    const [found] = usageHigh.judge(
      { licences: [{ customerId: 1, product: 'NET', licensed: 1_000, thisPeak: peak?.peak ?? null, lastPeak: null }] },
      measureOn(today),
    )
    expect(found?.facts).toEqual({ product: 'NET', percent: 71, peak: 719, licensed: 1_000 })
  })
})
