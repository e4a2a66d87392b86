import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankTest } from '../bench/statistics.ts'

const hundred = Array.from({ length: 100 }, (_, n) => n)

describe('the rank test of the benchmark', () => {
  it('says what other programs say of two samples that don’t touch', () =>
    expect(rankTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeCloseTo(0.0122, 4))
  it('finds a shift, and none in one and the same sample', () => {
    expect(rankTest(hundred, hundred.map((value) => value + 20))).toBeLessThan(0.01) // prettier-ignore
    expect(rankTest(hundred, hundred)).toBeGreaterThan(0.99)
    expect(rankTest([1, 1, 1], [1, 1])).toBe(1)
  })
  it('is a probability, and the same whichever sample comes first', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1 }), fc.array(fc.nat(50), { minLength: 1 }), (one, other) => {
        const p = rankTest(one, other)
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
        expect(rankTest(other, one)).toBeCloseTo(p, 9)
      }),
    ))
})
