import fc from 'fast-check'
import { parseCronItem } from 'graphile-worker'
import { describe, expect, it } from 'vitest'
import { duesBetween, lastDue, nextDue, parseCron } from './cron.ts'

const at = (text: string) => Temporal.Instant.from(text)
const daily = parseCron('0 6 * * *')

/** Another's reading of the same line, asked minute by minute. */
const oracle = (text: string) => {
  const { match } = parseCronItem({ task: 'x', match: text })
  return (instant: Temporal.Instant) => {
    const { minute, hour, day, month, dayOfWeek } = instant.toZonedDateTimeISO('UTC')
    return match({ min: minute, hour, date: day, month, dow: dayOfWeek % 7 })
  }
}

const field = (from: number, to: number) => {
  const number = fc.integer({ min: from, max: to })
  // The other reader refuses `5-5`.
  const range = fc.tuple(fc.integer({ min: from, max: to - 1 }), fc.nat({ max: 20 })).map(([a, n]) => `${a}-${Math.min(to, a + 1 + n)}`)
  const step = fc.integer({ min: 1, max: 30 }).map((n) => `*/${n}`)
  const list = fc.array(fc.oneof(number.map(String), range), { minLength: 1, maxLength: 3 }).map((all) => all.join(','))
  return fc.oneof(fc.constant('*'), step, list)
}
const line = fc.tuple(field(0, 59), field(0, 23), field(1, 28), fc.constant('*'), field(0, 6)).map((parts) => parts.join(' '))
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1) }).map((ms) => Temporal.Instant.fromEpochMilliseconds(ms))

describe('a line of cron', () => {
  it('is due exactly when another reader of cron says so', () =>
    fc.assert(
      fc.property(line, moment, (text, now) => {
        const isDue = oracle(text)
        const cron = parseCron(text)
        const next = nextDue(cron, now)
        const last = lastDue(cron, now)
        expect(isDue(next)).toBe(true)
        expect(isDue(last)).toBe(true)
        // Nothing between them: two days of minutes are enough to find a slip.
        for (const from of [last, now]) {
          const until = from === last ? now : next
          for (let step = 1; step < 2880; step++) {
            const between = from.round({ smallestUnit: 'minute', roundingMode: 'floor' }).add({ minutes: step })
            if (Temporal.Instant.compare(between, from === last ? until : until.subtract({ seconds: 1 })) > 0) break
            expect(isDue(between)).toBe(false)
          }
        }
      }),
      { numRuns: 60 },
    ))

  it.each([
    ['0 6 * * *', '2026-03-29T00:30:00Z', '2026-03-29T06:00:00Z'], // the night that summer time begins in Europe
    ['0 6 * * *', '2026-10-25T06:00:00Z', '2026-10-26T06:00:00Z'],
    ['0 6 29 2 *', '2026-11-21T00:00:00Z', '2028-02-29T06:00:00Z'],
    ['0 6 * * 7', '2026-11-21T12:00:00Z', '2026-11-22T06:00:00Z'], // Sunday, by its other number
    ['30 23 31 12 *', '2026-12-31T23:30:00Z', '2027-12-31T23:30:00Z'],
  ])('%s is due next after %s at %s', (text, now, next) => expect(nextDue(parseCron(text), at(now)).toString()).toBe(next))

  it('was due last at the very moment when it is', () =>
    expect(lastDue(daily, at('2026-03-29T06:00:00Z')).toString()).toBe('2026-03-29T06:00:00Z'))

  it('knows what was missed in 40 hours, the newest first', () => {
    const { dues, isCut } = duesBetween(daily, at('2026-11-19T06:00:00Z'), at('2026-11-20T23:00:00Z'), 10)
    expect({ dues: dues.map(String), isCut }).toEqual({ dues: ['2026-11-20T06:00:00Z'], isCut: false })
    const often = duesBetween(parseCron('*/5 * * * *'), at('2026-11-19T06:00:00Z'), at('2026-11-20T22:00:00Z'), 3)
    expect(often.dues.map(String)).toEqual(['2026-11-20T22:00:00Z', '2026-11-20T21:55:00Z', '2026-11-20T21:50:00Z'])
    expect(often.isCut).toBe(true)
  })

  it.each([
    ['0 6 * *', 'five fields'],
    ['61 6 * * *', 'no minute'],
    ['0 6 * * 8', 'no day of the week'],
    ['0 6 30 2 *', 'never due'],
    ['0 6 * * mon', 'no day of the week'],
    ['5-1 6 * * *', 'no minute'],
    ['*/0 6 * * *', 'no minute'],
  ])('%s is refused: %s', (text, why) => expect(() => parseCron(text)).toThrow(why))
})
