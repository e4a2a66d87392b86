import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lastTold, toldSince } from '#rooms/people/people.test-kit.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import type { RoomDetail, RoomLine } from './contract.ts'

const lines = {
  list: 'GET /arrangement',
  choices: 'GET /arrangement/choices',
  partnerships: 'GET /arrangement/partnerships',
  inspect: 'GET /arrangement/inspection',
  add: 'POST /arrangement',
  order: 'PUT /arrangement/order',
  one: 'GET /arrangement/:id',
  change: 'PATCH /arrangement/:id',
  setStatus: 'PUT /arrangement/:id/status',
  remove: 'DELETE /arrangement/:id',
  copy: 'POST /arrangement/:id/copies',
  viewers: 'GET /arrangement/:id/viewers',
  addTest: 'POST /arrangement/:id/tests',
  changeTest: 'PUT /arrangement/:id/tests/:testId',
  removeTest: 'DELETE /arrangement/:id/tests/:testId',
}

let world: World
let begun: string[]
const arrange = (query: ReturnType<typeof sql>) => world.arrange((tx) => tx.rows(query))

beforeAll(async () => {
  world = await createWorld()
  begun = (await arrange(sql`select id from room`)).map((row) => String((row as { id: number }).id)) // what was asked for
})
// What a test adds is not there for the next; what the world began with is as it was.
beforeEach(async () => {
  await arrange(sql`delete from room where id <> all (${begun}::bigint[])`)
  await arrange(
    sql`update room set status = 'live', visibility = 'all', tiers = '{}', partnership_ids = '{}', roles = '{}', live_on = null, last_on = null`,
  )
  await arrange(sql`delete from room_access_test`)
})
afterAll(() => world.close())

const vera = (line: string, asked: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown } = {}) =>
  world.ask('vera', line, asked)
const roomsOf = async (type: string): Promise<RoomLine[]> => (await vera(lines.list, { query: { type } })).body.rooms
const roomOf = async (type: string, kind: string): Promise<RoomDetail> => {
  const id = (await roomsOf(type)).find((room) => room.kind === kind)?.id ?? ''
  return (await vera(lines.one, { params: { id } })).body
}
const newRoom = (parts: object = {}) => ({ type: 'mssp', kind: 'custom', label: 'Campaign corner', icon: 'rocket', ...parts })
const added = async (parts: object = {}): Promise<RoomDetail> => (await vera(lines.add, { body: newRoom(parts) })).body
/** With blocks that partners could read, were it live. */
const published = async (blocks: object[] = [list()], parts: object = {}): Promise<RoomDetail> => {
  const { id } = await added(parts)
  const saved = await vera('PUT /drafts/:id', { params: { id }, body: { version: 0, blocks } })
  const { status, body } = await vera('POST /drafts/:id/publication', { params: { id }, body: { version: saved.body.version } })
  expect(status, JSON.stringify(body)).toBe(200)
  return (await vera(lines.one, { params: { id } })).body
}
const list = (title = 'First steps') => ({
  id: crypto.randomUUID(), kind: 'checklist', width: 'full',
  settings: { title, about: '', scope: 'partnership', items: [{ id: 'begin001', title: 'Begin', about: '' }] },
}) // prettier-ignore
const put = ({ id, version }: RoomDetail, status: string, parts: object = {}) =>
  vera(lines.setStatus, { params: { id }, body: { version, status, ...parts } })
const changed = ({ id, version }: RoomDetail, parts: object) => vera(lines.change, { params: { id }, body: { version, ...parts } })
const nobodysLists = { partnerships: [], categories: [], tiers: [], stages: [], tags: [], roles: [] }
const only = (parts: object) => ({ access: { ...nobodysLists, ...parts } })
const silver = { side: 'partner', partnership: null, tier: 'silver', category: null, stage: null, tags: [], role: 'admin', steps: [] }

