import { describe, expect, it } from 'vitest'
import { continues, countedSeconds, inOrder, isUnused } from './rules.ts'

const at = (time: string) => Temporal.Instant.from(`2026-06-10T${time}:00Z`)

describe('a stay', () => {
  const stay = { beganAt: at('08:00'), seenAt: at('09:00') }
  it.each([
    ['09:00', true],
    ['09:29', true],
    ['09:30', false],
    ['23:00', false],
  ])('that was seen at 9 goes on at %s: %s', (time, goesOn) => expect(continues(stay, at(time))).toBe(goesOn))
  it('ends after four hours, however busy', () => {
    const busy = { beganAt: at('08:00'), seenAt: at('11:58') }
    expect(continues(busy, at('11:59'))).toBe(true)
    expect(continues({ ...busy, seenAt: at('11:59') }, at('12:00'))).toBe(false)
  })
})

describe('time on the screen', () => {
  it.each([
    [60, '09:01', 60],
    [90, '09:01', 60], // no more than has passed
    [500, '09:10', 90], // no more than a page may claim
    [-5, '09:01', 0],
    [60, '08:59', 0], // a clock that went back
  ])('claimed as %i s at %s counts as %i s', (claimed, time, counted) =>
    expect(countedSeconds(claimed, at('09:00'), at(time))).toBe(counted),
  )
})

describe('a room', () => {
  const room = { status: 'live', liveSince: '2026-01-01', lastDay: null as string | null }
  const since = '2026-03-12'
  it('is unused when it is live, was there, and nobody came', () => {
    expect(isUnused(room, since)).toBe(true)
    expect(isUnused({ ...room, lastDay: '2026-03-11' }, since)).toBe(true)
    expect(isUnused({ ...room, lastDay: '2026-03-12' }, since)).toBe(false)
    expect(isUnused({ ...room, status: 'draft' }, since)).toBe(false)
    expect(isUnused({ ...room, liveSince: '2026-03-12' }, since)).toBe(false)
  })
})

describe('rooms', () => {
  const room = (label: string, views: number, lastDay: string | null = null) => ({
    label,
    views,
    lastDay,
    partners: 0,
    people: 0,
    stays: 0,
    seconds: 0,
  })
  const rooms = [room('Beta', 2, '2026-06-01'), room('Alpha', 2), room('Gamma', 9, '2026-06-02')]
  it.each([
    ['-views', 'Gamma Alpha Beta'],
    ['views', 'Alpha Beta Gamma'],
    ['label', 'Alpha Beta Gamma'],
    ['-label', 'Gamma Beta Alpha'],
    ['-lastDay', 'Gamma Beta Alpha'],
  ] as const)('by %s are %s', (sort, names) => expect(inOrder(rooms, sort).map(({ label }) => label).join(' ')).toBe(names)) // prettier-ignore
})
