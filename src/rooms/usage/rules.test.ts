import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CycleRule } from '#shared/config.ts'
import { cycleOf, dayInCycle, daysOfCycle, nextCycle } from '#shared/cycles.ts'
import { addDays, dayOfEpoch } from '#shared/dates.ts'
import type { Day } from '#shared/dates.ts'
import type { UsageRow } from './rules.ts'
import { amountMinor, billableOf, carryForward, changeOfTotal, peakOf, peakOfRange, totalPeak } from './rules.ts'

const mssp: CycleRule = { startDay: 26, namedBy: 'end' }
const january = cycleOf('2026-01-10', mssp)
// Small values, so that the same maximum on two days is common.
const anySamples = (length: number) =>
  fc.array(fc.option(fc.integer({ min: 0, max: 6 }), { freq: 2 }), { minLength: length, maxLength: length })
const anyCycle = fc.integer({ min: 18_000, max: 22_000 }).map((epochDay) => cycleOf(dayOfEpoch(epochDay), mssp))
const anyRow: fc.Arbitrary<UsageRow> = anyCycle.chain((cycle) => anySamples(cycle.days).map((days) => ({ cycle, days })))

type Sample = { day: Day; value: number }
const samplesOf = ({ cycle, days }: UsageRow): Sample[] =>
  daysOfCycle(cycle).flatMap((day, at) => (typeof days[at] === 'number' ? [{ day, value: days[at] }] : []))

/** The peak by sorting all samples: largest first, then earliest. */
const peakBySorting = (samples: readonly Sample[]) => {
  const [top] = samples.toSorted((a, b) => b.value - a.value || (a.day < b.day ? -1 : 1))
  return top && { peak: top.value, day: top.day }
}

describe('the peak of a cycle', () => {
  it('is the first day of the largest sample, and nothing without samples', () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        expect(peakOf(row.days, row.cycle)).toEqual(peakBySorting(samplesOf(row)))
      }),
      { numRuns: 1000 },
    )
  })

  it('stays 14 after a fall to 10', () => {
    expect(peakOf([10, 14, 14, 10], january)).toEqual({ peak: 14, day: '2025-12-27' })
  })

  it('is 0 for an explicit zero, and none for a gap', () => {
    expect(peakOf([null, 0, null], january)).toEqual({ peak: 0, day: '2025-12-27' })
    expect(peakOf([null, null], january)).toBeUndefined()
    expect(peakOf([], january)).toBeUndefined()
  })

  it('counts the last day and refuses a value beyond it', () => {
    const full = [...Array.from({ length: 30 }, () => null), 9]
    expect(peakOf(full, january)).toEqual({ peak: 9, day: '2026-01-25' })
    expect(() => peakOf([...full, 1], january)).toThrow(/32 values for the 31 days/)
  })

  it.each([-1, 1.5, NaN, 2 ** 53])('refuses %s as a usage value', (value) => {
    expect(() => peakOf([value], january)).toThrow(RangeError)
  })

  it('of a customer who moved is one peak for each partner, over its own days', () => {
    const anyMove = anyRow.chain((row) => fc.tuple(fc.constant(row), fc.integer({ min: -3, max: row.cycle.days + 3 })))
    fc.assert(
      fc.property(anyMove, ([row, at]) => {
        const movedOn = addDays(row.cycle.start, at)
        const before = { from: '2000-01-01', to: addDays(movedOn, -1) }
        const after = { from: movedOn, to: '2100-01-01' }
        const samples = samplesOf(row)
        expect(peakOf(row.days, row.cycle, before)).toEqual(peakBySorting(samples.filter(({ day }) => day < movedOn)))
        expect(peakOf(row.days, row.cycle, after)).toEqual(peakBySorting(samples.filter(({ day }) => day >= movedOn)))
      }),
      { numRuns: 500 },
    )
  })
})