describe('the rooms of a partner type', () => {
  it('are listed in their order with who would see them, and the kinds that are left', async () => {
    const { status, body } = await vera(lines.list, { query: { type: 'reseller' } })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.types).toContainEqual({ code: 'reseller', label: 'Reseller', rooms: 7 })
    expect(body.rooms.map(({ kind }: RoomLine) => kind)).toEqual([
      'overview',
      'customers',
      'tasks',
      'report',
      'kit',
      'quick-actions',
      'support',
    ])
    expect(body.rooms[0]).toMatchObject({ status: 'live', isRestricted: false, comesLater: false, seen: { open: 2, locked: 0, all: 2 } })
    expect(body.kindsLeft).toContainEqual({ kind: 'leads', comesLater: true })
    expect(body.kindsLeft.map(({ kind }: { kind: string }) => kind)).not.toContain('distributor-partners')
    expect((await vera(lines.list)).body.type).toBe('mssp')
  })
  it('are 400 for a type that there is not', async () => {
    expect(await vera(lines.list, { query: { type: 'moon' } })).toMatchObject({ status: 400, body: { code: 'room.unknown-type' } })
    expect((await vera(lines.choices, { query: { type: 'moon' } })).status).toBe(400)
  })
  it('get a new one as a draft at the end, told to the log', async () => {
    const before = await lastTold(world)
    const room = await added()
    expect(room).toMatchObject({ kind: 'custom', label: 'Campaign corner', status: 'draft', typeLabel: 'MSSP', version: 1 })
    expect((await roomsOf('mssp')).at(-1)?.id).toBe(room.id)
    expect(await toldSince(world, before)).toMatchObject([{ name: 'room.added', actor: 'officer' }])
  })
  it('have each pre-defined kind at most once, whoever asks at the same moment', async () => {
    const asked = () => vera(lines.add, { body: newRoom({ kind: 'leads', label: 'Leads' }) })
    const answers = await Promise.all([asked(), asked(), asked()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'room.kind-taken',
      detail: expect.stringContaining('Leads'),
    })
    const again = arrange(sql`insert into room (partner_type, kind, label, icon, position) values ('mssp', 'leads', 'x', 'home', 1)`)
    await expect(again).rejects.toThrow(/one_of_a_kind/)
  })
  it('have custom rooms without limit, of the same name as well', async () => {
    await Promise.all([added(), added(), added()])
    expect((await roomsOf('mssp')).filter(({ kind }) => kind === 'custom')).toHaveLength(3)
  })
  it('refuse kinds of other types and kinds that nobody knows', async () => {
    expect(await vera(lines.add, { body: newRoom({ kind: 'distributor-partners' }) })).toMatchObject({
      status: 409,
      body: { code: 'room.kind-of-others' },
    })
    expect((await vera(lines.add, { body: newRoom({ kind: 'distributor-partners', type: 'distributor' }) })).status).toBe(200)
    expect(await vera(lines.add, { body: newRoom({ kind: 'moon-base' }) })).toMatchObject({
      status: 400,
      body: { code: 'room.unknown-kind' },
    })
  })
  it('take labels of 1 to 500 characters', async () => {
    for (const [label, status] of [
      ['', 400],
      ['  ', 400],
      ['x'.repeat(501), 400],
      ['x'.repeat(500), 200],
    ] as const)
      // prettier-ignore
      expect((await vera(lines.add, { body: newRoom({ label }) })).status, `${label.length}`).toBe(status)
  })
})

describe('the order', () => {
  it('is that of the list that is sent', async () => {
    const before = (await roomsOf('mssp')).map(({ id, group }) => ({ id, group }))
    const rooms = before.toReversed().map((room, at) => (at === 0 ? { ...room, group: 'First of all' } : room))
    const { status, body } = await vera(lines.order, { body: { type: 'mssp', rooms } })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.rooms.map(({ id, group }: RoomLine) => ({ id, group }))).toEqual(rooms)
    await vera(lines.order, { body: { type: 'mssp', rooms: before } })
  })
  it('is refused for another set of rooms', async () => {
    const all = (await roomsOf('mssp')).map(({ id }) => ({ id, group: '' }))
    const [first = { id: '', group: '' }] = all
    const foreign = { id: (await roomsOf('reseller'))[0]?.id ?? '', group: '' }
    for (const wrong of [all.slice(1), [...all, first], [...all.slice(1), foreign], []])
      expect(await vera(lines.order, { body: { type: 'mssp', rooms: wrong } })).toMatchObject({
        status: 409,
        body: { code: 'room.order-outdated' },
      })
  })
})

