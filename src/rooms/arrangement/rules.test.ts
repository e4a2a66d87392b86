import { describe, expect, it } from 'vitest'
import type { RoomFacts } from '#rooms/rooms/rules.ts'
import { brokenBy, copiedTo, kindsLeft, mayBreak, mayChangeSeen, mayOrder, mayRemove, maySetStatus, maySuit, triedOn, type StoredTest } from './rules.ts' // prettier-ignore

const room = (tiers: string[], status: RoomFacts['status'] = 'draft'): RoomFacts => ({
  partnerType: 'reseller', status, visibility: 'all',
  access: { partnershipIds: [], categories: [], tiers, stages: [], tags: [], roles: [] },
  unlock: { tiers: [], stages: [], steps: [], showsLock: false },
}) // prettier-ignore
const viewer = (tier: string | null): StoredTest['viewer'] => ({
  side: 'partner', partnershipId: null, tier, category: null, stage: null, tags: [], role: null, steps: [],
}) // prettier-ignore
const tests: StoredTest[] = [
  { id: 1, label: 'Gold sees it', viewer: viewer('gold'), expects: 'open' },
  { id: 2, label: 'Bronze does not', viewer: viewer('bronze'), expects: 'hidden' },
]
const labels = (broken: StoredTest[]) => broken.map(({ label }) => label)

describe('stored tests', () => {
  it('are tried as if the room was live, on somebody of its type', () => {
    for (const status of ['draft', 'live', 'archived'] as const) {
      expect(triedOn(room(['gold'], status), viewer('gold'))).toBe('open')
      expect(triedOn(room(['gold'], status), viewer(null))).toBe('hidden')
    }
  })
  it('are broken by a change after which they fail and before which they held', () => {
    expect(brokenBy(room(['gold']), room(['gold', 'silver']), tests)).toEqual([])
    expect(labels(brokenBy(room(['gold']), room([]), tests))).toEqual(['Bronze does not'])
    expect(labels(brokenBy(room(['gold']), room(['bronze']), tests))).toEqual(['Gold sees it', 'Bronze does not'])
    expect(brokenBy(room([]), room([]), tests)).toEqual([]) // what failed already is not this change's doing
  })
  it('are all asked when the room goes live', () => {
    expect(labels(brokenBy(room([]), room([], 'live'), tests))).toEqual(['Bronze does not'])
    expect(brokenBy(room([], 'live'), room([], 'live'), tests)).toEqual([])
  })
  it('refuse with their names unless somebody insists', () => {
    expect(mayBreak(tests, false)).toMatchObject({
      code: 'room.breaks-tests',
      reason: expect.stringContaining('“Gold sees it”, “Bronze does not”'),
    })
    expect([mayBreak(tests, true), mayBreak([], false)]).toEqual([{ may: true }, { may: true }])
  })
})

describe('kinds', () => {
  it('are left once each, those of another type never', () => {
    expect(kindsLeft({}, ['overview'])).not.toContain('overview')
    expect(kindsLeft({}, [])).not.toContain('distributor-partners')
    expect(kindsLeft({ hasSubPartners: true }, [])).toContain('distributor-partners')
    expect(maySuit('distributor-partners', {}, 'Sub-partners')).toMatchObject({ code: 'room.kind-of-others' })
    expect(maySuit('custom', {}, 'Any')).toEqual({ may: true })
  })
  it('that come later can be anything but live', () => {
    const deals = { kind: 'deals', label: 'Deals', status: 'draft' } as const
    expect(maySetStatus(deals, 'live')).toMatchObject({ code: 'room.not-available' })
    expect(maySetStatus(deals, 'archived')).toEqual({ may: true })
    expect(maySetStatus({ ...deals, kind: 'custom' }, 'live')).toEqual({ may: true })
  })
})

describe('a room', () => {
  const archived = { kind: 'custom', label: 'Desk', status: 'archived' } as const
  it('is removed when it is not live and unlocks nothing', () => {
    expect(mayRemove(archived, [])).toEqual({ may: true })
    expect(mayRemove({ ...archived, status: 'live' }, [])).toMatchObject({ code: 'room.still-live' })
    expect(mayRemove(archived, ['Vault'])).toMatchObject({ code: 'room.unlocks-others', reason: expect.stringContaining('Vault') })
  })
  it('is changed by who saw its newest version', () => {
    expect(mayChangeSeen(3, 3, 'Desk')).toEqual({ may: true })
    expect(mayChangeSeen(3, 2, 'Desk')).toMatchObject({ code: 'room.changed-meanwhile' })
  })
  it('is copied with its words, and within its type with everything', () => {
    const whole = {
      partnerType: 'mssp', visibility: 'all' as const, hasContents: true, partnershipIds: [7], categories: [], tiers: ['gold'], stages: [], tags: [], roles: ['admin'],
      unlockTiers: [], unlockStages: [], unlockSteps: ['a'], showsLock: true, internalLabel: 'x', notes: 'y',
    } // prettier-ignore
    expect(copiedTo('mssp', whole)).toMatchObject({ values: { partnershipIds: [7], unlockSteps: ['a'], tiers: ['gold'] }, leftOut: [] })
    expect(copiedTo('reseller', whole)).toMatchObject({
      values: { partnershipIds: [], unlockSteps: [], tiers: ['gold'], roles: ['admin'] },
      leftOut: ['partnerships', 'steps'],
    })
  })
})

describe('the order', () => {
  it.each([
    [[1, 2, 3], [3, 1, 2], true], [[], [], true], [[1, 2], [1], false], [[1, 2], [1, 1], false], [[1, 2], [1, 3], false], [[1], [1, 2], false],
  ])('of %j may become %j: %s', (current, asked, may) => expect(mayOrder(current, asked).may).toBe(may)) // prettier-ignore
})
