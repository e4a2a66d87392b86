import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventsFor } from '#rooms/notifications/rules.ts'
import { actingFor } from '#server/acting.ts'
import { createWorld, emailOf, type Name, type World } from '../../../test/world.ts'
import { block, line, publishRoom, setKind, setRoom, words } from './rooms.test-kit.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterEach(() =>
  world.arrange(async (tx) => {
    await tx.rows(sql`delete from room where kind = 'custom'`)
    await tx.rows(sql`delete from step_completion`)
    await tx.rows(sql`
      update room set status = 'live', visibility = 'all', roles = '{}', tiers = '{}', partnership_ids = '{}', unlock_tiers = '{}', shows_lock = false, group_label = ''
       where kind = any (${['overview', 'customers', 'tasks', 'report', 'kit', 'quick-actions', 'support']})`)
  }),
)
afterAll(() => world.close())

const menu = async (as: Name): Promise<{ id: string; kind: string; label: string; standing: string }[]> =>
  (await world.ask(as, 'GET /rooms')).body.items
const kinds = async (as: Name) => (await menu(as)).map(({ kind }) => kind)
const view = (as: Name | null, id: string) => world.ask(as, 'GET /rooms/:id', { params: { id } })

describe('the menu', () => {
  test('GET /rooms lists what is open, in the vendor’s order, with its names, signs and groups', async () => {
    await setKind(world, 'mssp', 'report', { position: -1, label: 'How we did', icon: 'trophy', group_label: 'Figures' })
    const { status, body } = await world.ask('anna', 'GET /rooms')
    expect(status).toBe(200)
    expect(body.items[0]).toEqual({
      id: expect.stringMatching(/^rom_/), kind: 'report', label: 'How we did', icon: 'trophy', group: 'Figures', standing: 'open', isDone: false,
    }) // prettier-ignore
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'report', 'overview', 'customers', 'tasks', 'kit', 'quick-actions', 'support',
    ]) // prettier-ignore
    await setKind(world, 'mssp', 'report', { position: 4, label: 'Report', icon: 'chart', group_label: '' })
  })
  test('has no rooms that a person’s role has no use for', async () => {
    expect(await kinds('mark')).toEqual(['overview', 'kit', 'quick-actions', 'support'])
  })
  test('is of one partner type, and the vendor’s people see that of the partner they look at', async () => {
    await publishRoom(world, 'reseller', 'For resellers', [])
    expect((await menu('omar')).map(({ label }) => label)).toContain('For resellers')
    for (const as of ['anna', 'vera', 'pavel'] as const) expect((await menu(as)).map(({ label }) => label)).not.toContain('For resellers')
  })
  test('is for nobody who is not signed in: 401, and of no place: 409', async () => {
    expect((await world.ask(null, 'GET /rooms')).status).toBe(401)
    expect((await view(null, 'rom_xxxxxxxx')).status).toBe(401)
    expect((await world.ask('pia', 'GET /rooms')).status).toBe(409)
  })
})