describe('a room', () => {
  it('changes what is sent and keeps the rest', async () => {
    const room = await added()
    const { status, body } = await changed(room, {
      label: 'Launch desk',
      internalLabel: 'Ask Ines first',
      notes: 'Until May',
      group: 'Growth',
      hasContents: true,
    })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toMatchObject({
      label: 'Launch desk',
      internalLabel: 'Ask Ines first',
      notes: 'Until May',
      group: 'Growth',
      hasContents: true,
      icon: 'rocket',
      version: 2,
    })
    expect((await changed(body, { notes: '' })).body).toMatchObject({ internalLabel: 'Ask Ines first', notes: '' })
  })
  it('tells who comes second that it was changed meanwhile, and overwrites nothing', async () => {
    const room = await added()
    expect((await changed(room, { label: 'First' })).status).toBe(200)
    expect(await changed(room, { label: 'Second' })).toMatchObject({ status: 409, body: { code: 'room.changed-meanwhile' } })
    expect((await vera(lines.one, { params: { id: room.id } })).body.label).toBe('First')
  })
  it('takes words, roles and partnerships that there are, and says at which list one is not', async () => {
    const room = await added()
    const [choices, found] = await Promise.all([
      vera(lines.choices, { query: { type: 'mssp' } }),
      vera(lines.partnerships, { query: { type: 'mssp', search: 'nordics' } }),
    ])
    expect(choices.body.tiers.map(({ label }: { label: string }) => label)).toContain('Gold')
    expect(choices.body.roles).toContainEqual({ code: 'marketing', label: 'Marketing' })
    expect(found.body.items).toMatchObject([{ name: 'Meridian MSSP Nordics', partner: 'Meridian Managed Security' }])
    const partnerships = found.body.items.map(({ id }: { id: string }) => id)
    const { status, body } = await changed(room, only({ tiers: ['gold'], roles: ['admin'], partnerships }))
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.access).toMatchObject({ tiers: ['gold'], roles: ['admin'], partnerships: [{ id: partnerships[0] }] })
    const foreign = (await vera(lines.partnerships, { query: { type: 'reseller' } })).body.items[0].id
    for (const [list, wrong] of [
      ['tiers', 'adamant'],
      ['roles', 'administrator'],
      ['partnerships', foreign],
    ] as const)
      expect(await changed(body, only({ [list]: [wrong] })), list).toMatchObject({
        status: 400,
        body: { code: 'room.unknown-term', fields: [{ path: `access.${list}` }] },
      })
  })
  it('of blocks goes live once something of it is published, which can be one step', async () => {
    const empty = await added()
    expect(empty.refusals.goLive).toContain('Publish')
    expect(await put(empty, 'live')).toMatchObject({ status: 409, body: { code: 'room.not-published' } })
    expect(await put(empty, 'live', { publishes: true })).toMatchObject({ status: 409, body: { code: 'draft.unchanged' } })
    const saved = await vera('PUT /drafts/:id', { params: { id: empty.id }, body: { version: 0, blocks: [{ ...list(), settings: {} }] } })
    expect(await put(empty, 'live', { publishes: true })).toMatchObject({ status: 409, body: { code: 'draft.not-ready' } })
    expect((await vera(lines.one, { params: { id: empty.id } })).body).toMatchObject({ status: 'draft', isPublished: false })
    await vera('PUT /drafts/:id', { params: { id: empty.id }, body: { version: saved.body.version, blocks: [list()] } })
    const before = await lastTold(world)
    expect((await put(empty, 'live', { publishes: true })).body).toMatchObject({
      status: 'live',
      isPublished: true,
      refusals: { goLive: null },
    })
    expect((await toldSince(world, before)).map(({ name }) => name)).toEqual(['draft.published', 'room.status-changed'])
    // What is published stays so; what is worked on since is not given out beside.
    const again = (await put((await vera(lines.one, { params: { id: empty.id } })).body, 'draft')).body
    const { body: draft } = await vera('GET /drafts/:id', { params: { id: empty.id } })
    await vera('PUT /drafts/:id', { params: { id: empty.id }, body: { version: draft.version, blocks: [list('Another')] } })
    expect((await put(again, 'live', { publishes: true })).body.status).toBe('live')
    expect((await vera('GET /drafts/:id', { params: { id: empty.id } })).body).toMatchObject({ hasChanges: true, published: { number: 1 } })
  })
  it('goes live unless its function comes later', async () => {
    expect((await put(await published(), 'live')).body).toMatchObject({ status: 'live', version: 2 })
    const later = await added({ kind: 'deals', label: 'Deals' })
    expect(later).toMatchObject({ comesLater: true, refusals: { goLive: expect.stringContaining('not available yet') } })
    expect(await put(later, 'live')).toMatchObject({ status: 409, body: { code: 'room.not-available' } })
    expect((await put(later, 'archived')).status).toBe(200)
  })
  it('is removed by its name when it is not live', async () => {
    const remove = (room: RoomDetail, label: string) => vera(lines.remove, { params: { id: room.id }, query: { label } })
    expect(await remove(await roomOf('mssp', 'report'), 'Report')).toMatchObject({ status: 409, body: { code: 'room.still-live' } })
    const room = await added()
    expect(await remove(room, 'Campaign')).toMatchObject({ status: 400, body: { code: 'room.label-differs' } })
    const { status, body } = await remove(room, 'Campaign corner')
    expect(status).toBe(200)
    expect(body.rooms.map(({ id }: RoomLine) => id)).not.toContain(room.id)
    expect((await vera(lines.one, { params: { id: room.id } })).status).toBe(404)
  })
  it('stays while a step of it unlocks another room, archived or not', async () => {
    const steps = list()
    const [first, second] = [await published([steps]), await added({ label: 'Vault' })]
    const step = steps.id
    expect((await vera(lines.choices, { query: { type: 'mssp' } })).body.steps).toMatchObject([
      { code: step, label: 'First steps', kind: 'checklist', room: 'Campaign corner' },
    ])
    const unlock = { tiers: [], stages: [], steps: [step], showsLock: true }
    expect(await changed(first, { unlock }), 'by itself').toMatchObject({ status: 400, body: { fields: [{ path: 'unlock.steps' }] } })
    expect((await changed(second, { unlock })).body).toMatchObject({ isUnlocked: true, seen: { open: 0, locked: 1 } })
    const archived = await vera(lines.setStatus, { params: { id: first.id }, body: { version: first.version, status: 'archived' } })
    expect(archived.body.refusals.remove).toContain('Vault')
    const refused = await vera(lines.remove, { params: { id: first.id }, query: { label: 'Campaign corner' } })
    expect(refused).toMatchObject({ status: 409, body: { code: 'room.unlocks-others' } })
  })
  it('that others wait for goes when somebody insists, and those that wait in vain are named', async () => {
    const steps = list()
    const first = (await put(await published([steps]), 'live')).body
    const draft = await published([list('Its own')], { label: 'Vault' })
    const unlock = { tiers: [], stages: [], steps: [steps.id], showsLock: true }
    const second = (await put((await changed(draft, { unlock })).body, 'live')).body
    expect(second).toMatchObject({ status: 'live', waitsInVain: false })
    for (const status of ['archived', 'draft'])
      expect(await put(first, status)).toMatchObject({
        status: 409,
        body: { code: 'room.locks-others', detail: expect.stringContaining('Vault') },
      })
    expect(await changed(first, { lastOn: '2999-01-01' })).toMatchObject({ status: 409, body: { code: 'room.locks-others' } })
    expect((await vera(lines.one, { params: { id: first.id } })).body).toMatchObject({ status: 'live', lastOn: null })
    expect((await put(first, 'archived', { anyway: true })).body.status).toBe('archived')
    const named = async () => (await roomsOf('mssp')).filter(({ waitsInVain }) => waitsInVain).map(({ label }) => label)
    expect(await named()).toEqual(['Vault'])
    // Archived itself, it waits for nothing.
    expect((await put(second, 'archived')).status).toBe(200)
    expect(await named()).toEqual([])
  })
  it('takes days to go live and to the archive, and forgets them with a status that somebody gives', async () => {
    const room = await published()
    const { body } = await changed(room, { liveOn: '2999-01-01', lastOn: '2999-02-01' })
    expect(body).toMatchObject({ liveOn: '2999-01-01', lastOn: '2999-02-01' })
    expect((await changed(body, { notes: 'x' })).body).toMatchObject({ liveOn: '2999-01-01' })
    const wrong = await changed(room, { lastOn: '2001-01-01' })
    expect(wrong).toMatchObject({ status: 409 }) // it was changed meanwhile
    const now = (await vera(lines.one, { params: { id: room.id } })).body
    expect(await changed(now, { lastOn: '2001-01-01' })).toMatchObject({
      status: 400,
      body: { code: 'room.plan-impossible', fields: [{ path: 'lastOn' }] },
    })
    expect((await put(now, 'live')).body).toMatchObject({ status: 'live', liveOn: null, lastOn: '2999-02-01' })
    const later = await added({ kind: 'deals', label: 'Deals' })
    expect(await changed(later, { liveOn: '2999-01-01' })).toMatchObject({ status: 409, body: { code: 'room.not-available' } })
  })
  it('that nobody has opened for 90 days says so in the list', async () => {
    await arrange(sql`update room set created_at = '2020-01-01' where kind in ('kit', 'report') and partner_type = 'mssp'`)
    await world.ask('anna', 'POST /room-use/beats', { body: { roomId: (await roomOf('mssp', 'report')).id, isNew: true, seconds: 0 } })
    const unused = (await roomsOf('mssp')).filter(({ isUnused }) => isUnused).map(({ kind }) => kind)
    expect(unused).toEqual(['kit'])
    const kit = await roomOf('mssp', 'kit')
    expect(kit.isUnused).toBe(true)
    // One that comes back has its 90 days again.
    const back = (await put((await put(kit, 'archived')).body, 'live')).body
    expect(back).toMatchObject({ status: 'live', isUnused: false })
    await arrange(sql`update room set created_at = now(), live_at = null`)
  })
  it('is copied to another type as a draft with its blocks under new ids, never open to more', async () => {
    const room = await added()
    const draft = { version: 0, blocks: [{ id: crypto.randomUUID(), kind: 'text', width: 'full', settings: {} }] }
    const saved = await vera('PUT /drafts/:id', { params: { id: room.id }, body: draft })
    expect(saved.status, JSON.stringify(saved.body)).toBe(200)
    const [{ id: partnership }] = (await vera(lines.partnerships, { query: { type: 'mssp' } })).body.items
    const restricted = (await changed(room, only({ tiers: ['gold'], partnerships: [partnership] }))).body
    const { status, body } = await vera(lines.copy, { params: { id: restricted.id }, body: { type: 'reseller', label: 'Campaign corner' } })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toMatchObject({
      leftOut: ['partnerships'],
      room: { type: 'reseller', status: 'draft', access: { tiers: ['gold'], partnerships: [] } },
    })
    const copied = (await vera('GET /drafts/:id', { params: { id: body.room.id } })).body
    expect(copied.blocks).toMatchObject([{ kind: 'text' }])
    expect(copied.blocks[0].id).not.toBe(draft.blocks[0]?.id)
    const taken = await vera(lines.copy, {
      params: { id: (await roomOf('mssp', 'report')).id },
      body: { type: 'reseller', label: 'Report' },
    })
    expect(taken).toMatchObject({ status: 409, body: { code: 'room.kind-taken' } })
  })
})

