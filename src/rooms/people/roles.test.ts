import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { takeMemberships } from '#rooms/partners/people.actions.ts'
import { createWorld, emailOf, type Name, type World } from '../../../test/world.ts'
import { lastTold, personId, restorePeople, toldSince } from './people.test-kit.ts'

const lines = { list: 'GET /roles', add: 'POST /roles', change: 'PATCH /roles/:code', remove: 'DELETE /roles/:code' }

let world: World
let restore: () => Promise<void>
let uma: string
let anna: string
let mark: string

const ask = (as: Name | null, line: string, code?: string, body?: unknown) =>
  world.ask(as, line, { params: code === undefined ? {} : { code }, body })
const give = async (id: string, role: string, scope?: 'all' | 'assigned') =>
  world.ask('vera', 'PATCH /people/:id', { params: { id }, body: { role, ...(scope ? { scope } : {}) } })
const reader = { label: 'Reader', copyOf: 'user', permissions: ['portal.sign-in', 'customer.read'] }
const addReader = async (parts: object = {}) => (await ask('anna', lines.add, undefined, { ...reader, ...parts })).body

beforeAll(async () => {
  world = await createWorld()
  restore = await restorePeople(world)
  ;[uma, anna, mark] = await Promise.all([personId(world, 'uma'), personId(world, 'anna'), personId(world, 'mark')])
})
afterEach(() => restore())
afterAll(() => world.close())

describe('the roles of a partner', () => {
  it('are the configuration’s with who holds them, and the partner’s own', async () => {
    await addReader()
    const { status, body } = await ask('anna', lines.list)
    expect(status).toBe(200)
    expect(
      body.items.map((role: { label: string; people: number; copiedFrom: string | null }) => [role.label, role.people, role.copiedFrom]),
    ).toEqual([
      ['Admin', 1, null],
      ['User', 1, null],
      ['Marketing', 1, null],
      ['Notifications', 1, null],
      ['Reader', 0, 'User'],
    ])
    expect(body.grantable).toContain('person.edit')
    expect(body.grantable).not.toContain('person.view-as')
    expect(body.items[0].refusals.change).toContain('Copy it')
    expect(body.may.add).toBeNull()
  })
  it('stay within the partner', async () => {
    const { code } = await addReader()
    expect((await ask('omar', lines.list)).body.items.map((role: { code: string }) => role.code)).not.toContain(code)
    for (const line of [lines.change, lines.remove])
      expect((await ask('omar', line, code, line === lines.change ? {} : undefined)).status).toBe(404)
  })
  it('act on the next request of who holds them, on screens and in the database', async () => {
    const { code } = await addReader()
    expect((await world.ask('uma', 'GET /tasks')).status).toBe(200)
    expect((await world.ask('anna', 'PATCH /people/:id', { params: { id: uma }, body: { role: code } })).status).toBe(200)
    expect((await world.ask('uma', 'GET /customers')).status).toBe(200)
    expect((await world.ask('uma', 'GET /tasks')).status).toBe(403)
    expect((await world.ask('uma', 'GET /start')).body.person).toMatchObject({ roleLabel: 'Reader', permissions: reader.permissions })
    await ask('anna', lines.change, code, { permissions: [...reader.permissions, 'task.read'] })
    expect((await world.ask('uma', 'GET /tasks')).status).toBe(200)
    await ask('anna', lines.change, code, { permissions: ['customer.read'] })
    expect((await world.ask('uma', 'GET /customers')).status).toBe(401) // the role signs in no more
  })
  it('sign in as the configuration’s do, and choose among their partnerships', async () => {
    const { code } = await addReader()
    await give(uma, code)
    const cookie = await world.signIn('uma')
    const { person, partnership, partnerships } = (await world.send(cookie, 'GET /start')).body
    expect(person.roleLabel).toBe('Reader')
    expect(partnerships.map(({ id }: { id: string }) => id)).toEqual([partnership.id])
    expect((await world.send(cookie, 'GET /customers')).body.total).toBe(2)
  })
  it('tell who changed what', async () => {
    const before = await lastTold(world)
    const { code } = await addReader()
    await ask('anna', lines.change, code, { label: 'Onlooker' })
    await ask('anna', lines.remove, code)
    expect((await toldSince(world, before)).map((event) => [event.name, event.facts.role])).toEqual([
      ['role.added', code],
      ['role.changed', code],
      ['role.removed', code],
    ])
  })
})

