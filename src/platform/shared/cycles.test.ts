import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CycleRule } from './config.ts'
import {
  cycleFinder,
  cycleInstants,
  cycleNamed,
  cycleOf,
  cyclesBack,
  dayInCycle,
  daysOfCycle,
  indexInCycle,
  nextCycle,
  partOfCycle,
  previousCycle,
} from './cycles.ts'

const mssp: CycleRule = { startDay: 26, namedBy: 'end' }
const calendar: CycleRule = { startDay: 1, namedBy: 'start' }
const anyRule: fc.Arbitrary<CycleRule> = fc.record({ startDay: fc.integer({ min: 1, max: 28 }), namedBy: fc.constantFrom('start', 'end') })
const anyDate = fc.integer({ min: 0, max: 40_000 }).map((days) => Temporal.PlainDate.from('1970-01-01').add({ days }))

/** The cycle by walking: back to the first day with the right number, on until the day before the next one. */
const walk = (date: Temporal.PlainDate, { startDay, namedBy }: CycleRule) => {
  let start = date
  while (start.day !== startDay) start = start.subtract({ days: 1 })
  const dates = [start]
  for (let next = start.add({ days: 1 }); next.day !== startDay; next = next.add({ days: 1 })) dates.push(next)
  const named = namedBy === 'start' ? start : dates.at(-1)
  return { dates: dates.map(String), name: named?.toPlainYearMonth().toString() }
}

