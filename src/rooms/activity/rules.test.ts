import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ladder } from '#shared/config.ts'
import { addDays } from '#shared/dates.ts'
import type { Point } from '#shared/trend.ts'
import type { ScanResult, SignalFacts, SignalThresholds } from './rules.ts'
import {
  failedScans,
  failuresByProduct,
  inactiveScanners,
  indicators,
  lapsedSchedules,
  lastLogin,
  lastScan,
  renewalEngagement,
  signalsOf,
  usageTrend,
} from './rules.ts'

const TODAY = '2026-03-31'
const ago = (days: number) => addDays(TODAY, -days)
const days: Ladder = { low: 7, medium: 14, high: 30 }
const failures: Ladder = { low: 1, medium: 2, high: 5 }
const percent: Ladder = { low: 15, medium: 30, high: 50 }
const months: Ladder = { low: 6, medium: 3, high: 1 }
const thresholds: SignalThresholds = {
  inactiveScannerDays: days,
  failedScans: failures,
  lastLoginDays: days,
  lastScanDays: days,
  usageDropPercent: percent,
  renewalMonths: months,
}
/** Use that goes straight from one value to another over the 30 days before today. */
const use = (from: number, to: number): Point[] =>
  Array.from({ length: 31 }, (_, at) => ({ day: ago(30 - at), value: from + ((to - from) * at) / 30 }))

describe('silence', () => {
  it.each([
    [0, 'ok', 7],
    [7, 'ok', 7],
    [8, 'warn', 7],
    [14, 'warn', 7],
    [15, 'warn', 14],
    [30, 'warn', 14],
    [31, 'alert', 30],
  ])('of %i days is %s at the threshold %i, for sign-ins, scans, scanners and schedules alike', (count, state, threshold) => {
    const expected = { state, threshold, value: count, unit: 'days', since: ago(count) }
    expect(lastLogin(ago(count), ago(500), days, TODAY)).toMatchObject(expected)
    expect(lastScan('NET', ago(count), ago(500), days, TODAY)).toMatchObject({ ...expected, product: 'NET' })
    expect(inactiveScanners([{ name: 'a', lastSeenOn: ago(count) }], ago(500), days, TODAY)).toMatchObject(expected)
    expect(lapsedSchedules([{ name: 'a', nextRunOn: ago(count) }], days, TODAY)).toMatchObject(expected)
  })

  it('that was never broken counts from the customer’s first day', () => {
    expect(lastLogin(undefined, ago(40), days, TODAY)).toMatchObject({ state: 'alert', value: 40, since: ago(40) })
    expect(lastScan('NET', undefined, ago(3), days, TODAY)).toMatchObject({ state: 'ok', value: 3 })
    expect(inactiveScanners([{ name: 'a', lastSeenOn: undefined }], ago(10), days, TODAY)).toMatchObject({ state: 'warn', value: 10 })
  })

  it('is never negative for what was seen where it is tomorrow already', () => {
    expect(lastLogin(ago(-1), ago(40), days, TODAY)).toMatchObject({ state: 'ok', value: 0 })
  })

  it('of several scanners is that of the most silent, with how many are silent; of none there is no signal', () => {
    const anyScanner = fc.record({ name: fc.string({ minLength: 1, maxLength: 3 }), silent: fc.nat(50) })
    fc.assert(
      fc.property(fc.array(anyScanner, { maxLength: 8 }), (scanners) => {
        const signal = inactiveScanners(
          scanners.map(({ name, silent }) => ({ name, lastSeenOn: ago(silent) })),
          ago(500),
          days,
          TODAY,
        )
        const longest = scanners.length === 0 ? undefined : Math.max(...scanners.map(({ silent }) => silent))
        const silentOnes = scanners.filter(({ silent }) => silent > 7).length
        expect(signal?.value).toBe(longest)
        expect(signal?.affected).toBe(scanners.length === 0 ? undefined : silentOnes)
        const names: (string | undefined)[] = scanners.filter(({ silent }) => silent === longest).map(({ name }) => name)
        expect(scanners.length === 0 || names.includes(signal?.worst)).toBe(true)
      }),
    )
  })

  it('of a schedule does not begin before its run is due, and a paused one has none', () => {
    expect(lapsedSchedules([{ name: 'a', nextRunOn: ago(-20) }], days, TODAY)).toMatchObject({ state: 'ok', value: 0 })
    expect(lapsedSchedules([{ name: 'a', nextRunOn: undefined }], days, TODAY)).toBeUndefined()
  })
})

describe('failed scans', () => {
  const failed = (count: number, ended: number) => failedScans({ product: 'NET', failed: count, ended, firstFailedOn: ago(3) }, failures)

  it.each([
    [0, 9, 'ok', 1],
    [1, 9, 'warn', 1],
    [2, 9, 'warn', 2],
    [4, 9, 'warn', 2],
    [5, 9, 'alert', 5],
    [1, 1, 'warn', 1],
    [2, 2, 'alert', 2],
    [4, 4, 'alert', 2],
    [0, 0, 'ok', 1],
  ])('%i of %i is %s at the threshold %i', (count, ended, state, threshold) => {
    expect(failed(count, ended)).toMatchObject({ state, threshold, value: count, product: 'NET', since: ago(3) })
  })

  it('are counted by product within the window, today included, stopped scans left out', () => {
    const anyResult: fc.Arbitrary<ScanResult> = fc.record({
      product: fc.constantFrom('NET', 'WEB', 'CLD'),
      day: fc.integer({ min: -2, max: 12 }).map(ago),
      outcome: fc.constantFrom('finished', 'finished-with-warning', 'stopped', 'failed'),
    })
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 30 }), fc.integer({ min: 1, max: 10 }), (results, windowDays) => {
        const window = Array.from({ length: windowDays }, (_, at) => ago(at))
        const counted = results.filter(({ day, outcome }) => window.includes(day) && outcome !== 'stopped')
        const expected = ['CLD', 'NET', 'WEB'].flatMap((product) => {
          const own = counted.filter((result) => result.product === product)
          const bad = own.filter(({ outcome }) => outcome === 'failed')
          return own.length === 0
            ? []
            : [{ product, failed: bad.length, ended: own.length, firstFailedOn: bad.map(({ day }) => day).sort()[0] }]
        })
        expect(failuresByProduct(results, windowDays, TODAY)).toEqual(expected)
      }),
    )
  })
})