describe('what a role may grant', () => {
  it('is never more than the admin’s own', async () => {
    for (const permission of ['person.view-as'])
      expect(await ask('anna', lines.add, undefined, { ...reader, permissions: [permission] }), permission).toMatchObject({
        status: 403,
        body: { code: 'person.beyond-own' },
      })
    // A lesser admin: everything but the keys of the API.
    const lesser = (await ask('vera', lines.list)).body.items[0].permissions.filter((one: string) => one !== 'api.edit')
    const { code } = await addReader({ label: 'Lesser admin', copyOf: 'admin', permissions: lesser })
    expect((await give(uma, code, 'all')).status).toBe(200)
    const own = await world.ask('uma', lines.list)
    expect(own.body.items[0].refusals.grant).toContain('more than you may give')
    expect(await world.ask('uma', lines.add, { body: { ...reader, permissions: ['api.edit'] } })).toMatchObject({ status: 403 })
    // Nor does one who lacks a permission hand it out, or touch who has it.
    for (const line of ['PATCH /people/:id', 'POST /people/:id/disablement', 'DELETE /people/:id', 'DELETE /people/:id/sessions'])
      expect(
        await world.ask('uma', line, { params: { id: anna }, body: line.startsWith('PATCH') ? { role: 'user' } : undefined }),
        line,
      ).toMatchObject({
        status: 403,
        body: { code: 'person.beyond-own' },
      })
    expect(await world.ask('uma', 'PATCH /people/:id', { params: { id: mark }, body: { role: 'admin' } })).toMatchObject({ status: 403 })
    // And nobody edits the role that they hold.
    expect(await world.ask('uma', lines.change, { params: { code }, body: { label: 'Mine' } })).toMatchObject({
      status: 403,
      body: { code: 'role.own' },
    })
  })
  it('keeps the admin of another partnership out of a lesser admin’s reach', async () => {
    const lesser = (await ask('vera', lines.list)).body.items[0].permissions.filter((one: string) => one !== 'api.edit')
    const { code } = await addReader({ label: 'Lesser admin', copyOf: 'admin', permissions: lesser })
    await give(uma, code, 'all')
    await give(anna, 'user', 'assigned') // here; she stays the admin of the reselling partnership
    for (const line of ['POST /people/:id/disablement', 'DELETE /people/:id/sessions', 'DELETE /people/:id/lock'])
      expect(await world.ask('uma', line, { params: { id: anna } }), line).toMatchObject({
        status: 403,
        body: { code: 'person.beyond-own' },
      })
    expect((await world.ask('uma', 'PATCH /people/:id', { params: { id: anna }, body: { customers: [] } })).status).toBe(200)
  })
  it('is, for staff, whatever the configuration gives to a partner’s people', async () => {
    const { body } = await ask('vera', lines.list)
    expect(body.grantable).toContain('api.edit')
    expect(body.grantable).not.toContain('person.view-as')
    expect((await give(uma, 'admin')).body).toMatchObject({ role: 'admin', scope: 'all' })
  })
})

