import { describe, expect, it } from 'vitest'
import { AnalyticsSettings } from './analytics/contract.ts'
import { dueOn, mayMark, maySuffice } from './checklist/rules.ts'
import { ChecklistSettings } from './checklist/contract.ts'
import { progressIn, stepped, targetsOf } from './deeds.rules.ts'
import { GoalsSettings } from './goals/contract.ts'
import { daysLeft, isGoalMetric, isReached, nameOf, shareReached, spanAt, stateOf, targetIn } from './goals/rules.ts'
import { percentDone } from './percent.rules.ts'
import { leadsSomewhere, placeOf, roomOf } from './places.rules.ts'

const ending = { startDay: 26, namedBy: 'end' } as const
const calendar = { startDay: 1, namedBy: 'start' } as const

describe('a goal’s stretch', () => {
  it.each([
    ['month', '2026-06-10', ending, { name: '2026-06', from: '2026-05-26', to: '2026-06-25' }],
    ['month', '2026-06-26', ending, { name: '2026-07', from: '2026-06-26', to: '2026-07-25' }],
    ['quarter', '2026-06-10', ending, { name: '2026-Q2', from: '2026-03-26', to: '2026-06-25' }],
    ['quarter', '2026-12-31', calendar, { name: '2026-Q4', from: '2026-10-01', to: '2026-12-31' }],
    ['year', '2026-12-25', ending, { name: '2026', from: '2025-12-26', to: '2026-12-25' }],
    ['year', '2026-12-26', ending, { name: '2027', from: '2026-12-26', to: '2027-12-25' }],
    ['year', '2026-02-28', calendar, { name: '2026', from: '2026-01-01', to: '2026-12-31' }],
  ] as const)('by %s at %s', (by, day, cycle, span) => {
    expect(spanAt({ by }, day, cycle)).toEqual(span)
    expect(nameOf({ by }, span, cycle)).toBe(span.name)
  })
  it.each([
    ['acv', 'EUR', 5_000_000],
    ['acv', 'JPY', 50_000],
    ['acv', 'KWD', 50_000_000],
    ['customers', 'JPY', 5_000_000],
    ['peak:NET', 'KWD', 5_000_000],
  ])('asks for the same round amount in every currency: %s in %s', (metric, currency, target) =>
    expect(targetIn({ source: { from: 'metric', metric }, target: 5_000_000 }, currency)).toBe(target),
  )
  it('of days of its own is what it is', () => {
    const period = { by: 'days', from: '2026-05-01', to: '2026-05-31' } as const
    expect(spanAt(period, '2026-06-10', ending)).toEqual({ name: null, from: '2026-05-01', to: '2026-05-31' })
  })
  it.each([
    ['2026-05-25', null, 'ahead', 31],
    ['2026-05-26', null, 'running', 30],
    ['2026-06-01', '2026-06-02', 'ahead', 24],
    ['2026-06-25', null, 'running', 0],
    ['2026-06-26', null, 'ended', null],
  ] as const)('on %s, counted from %s, is %s', (today, startsOn, state, left) => {
    const span = { from: '2026-05-26', to: '2026-06-25' }
    expect([stateOf(span, startsOn, today), daysLeft(span, today)]).toEqual([state, left])
  })
  it('is reached at the target, and a share is never more than all of it', () => {
    expect([isReached(null, 1), isReached(9, 10), isReached(10, 10)]).toEqual([false, false, true])
    expect([shareReached(null, 10), shareReached(999, 1_000), shareReached(25, 10), shareReached(-5, 10)]).toEqual([0, 99, 100, 0])
    expect([percentDone(0, 0), percentDone(2, 3)]).toEqual([0, 66])
  })
})