describe('a stored access test', () => {
  const asked = { label: 'A Silver partner does not see it', viewer: silver, expects: 'hidden' }
  it('says whether it holds, in a draft too', async () => {
    const room = await added()
    const { body } = await vera(lines.addTest, { params: { id: room.id }, body: asked })
    expect(body.tests).toMatchObject([
      { label: asked.label, expects: 'hidden', standing: 'open', viewer: { tier: 'silver', partnership: null } },
    ])
    const restricted = (await changed(body, only({ tiers: ['gold'] }))).body
    expect(restricted.tests).toMatchObject([{ standing: 'hidden' }])
  })
  it('refuses a change that breaks it, names itself, and is overruled by who insists', async () => {
    const room = (await changed(await added(), only({ tiers: ['gold'] }))).body
    const tested = (await vera(lines.addTest, { params: { id: room.id }, body: asked })).body
    const opening = only({ tiers: ['gold', 'silver'] })
    const refused = await changed(tested, opening)
    expect(refused).toMatchObject({ status: 409, body: { code: 'room.breaks-tests', detail: expect.stringContaining(asked.label) } })
    expect((await vera(lines.one, { params: { id: room.id } })).body.access.tiers).toEqual(['gold'])
    const opened = (await changed(tested, { ...opening, anyway: true })).body
    expect(opened).toMatchObject({ access: { tiers: ['gold', 'silver'] }, failingTests: 1 })
    expect((await roomsOf('mssp')).filter(({ failingTests }) => failingTests > 0).map(({ id }) => id)).toEqual([room.id])
  })
  it('stops a room from going live while it fails', async () => {
    const tested = (await vera(lines.addTest, { params: { id: (await published()).id }, body: asked })).body
    const live = (parts: object) =>
      vera(lines.setStatus, { params: { id: tested.id }, body: { version: tested.version, status: 'live', ...parts } })
    expect(await live({})).toMatchObject({ status: 409, body: { code: 'room.breaks-tests' } })
    expect((await live({ anyway: true })).status).toBe(200)
  })
  it('is changed and removed, and belongs to its room', async () => {
    const tested = (await vera(lines.addTest, { params: { id: (await added()).id }, body: asked })).body
    const params = { id: tested.id, testId: tested.tests[0].id }
    expect((await vera(lines.changeTest, { params, body: { ...asked, expects: 'open' } })).body.tests).toMatchObject([{ expects: 'open' }])
    const other = { ...params, id: (await added()).id }
    expect((await vera(lines.changeTest, { params: other, body: asked })).status).toBe(404)
    expect((await vera(lines.removeTest, { params: other })).status).toBe(404)
    expect((await vera(lines.removeTest, { params })).body.tests).toEqual([])
  })
})