describe("a partner's total and bill", () => {
  it("is the sum of its customers' peaks, not the peak of their sums", () => {
    fc.assert(
      fc.property(fc.array(anySamples(31), { maxLength: 8 }), (customers) => {
        const rows = customers.map((days) => ({ cycle: january, days }))
        const known = rows.map((row) => peakBySorting(samplesOf(row))).filter((peak) => peak !== undefined)
        const expected = known.length === 0 ? undefined : known.reduce((sum, { peak }) => sum + peak, 0)
        expect(totalPeak(rows.map((row) => peakOf(row.days, row.cycle)))).toBe(expected)
      }),
    )
    expect(totalPeak([peakOf([5, 1], january), peakOf([1, 5], january)])).toBe(10)
    expect(totalPeak([undefined, { peak: 0, day: january.start }])).toBe(0)
    expect(totalPeak([undefined])).toBeUndefined()
  })

  it('covers every unit used exactly once: within the commitment or as overage', () => {
    const units = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(fc.option(units, { nil: undefined }), units, (total, commitment) => {
        const bill = billableOf(total, commitment)
        expect(bill?.billable).toBe(commitment + (bill?.overage ?? NaN))
        expect(bill?.overage).toBe((total ?? 0) > commitment ? (total ?? 0) - commitment : 0)
      }),
    )
  })

  it.each([
    [45, 651, { billable: 651, overage: 0 }],
    [651, 651, { billable: 651, overage: 0 }],
    [652, 651, { billable: 652, overage: 1 }],
    [45, undefined, { billable: 45, overage: 0 }],
    [undefined, 651, { billable: 651, overage: 0 }],
    [45, 0, { billable: 45, overage: 45 }],
    [undefined, undefined, undefined],
  ])('of %s used against %s committed is %j', (total, commitment, expected) => {
    expect(billableOf(total, commitment)).toEqual(expected)
  })

  it('costs units times price, exactly', () => {
    expect(amountMinor(651, 1_234_567)).toBe(803_703_117)
    expect(() => amountMinor(-1, 100)).toThrow(RangeError)
    expect(() => amountMinor(1.5, 100)).toThrow(RangeError)
  })

  it('is compared with the cycle before, once it has a sample', () => {
    expect(changeOfTotal(45, 30)).toEqual({ absolute: 15, percent: 50, isNew: false })
    expect(changeOfTotal(45, undefined)).toEqual({ absolute: 45, percent: null, isNew: true })
    expect(changeOfTotal(undefined, 30)).toBeUndefined()
  })
})

describe('carrying the last sample forward', () => {
  it('shows for each day the newest sample that is not too old, and never fills a day after today', () => {
    const before = fc.option(fc.record({ value: fc.nat(9), ageDays: fc.nat(5) }), { nil: undefined })
    fc.assert(
      fc.property(
        anySamples(20),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: -1, max: 20 }),
        before,
        (days, timeoutDays, through, known) => {
          const expected = days.map((own, index) => {
            if (own !== null) return { value: own, ageDays: 0 }
            for (let back = index - 1; back >= 0; back--) {
              const value = days[back] ?? null
              if (value !== null) return index - back > timeoutDays || index > through ? null : { value, ageDays: index - back }
            }
            const ageDays = known && known.ageDays + index + 1
            return !known || ageDays === undefined || ageDays > timeoutDays || index > through ? null : { value: known.value, ageDays }
          })
          expect(carryForward(days, { timeoutDays, through, before: known })).toEqual(expected)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('keeps an explicit zero and ends at the time-out', () => {
    expect(carryForward([3, null, null, 0, null], { timeoutDays: 1 })).toEqual([
      { value: 3, ageDays: 0 },
      { value: 3, ageDays: 1 },
      null,
      { value: 0, ageDays: 0 },
      { value: 0, ageDays: 1 },
    ])
  })
})

describe('usage over a range of days', () => {
  const anyRows = anyCycle.chain((first) => {
    const cycles = [first, nextCycle(first), nextCycle(nextCycle(first))]
    return fc.tuple(fc.constant(cycles), fc.tuple(...cycles.map((cycle) => anySamples(cycle.days))), fc.subarray([0, 1, 2]))
  })

  it('has every day once, the peak within it, and the whole peak of each cycle that it touches', () => {
    fc.assert(
      fc.property(
        anyRows,
        fc.integer({ min: -5, max: 95 }),
        fc.integer({ min: 0, max: 60 }),
        ([cycles, samples, present], start, length) => {
          const rows = present.flatMap((at) => (cycles[at] && samples[at] ? [{ cycle: cycles[at], days: samples[at] }] : []))
          const from = addDays(cycles[0]?.start ?? '', start)
          const to = addDays(from, length)
          const known = new Map(rows.flatMap(samplesOf).map(({ day, value }) => [day, value]))
          const chart = peakOfRange(rows.toReversed(), mssp, { from, to })
          const days = Array.from({ length: length + 1 }, (_, at) => addDays(from, at))
          expect(chart.points).toEqual(days.map((day) => ({ day, value: known.get(day) ?? null })))
          expect(chart.peak).toEqual(
            peakBySorting(days.flatMap((day) => ({ day, value: known.get(day) ?? -1 })).filter(({ value }) => value >= 0)),
          )
          expect(chart.cycles.map(({ cycle }) => cycle.start)).toEqual([...new Set(days.map((day) => cycleOf(day, mssp).start))])
          for (const { cycle, peak } of chart.cycles)
            expect(peak).toEqual(peakBySorting(rows.filter((row) => row.cycle.start === cycle.start).flatMap(samplesOf)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('shows the report’s number even where the range cuts a cycle', () => {
    const row = { cycle: january, days: [14, 10, 10] }
    const chart = peakOfRange([row], mssp, { from: '2025-12-27', to: '2025-12-28' })
    expect(chart.peak).toEqual({ peak: 10, day: dayInCycle(1, january) })
    expect(chart.cycles).toEqual([{ cycle: january, peak: { peak: 14, day: january.start } }])
  })
})
