import { describe, expect, it } from 'vitest'
import { orderStatusOn, renewalsNear, sumOfKnown } from './commercial.rules.ts'
import type { RenewableLine } from './renewals.rules.ts'
import type { StoredStatus } from './rules.ts'

const today = '2026-06-10'
const line = (parts: Partial<RenewableLine> = {}): RenewableLine => ({
  status: 'active', startsOn: '2025-07-01', endsOn: '2026-06-30', acvMinor: 100, autoRenew: false, noticeDays: 0, hasSuccessor: false, ...parts,
}) // prettier-ignore
const past = { startsOn: '2024-01-01', endsOn: '2024-12-31' }
const future = { startsOn: '2026-07-01', endsOn: '2027-06-30' }

describe('orderStatusOn', () => {
  const cases: [string, StoredStatus, RenewableLine[], string][] = [
    ['active with one active line', 'active', [line(), line(past)], 'active'],
    ['upcoming before its first line begins', 'active', [line(future), line(past)], 'upcoming'],
    ['expired when its lines are over', 'active', [line(past)], 'expired'],
    ['expired when one line ran out and another was replaced', 'active', [line(past), line({ ...past, status: 'superseded' })], 'expired'],
    ['superseded when every line was replaced', 'active', [line({ ...past, status: 'superseded' })], 'superseded'],
    ['superseded as stored once its lines are over', 'superseded', [line({ ...past, status: 'superseded' })], 'superseded'],
    ['active while a superseded order still runs', 'superseded', [line({ status: 'superseded' })], 'active'],
    ['cancelled as stored, whatever its lines', 'cancelled', [line()], 'cancelled'],
    ['draft as stored, whatever its lines', 'draft', [line()], 'draft'],
    ['cancelled when all its lines are', 'active', [line({ status: 'cancelled' })], 'cancelled'],
  ]
  it.each(cases)('is %s', (_, stored, lines, status) => expect(orderStatusOn(stored, lines, today)).toBe(status))
})

describe('renewalsNear', () => {
  it('lists what is overdue or due within ninety days, the most urgent first', () => {
    const overdue = line({ endsOn: '2026-06-09' })
    const last = line({ endsOn: '2026-09-08' })
    const notice = line({ endsOn: '2026-08-20', autoRenew: true, noticeDays: 60 })
    const found = renewalsNear(
      [last, notice, line({ endsOn: '2026-09-09' }), overdue, line({ endsOn: '2026-06-20', hasSuccessor: true }), line(future)],
      today,
    )
    expect(found.map(({ line: which, daysLeft, deadline, bucket }) => [which, daysLeft, deadline, bucket])).toEqual([
      [overdue, -1, '2026-06-09', 'overdue'],
      [notice, 11, '2026-06-21', '0-30'],
      [last, 90, '2026-09-08', '61-90'],
    ])
  })
})

describe('sumOfKnown', () => {
  it('adds what is known', () => expect(sumOfKnown([1, null, 2])).toBe(3))
  it('is unknown when all are', () => expect(sumOfKnown([null])).toBeNull())
})