describe('a pre-defined room that is not open', () => {
  // One read of each of them that has endpoints of its own.
  const reads = { customers: 'GET /customers', tasks: 'GET /tasks', report: 'GET /report/usage' } as const
  for (const [kind, read] of Object.entries(reads))
    test(`${kind}: is absent from the menu, its address is 404, and the permissions are gone with the next request`, async () => {
      expect((await world.ask('anna', read)).status).toBe(200)
      await setKind(world, 'mssp', kind, { status: 'draft' })
      expect(await kinds('anna')).not.toContain(kind)
      const missing = await world.ask('anna', read)
      expect([missing.status, missing.body.code]).toEqual([404, 'not-found'])
      const { permissions } = (await world.ask('anna', 'GET /start')).body.person
      expect(permissions.filter((one: string) => one.startsWith(kind.replace(/s$/, '.')))).toEqual([])
      // The other partner type has it as before.
      expect((await world.ask('omar', 'GET /customers')).status).toBe(200)
      await setKind(world, 'mssp', kind, { status: 'live' })
      expect((await world.ask('anna', read)).status).toBe(200)
    })
  test('customers: no part of a customer answers either, to whom knows its id', async () => {
    const params = { id: await world.customer('alder') }
    const parts = ['', '/commercial', '/usage', '/activity', '/signals', '/contacts', '/tasks'].map((part) => `GET /customers/:id${part}`)
    const statuses = () => Promise.all(parts.map(async (line) => (await world.ask('anna', line, { params })).status))
    expect(await statuses()).toEqual(parts.map(() => 200))
    await setKind(world, 'mssp', 'customers', { status: 'draft' })
    expect(await statuses()).toEqual(parts.map(() => 404))
    await setKind(world, 'mssp', 'customers', { status: 'live' })
  })
  test('by visibility, role, tier and partnership it is there for exactly those whom it names', async () => {
    const [resale] = await world.arrange((tx) =>
      tx.rows(sql<{ id: number }>`select id from partnership where external_id = 'meridian-resale'`),
    )
    const seen = async (set: Record<string, unknown>) => {
      await setKind(world, 'mssp', 'tasks', { visibility: 'all', roles: [], tiers: [], partnership_ids: [], ...set })
      const has = await Promise.all((['anna', 'uma', 'vera'] as const).map(async (as) => ((await kinds(as)).includes('tasks') ? [as] : [])))
      return has.flat()
    }
    expect(await seen({})).toEqual(['anna', 'uma', 'vera'])
    expect(await seen({ visibility: 'internal' })).toEqual(['vera'])
    expect(await seen({ visibility: 'partners' })).toEqual(['anna', 'uma'])
    expect(await seen({ roles: ['user'] })).toEqual(['uma', 'vera'])
    expect(await seen({ tiers: ['no-such-tier'] })).toEqual([])
    expect(await seen({ partnership_ids: [resale?.id] })).toEqual([])
  })
  test('is not told of: neither in the bell nor to people who only receive mail', async () => {
    const [nils] = await world.arrange((tx) => tx.rows(sql<{ id: number }>`select id from app_user where email = 'nils@meridian.example'`))
    const place = await world.arrange(async (tx) => {
      const row = await tx.first(sql<{ partnerId: number; partnershipId: number }>`
        select partner_id as "partnerId", id as "partnershipId" from partnership where external_id = 'meridian-mssp'`)
      if (!row || !nils) throw new Error('The cast is not there')
      return { ...row, userId: nils.id }
    })
    const heard = async () => {
      const actor = await actingFor(world.portal, place)
      return actor ? eventsFor(actor).filter((event) => event.startsWith('task.')).length : undefined
    }
    expect(await heard()).toBeGreaterThan(0)
    await setKind(world, 'mssp', 'tasks', { status: 'archived' })
    expect(await heard()).toBe(0)
  })
})

describe('a room that is made of blocks', () => {
  const course = () => [
    words(line('Week one', 2), line('Begin here.'), line('Details', 3)),
    block('banner', { title: 'Welcome' }, 'half'),
    { ...block('text', {}), kind: 'no-such-kind' },
    block('banner', { title: '' }),
  ]
  test('GET /rooms/:id has what was published of it, and not what can’t be shown', async () => {
    const id = await publishRoom(world, 'mssp', 'Course', course(), { has_contents: true })
    const { status, body } = await view('anna', id)
    expect(status).toBe(200)
    expect(body).toMatchObject({ id, kind: 'custom', label: 'Course', icon: 'book', standing: 'open', unlock: [] })
    expect(body.blocks.map(({ kind, width }: { kind: string; width: string }) => [kind, width])).toEqual([
      ['text', 'full'],
      ['banner', 'half'],
    ])
    expect(body.contents.map(({ text, level }: { text: string; level: number }) => [text, level])).toEqual([
      ['Week one', 1], ['Details', 2], ['Welcome', 1],
    ]) // prettier-ignore
  })
  test('has a list of contents only when the vendor wants one', async () => {
    const id = await publishRoom(world, 'mssp', 'Course', course())
    expect((await view('anna', id)).body.contents).toEqual([])
  })
  test('is empty until something is published', async () => {
    const id = await publishRoom(world, 'mssp', 'Empty', [words(line('Not yet'))], { published_revision: null })
    expect((await view('anna', id)).body.blocks).toEqual([])
  })
  test('is 404 for another partner type, while it is a draft, hidden, and for an id that is none; 400 for what is no id', async () => {
    const id = await publishRoom(world, 'mssp', 'Course', course())
    expect((await view('omar', id)).status).toBe(404)
    for (const hidden of [
      { status: 'draft' },
      { status: 'archived' },
      { status: 'live', tiers: ['platinum'] },
      { tiers: [], visibility: 'internal' },
    ]) {
      await setRoom(world, id, hidden)
      const { status, body } = await view('anna', id)
      expect([hidden, status, body.code]).toEqual([hidden, 404, 'not-found'])
    }
    expect((await view('vera', id)).status).toBe(200) // the vendor’s own, looking at the portal
    expect((await view('anna', 'rom_zzzzzzzz')).status).toBe(404)
    expect((await view('anna', '71300000001')).status).toBe(400)
  })
  test('of the pre-defined kind has no page here for a role that has no use for it', async () => {
    const report = (await menu('anna')).find(({ kind }) => kind === 'report')
    expect((await view('anna', report?.id ?? '')).body).toMatchObject({ kind: 'report', blocks: [] })
    expect((await view('mark', report?.id ?? '')).status).toBe(404)
  })
})

