import { describe, expect, it } from 'vitest'
import type { RoomFacts } from '#rooms/rooms/rules.ts'
import { dueStatus, mayPlan, statusChanges, type Plan } from './plan.rules.ts'
import { parseConfig } from '#shared/config.ts'
import defaultConfig from '../../../portal.config.ts'
import {
  brokenBy, copiedTo, entersOf, explained, kindsLeft, mayBreak, mayChangeSeen, mayLeaveWaiting, mayOrder, mayRemove, maySetStatus, maySuit,
  triedOn, waitsInVain, type StoredTest,
} from './rules.ts' // prettier-ignore

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
const everybody = () => true
const tested = { tests, enters: everybody }
const { roles } = parseConfig(defaultConfig)

describe('stored tests', () => {
  it('are tried as if the room was live, on somebody of its type', () => {
    for (const status of ['draft', 'live', 'archived'] as const) {
      expect(triedOn(room(['gold'], status), viewer('gold'), everybody)).toBe('open')
      expect(triedOn(room(['gold'], status), viewer(null), everybody)).toBe('hidden')
    }
  })
  it('are broken by a change after which they fail and before which they held', () => {
    expect(brokenBy(room(['gold']), room(['gold', 'silver']), tested)).toEqual([])
    expect(labels(brokenBy(room(['gold']), room([]), tested))).toEqual(['Bronze does not'])
    expect(labels(brokenBy(room(['gold']), room(['bronze']), tested))).toEqual(['Gold sees it', 'Bronze does not'])
    expect(brokenBy(room([]), room([]), tested)).toEqual([]) // what failed already is not this change's doing
  })
  it('are all asked when the room goes live', () => {
    expect(labels(brokenBy(room([]), room([], 'live'), tested))).toEqual(['Bronze does not'])
    expect(brokenBy(room([], 'live'), room([], 'live'), tested)).toEqual([])
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
    const deals = { kind: 'deals', label: 'Deals', status: 'draft', publishedRevision: null } as const
    expect(maySetStatus(deals, 'live')).toMatchObject({ code: 'room.not-available' })
    expect(maySetStatus(deals, 'archived')).toEqual({ may: true })
    expect(maySetStatus({ ...deals, kind: 'report' }, 'live')).toEqual({ may: true })
  })
  it('of blocks go live when partners would read something in them', () => {
    const desk = { kind: 'custom', label: 'Desk', status: 'draft', publishedRevision: null } as const
    expect(maySetStatus(desk, 'live')).toMatchObject({ code: 'room.not-published', reason: expect.stringContaining('Publish') })
    expect(maySetStatus(desk, 'archived')).toEqual({ may: true })
    expect(maySetStatus({ ...desk, publishedRevision: 1 }, 'live')).toEqual({ may: true })
  })
  it('are of use to roles that may do what they are for', () => {
    const enters = entersOf(roles, 'report')
    expect(enters({ side: 'partner', role: 'admin' })).toBe(true)
    expect(enters({ side: 'partner', role: 'marketing' })).toBe(false)
    expect(enters({ side: 'vendor', role: null })).toBe(true)
    expect(enters({ side: 'partner', role: null })).toBe(true) // nobody in particular
    expect(entersOf(roles, 'custom')({ side: 'partner', role: 'marketing' })).toBe(true)
    const marketing = { ...viewer('gold'), partnerType: 'reseller', role: 'marketing' }
    expect(triedOn(room([], 'live'), marketing, enters)).toBe('hidden')
    expect(explained(room([], 'live'), marketing, enters)).toMatchObject({ standing: 'hidden', criteria: expect.arrayContaining([{ criterion: 'permission', isMet: false }]) }) // prettier-ignore
    expect(explained(room([], 'live'), { ...marketing, role: 'admin' }, enters).standing).toBe('open')
  })
})

