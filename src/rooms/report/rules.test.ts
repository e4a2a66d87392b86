import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renewalBucket } from '#rooms/orders/renewals.rules.ts'
import { retentionOf } from '#rooms/orders/rules.ts'
import { addDays } from '#shared/dates.ts'
import * as rules from './rules.ts'

const facts = (more: Partial<rules.UsageFacts>): rules.UsageFacts => ({
  cycle: '2026-06',
  product: 'NET',
  customers: 3,
  peak: 45,
  commitment: null,
  unitPriceMinor: null,
  ...more,
})
const whole = { isPartial: false, seesMoney: true }

describe('mayShow', () => {
  it('refuses the other layout with the reason', () => {
    expect(rules.mayShow('usage', 'usage')).toEqual({ may: true })
    expect(rules.mayShow('usage', 'orders')).toMatchObject({
      may: false,
      code: 'report.other-layout',
      reason: expect.stringContaining('orders'),
    })
    expect(rules.mayShow('orders', 'usage')).toMatchObject({ may: false, reason: expect.stringContaining('peak usage') })
  })
})

describe('reportCycles', () => {
  const rule = { startDay: 26, namedBy: 'end' } as const
  it('ends with the open cycle unless another is named', () => {
    expect(rules.reportCycles(rule, '2026-06-10', 3)?.cycles.map(({ name }) => name)).toEqual(['2026-04', '2026-05', '2026-06'])
    expect(rules.reportCycles(rule, '2026-06-26', 3)?.open.name).toBe('2026-07')
    expect(rules.reportCycles(rule, '2026-06-10', 2, '2026-01')?.cycles.map(({ start }) => start)).toEqual(['2025-11-26', '2025-12-26'])
  })
  it('knows no cycle that has not begun', () => {
    expect(rules.reportCycles(rule, '2026-06-25', 3, '2026-07')).toBeUndefined()
    expect(rules.reportCycles(rule, '2026-06-26', 3, '2026-07')).toBeDefined()
  })
})

describe('usageCell', () => {
  it('bills the larger of peak and commitment (45 used of 651 committed: nothing extra)', () => {
    expect(rules.usageCell(facts({ commitment: 651, unitPriceMinor: 120 }), undefined, whole)).toMatchObject({
      billable: 651,
      overage: 0,
      amountMinor: 78_120,
    })
    expect(rules.usageCell(facts({ peak: 700, commitment: 651, unitPriceMinor: 120 }), undefined, whole)).toMatchObject({
      billable: 700,
      overage: 49,
      amountMinor: 84_000,
    })
    expect(rules.usageCell(facts({ peak: null, commitment: 651 }), undefined, whole)).toMatchObject({
      billable: 651,
      overage: 0,
      amountMinor: null,
    })
    expect(rules.usageCell(facts({ peak: null }), undefined, whole)).toMatchObject({ billable: null, overage: null, amountMinor: null })
  })
  it('bills nothing from a part of the customers, and names no terms to those who may not see them', () => {
    const priced = facts({ commitment: 10, unitPriceMinor: 120 })
    expect(rules.usageCell(priced, undefined, { isPartial: true, seesMoney: true })).toMatchObject({
      peak: 45,
      commitment: null,
      billable: null,
      overage: null,
      amountMinor: null,
    })
    expect(rules.usageCell(priced, undefined, { isPartial: false, seesMoney: false })).toMatchObject({
      commitment: null,
      billable: null,
      unitPriceMinor: null,
      amountMinor: null,
    })
  })
  it('compares with the cycle before', () => {
    expect(rules.usageCell(facts({}), facts({ peak: 30 }), whole).change).toEqual({ absolute: 15, percent: 50, isNew: false })
    expect(rules.usageCell(facts({}), undefined, whole).change).toEqual({ absolute: 45, percent: null, isNew: true })
    expect(rules.usageCell(facts({ peak: null }), facts({}), whole).change).toBeNull()
  })
})

describe('monthSummaries', () => {
  it('tells first, last, change, average and extremes of each month, without days that nobody knows', () => {
    expect(rules.monthSummaries('2026-01-30', [10, 20, 31, null, 40])).toEqual([
      { month: '2026-01', first: 10, last: 20, change: { absolute: 10, percent: 100, isNew: false }, average: 15, low: 10, high: 20 },
      { month: '2026-02', first: 31, last: 40, change: { absolute: 9, percent: 29.0323, isNew: false }, average: 36, low: 31, high: 40 },
    ])
  })
  it('holds every known day exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(1_000)), { maxLength: 200 }), (values) => {
        const months = rules.monthSummaries('2026-01-15', values)
        expect(new Set(months.map(({ month }) => month)).size).toBe(months.length)
        for (const { low, high, average, first, last } of months) {
          expect(low).toBeLessThanOrEqual(Math.min(first, last, average))
          expect(high).toBeGreaterThanOrEqual(Math.max(first, last, average))
        }
        expect(months.length > 0).toBe(values.some((value) => value !== null))
      }),
    )
  })
})

describe('cumulative and bucketOfDays', () => {
  it('adds up from today without overdue', () => {
    const total = (lines: number) => ({ lines, acvMinor: lines * 100 })
    const buckets = new Map([
      ['overdue', total(9)],
      ['0-30', total(1)],
      ['61-90', total(4)],
    ] as const)
    expect(rules.cumulative(buckets)).toEqual([
      { days: 30, ...total(1) },
      { days: 60, ...total(1) },
      { days: 90, ...total(5) },
    ])
  })
  it("puts a deadline where the orders' rules put it", () => {
    for (let days = -200; days <= 200; days++) {
      const bucket = renewalBucket({ endsOn: addDays('2026-06-10', days), autoRenew: false, noticeDays: 0 }, '2026-06-10')
      expect(rules.bucketOfDays(days)).toBe(bucket === 'later' ? undefined : bucket)
    }
  })
})

describe('retentionOfSums', () => {
  it("is retentionOf of the orders' rules, from sums", () => {
    const customer = fc.record({ startMinor: fc.nat(1_000_000), endMinor: fc.nat(1_000_000) })
    fc.assert(
      fc.property(fc.array(customer, { maxLength: 30 }), (cohort) => {
        const paid = cohort.filter(({ startMinor }) => startMinor > 0)
        const total = (of: (each: (typeof paid)[number]) => number) => paid.reduce((sum, each) => sum + of(each), 0)
        const sums = {
          startMinor: total((each) => each.startMinor),
          endMinor: total((each) => each.endMinor),
          keptMinor: total((each) => Math.min(each.startMinor, each.endMinor)),
        }
        expect(rules.retentionOfSums(sums)).toEqual(retentionOf(cohort))
      }),
    )
    expect(rules.retentionOfSums({ startMinor: 100, endMinor: 103, keptMinor: 85 })).toEqual({ nrrPercent: 103, grrPercent: 85 })
  })
})

describe('amounts', () => {
  it('is unknown while no product has one', () => {
    const cell = rules.usageCell(facts({}), undefined, whole)
    const priced = rules.usageCell(facts({ unitPriceMinor: 10 }), undefined, whole)
    expect([rules.amountOf([]), rules.amountOf([cell]), rules.amountOf([cell, priced, priced])]).toEqual([null, null, 900])
    expect([rules.changeOfAmount(null, 5), rules.changeOfAmount(5, null), rules.changeOfAmount(5, undefined)]).toEqual([null, null, null])
    expect(rules.changeOfAmount(150, 100)).toEqual({ absolute: 50, percent: 50, isNew: false })
    expect([rules.shareOf(1, 3), rules.shareOf(1, 0)]).toEqual([33.33, null])
  })
})
