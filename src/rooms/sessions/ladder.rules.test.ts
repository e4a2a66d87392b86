import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countTry,
  delayMs,
  freshCounter,
  isLocked,
  levelNow,
  lockSeconds,
  mostInARow,
  secondsToWait,
  type Counter,
} from './ladder.rules.ts'

const noon = Temporal.Instant.from('2026-06-10T12:00:00Z')
const after = (seconds: number) => noon.add({ seconds })

/** Tries passwords one after the other, each as soon as it is let, and tells when each was let. */
const climb = (passwords: readonly string[]) => {
  let counter: Counter = freshCounter
  let now = noon
  const waited: number[] = []
  for (const password of passwords) {
    const wait = counter.lockedUntil ? Math.max(0, now.until(counter.lockedUntil).total('seconds')) : 0
    now = now.add({ seconds: Math.ceil(wait) })
    const next = countTry(counter, password, now)
    if (!next) break
    waited.push(wait)
    counter = next
  }
  return { counter, waited, seconds: noon.until(now).total('seconds') }
}
const different = (count: number) => Array.from({ length: count }, (_, n) => `password ${n}`)

describe('the ladder of an account', () => {
  it.each([
    [0, 0], [4, 0], [5, 30], [6, 30], [7, 120], [9, 120], [10, 900], [14, 900], [15, 3_600], [19, 3_600], [20, 86_400], [99, 86_400],
  ])('after %i wrong passwords nothing is tried for %i seconds', (wrong, seconds) => expect(lockSeconds(wrong)).toBe(seconds)) // prettier-ignore

  it('never gets shorter', () =>
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (a, b) => {
        expect(lockSeconds(Math.min(a, b))).toBeLessThanOrEqual(lockSeconds(Math.max(a, b)))
      }),
    ))

  it('lets four mistakes pass and holds the fifth for half a minute', () => {
    const { counter, waited } = climb(different(5))
    expect(waited).toEqual([0, 0, 0, 0, 0])
    expect(isLocked(counter, after(29))).toBe(true)
    expect(isLocked(counter, after(30))).toBe(false)
  })

  it('takes a guesser a day and more for the first twenty-one, and ends at a hundred for good', () => {
    expect(climb(different(21)).seconds).toBeGreaterThan(86_400)
    const { counter, waited } = climb(different(500))
    expect(waited).toHaveLength(mostInARow)
    expect(isLocked(counter, after(100 * 365 * 86_400))).toBe(true)
  })

  it('does not climb for the same wrong password over and over, and does when it is a day old', () => {
    const { counter } = climb(Array.from({ length: 50 }, () => 'stale'))
    expect(counter.wrong).toBe(1)
    expect(countTry(counter, 'stale', after(86_399))?.wrong).toBe(1)
    expect(countTry(counter, 'stale', after(86_400))?.wrong).toBe(2)
  })

  it('never lets more than a hundred different passwords be tried in a row, whenever they come', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ password: fc.nat(300), gapSeconds: fc.nat(40 * 3_600) }), { maxLength: 400 }), (tries) => {
        let counter: Counter = freshCounter
        let now = noon
        const tried = new Set<number>()
        for (const { password, gapSeconds } of tries) {
          now = now.add({ seconds: gapSeconds })
          const next = countTry(counter, String(password), now)
          if (!next) continue
          tried.add(password)
          expect(next.wrong).toBeGreaterThanOrEqual(counter.wrong)
          counter = next
        }
        expect(tried.size).toBeLessThanOrEqual(mostInARow)
        expect(counter.wrong).toBeLessThanOrEqual(mostInARow)
      }),
      { numRuns: 200 },
    ))

  it('holds everything back while it is locked, the right password too', () => {
    const { counter } = climb(different(10))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 899 }), fc.string(), (seconds, password) => {
        const lockedAt = counter.lockedUntil?.subtract({ seconds: 900 }) ?? noon
        expect(countTry(counter, password, lockedAt.add({ seconds }))).toBeUndefined()
      }),
    )
  })

  it('keeps marks for a day and no longer', () => {
    const { counter } = climb(different(4))
    expect(countTry(counter, 'another', after(86_400))?.tried).toHaveLength(1)
  })
})

describe('the level of a subnet', () => {
  it('lets a few mistakes pass, doubles the wait from 200 ms to 25 s and then refuses', () => {
    const delays = Array.from({ length: 15 }, (_, level) => delayMs(level))
    expect(delays).toEqual([0, 0, 0, 0, 0, 0, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_000, undefined])
  })

  it('sinks by one a minute and never below nothing, also when a clock goes back', () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1_000, noNaN: true }), fc.integer({ min: -600, max: 100_000 }), (level, seconds) => {
        const now = levelNow({ level, at: noon }, after(seconds))
        expect(now).toBeGreaterThanOrEqual(0)
        expect(now).toBeLessThanOrEqual(level)
        expect(now).toBeCloseTo(Math.max(0, level - Math.max(0, seconds) / 60), 6)
      }),
    ))

  it('says how long to wait, after which it listens', () =>
    fc.assert(
      fc.property(fc.double({ min: 13.001, max: 500, noNaN: true }), (level) => {
        const later = levelNow({ level, at: noon }, after(secondsToWait(level)))
        expect(delayMs(level)).toBeUndefined()
        expect(delayMs(later)).toBeDefined()
      }),
    ))
})