describe('a plan', () => {
  const none: Plan = { status: 'draft', liveOn: null, lastOn: null }
  const today = '2026-06-10'
  const on = (plan: Partial<Plan>, before: Partial<Plan> = {}) => mayPlan({ ...none, ...plan }, { ...none, ...before }, today)
  it('is of days that are to come, in their order, and that go with the status', () => {
    expect(on({ liveOn: '2026-06-10', lastOn: '2026-06-10' }).verdict).toEqual({ may: true })
    expect(on({ status: 'live', lastOn: '2026-07-01' }).verdict).toEqual({ may: true })
    for (const [plan, path] of [
      [{ liveOn: '2026-06-09' }, 'liveOn'],
      [{ lastOn: '2026-06-09' }, 'lastOn'],
      [{ liveOn: '2026-06-20', lastOn: '2026-06-19' }, 'lastOn'],
      [{ status: 'live', liveOn: '2026-06-20' }, 'liveOn'],
      [{ status: 'archived', lastOn: '2026-06-20' }, 'lastOn'],
    ] as const)
      expect(on(plan), JSON.stringify(plan)).toMatchObject({ path, verdict: { may: false, code: 'room.plan-impossible' } })
    // A day that was right when it was chosen keeps nobody from changing something else.
    expect(on({ liveOn: '2026-06-01' }, { liveOn: '2026-06-01' }).verdict).toEqual({ may: true })
  })
  it('is followed on its first day and the day after its last, and never against what somebody decided since', () => {
    const due = (plan: Partial<Plan>) => dueStatus({ ...none, ...plan }, today)
    expect(due({ liveOn: '2026-06-11' })).toBeUndefined()
    expect(due({ liveOn: '2026-06-10' })).toBe('live')
    expect(due({ status: 'live', lastOn: '2026-06-10' })).toBeUndefined()
    expect(due({ status: 'live', lastOn: '2026-06-09' })).toBe('archived')
    expect(due({ liveOn: '2026-06-01', lastOn: '2026-06-09' })).toBe('archived')
    expect(statusChanges('draft')).toEqual({ status: 'draft', liveOn: null })
    expect(statusChanges('archived')).toEqual({ status: 'archived', liveOn: null, lastOn: null })
  })
})

describe('a room that others wait for', () => {
  const waiting = [
    { label: 'Vault', status: 'live' },
    { label: 'Attic', status: 'archived' },
  ] as const
  it('goes when somebody insists; what is archived waits for nothing', () => {
    expect(mayLeaveWaiting('Desk', waiting, false)).toMatchObject({ code: 'room.locks-others', reason: expect.stringContaining('Vault') })
    expect(mayLeaveWaiting('Desk', waiting, false)).not.toMatchObject({ reason: expect.stringContaining('Attic') })
    expect([mayLeaveWaiting('Desk', waiting, true), mayLeaveWaiting('Desk', waiting.slice(1), false)]).toEqual([
      { may: true },
      { may: true },
    ])
  })
  it('leaves those behind that wait for a step which nobody can take', () => {
    const steps = new Set(['a'])
    expect(waitsInVain({ status: 'live', unlockSteps: ['a', 'b'] }, steps)).toBe(true)
    expect(waitsInVain({ status: 'live', unlockSteps: ['a'] }, steps)).toBe(false)
    expect(waitsInVain({ status: 'draft', unlockSteps: ['b'] }, steps)).toBe(false)
  })
})

describe('a room', () => {
  const archived = { kind: 'custom', label: 'Desk', status: 'archived' } as const
  it('is removed when it is not live and unlocks nothing', () => {
    expect(mayRemove(archived, [])).toEqual({ may: true })
    expect(mayRemove({ ...archived, status: 'live' }, [])).toMatchObject({ code: 'room.still-live' })
    expect(mayRemove(archived, [{ label: 'Vault', status: 'draft' }])).toMatchObject({
      code: 'room.unlocks-others',
      reason: expect.stringContaining('Vault'),
    })
  })
  it('is changed by who saw its newest version', () => {
    expect(mayChangeSeen(3, 3, 'Desk')).toEqual({ may: true })
    expect(mayChangeSeen(3, 2, 'Desk')).toMatchObject({ code: 'room.changed-meanwhile' })
  })
  it('is copied with its words, and within its type with everything', () => {
    const whole = {
      partnerType: 'mssp', visibility: 'all' as const, hasContents: true, partnershipIds: [7], categories: [], tiers: ['gold'], stages: [], tags: [], roles: ['admin'],
      unlockTiers: [], unlockStages: [], unlockSteps: ['a'], showsLock: true, leavesWhenDone: true, internalLabel: 'x', notes: 'y',
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