describe('who can see this', () => {
  it('lists every partnership of the type with what speaks against it', async () => {
    const kit = await roomOf('reseller', 'kit')
    await changed(kit, only({ tiers: ['silver'], roles: ['admin'] }))
    const viewers = (query: object) => vera(lines.viewers, { params: { id: kit.id }, query: { looker: 'admin', ...query } })
    const { status, body } = await viewers({})
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.counts).toEqual({ open: 1, locked: 0, hidden: 1 })
    expect(body.items).toMatchObject([
      { partnership: { name: 'Meridian Resale UK' }, standing: 'hidden', traits: { tier: 'Gold' } },
      { partnership: { name: 'Ostrea Resale' }, standing: 'open', traits: { tier: 'Silver' } },
    ])
    expect(body.items[0].criteria).toContainEqual({ criterion: 'tiers', isMet: false })
    expect((await viewers({ standing: 'open' })).body).toMatchObject({ total: 1, items: [{ partnership: { name: 'Ostrea Resale' } }] })
    expect((await viewers({ looker: 'marketing' })).body.counts).toEqual({ open: 0, locked: 0, hidden: 2 })
    expect((await viewers({ looker: 'vendor' })).body.counts.open).toBe(1)
    expect((await viewers({ search: 'meridian' })).body.total).toBe(1)
    const first = (await viewers({ limit: '1' })).body
    expect((await viewers({ cursor: first.next })).body.items).toMatchObject([{ partnership: { name: 'Ostrea Resale' } }])
    expect(await viewers({ looker: 'emperor' })).toMatchObject({ status: 400, body: { code: 'room.unknown-term' } })
  })
  it('says of a role that may not do what a room is for that it does not see it', async () => {
    const report = await roomOf('reseller', 'report')
    const viewers = (query: object) => vera(lines.viewers, { params: { id: report.id }, query: { looker: 'admin', ...query } })
    expect((await viewers({})).body.counts).toEqual({ open: 2, locked: 0, hidden: 0 })
    const { counts, items } = (await viewers({ looker: 'marketing' })).body
    expect(counts).toEqual({ open: 0, locked: 0, hidden: 2 })
    expect(items[0]).toMatchObject({ standing: 'hidden', criteria: expect.arrayContaining([{ criterion: 'permission', isMet: false }]) })
    const partnership = await world.partnership('ostrea-resale')
    const { body } = await vera(lines.inspect, { query: { partnership, looker: 'marketing' } })
    const named = body.rooms
      .filter(({ standing }: { standing: string }) => standing === 'open')
      .map(({ label }: { label: string }) => label)
    expect(named).toEqual(['Overview', 'Kit', 'Quick actions', 'Support']) // as in the menu of such a person
    const test = { label: 'Marketing has no report', expects: 'hidden', viewer: { ...silver, role: 'marketing' } }
    expect((await vera(lines.addTest, { params: { id: report.id }, body: test })).body.tests).toMatchObject([{ standing: 'hidden' }])
  })
  it('lists every room of a partnership with how it stands there', async () => {
    const partnership = await world.partnership('ostrea-resale')
    await arrange(sql`update room set status = 'draft' where partner_type = 'reseller' and kind = 'kit'`)
    const { status, body } = await vera(lines.inspect, { query: { partnership, looker: 'admin' } })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toMatchObject({ type: 'reseller', partnership: { name: 'Ostrea Resale' }, traits: { tier: 'Silver' } })
    const kit = body.rooms.find(({ label }: { label: string }) => label === 'Kit')
    expect(kit).toMatchObject({ standing: 'hidden', status: 'draft' })
    expect(kit.criteria).toContainEqual({ criterion: 'status', isMet: false })
    expect(body.rooms.filter(({ standing }: { standing: string }) => standing === 'open')).toHaveLength(6)
  })
})