describe('a room that leaves the menu when it is done', () => {
  const steps = ['list', 'goal']
  const complete = (step: string, as: Name | null = null) =>
    world.arrange((tx) =>
      tx.rows(sql`
        insert into step_completion (partner_id, partnership_id, user_id, step)
        select partner_id, id, ${as === null ? null : sql`(select id from app_user where email = ${emailOf(as)})`}, ${step}
          from partnership where external_id = 'meridian-mssp'`),
    )
  const isDone = async (as: Name, id: string) => {
    const line = (await world.ask(as, 'GET /rooms')).body.items.find((room: { id: string }) => room.id === id)
    return [line?.isDone, (await view(as, id)).status]
  }
  test('is done for whoever has completed all of its steps, and opens as before', async () => {
    const id = await publishRoom(world, 'mssp', 'Onboarding', [words(line('Welcome'))], { steps, leaves_when_done: true })
    expect(await isDone('anna', id)).toEqual([false, 200])
    await complete('list', 'anna')
    expect(await isDone('anna', id)).toEqual([false, 200])
    await complete('goal')
    expect(await isDone('anna', id)).toEqual([true, 200])
    expect(await isDone('uma', id)).toEqual([false, 200]) // the list is each person's own
    expect(await isDone('vera', id)).toEqual([false, 200]) // the vendor's people look after it
  })
  test('is never done where there is nothing to do, or where the vendor keeps it', async () => {
    const empty = await publishRoom(world, 'mssp', 'Welcome', [words(line('Welcome'))], { leaves_when_done: true })
    const kept = await publishRoom(world, 'mssp', 'Course', [words(line('Welcome'))], { steps })
    for (const step of steps) await complete(step)
    expect(await isDone('anna', empty)).toEqual([false, 200])
    expect(await isDone('anna', kept)).toEqual([false, 200])
  })
})

describe('a locked room', () => {
  test('shows what unlocks it and nothing of what stands in it; met, it opens with the next request', async () => {
    const list = block('checklist', { title: 'First steps' })
    const onboarding = await publishRoom(world, 'mssp', 'Onboarding', [list])
    const id = await publishRoom(world, 'mssp', 'Later', [words(line('Secret'))], {
      unlock_steps: [list.id], unlock_tiers: ['gold', 'platinum'], shows_lock: true, has_contents: true,
    }) // prettier-ignore
    await world.arrange((tx) => tx.rows(sql`update partner set tier = 'silver' where external_id = 'meridian'`))
    expect((await menu('anna')).find((room) => room.id === id)).toMatchObject({ standing: 'locked' })
    const { status, body } = await view('anna', id)
    expect(status).toBe(200)
    expect(body).toMatchObject({ standing: 'locked', blocks: [], contents: [] })
    expect(body.unlock).toEqual([
      {
        lock: 'tiers', isMet: false,
        wants: [{ label: 'Gold', isMet: false, roomId: null }, { label: 'Platinum', isMet: false, roomId: null }],
      },
      { lock: 'steps', isMet: false, wants: [{ label: 'First steps', isMet: false, roomId: onboarding }] },
    ]) // prettier-ignore
    expect(JSON.stringify(body)).not.toContain('Secret')
    await world.arrange(async (tx) => {
      await tx.rows(sql`update partner set tier = 'gold' where external_id = 'meridian'`)
      await tx.rows(sql`
        insert into step_completion (partner_id, partnership_id, step)
        select partner_id, id, ${list.id} from partnership where external_id = 'meridian-mssp'`)
    })
    expect((await view('anna', id)).body).toMatchObject({ standing: 'open', blocks: [{ kind: 'text' }] })
    // For the partnership as a whole it is done: for its other people as well.
    expect((await view('uma', id)).body).toMatchObject({ standing: 'open' })
  })
  test('names no step in a room that the reader does not have', async () => {
    const list = block('checklist', { title: 'A secret plan' })
    await publishRoom(world, 'mssp', 'Hidden', [list], { tiers: ['no-such-tier'] })
    const id = await publishRoom(world, 'mssp', 'Later', [], { unlock_steps: [list.id], shows_lock: true })
    expect((await view('anna', id)).body.unlock).toEqual([
      { lock: 'steps', isMet: false, wants: [{ label: '', isMet: false, roomId: null }] },
    ])
  })
  test('that does not show its lock is not there', async () => {
    const id = await publishRoom(world, 'mssp', 'Later', [], { unlock_tiers: ['platinum'] })
    expect((await view('anna', id)).status).toBe(404)
    expect((await menu('anna')).map((room) => room.id)).not.toContain(id)
  })
  test('of a pre-defined kind is shown to roles that would have it, and its endpoints are 404', async () => {
    await setKind(world, 'mssp', 'report', { unlock_tiers: ['platinum'], shows_lock: true })
    expect((await menu('anna')).find(({ kind }) => kind === 'report')).toMatchObject({ standing: 'locked' })
    expect(await kinds('mark')).not.toContain('report')
    expect((await world.ask('anna', 'GET /report/usage')).status).toBe(404)
  })
})