describe('settings', () => {
  const goal = { title: 'More', source: { from: 'metric', metric: 'peak:NET' }, target: 5, period: { by: 'month' } }
  it('of a goal name a figure that more of is better', () => {
    expect(['customers', 'peak:NET', 'billable', 'openTasks', 'renewals', 'peaks', 'nonsense'].map(isGoalMetric)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
    expect(GoalsSettings.safeParse(goal).success).toBe(true)
    const wrong = [
      { ...goal, target: 0 },
      { ...goal, title: ' ' },
      { ...goal, source: { from: 'metric', metric: 'openTasks' } },
      { ...goal, period: { by: 'days', from: '2026-01-01', to: '2026-12-31' } }, // counted by cycles
      { ...goal, source: { from: 'hand' }, period: { by: 'days', from: '2026-02-01', to: '2026-01-01' } },
    ]
    expect(wrong.map((one) => GoalsSettings.safeParse(one).success)).toEqual(wrong.map(() => false))
  })
  it('of a chart ask for what is known of the figure', () => {
    const ask = (metric: string, chart: string) => AnalyticsSettings.safeParse({ title: '', metric, chart }).success
    expect([ask('customers', 'number'), ask('customers', 'bars'), ask('peaks', 'number'), ask('peaks', 'table')]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })
  it('of a list have an item, and each by an id of its own', () => {
    const ask = (...ids: string[]) => ChecklistSettings.safeParse({ title: '', items: ids.map((id) => ({ id, title: id })) }).success
    expect([ask(), ask('first1'), ask('first1', 'first1'), ask('first1', 'second2'), ask('No id')]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ])
  })
})

describe('a checklist', () => {
  it('says when an item is due', () => {
    expect(dueOn({ by: 'none' }, '2026-01-01')).toBeNull()
    expect([dueOn({ by: 'days', days: 30 }, null), dueOn({ by: 'days', days: 30 }, '2026-01-31')]).toEqual([null, '2026-03-02'])
    expect(dueOn({ by: 'day', on: '2026-05-05' }, null)).toBe('2026-05-05')
  })
  it('takes the evidence that an item asks for', () => {
    const nothing = { note: null, file: null }
    expect([maySuffice('none', nothing).may, maySuffice('note', nothing).may, maySuffice('file', { note: 'x', file: null }).may]).toEqual([
      true,
      false,
      false,
    ])
    expect([maySuffice('note', { note: 'x', file: null }).may, maySuffice('file', { note: null, file: 'fil_12345678' }).may]).toEqual([
      true,
      true,
    ])
  })
  it('is marked by nobody who only looks', () => {
    expect(mayMark({ kind: 'system', name: 'test' }, { isViewing: false })).toMatchObject({
      may: false,
      code: 'checklist.of-partners-people',
    })
  })
  it('counts with the others of its room, those alone that the reader marks', () => {
    const item = { id: 'first1', dueOn: null, isOverdue: false, mark: null, marks: null }
    const data = {
      items: [item, item],
      startedOn: null,
      done: 1,
      percent: 50,
      completedAt: null,
      people: null,
      may: { mark: true, reason: null },
    }
    const block = (kind: 'checklist' | 'text', of: unknown) => ({
      id: crypto.randomUUID(),
      kind,
      width: 'full' as const,
      settings: {},
      data: of,
    })
    const ofPeople = { ...data, people: { all: 3, complete: 1 } }
    expect(progressIn([block('checklist', data), block('text', null), block('checklist', data), block('checklist', ofPeople)])).toEqual({
      done: 2,
      all: 4,
    })
    expect([progressIn([block('text', null)]), progressIn([block('checklist', ofPeople)])]).toEqual([null, null])
  })
})

describe('what is counted', () => {
  it('of a video is a share in steps', () => {
    expect([0, 4, 5, 99, 100].map(stepped)).toEqual([0, 0, 5, 95, 100])
  })
  it('of a block is what it offers, not whatever stands in it', () => {
    const bar = { title: 'Next', buttons: [{ id: 'first1', label: 'Go', to: { kind: 'address', address: 'https://example.com/' } }] }
    expect(targetsOf({ kind: 'action-bar', settings: bar })).toEqual(['first1'])
    expect(targetsOf({ kind: 'link', settings: { to: { kind: 'address', address: '/report' }, label: 'x' } })).toEqual(['/report'])
    expect(targetsOf({ kind: 'image', settings: { file: 'fil_12345678', link: '' } })).toEqual([])
    expect(targetsOf({ kind: 'text', settings: { text: { link: 'x' } } })).toEqual([])
  })
})

describe('an address of the portal', () => {
  it.each([
    ['/report', { kind: 'room', target: 'report' }],
    ['/customers/cus_1?x=1', { kind: 'room', target: 'customers' }],
    ['/quick-actions#top', { kind: 'room', target: 'quick-actions' }],
    ['/rooms/rom_Ab12Cd34', { kind: 'custom-room', room: 'rom_Ab12Cd34' }],
    ['/rooms/nothing', null],
    ['/people?search=x', { kind: 'page', target: 'people' }],
    ['/people/roles', { kind: 'page', target: 'people' }],
    ['/go', null],
    ['/', null],
    ['https://example.com/report', null],
  ])('%s lies in %j', (address, place) => {
    expect(placeOf(address)).toEqual(place)
  })
  it('leads somewhere where its reader may go', () => {
    const reader = { permissions: new Set(['report.read', 'customer.read'] as const), openRooms: ['report', 'support'] }
    const places = ['/report', '/support', '/account', '/go', 'https://example.com/', '/rooms/rom_Ab12Cd34']
    expect(places.filter((place) => leadsSomewhere(reader, place))).toEqual(places)
    // A closed room, one without its permission, a page of those who may see it.
    expect(['/customers', '/kit', '/people', '/exports', '/leads'].filter((place) => leadsSomewhere(reader, place))).toEqual([])
    const kit = { permissions: new Set<never>(), openRooms: ['kit'] }
    expect(leadsSomewhere(kit, '/kit')).toBe(false)
  })
  it('may be a room’s, like a room that was chosen', () => {
    expect(roomOf({ kind: 'address', address: '/rooms/rom_Ab12Cd34#b-1' })).toBe('rom_Ab12Cd34')
    expect(roomOf({ kind: 'room', room: 'rom_Ab12Cd34' })).toBe('rom_Ab12Cd34')
    expect([roomOf({ kind: 'mail' }), roomOf({ kind: 'address', address: '/report' })]).toEqual([undefined, undefined])
  })
})