describe.each(Object.entries(lines))('%s', (name, line) => {
  const about = async () => ({ id: (await roomOf('mssp', 'report')).id, testId: 'rat_nothing1' })
  const asked = async () => {
    const { id } = await about()
    const bodies: Record<string, unknown> = {
      add: newRoom(), order: { type: 'mssp', rooms: [] }, change: { version: 1 }, setStatus: { version: 1, status: 'draft' },
      copy: { type: 'mssp', label: 'x' }, addTest: { label: 'x', viewer: silver, expects: 'open' },
      changeTest: { label: 'x', viewer: silver, expects: 'open' },
    } // prettier-ignore
    const queries: Record<string, Record<string, string>> = {
      choices: { type: 'mssp' }, remove: { label: 'x' }, viewers: { looker: 'admin' },
      inspect: { partnership: await world.partnership('ostrea-resale'), looker: 'admin' },
    } // prettier-ignore
    return { params: { ...(await about()), id }, body: bodies[name], ...(queries[name] ? { query: queries[name] } : {}) }
  }
  it('asks nobody else than the vendor’s administrators', async () => {
    expect((await world.ask(null, line, await asked())).status).toBe(401)
    for (const as of ['anna', 'uma', 'mark', 'omar', 'pavel', 'pia'] as const satisfies Name[]) {
      const { status } = await world.ask(as, line, await asked())
      expect([403, 404], as).toContain(status)
    }
  })
  it.runIf(line.includes(':id'))('is 404 for an id that is none of ours', async () => {
    const given = await asked()
    expect((await vera(line, { ...given, params: { ...given.params, id: 'rom_nothing1' } })).status).toBe(404)
  })
  it('is 400 for what it does not know', async () => {
    const given = await asked()
    const wrong = given.body === undefined ? { ...given, query: { ...given.query, moon: '1' } } : { ...given, body: { moon: 1 } }
    const { status } = await vera(line, wrong)
    expect(status).toBe(400)
  })
})

describe('what the vendor says of a room among themselves', () => {
  it('is in nothing that a partner’s people are answered', async () => {
    const report = await roomOf('mssp', 'report')
    await changed(report, { internalLabel: 'zzz-inner-name', notes: 'zzz-inner-note' })
    for (const as of ['anna', 'uma', 'mark', 'pavel'] as const)
      for (const line of ['GET /rooms', `GET /rooms/${report.id}`, 'GET /session'])
        expect(JSON.stringify((await world.ask(as, line)).body), `${as} ${line}`).not.toContain('zzz-inner')
  })
})