describe('the cycle of a day', () => {
  it('is the one that a walk over the calendar finds, for every start day and both names', () => {
    fc.assert(
      fc.property(anyDate, anyRule, (date, rule) => {
        const cycle = cycleOf(date.toString(), rule)
        const { dates, name } = walk(date, rule)
        expect(cycle).toEqual({ start: dates[0], end: dates.at(-1), name, days: dates.length })
        expect(daysOfCycle(cycle)).toEqual(dates)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['2025-12-26', mssp, '2025-12-26', '2026-01-25', '2026-01', 31],
    ['2026-01-25', mssp, '2025-12-26', '2026-01-25', '2026-01', 31],
    ['2026-01-26', mssp, '2026-01-26', '2026-02-25', '2026-02', 31],
    ['2026-03-01', mssp, '2026-02-26', '2026-03-25', '2026-03', 28],
    ['2024-02-29', mssp, '2024-02-26', '2024-03-25', '2024-03', 29],
    ['2024-02-29', calendar, '2024-02-01', '2024-02-29', '2024-02', 29],
    ['2026-12-31', calendar, '2026-12-01', '2026-12-31', '2026-12', 31],
    ['2027-01-01', calendar, '2027-01-01', '2027-01-31', '2027-01', 31],
    ['2026-01-05', { startDay: 26, namedBy: 'start' } as const, '2025-12-26', '2026-01-25', '2025-12', 31],
  ])('%s with %j', (day, rule, start, end, name, days) => {
    expect(cycleOf(day, rule)).toEqual({ start, end, name, days })
  })

  it.each([0, 29, 1.5, NaN])('refuses the start day %s', (startDay) => {
    expect(() => cycleOf('2026-01-01', { startDay, namedBy: 'end' })).toThrow(/use 1 to 28/)
    expect(() => cycleNamed('2026-01', { startDay, namedBy: 'end' })).toThrow(/use 1 to 28/)
  })

  it('refuses what is no day and no month', () => {
    expect(() => cycleOf('2026-02-30', mssp)).toThrow(RangeError)
    expect(() => cycleNamed('2026-13', mssp)).toThrow(RangeError)
    expect(() => cycleNamed('January', mssp)).toThrow(RangeError)
  })
})

describe('cycles in a row', () => {
  it('follow each other without a gap or an overlap, and each is found by its name', () => {
    fc.assert(
      fc.property(anyDate, anyRule, (date, rule) => {
        const cycle = cycleOf(date.toString(), rule)
        const next = walk(Temporal.PlainDate.from(cycle.end).add({ days: 1 }), rule)
        expect([nextCycle(cycle).start, nextCycle(cycle).end, nextCycle(cycle).name]).toEqual([next.dates[0], next.dates.at(-1), next.name])
        expect(previousCycle(nextCycle(cycle))).toEqual(cycle)
        expect(cycleNamed(cycle.name, rule)).toEqual(cycle)
      }),
    )
  })

  it('go back in time, oldest first, the given one last', () => {
    fc.assert(
      fc.property(anyDate, anyRule, fc.integer({ min: 1, max: 30 }), (date, rule, count) => {
        const cycle = cycleOf(date.toString(), rule)
        const back = cyclesBack(cycle, count)
        expect(back).toHaveLength(count)
        expect(back.at(-1)).toEqual(cycle)
        back.slice(1).forEach((each, at) => expect(previousCycle(each)).toEqual(back[at]))
      }),
    )
    expect(cyclesBack(cycleOf('2026-01-10', mssp), 3).map(({ name }) => name)).toEqual(['2025-11', '2025-12', '2026-01'])
  })

  it('number their days from 0 and refuse a day outside', () => {
    fc.assert(
      fc.property(anyDate, anyRule, (date, rule) => {
        const cycle = cycleOf(date.toString(), rule)
        const { dates } = walk(date, rule)
        expect(indexInCycle(date.toString(), cycle)).toBe(dates.indexOf(date.toString()))
        expect(dayInCycle(dates.indexOf(date.toString()), cycle)).toBe(date.toString())
        expect(() => indexInCycle(nextCycle(cycle).start, cycle)).toThrow(RangeError)
        expect(() => indexInCycle(previousCycle(cycle).end, cycle)).toThrow(RangeError)
        expect(() => dayInCycle(cycle.days, cycle)).toThrow(RangeError)
        expect(() => dayInCycle(-1, cycle)).toThrow(RangeError)
      }),
    )
  })

  it('are found again from memory exactly as they are computed', () => {
    fc.assert(
      fc.property(anyRule, fc.array(anyDate, { maxLength: 60 }), (rule, dates) => {
        const find = cycleFinder(rule)
        for (const date of [...dates, ...dates]) {
          const { cycle, index } = find(date.toString())
          expect(cycle).toEqual(cycleOf(date.toString(), rule))
          expect(index).toBe(indexInCycle(date.toString(), cycle))
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('the part of a cycle that counts', () => {
  it('is exactly the days within the contract', () => {
    const near = fc.integer({ min: -40, max: 40 })
    fc.assert(
      fc.property(anyDate, anyRule, near, fc.option(near), (date, rule, begins, ends) => {
        const cycle = cycleOf(date.toString(), rule)
        const from = date.add({ days: begins }).toString()
        const to = ends === null ? undefined : date.add({ days: ends }).toString()
        const within = walk(date, rule).dates.filter((day) => day >= from && (to === undefined || day <= to))
        const expected = { from: within[0], to: within.at(-1), days: within.length, isPartial: within.length < cycle.days }
        expect(partOfCycle(cycle, from, to)).toEqual(within.length === 0 ? undefined : expected)
      }),
    )
  })
})

describe('the instants of a cycle', () => {
  const zones = ['Europe/Stockholm', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe', 'Africa/Cairo']
  const wallDay = (at: number, timeZone: string) =>
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

  it('hold exactly those instants whose wall day is in the cycle, within minutes of each end', () => {
    const minutes = fc.integer({ min: -180, max: 180 })
    const modern = fc.integer({ min: 16_500, max: 23_500 }).map((days) => Temporal.PlainDate.from('1970-01-01').add({ days }))
    fc.assert(
      fc.property(modern, anyRule, fc.constantFrom(...zones), fc.boolean(), minutes, (date, rule, zone, atEnd, offset) => {
        const { dates } = walk(date, rule)
        const [start, end] = cycleInstants(cycleOf(date.toString(), rule), zone)
        const at = (atEnd ? end : start).epochMilliseconds + offset * 60_000
        const isInside = start.epochMilliseconds <= at && at < end.epochMilliseconds
        expect(isInside).toBe(dates.includes(wallDay(at, zone)))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['2026-04-10', 'Europe/Stockholm', 31 * 24 - 1], // summer time begins on 29 March
    ['2026-11-10', 'Europe/Stockholm', 31 * 24], // 26 October is the day after it ended
    ['2026-10-10', 'Europe/Stockholm', 30 * 24 + 1], // ends on 25 October, the cycle's last night
    ['2026-03-10', 'America/New_York', 28 * 24 - 1],
    ['2026-03-10', 'Pacific/Kiritimati', 28 * 24],
    ['2026-03-10', 'Pacific/Pago_Pago', 28 * 24],
  ])('of %s in %s last %i hours', (day, zone, hours) => {
    const [start, end] = cycleInstants(cycleOf(day, mssp), zone)
    expect(start.until(end).total('hours')).toBe(hours)
  })

  it('begin at local midnight at both ends of the world and at New Year', () => {
    const instants = (zone: string) => cycleInstants(cycleOf('2026-01-15', calendar), zone).map(String)
    expect(instants('Pacific/Kiritimati')).toEqual(['2025-12-31T10:00:00Z', '2026-01-31T10:00:00Z'])
    expect(instants('Pacific/Pago_Pago')).toEqual(['2026-01-01T11:00:00Z', '2026-02-01T11:00:00Z'])
    expect(instants('Europe/Stockholm')).toEqual(['2025-12-31T23:00:00Z', '2026-01-31T23:00:00Z'])
  })
})
