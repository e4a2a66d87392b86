import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOfEpoch, eachDay, epochDayOf } from '#shared/dates.ts'
import type { RenewableLine } from './renewals.rules.ts'
import { isRenewalOpen, orderFigures, renewalBucket, renewalDeadline, renewalForecast, renewsWithinThreeMonths } from './renewals.rules.ts'

const TODAY = '2026-01-31'
const line = (parts: Partial<RenewableLine> = {}): RenewableLine => ({
  status: 'active',
  startsOn: '2025-03-01',
  endsOn: '2026-02-28',
  acvMinor: 1000,
  autoRenew: false,
  noticeDays: 0,
  hasSuccessor: false,
  ...parts,
})
const endingIn = (days: number, parts: Partial<RenewableLine> = {}) => line({ endsOn: addDays(TODAY, days), ...parts })

const anyLine: fc.Arbitrary<RenewableLine> = fc
  .record({
    status: fc.constantFrom('draft', 'active', 'active', 'active', 'cancelled', 'superseded'),
    startsOn: fc.integer({ min: epochDayOf('2025-01-01'), max: epochDayOf('2026-03-01') }).map(dayOfEpoch),
    days: fc.integer({ min: 1, max: 500 }),
    acvMinor: fc.nat(10_000),
    autoRenew: fc.boolean(),
    noticeDays: fc.nat(90),
    hasSuccessor: fc.boolean(),
  })
  .map(({ days, ...rest }) => ({ ...rest, endsOn: addDays(rest.startsOn, days - 1) }))

describe('an open renewal', () => {
  it('is of a line that has begun and was neither cancelled, replaced nor followed', () => {
    expect(isRenewalOpen(line(), TODAY)).toBe(true)
    expect(isRenewalOpen(line({ startsOn: TODAY }), TODAY)).toBe(true)
    expect(isRenewalOpen(line({ endsOn: '2025-12-31' }), TODAY)).toBe(true)
    expect(isRenewalOpen(line({ startsOn: addDays(TODAY, 1) }), TODAY)).toBe(false)
    expect(isRenewalOpen(line({ hasSuccessor: true }), TODAY)).toBe(false)
    for (const status of ['draft', 'cancelled', 'superseded'] as const) expect(isRenewalOpen(line({ status }), TODAY)).toBe(false)
  })

  it('is due at its end, or by the last day for notice when it renews by itself', () => {
    expect(renewalDeadline(line({ noticeDays: 30 }))).toBe('2026-02-28')
    expect(renewalDeadline(line({ noticeDays: 30, autoRenew: true }))).toBe('2026-01-29')
    expect(renewalDeadline(line({ autoRenew: true }))).toBe('2026-02-28')
  })

  it.each([
    [-400, 'overdue'],
    [-1, 'overdue'],
    [0, '0-30'],
    [30, '0-30'],
    [31, '31-60'],
    [60, '31-60'],
    [61, '61-90'],
    [90, '61-90'],
    [91, 'later'],
    [4000, 'later'],
  ])('%i days away is %s', (days, bucket) => {
    expect(renewalBucket(endingIn(days), TODAY)).toBe(bucket)
    expect(renewalBucket(endingIn(days + 45, { autoRenew: true, noticeDays: 45 }), TODAY)).toBe(bucket)
  })

  it('is within three months up to the same day of the third month, or its last day', () => {
    expect(renewsWithinThreeMonths(line({ endsOn: TODAY }), TODAY)).toBe(true)
    expect(renewsWithinThreeMonths(line({ endsOn: '2026-01-30' }), TODAY)).toBe(false)
    expect(renewsWithinThreeMonths(line({ endsOn: '2026-04-30' }), TODAY)).toBe(true)
    expect(renewsWithinThreeMonths(line({ endsOn: '2026-05-01' }), TODAY)).toBe(false)
    expect(renewsWithinThreeMonths(line({ endsOn: '2026-05-29', autoRenew: true, noticeDays: 30 }), TODAY)).toBe(true)
    expect(renewsWithinThreeMonths(line({ hasSuccessor: true }), TODAY)).toBe(false)
  })
})

describe('the forecast', () => {
  it('has every open renewal in exactly one bucket, as a walk from day to day finds it', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 15 }), (lines) => {
        const open = lines.filter((each) => each.status === 'active' && !each.hasSuccessor && each.startsOn <= TODAY)
        const due = (each: RenewableLine) => (each.autoRenew ? addDays(each.endsOn, -each.noticeDays) : each.endsOn)
        const dueOn = (days: readonly string[]) => {
          const found = open.filter((each) => days.includes(due(each)))
          return { lines: found.length, acvMinor: found.reduce((sum, each) => sum + each.acvMinor, 0) }
        }
        const walk = (first: number, last: number) => dueOn(eachDay({ from: addDays(TODAY, first), to: addDays(TODAY, last) }))
        const { buckets, within, threeMonths } = renewalForecast(lines, TODAY)
        expect(buckets).toEqual({
          overdue: walk(-1000, -1),
          '0-30': walk(0, 30),
          '31-60': walk(31, 60),
          '61-90': walk(61, 90),
          later: walk(91, 2000),
        })
        expect(within).toEqual({ days30: walk(0, 30), days60: walk(0, 60), days90: walk(0, 90) })
        expect(threeMonths).toEqual(dueOn(eachDay({ from: '2026-01-31', to: '2026-04-30' })))
        expect(Object.values(buckets).reduce((sum, each) => sum + each.lines, 0)).toBe(open.length)
      }),
      { numRuns: 300 },
    )
  })
})

describe("a customer's figures", () => {
  it('sum what is active today and name the renewal that decides next', () => {
    const next = endingIn(20, { acvMinor: 300 })
    const lines = [
      endingIn(200, { acvMinor: 500, startsOn: '2024-05-05' }),
      next,
      endingIn(10, { hasSuccessor: true, acvMinor: 50 }),
      endingIn(-5, { acvMinor: 7 }),
      line({ status: 'draft', startsOn: '2020-01-01' }),
    ]
    expect(orderFigures(lines, TODAY)).toEqual({
      status: 'active',
      acvMinor: 850,
      acvYearAgoMinor: 500,
      activeLines: 3,
      startsOn: '2024-05-05',
      next,
      renewalMinor: 300,
    })
  })

  it('put the notice deadline before an end that comes sooner', () => {
    const byNotice = endingIn(60, { autoRenew: true, noticeDays: 55 })
    expect(orderFigures([endingIn(20), byNotice], TODAY).next).toBe(byNotice)
  })

  it('keep the renewal that lapsed last when nothing is active any more', () => {
    const lapsed = endingIn(-5)
    expect(orderFigures([endingIn(-400, { startsOn: '2024-01-01' }), lapsed], TODAY)).toMatchObject({
      status: 'expired',
      acvMinor: 0,
      next: lapsed,
      renewalMinor: 0,
    })
  })

  it('of nobody’s orders are empty', () => {
    expect(orderFigures([], TODAY)).toEqual({
      status: 'none', acvMinor: 0, acvYearAgoMinor: undefined, activeLines: 0, startsOn: undefined, next: undefined, renewalMinor: 0,
    }) // prettier-ignore
  })
})
