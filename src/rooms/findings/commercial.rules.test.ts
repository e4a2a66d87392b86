import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acvDropped } from './acv-dropped.rules.ts'
import { contactMissing } from './contact-missing.rules.ts'
import { ago, measure, rankOfFirst, today } from './facts.test-kit.ts'
import { overCommitment } from './over-commitment.rules.ts'
import { peakToday } from './peak-today.rules.ts'
import type { Finding, Grower, NewestPeak } from './rules.ts'

const severity = (findings: readonly Finding[]) => findings[0]?.severity

describe('a drop of ACV', () => {
  const dropped = (acvMinor: number, acvYearAgoMinor: number | null) =>
    acvDropped.judge({ acvChanges: [{ customerId: 1, acvMinor, acvYearAgoMinor }] }, measure)

  it.each([
    [9501, undefined], [9500, 'low'], [8501, 'low'], [8500, 'medium'], [7001, 'medium'], [7000, 'high'], [0, 'high'], [10_000, undefined], [12_000, undefined],
  ])('from 10,000 to %i is %s', (now, expected) => expect(severity(dropped(now, 10_000))).toBe(expected)) // prettier-ignore

  it('is shown in whole percent that it has reached, and is none where nothing was a year ago', () => {
    expect(dropped(8_501, 10_000)[0]?.facts).toEqual({ percent: 14 })
    expect(dropped(0, null)).toEqual([])
    expect(dropped(0, 0)).toEqual([])
  })

  it('is never less serious when less is left', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.nat(1_000_000_000), fc.nat(1_000_000_000), (before, now, less) => {
        expect(rankOfFirst(dropped(Math.max(0, now - less), before))).toBeGreaterThanOrEqual(rankOfFirst(dropped(now, before)))
      }),
    )
  })
})

describe('use beyond the commitment', () => {
  const grower = (customerId: number, grownBy: number, used = 115): Grower => ({
    customerId,
    product: 'NET',
    used,
    commitment: 100,
    peak: 50 + grownBy,
    peakBefore: 50,
  })
  const beyond = (...growers: Grower[]) => overCommitment.judge({ growers }, measure)

  it.each([[100, undefined], [101, 'low'], [110, 'low'], [111, 'medium'], [125, 'medium'], [126, 'high']])('of 100 by %i is %s', (used, expected) =>
    expect(severity(beyond(grower(1, 5, used)))).toBe(expected)) // prettier-ignore

  it('is told at the three customers that grew most, until the cycle is billed', () => {
    const found = beyond(grower(1, 5), grower(2, 9), grower(3, 5), grower(4, 1), grower(5, 5))
    expect(found.map(({ customerId }) => customerId)).toEqual([2, 1, 3])
    expect(found[0]).toMatchObject({ severity: 'medium', dueOn: measure.cycle.end })
  })

  it('says nothing of the other customers or the commitment, which people with some customers may not see', () => {
    expect(beyond(grower(2, 9))[0]?.facts).toEqual({ product: 'NET', peak: 59, grownBy: 9 })
  })

  it('is told at nobody where nobody grew', () => {
    expect(beyond(grower(1, 0), grower(2, -3))).toEqual([])
  })

  it('is never less serious for more use', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.nat(400), fc.integer({ min: 0, max: 300 }), (used, more, commitment) => {
        const of = (units: number) => rankOfFirst(beyond({ ...grower(1, 5, units), commitment }))
        expect(of(used + more)).toBeGreaterThanOrEqual(of(used))
      }),
    )
  })
})

describe('a new peak', () => {
  const found = (given: Partial<NewestPeak>) =>
    peakToday.judge(
      { newestPeaks: [{ customerId: 1, product: 'NET', peak: 101, day: today, before: 100, cyclesBefore: 12, ...given }] },
      measure,
    )

  it.each([[100, undefined], [101, 'low'], [120, 'low'], [121, 'medium'], [150, 'medium'], [151, 'high']])('of %i over 100 is %s', (peak, expected) =>
    expect(severity(found({ peak }))).toBe(expected)) // prettier-ignore

  it('is one today and, because a day’s values come during the day, yesterday', () => {
    expect([ago(0), ago(1), ago(2), ago(-1)].map((day) => found({ day }).length)).toEqual([1, 1, 0, 0])
  })

  it('is none of a customer that has only begun', () => {
    expect(found({ before: null, cyclesBefore: 0 })).toEqual([])
    expect(found({ cyclesBefore: 2 })).toEqual([])
    expect(found({ cyclesBefore: 3 })).toHaveLength(1)
  })

  it('is never less serious for a higher one', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.nat(300), (peak, more, before) => {
        expect(rankOfFirst(found({ peak: peak + more, before }))).toBeGreaterThanOrEqual(rankOfFirst(found({ peak, before })))
      }),
    )
  })
})

describe('a missing contact', () => {
  it('is low, and medium where the customer has named nobody at all', () => {
    const missing = (hasNobody: boolean) =>
      contactMissing.judge({ missingContacts: [{ customerId: 1, type: 'sales', hasNobody }] }, measure)
    expect(missing(false)).toMatchObject([{ severity: 'low', objectKey: 'sales', facts: { type: 'sales' } }])
    expect(missing(true)).toMatchObject([{ severity: 'medium' }])
  })
})
