import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOfEpoch, eachDay, epochDayOf } from '#shared/dates.ts'
import type { StoredStatus, ValuedLine } from './rules.ts'
import {
  acvByDay, acvOfLine, customerStates, customerStatusOn, customerStatuses, growthOf, isActive, isCounted, isTrialLocked, lineStatusOn,
  portfolioAcv, retentionBetween, retentionOf, statusDistribution, supersededBy, trialEndsOn,
} from './rules.ts' // prettier-ignore

const line = (parts: Partial<ValuedLine> = {}): ValuedLine => ({
  status: 'active',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  acvMinor: 1000,
  ...parts,
})
const anyStatus = fc.constantFrom<StoredStatus[]>('draft', 'active', 'cancelled', 'superseded')
const anyDay = fc.integer({ min: epochDayOf('2025-06-01'), max: epochDayOf('2026-06-01') }).map(dayOfEpoch)
const anyLine: fc.Arbitrary<ValuedLine> = fc
  .record({ status: anyStatus, startsOn: anyDay, days: fc.integer({ min: 1, max: 400 }), acvMinor: fc.integer({ min: -100, max: 10_000 }) })
  .map(({ days, ...rest }) => ({ ...rest, endsOn: addDays(rest.startsOn, days - 1) }))
const anyLines = fc.array(anyLine, { maxLength: 12 })

/** Whether a line counts on a day, by listing its days. */
const countsOn = ({ status, startsOn, endsOn }: ValuedLine, day: string) =>
  (status === 'active' || status === 'superseded') && eachDay({ from: startsOn, to: endsOn }).includes(day)
const recount = (lines: readonly ValuedLine[], day: string) =>
  lines.reduce((sum, each) => sum + (countsOn(each, day) ? each.acvMinor : 0), 0)

