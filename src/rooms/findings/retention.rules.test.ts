import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failedScans, failuresByProduct, inactiveScanners, type ScanOutcome } from '#rooms/activity/rules.ts'
import { ago, measure, rankOfFirst, thresholds, today } from './facts.test-kit.ts'
import { scannerInactive } from './scanner-inactive.rules.ts'
import { scansFailed } from './scans-failed.rules.ts'

const silent = (lastSeenOn: string | null, customerSince = ago(500)) =>
  scannerInactive.judge({ scanners: [{ customerId: 1, key: 'A1', name: 'core', lastSeenOn, customerSince }] }, measure)
const failing = (failed: number, ended: number) =>
  scansFailed.judge({ failures: [{ customerId: 1, product: 'NET', failed, ended, firstFailedOn: ago(4), lastFailedOn: ago(1) }] }, measure)

describe('a silent scanner', () => {
  it.each([[7, undefined], [8, 'low'], [14, 'low'], [15, 'medium'], [30, 'medium'], [31, 'high']])('for %i days is %s', (days, severity) =>
    expect(silent(ago(days))[0]?.severity).toBe(severity)) // prettier-ignore

  it('that was never seen counts from the customer’s first day', () => {
    expect(silent(null, ago(9))).toMatchObject([
      { severity: 'low', objectKey: 'A1', facts: { scanner: 'core', days: 9, lastSeenOn: null } },
    ])
  })

  it('is a task exactly when the signals tab warns of it, and high exactly when that alerts', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2, max: 80 }), fc.nat(80), fc.boolean(), (days, since, wasSeen) => {
        const lastSeenOn = wasSeen ? ago(days) : undefined
        const signal = inactiveScanners([{ name: 'core', lastSeenOn }], ago(since), thresholds.inactiveScannerDays, today)
        const [found] = silent(lastSeenOn ?? null, ago(since))
        expect(found !== undefined).toBe(signal?.state !== 'ok')
        expect(found?.severity === 'high').toBe(signal?.state === 'alert')
        if (found) expect(found.facts['days']).toBe(signal?.value)
      }),
    )
  })
})

describe('failed scans', () => {
  it.each([
    [0, 3, undefined],
    [1, 1, 'low'],
    [1, 9, 'low'],
    [2, 9, 'medium'],
    [4, 9, 'medium'],
    [5, 9, 'high'],
    [2, 2, 'high'],
  ])('%i of %i are %s', (failed, ended, severity) => expect(failing(failed, ended)[0]?.severity).toBe(severity))

  it('are never less serious when one more fails', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), (failed, others) => {
        expect(rankOfFirst(failing(failed + 1, failed + 1 + others))).toBeGreaterThanOrEqual(rankOfFirst(failing(failed, failed + others)))
      }),
    )
  })

  it('are a task exactly when the signals tab warns of them, and high exactly when that alerts', () => {
    const outcomes: ScanOutcome[] = ['finished', 'finished-with-warning', 'stopped', 'failed']
    const anyResult = fc.record({ product: fc.constantFrom('NET', 'WEB'), day: fc.nat(9).map(ago), outcome: fc.constantFrom(...outcomes) })
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 14 }), (results) => {
        const counted = failuresByProduct(results, thresholds.failedScansWindowDays, today)
        const found = scansFailed.judge(
          { failures: counted.map((each) => ({ ...each, customerId: 1, lastFailedOn: each.firstFailedOn })) },
          measure,
        )
        for (const each of counted) {
          const signal = failedScans(each, thresholds.failedScans)
          const task = found.find(({ objectKey }) => objectKey === each.product)
          expect(task !== undefined).toBe(signal.state !== 'ok')
          expect(task?.severity === 'high').toBe(signal.state === 'alert')
        }
      }),
    )
  })
})
