import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  compareDays,
  dayOf,
  dayOfEpoch,
  daysAhead,
  daysBetween,
  eachDay,
  epochDayOf,
  isDay,
  parseDay,
  startOfDay,
  today,
} from './dates.ts'

const EPOCH = Temporal.PlainDate.from('1970-01-01')
// 0001-01-01 to 9999-12-31
const anyEpochDay = fc.integer({ min: -719_162, max: 2_932_896 })
const anyDay = fc.integer({ min: -20_000, max: 60_000 }).map((days) => EPOCH.add({ days }).toString())
const zones = [
  'Europe/Stockholm', 'America/New_York', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Africa/Cairo',
  'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Pacific/Chatham', 'UTC',
] as const // prettier-ignore

/** What a wall clock shows, asked from Intl instead of Temporal. */
const wallDay = (instant: Temporal.Instant, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant.epochMilliseconds)

describe('a day', () => {
  it('goes to an epoch day and back as Temporal has it, from year 1 to 9999', () => {
    fc.assert(
      fc.property(anyEpochDay, (epochDay) => {
        const day = EPOCH.add({ days: epochDay }).toString()
        expect(dayOfEpoch(epochDay)).toBe(day)
        expect(epochDayOf(day)).toBe(epochDay)
      }),
      { numRuns: 2000, examples: [[-719_162], [2_932_896], [0], [-1], [11_016]] },
    )
  })

  it('is right on both sides of every turn of February, of every year', () => {
    const wrong: string[] = []
    for (let year = 1; year <= 9999; year++) {
      const firstOfMarch = Temporal.PlainDate.from({ year, month: 3, day: 1 })
      const epochDay = Date.UTC(2000, 2, 1) / 86_400_000 + Temporal.PlainDate.from('2000-03-01').until(firstOfMarch).days
      for (const offset of [-1, 0]) {
        const day = firstOfMarch.add({ days: offset }).toString()
        if (dayOfEpoch(epochDay + offset) !== day || epochDayOf(day) !== epochDay + offset) wrong.push(day)
      }
    }
    expect(wrong).toEqual([])
  })

  it('exists or not as Temporal has it, for every month and day number of a leap, a common and two century years', () => {
    for (const year of ['2024', '2026', '1900', '2000', '0000', '0001'])
      for (let month = 0; month <= 13; month++)
        for (let dayOfMonth = 0; dayOfMonth <= 32; dayOfMonth++) {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
          expect([text, isDay(text)]).toEqual([text, year !== '0000' && existsInTemporal(text)])
        }
  })

  it.each([
    '',
    '2026-1-1',
    '2026/01/01',
    '2026-01-01T00:00',
    ' 2026-01-01',
    '20260-01-1',
    '2026-0a-01',
    '2026-01-0:',
    '+026-01-01',
    '２０２６-01-01',
  ])('is not %j, and whoever parses it learns how to write one', (text) => {
    expect(isDay(text)).toBe(false)
    expect(() => parseDay(text)).toThrow(/write it as 2026-01-31/)
    expect(() => addDays(text, 1)).toThrow(RangeError)
  })

  it('stops at the ends of the calendar instead of leaving it', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
    expect(() => addDays('0001-01-01', -1)).toThrow(RangeError)
    expect(() => addMonths('9999-12-31', 1)).toThrow(RangeError)
    expect(() => dayOfEpoch(0.5)).toThrow(RangeError)
  })
})

describe('date arithmetic', () => {
  it('adds days and months and counts days as Temporal does', () => {
    fc.assert(
      fc.property(anyDay, anyDay, fc.integer({ min: -1500, max: 1500 }), (day, other, count) => {
        const plain = Temporal.PlainDate.from(day)
        expect(addDays(day, count)).toBe(plain.add({ days: count }).toString())
        expect(addMonths(day, count % 300)).toBe(plain.add({ months: count % 300 }).toString())
        expect(daysBetween(day, other)).toBe(plain.until(other, { largestUnit: 'days' }).days)
        expect(Math.sign(daysBetween(other, day))).toBe(compareDays(day, other))
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps to the last day of a shorter month', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2024-02-29', -12)).toBe('2023-02-28')
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15')
  })

  it('lists every day of a span once, and none of a reversed one', () => {
    expect(eachDay({ from: '2024-02-28', to: '2024-03-01' })).toEqual(['2024-02-28', '2024-02-29', '2024-03-01'])
    expect(eachDay({ from: '2024-03-01', to: '2024-03-01' })).toEqual(['2024-03-01'])
    expect(eachDay({ from: '2024-03-01', to: '2024-02-28' })).toEqual([])
  })
})

describe('the day of an instant', () => {
  it('is what a wall clock in the zone shows, whatever the zone', () => {
    const milliseconds = fc.integer({ min: Date.parse('2015-01-01'), max: Date.parse('2035-01-01') })
    fc.assert(
      fc.property(milliseconds, fc.constantFrom(...zones), (at, zone) => {
        const instant = Temporal.Instant.fromEpochMilliseconds(at)
        expect(dayOf(instant, zone)).toBe(wallDay(instant, zone))
        expect(dayOf(new Date(at), zone)).toBe(wallDay(instant, zone))
        expect(today(() => instant, zone)).toBe(wallDay(instant, zone))
      }),
    )
  })

  it('changes exactly at the start of the day, and not a millisecond before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16_500, max: 23_500 }), fc.constantFrom(...zones), (epochDay, zone) => {
        const day = dayOfEpoch(epochDay)
        const start = startOfDay(day, zone)
        expect(wallDay(start, zone)).toBe(day)
        expect(wallDay(start.subtract({ milliseconds: 1 }), zone)).toBe(dayOfEpoch(epochDay - 1))
      }),
      // Cairo springs forward at midnight: the day of 2026-04-24 begins at 01:00.
      {
        examples: [
          [epochDayOf('2026-04-24'), 'Africa/Cairo'],
          [epochDayOf('2026-10-25'), 'Europe/Stockholm'],
        ],
      },
    )
  })

  it('is 26 hours apart at the two ends of the world', () => {
    const instant = Temporal.Instant.from('2026-01-01T10:30:00Z')
    expect(dayOf(instant, 'Pacific/Kiritimati')).toBe('2026-01-02')
    expect(dayOf(instant, 'Pacific/Pago_Pago')).toBe('2025-12-31')
    expect(() => dayOf(instant, 'Mars/Olympus')).toThrow(RangeError)
  })
})

describe('months ahead, in days', () => {
  it('are those to the same day of the calendar, to its last one where there is none, and halves of thirty', () => {
    expect([daysAhead('2026-01-31', 1), daysAhead('2024-01-31', 1), daysAhead('2026-06-15', 6), daysAhead('2026-06-15', 0.5)]).toEqual([
      28, 29, 183, 15,
    ])
  })

  it('lead to the day that addMonths gives', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(36), (day, months) => {
        expect(addDays(day, daysAhead(day, months))).toBe(addMonths(day, months))
      }),
    )
  })
})

const existsInTemporal = (text: string) => {
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}