describe('the trend of use', () => {
  it.each([
    [100, 86, 'ok', 15],
    [100, 80, 'warn', 15],
    [100, 65, 'warn', 30],
    [100, 40, 'alert', 50],
    [100, 100, 'ok', 15],
    [100, 900, 'ok', 15],
  ])('from %i to %i is %s at the threshold %i', (from, to, state, threshold) => {
    const signal = usageTrend('NET', use(from, to), percent)
    expect(signal).toMatchObject({ state, threshold, since: ago(30), product: 'NET' })
    expect(signal?.value).toBeCloseTo(Math.max(0, from - to), 6)
  })

  it('is no signal without samples on two days, or from nothing', () => {
    expect(usageTrend('NET', [{ day: TODAY, value: 5 }], percent)).toBeUndefined()
    expect(usageTrend('NET', use(0, 0), percent)).toBeUndefined()
  })

  it('never falls by more than everything', () => {
    const points: Point[] = [100, 100, 0, 0, 0, 0].map((value, at) => ({ day: ago(6 - at), value }))
    expect(usageTrend('NET', points, percent)).toMatchObject({ state: 'alert', value: 100 })
  })
})

describe('a renewal with low engagement', () => {
  const low = lastLogin(ago(20), ago(500), days, TODAY)
  const fine = lastLogin(TODAY, ago(500), days, TODAY)

  it.each([
    ['2026-10-01', 'ok', 183],
    ['2026-09-30', 'warn', 183],
    ['2026-07-01', 'warn', 183],
    ['2026-06-30', 'warn', 91],
    ['2026-05-01', 'warn', 91],
    ['2026-04-30', 'alert', 30],
    ['2026-03-30', 'alert', 30],
  ])('due on %s is %s at the threshold of %i days', (deadline, state, threshold) => {
    expect(renewalEngagement(deadline, [fine, low], months, TODAY)).toMatchObject({
      state,
      threshold,
      unit: 'days',
      since: ago(20),
      affected: 1,
    })
  })

  it('is ok while engagement is, however near; and no signal without a renewal', () => {
    expect(renewalEngagement('2026-04-01', [fine, undefined], months, TODAY)).toMatchObject({ state: 'ok', value: 1, since: undefined })
    expect(renewalEngagement(undefined, [low], months, TODAY)).toBeUndefined()
  })

  it('understands half a month', () => {
    const ladder = { low: 2, medium: 1, high: 0.5 }
    expect(renewalEngagement(addDays(TODAY, 15), [low], ladder, TODAY)).toMatchObject({ state: 'alert', threshold: 15 })
    expect(renewalEngagement(addDays(TODAY, 16), [low], ladder, TODAY)).toMatchObject({ state: 'warn', threshold: 30 })
  })
})

describe("a customer's signals", () => {
  const facts: SignalFacts = {
    customerSince: ago(400),
    lastLoginOn: ago(8),
    scanners: [{ name: 'office', lastSeenOn: ago(1) }],
    schedules: [{ name: 'weekly', nextRunOn: ago(9) }],
    failures: [{ product: 'NET', failed: 5, ended: 9, firstFailedOn: ago(2) }],
    lastScans: [
      { product: 'NET', lastScanOn: ago(2) },
      { product: 'WEB', lastScanOn: ago(31) },
    ],
    usage: [{ product: 'NET', points: use(10, 10) }],
    renewalOn: addDays(TODAY, 10),
  }

  it('come in a fixed order, each judged by its own thresholds', () => {
    const signals = signalsOf(facts, thresholds, TODAY)
    expect(signals.map(({ indicator, product, state }) => [indicator, product, state])).toEqual([
      ['inactive-scanners', undefined, 'ok'],
      ['failed-scans', 'NET', 'alert'],
      ['lapsed-schedules', undefined, 'warn'],
      ['last-login', undefined, 'warn'],
      ['last-scan', 'NET', 'ok'],
      ['last-scan', 'WEB', 'alert'],
      ['usage-trend', 'NET', 'ok'],
      ['renewal-engagement', undefined, 'alert'],
    ])
    expect([...new Set(signals.map(({ indicator }) => indicator))]).toEqual([...indicators])
  })

  it('follow the configuration: with other thresholds the same facts are fine', () => {
    const lenient: Ladder = { low: 100, medium: 200, high: 300 }
    const signals = signalsOf(
      facts,
      {
        ...thresholds,
        inactiveScannerDays: lenient,
        failedScans: lenient,
        lastLoginDays: lenient,
        lastScanDays: lenient,
        usageDropPercent: lenient,
      },
      TODAY,
    )
    expect(signals.filter(({ state }) => state !== 'ok')).toEqual([])
  })

  it('leave out what the customer can’t have', () => {
    const bare: SignalFacts = {
      customerSince: ago(1),
      lastLoginOn: TODAY,
      scanners: [],
      schedules: [],
      failures: [],
      lastScans: [],
      usage: [],
      renewalOn: undefined,
    }
    expect(signalsOf(bare, thresholds, TODAY).map(({ indicator }) => indicator)).toEqual(['last-login'])
  })
})
