import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWorthTelling, leavesAt, newSince, rowsPerList, type SectionNews } from './rules.ts'

const due = Temporal.Instant.from('2026-06-08T06:00:00Z')
const hoursBefore = (hours: number) => due.subtract({ hours })
const nothing: SectionNews = { freshTasks: 0, openTasks: 0, resolvedTasks: 0, news: 0, renewalsDue: 0, overCommitment: 0 }

describe('what is new for a digest', () => {
  it.each([
    ['daily', undefined, 24],
    ['daily', 24, 24],
    ['daily', 30, 30],
    ['daily', 48, 48],
    ['daily', 49, 24],
    ['weekly', undefined, 168],
    ['weekly', 168, 168],
    ['weekly', 336, 336],
    ['weekly', 2_000, 168],
  ] as const)('%s, the last one %s hours ago: the last %s hours', (frequency, before, hours) => {
    const found = newSince(frequency, due, before === undefined ? undefined : hoursBefore(before))
    expect(found.toString()).toBe(hoursBefore(hours).toString())
  })
})

describe('when a digest leaves', () => {
  it.each([
    ['Europe/Stockholm', '2026-06-08T06:15:00Z', '2026-06-08T06:15:00Z'],
    ['Europe/London', '2026-12-07T06:15:00Z', '2026-12-07T07:00:00Z'],
    ['America/New_York', '2026-03-08T06:15:00Z', '2026-03-08T11:00:00Z'], // 01:15, and summer time begins before seven
    ['America/New_York', '2026-11-01T06:15:00Z', '2026-11-01T12:00:00Z'], // and ends
    ['Pacific/Honolulu', '2026-06-08T06:15:00Z', '2026-06-08T17:00:00Z'], // Sunday evening there
    ['Pacific/Auckland', '2026-06-08T06:15:00Z', '2026-06-08T06:15:00Z'],
    ['Asia/Kolkata', '2026-06-08T14:30:00Z', '2026-06-09T01:30:00Z'],
  ])('in %s what may leave at %s leaves at %s', (timeZone, from, at) => {
    expect(leavesAt(Temporal.Instant.from(from), timeZone).toString()).toBe(at)
  })
  it('is by day, within half a day and no sooner than it may, on any day and in any zone', () => {
    const zones = fc.constantFrom(
      'UTC',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Pacific/Kiritimati',
      'Africa/Casablanca',
      'Asia/Tehran',
    )
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 15_768_000 }), (timeZone, minutes) => {
        const from = Temporal.Instant.from('2010-01-01T00:00:00Z').add({ minutes })
        const at = leavesAt(from, timeZone)
        const { hour } = at.toZonedDateTimeISO(timeZone)
        expect(hour >= 7 && hour < 20).toBe(true)
        const waited = at.since(from).total('hours')
        expect(waited >= 0 && waited <= 12).toBe(true)
      }),
    )
  })
})

describe('whether a partnership is worth a section', () => {
  it('is on any day on which something happened', () => {
    for (const happened of ['freshTasks', 'resolvedTasks', 'news'] as const)
      for (const frequency of ['daily', 'weekly'] as const) expect(isWorthTelling(frequency, { ...nothing, [happened]: 1 })).toBe(true)
  })
  it('is once a week for what stands, and never for nothing', () => {
    for (const standing of ['openTasks', 'renewalsDue', 'overCommitment'] as const) {
      expect(isWorthTelling('weekly', { ...nothing, [standing]: 1 })).toBe(true)
      expect(isWorthTelling('daily', { ...nothing, [standing]: 1 })).toBe(false)
    }
    expect(isWorthTelling('weekly', nothing)).toBe(false)
  })
})

it('shows fewer rows the more sections there are, and always some', () => {
  fc.assert(
    fc.property(fc.nat(500), (sections) => {
      const rows = rowsPerList(sections)
      expect(rows).toBeGreaterThanOrEqual(2)
      expect(rows).toBeLessThanOrEqual(8)
      expect(rowsPerList(sections + 1)).toBeLessThanOrEqual(rows)
    }),
  )
})