describe('changing and removing', () => {
  it('is not for the configuration’s own', async () => {
    expect(await ask('anna', lines.change, 'user', { label: 'Mine' })).toMatchObject({
      status: 403,
      body: { code: 'role.of-configuration' },
    })
    expect(await ask('anna', lines.remove, 'user')).toMatchObject({ status: 403, body: { code: 'role.of-configuration' } })
  })
  it('refuses a role that somebody holds, in whichever partnership', async () => {
    const { code } = await addReader()
    await world.arrange((tx, context) =>
      takeMemberships(
        tx,
        [{ email: emailOf('uma'), partner: 'meridian', partnership: 'meridian-resale', role: code, customerScope: 'assigned' }],
        context,
      ),
    )
    expect(await ask('anna', lines.remove, code)).toMatchObject({ status: 409, body: { code: 'role.in-use' } })
    await world.arrange((tx) => tx.rows(sql`delete from membership where role = ${code}`))
    expect((await ask('anna', lines.remove, code)).status).toBe(204)
    expect((await ask('anna', lines.remove, code)).status).toBe(404)
  })
  it('refuses a name that is taken', async () => {
    await addReader()
    expect(await ask('anna', lines.add, undefined, { ...reader, label: 'READER' })).toMatchObject({
      status: 409,
      body: { code: 'role.label-taken' },
    })
    expect(await ask('anna', lines.add, undefined, { ...reader, label: 'admin' })).toMatchObject({
      status: 409,
      body: { fields: [{ path: 'label' }] },
    })
  })
  it('ends at twenty roles of one’s own', async () => {
    for (let n = 0; n < 20; n++) expect((await ask('anna', lines.add, undefined, { ...reader, label: `Reader ${n}` })).status).toBe(200)
    expect(await ask('anna', lines.add, undefined, reader)).toMatchObject({ status: 409, body: { code: 'role.too-many' } })
  })
  it('never leaves a partnership without anybody who looks after its people', async () => {
    const all = (await ask('vera', lines.list)).body.items[0].permissions
    const { code } = await addReader({ label: 'Second admin', copyOf: 'admin', permissions: all })
    expect((await give(uma, code, 'all')).status).toBe(200)
    // Of the reselling partnership she is the only one, whatever stands in this one.
    expect(await world.ask('vera', 'POST /people/:id/disablement', { params: { id: anna } })).toMatchObject({
      status: 409,
      body: { code: 'person.last-admin' },
    })
    await world.arrange((tx) =>
      tx.rows(
        sql`update membership set role = 'user' where role = 'admin' and partner_id = (select id from partner where external_id = 'meridian')`,
      ),
    )
    expect(await ask('vera', lines.change, code, { permissions: ['customer.read', 'portal.sign-in'] })).toMatchObject({
      status: 409,
      body: { code: 'person.last-admin' },
    })
    expect((await ask('vera', lines.list)).body.items.at(-1).permissions).toHaveLength(all.length)
  })
})

describe('every line of roles', () => {
  it('answers 400, 401, 403 and 404 as fits', async () => {
    expect((await ask('anna', lines.add, undefined, { ...reader, permissions: ['everything'] })).status).toBe(400)
    expect((await ask('anna', lines.add, undefined, { ...reader, permissions: ['task.read', 'task.read'] })).status).toBe(400)
    expect((await ask('anna', lines.add, undefined, { ...reader, copyOf: 'nothing' })).status).toBe(404)
    expect((await ask('anna', lines.change, 'nothing', {})).status).toBe(404)
    expect((await ask('anna', lines.change, 'user', { label: '' })).status).toBe(400)
    expect((await ask('anna', lines.remove, 'x'.repeat(41))).status).toBe(400)
    for (const [line, body] of [[lines.list], [lines.add, reader], [lines.change, {}], [lines.remove]] as const) {
      expect((await ask(null, line, 'user', body)).status, line).toBe(401)
      expect((await ask('uma', line, 'user', body)).status, line).toBe(403)
      expect((await ask('mark', line, 'user', body)).status, line).toBe(403)
    }
    expect((await ask('pavel', lines.list)).status).toBe(200)
    expect(await ask('pavel', lines.add, undefined, reader)).toMatchObject({ status: 403, body: { code: 'person.edit-not-granted' } })
  })
})
