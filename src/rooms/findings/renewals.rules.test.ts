import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, dayOf } from '#shared/dates.ts'
import { renewalDeadline } from '#rooms/orders/renewals.rules.ts'
import { anyDay, measure, measureOn, openLine, rankOf, today } from './facts.test-kit.ts'
import { renewalOverdue } from './renewal-overdue.rules.ts'
import { renewalStep, renewalUpcoming } from './renewal-upcoming.rules.ts'
import type { OpenLine } from './rules.ts'

const upcoming = (...lines: OpenLine[]) => renewalUpcoming.judge({ openLines: lines }, measure)
const overdue = (...lines: OpenLine[]) => renewalOverdue.judge({ openLines: lines }, measure)
const months = { low: 6, medium: 3, high: 1 }

describe('a renewal', () => {
  it.each([
    ['2026-06-15', '2026-12-16', undefined],
    ['2026-06-15', '2026-12-15', 'low'],
    ['2026-06-15', '2026-09-16', 'low'],
    ['2026-06-15', '2026-09-15', 'medium'],
    ['2026-06-15', '2026-07-15', 'medium'],
    ['2026-06-15', '2026-07-14', 'high'],
    ['2026-06-15', '2026-06-15', 'high'],
    ['2026-06-15', '2026-06-14', 'high'],
    // Month ends: six months after 31 August is the last day of February.
    ['2026-08-31', '2027-02-28', 'low'],
    ['2026-08-31', '2027-03-01', undefined],
    ['2023-08-31', '2024-02-29', 'low'],
    ['2023-11-30', '2024-02-29', 'medium'],
    ['2023-11-29', '2024-02-29', 'medium'],
    ['2023-11-28', '2024-02-29', 'low'],
    ['2024-01-31', '2024-02-29', 'medium'],
    ['2024-01-31', '2024-02-28', 'high'],
    ['2023-02-28', '2023-03-28', 'medium'],
  ])('seen on %s with the deadline %s is %s', (day, deadline, severity) => {
    expect(renewalStep(deadline, months, day)).toBe(severity)
  })

  it('never becomes less serious as days pass, and is never more serious for a later deadline', () => {
    fc.assert(
      fc.property(anyDay, anyDay, fc.nat(400), (day, deadline, count) => {
        const now = rankOf(renewalStep(deadline, months, day))
        expect(rankOf(renewalStep(deadline, months, addDays(day, count)))).toBeGreaterThanOrEqual(now)
        expect(rankOf(renewalStep(addDays(deadline, count), months, day))).toBeLessThanOrEqual(now)
      }),
    )
  })

  it('changes on the calendar’s days and no other', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(renewalStep(addMonths(day, 6), months, day)).toBe('low')
        expect(renewalStep(addDays(addMonths(day, 6), 1), months, day)).toBeUndefined()
        expect(renewalStep(addMonths(day, 3), months, day)).toBe('medium')
        expect(renewalStep(addMonths(day, 1), months, day)).toBe('medium')
        expect(renewalStep(addDays(addMonths(day, 1), -1), months, day)).toBe('high')
      }),
    )
  })

  it('is seen on the day that it is where the partnership is', () => {
    const instant = Temporal.Instant.from('2026-06-14T13:00:00Z')
    const on = (zone: string) => renewalStep('2026-09-15', months, dayOf(instant, zone))
    expect([on('Pacific/Auckland'), on('Europe/Stockholm')]).toEqual(['medium', 'low'])
  })

  it('that nobody made stays high in its place and is told to be expired', () => {
    const order = openLine({ endsOn: addDays(today, 1) })
    const before = renewalUpcoming.judge({ openLines: [order] }, measure)
    const after = renewalUpcoming.judge({ openLines: [order] }, measureOn(addDays(today, 40)))
    expect(before).toMatchObject([{ severity: 'high', objectKey: 'S-1', facts: { isExpired: false } }])
    expect(after).toMatchObject([{ severity: 'high', objectKey: 'S-1', facts: { isExpired: true } }])
  })

  it('is one task for the lines of an order, by the line whose deadline comes first', () => {
    const endsOn = addMonths(today, 4)
    const found = upcoming(openLine({ endsOn }), openLine({ endsOn: addMonths(today, 2) }), openLine({ orderNumber: 'S-2', endsOn }))
    expect(found).toMatchObject([
      { objectKey: 'S-1', severity: 'medium', dueOn: addMonths(today, 2), facts: { lines: 2, orderNumber: 'S-1' } },
      { objectKey: 'S-2', severity: 'low', dueOn: endsOn, facts: { lines: 1 } },
    ])
  })

  it('that is decided, not begun or no line any more asks nobody', () => {
    const lines = [openLine({ hasSuccessor: true }), openLine({ startsOn: addDays(today, 1) }), openLine({ status: 'cancelled' })]
    expect(upcoming(...lines)).toEqual([])
    expect(overdue(...lines.map((line) => ({ ...line, autoRenew: true, noticeDays: 90 })))).toEqual([])
  })

  it('that happens by itself is due at the notice deadline; from the day after on the order that should follow is missing', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 400 }), fc.constantFrom(0, 30, 90), fc.boolean(), (days, noticeDays, autoRenew) => {
        const line = openLine({ endsOn: addDays(today, days), noticeDays, autoRenew })
        const deadline = renewalDeadline(line)
        const isOverdue = autoRenew && deadline < today
        expect(overdue(line)).toMatchObject(isOverdue ? [{ severity: 'high', dueOn: deadline, facts: { isExpired: days < 0 } }] : [])
        const severity = isOverdue ? undefined : renewalStep(deadline, months, today)
        expect(upcoming(line)).toMatchObject(severity ? [{ severity, dueOn: deadline }] : [])
      }),
    )
  })
})