describe('the ACV of a line', () => {
  it('is the integer nearest to recurring ÷ term × 12, and of two as near the even one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 12, max: 120 }),
        fc.nat(),
        (recurringMinor, termMonths, oneOffMinor) => {
          const { acvMinor, shortTerm } = acvOfLine({ recurringMinor, termMonths, oneOffMinor })
          // Distances in termth parts of a minor unit stay integers.
          const distance = (candidate: number) => Math.abs(candidate * termMonths - recurringMinor * 12)
          expect(shortTerm).toBe(false)
          for (const other of [acvMinor - 1, acvMinor + 1]) {
            const isNearer = distance(acvMinor) < distance(other)
            const isEvenTie = distance(acvMinor) === distance(other) && acvMinor % 2 === 0
            expect(isNearer || isEvenTie).toBe(true)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    [
      { recurringMinor: 360_000, termMonths: 36, oneOffMinor: 50_000 },
      { acvMinor: 120_000, shortTerm: false },
    ],
    [
      { recurringMinor: 120_000, termMonths: 12, oneOffMinor: 0 },
      { acvMinor: 120_000, shortTerm: false },
    ],
    [
      { recurringMinor: 30_000, termMonths: 3, oneOffMinor: 0 },
      { acvMinor: 30_000, shortTerm: true },
    ],
    [
      { recurringMinor: 30_000, termMonths: 11, oneOffMinor: 9 },
      { acvMinor: 30_000, shortTerm: true },
    ],
    [
      { recurringMinor: 5, termMonths: 24, oneOffMinor: 0 },
      { acvMinor: 2, shortTerm: false },
    ],
    [
      { recurringMinor: 7, termMonths: 24, oneOffMinor: 0 },
      { acvMinor: 4, shortTerm: false },
    ],
    [
      { recurringMinor: 9_007_199_254_740_991, termMonths: 12, oneOffMinor: 0 },
      { acvMinor: 9_007_199_254_740_991, shortTerm: false },
    ],
  ])('of %j is %j', (value, expected) => {
    expect(acvOfLine(value)).toEqual(expected)
  })

  it.each([0, -12, 1.5, NaN])('refuses a term of %s months', (termMonths) => {
    expect(() => acvOfLine({ recurringMinor: 100, termMonths, oneOffMinor: 0 })).toThrow(RangeError)
  })

  it('refuses an amount that is not exact', () => {
    expect(() => acvOfLine({ recurringMinor: 0.5, termMonths: 12, oneOffMinor: 0 })).toThrow(RangeError)
    expect(() => acvOfLine({ recurringMinor: 2 ** 53, termMonths: 6, oneOffMinor: 0 })).toThrow(RangeError)
  })
})

describe('a line on a day', () => {
  it('is active on exactly its own days, first and last included, unless it is a draft or cancelled', () => {
    fc.assert(
      fc.property(anyLine, anyDay, (each, day) => {
        for (const on of [day, each.startsOn, each.endsOn, addDays(each.startsOn, -1), addDays(each.endsOn, 1)])
          expect(isActive(each, on)).toBe(countsOn(each, on))
      }),
    )
  })

  it.each([
    ['active', '2025-12-31', 'upcoming'],
    ['active', '2026-01-01', 'active'],
    ['active', '2026-12-31', 'active'],
    ['active', '2027-01-01', 'expired'],
    ['superseded', '2026-06-01', 'active'],
    ['superseded', '2027-01-01', 'superseded'],
    ['draft', '2026-06-01', 'draft'],
    ['cancelled', '2026-06-01', 'cancelled'],
  ] as const)('stored as %s shows on %s as %s', (status, day, expected) => {
    expect(lineStatusOn(line({ status }), day)).toBe(expected)
  })

  it('that is superseded hands over to its successor without a day of both or of none, and never ends before it starts', () => {
    fc.assert(
      fc.property(anyLine, fc.integer({ min: -5, max: 400 }), anyDay, (each, after, anywhere) => {
        const old = { ...each, status: 'active' as const }
        const successor = { ...old, startsOn: addDays(old.startsOn, after), endsOn: addDays(old.endsOn, 500) }
        const replaced = { ...old, ...supersededBy(old, successor.startsOn) }
        expect(replaced.endsOn >= replaced.startsOn).toBe(true)
        for (const day of [anywhere, successor.startsOn, addDays(successor.startsOn, -1), old.startsOn, old.endsOn]) {
          const isCovered = countsOn(old, day) || countsOn(successor, day)
          expect([replaced, successor].filter((one) => isActive(one, day)).length).toBe(isCovered ? 1 : 0)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('portfolio ACV', () => {
  it('on a day is a recount of the lines that cover it, and by day it is the same for every day', () => {
    fc.assert(
      fc.property(anyLines, anyDay, fc.integer({ min: 0, max: 120 }), (lines, from, length) => {
        const days = Array.from({ length: length + 1 }, (_, at) => addDays(from, at))
        const expected = days.map((day) => ({ day, acvMinor: recount(lines, day) }))
        expect(acvByDay(lines, from, days.at(-1) ?? from)).toEqual(expected)
        expect(portfolioAcv(lines, from)).toBe(recount(lines, from))
      }),
      { numRuns: 80 },
    )
  })

  it('by day is empty for a range that ends before it begins', () => {
    expect(acvByDay([line()], '2026-02-02', '2026-02-01')).toEqual([])
  })

  it('refuses a sum that can’t be kept exactly', () => {
    const huge = line({ acvMinor: Number.MAX_SAFE_INTEGER })
    expect(() => portfolioAcv([huge, huge], '2026-02-01')).toThrow(RangeError)
    expect(() => acvByDay([huge, huge], '2026-02-01', '2026-02-02')).toThrow(RangeError)
  })
})

describe('growth', () => {
  it('compares with the same day a year before', () => {
    const lines = [line({ startsOn: '2025-01-01', endsOn: '2025-12-31', acvMinor: 800 }), line({ acvMinor: 1000 })]
    expect(growthOf(lines, '2026-03-01')).toEqual({ absolute: 200, percent: 25, isNew: false })
    expect(growthOf(lines, '2027-03-01')).toEqual({ absolute: -1000, percent: -100, isNew: false })
  })

  it('is new when no line was active then, and on the day after the year it no longer is', () => {
    expect(growthOf([line({ endsOn: '2027-12-31' })], '2026-12-31')).toEqual({ absolute: 1000, percent: null, isNew: true })
    expect(growthOf([line({ endsOn: '2027-12-31' })], '2027-01-01')).toEqual({ absolute: 0, percent: 0, isNew: false })
  })
})

describe('retention', () => {
  it('of 10.0 with +1.8, −0.6 and −0.9 is 103 % net and 85 % gross', () => {
    const cohort = [
      { startMinor: 500, endMinor: 680 },
      { startMinor: 410, endMinor: 350 },
      { startMinor: 90, endMinor: 0 },
      { startMinor: 0, endMinor: 4000 },
    ]
    expect(retentionOf(cohort)).toEqual({ nrrPercent: 103, grrPercent: 85 })
  })

  it('never shows gross above 100 % or above net, and ignores who came later', () => {
    const anyMember = fc.record({ startMinor: fc.nat(1_000_000), endMinor: fc.nat(2_000_000) })
    fc.assert(
      fc.property(fc.array(anyMember, { maxLength: 10 }), fc.nat(), (cohort, late) => {
        const members = cohort.filter(({ startMinor }) => startMinor > 0)
        const start = members.reduce((sum, each) => sum + each.startMinor, 0)
        const lost = members.reduce((sum, each) => sum + Math.max(0, each.startMinor - each.endMinor), 0)
        const gained = members.reduce((sum, each) => sum + Math.max(0, each.endMinor - each.startMinor), 0)
        const retention = retentionOf(cohort)
        const { grrPercent, nrrPercent } = retention ?? { grrPercent: 100, nrrPercent: 100 }
        expect(retention === undefined).toBe(start === 0)
        expect(grrPercent).toBeCloseTo(100 - (lost / Math.max(1, start)) * 100, 3)
        expect(nrrPercent).toBeCloseTo(100 + ((gained - lost) / Math.max(1, start)) * 100, 3)
        expect(grrPercent).toBeLessThanOrEqual(Math.min(100, nrrPercent))
        expect(retentionOf([...cohort, { startMinor: 0, endMinor: late }])).toEqual(retention)
      }),
    )
  })

  it('between two days takes each customer’s ACV on both', () => {
    const stays = [line({ startsOn: '2025-01-01', endsOn: '2025-12-31', acvMinor: 1000 }), line({ acvMinor: 1200 })]
    const leaves = [line({ startsOn: '2025-01-01', endsOn: '2025-12-31', acvMinor: 1000 })]
    const comes = [line({ acvMinor: 5000 })]
    expect(retentionBetween([stays, leaves, comes], '2025-06-01', '2026-06-01')).toEqual({ nrrPercent: 60, grrPercent: 50 })
  })
})

describe('customers', () => {
  it('have the best status that any of their lines has', () => {
    const ended = line({ startsOn: '2024-01-01', endsOn: '2024-12-31' })
    const coming = line({ startsOn: '2027-01-01', endsOn: '2027-12-31' })
    const day = '2026-06-01'
    expect(customerStatusOn([ended, coming, line()], day)).toBe('active')
    expect(customerStatusOn([ended, coming], day)).toBe('upcoming')
    expect(customerStatusOn([ended], day)).toBe('expired')
    expect(customerStatusOn([{ ...ended, status: 'superseded' }], day)).toBe('expired')
    expect(customerStatusOn([line({ status: 'draft' }), line({ status: 'cancelled' })], day)).toBe('none')
    expect(customerStatusOn([], day)).toBe('none')
  })

  it('are distributed over all statuses, each customer once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...customerStatuses)), (found) => {
        const distribution = statusDistribution(customerStatuses, found)
        expect(distribution.map(({ status }) => status)).toEqual([...customerStatuses])
        for (const { status, count } of distribution) expect(count).toBe(found.filter((each) => each === status).length)
      }),
    )
  })

  it('count as the model says, and internal and demo ones never', () => {
    expect(customerStates.filter((state) => isCounted(state, ['paying']))).toEqual(['paying'])
    expect(customerStates.filter((state) => isCounted(state, customerStates))).toEqual(['trial', 'paying', 'archived'])
  })

  it('on trial for 14 days are locked on the fifteenth', () => {
    const end = trialEndsOn('2026-02-20', 14)
    expect(end).toBe('2026-03-05')
    expect(isTrialLocked('trial', end, '2026-03-05')).toBe(false)
    expect(isTrialLocked('trial', end, '2026-03-06')).toBe(true)
    expect(isTrialLocked('paying', end, '2026-03-06')).toBe(false)
  })
})
