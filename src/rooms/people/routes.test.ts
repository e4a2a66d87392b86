import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { takeMemberships } from '#rooms/partners/people.actions.ts'
import { createWorld, emailOf, type Name, type World } from '../../../test/world.ts'
import { lastTold, personId, restorePeople, toldSince } from './people.test-kit.ts'

const lines = {
  list: 'GET /people',
  detail: 'GET /people/:id',
  add: 'POST /people',
  change: 'PATCH /people/:id',
  remove: 'DELETE /people/:id',
  disable: 'POST /people/:id/disablement',
  enable: 'DELETE /people/:id/disablement',
  invite: 'POST /people/:id/invitation',
  resetFactors: 'DELETE /people/:id/factors',
  unlock: 'DELETE /people/:id/lock',
  endSessions: 'DELETE /people/:id/sessions',
}

let world: World
let restore: () => Promise<void>
const ids = {} as Record<Name, string> // filled before the first test
let cedar: string

const ask = (as: Name | null, line: string, person?: string, body?: unknown) =>
  world.ask(as, line, { params: person === undefined ? {} : { id: person }, body })
/** As somebody whose earlier sessions a test may have ended. */
const askAnew = async (as: Name, line: string, person?: string, body?: unknown) =>
  world.send(await world.signIn(as), line, { params: person === undefined ? {} : { id: person }, body })
const newPerson = (parts: object = {}) => ({ name: 'Ines Berg', email: 'ines@meridian.example', role: 'user', scope: 'assigned', ...parts })

beforeAll(async () => {
  world = await createWorld()
  restore = await restorePeople(world)
  for (const name of ['anna', 'uma', 'mark', 'nils', 'omar', 'vera', 'pavel', 'pia'] as const) ids[name] = await personId(world, name)
  cedar = await world.customer('cedar')
})
afterEach(() => restore())
afterAll(() => world.close())

describe('the list of people', () => {
  it('shows the partnership’s people with role, scope and state, and nobody of another', async () => {
    const { status, body } = await ask('anna', lines.list)
    expect(status).toBe(200)
    expect(body.total).toBe(4)
    expect(body.items).toMatchObject([
      { name: 'Anna', role: 'admin', roleLabel: 'Admin', scope: 'all', customers: 0, state: 'active', isYou: true },
      { name: 'Mark', role: 'marketing', scope: 'assigned', customers: 0 },
      { name: 'Nils', role: 'notifications', state: 'active' },
      { name: 'Uma', role: 'user', scope: 'assigned', customers: 2, isYou: false },
    ])
    expect(body.may).toEqual({ add: null })
  })
  it('is searched, filtered and paged', async () => {
    const names = async (query: Record<string, string>) => {
      const { status, body } = await world.ask('anna', lines.list, { query })
      expect(status, JSON.stringify(body)).toBe(200)
      return body.items.map((item: { name: string }) => item.name)
    }
    expect(await names({ search: 'UM' })).toEqual(['Uma'])
    expect(await names({ search: 'mark@' })).toEqual(['Mark'])
    expect(await names({ search: '%' })).toEqual([])
    expect(await names({ role: 'notifications' })).toEqual(['Nils'])
    expect(await names({ state: 'invited' })).toEqual([])
    expect(await names({ sort: '-name', limit: '2' })).toEqual(['Uma', 'Nils'])
    const first = (await world.ask('anna', lines.list, { query: { sort: '-lastSeen', limit: '3' } })).body
    const rest = (await world.ask('anna', lines.list, { query: { sort: '-lastSeen', cursor: first.next } })).body
    expect([...first.items, ...rest.items].map((item) => item.name).toSorted()).toEqual(['Anna', 'Mark', 'Nils', 'Uma'])
    expect(rest.next).toBeNull()
  })
  it('knows when somebody was here last, also after they left', async () => {
    const cookie = await world.signIn('uma')
    expect((await world.send(cookie, 'DELETE /session')).status).toBe(204)
    const { body } = await ask('anna', lines.detail, ids.uma)
    expect(Date.parse(body.lastSeenAt)).toBe(Date.parse('2026-06-10T12:00:00Z'))
  })
  it('answers 400 to what is no filter, 401 to nobody, 403 to those who don’t look after people', async () => {
    expect((await world.ask('anna', lines.list, { query: { state: 'asleep' } })).status).toBe(400)
    expect((await ask(null, lines.list)).status).toBe(401)
    for (const as of ['uma', 'mark'] as const) expect((await ask(as, lines.list)).status, as).toBe(403)
  })
  it('answers 403 to who sees some of the customers, whatever the role says', async () => {
    await world.arrange((tx) => tx.rows(sql`update membership set customer_scope = 'assigned' where role = 'admin'`))
    expect(await ask('anna', lines.list)).toMatchObject({ status: 403, body: { code: 'person.needs-all-customers' } })
    expect(await ask('anna', lines.disable, ids.uma)).toMatchObject({ status: 403, body: { code: 'person.needs-all-customers' } })
  })
})

describe('one person', () => {
  it('comes with the assigned customers and with what this reader may do', async () => {
    const { body } = await ask('anna', lines.detail, ids.uma)
    expect(body.assigned.map((customer: { name: string }) => customer.name)).toEqual(['Alder Bank', 'Birch Logistics'])
    expect(body.refusals).toMatchObject({ change: null, changeRole: null, remove: null })
    expect(body.refusals.invite).toContain('has a password')
    const own = (await ask('anna', lines.detail, ids.anna)).body
    expect(own.refusals).toMatchObject({ change: null, changeRole: expect.stringContaining('Somebody else'), remove: expect.any(String) })
  })
  it('never shows what proves who somebody is', async () => {
    expect(JSON.stringify((await ask('anna', lines.detail, ids.uma)).body)).not.toMatch(/argon|password"|secret|seal/i)
  })
  it('is 404 to another partner, and staff to everybody', async () => {
    for (const [as, id] of [
      ['omar', ids.uma],
      ['anna', ids.omar],
      ['anna', ids.vera],
      ['vera', ids.omar],
    ] as const)
      // prettier-ignore
      expect((await ask(as, lines.detail, id)).status, `${as} ${id}`).toBe(404)
    expect((await ask('anna', lines.detail, 'usr_aaaaaaaa')).status).toBe(404)
    expect((await ask('anna', lines.detail, 'uma')).status).toBe(400)
  })
})

describe('adding a person', () => {
  it('invites them with a mail and a passphrase that is shown once, sees the assigned customers, and tells it', async () => {
    const before = await lastTold(world)
    const { status, body } = await ask('anna', lines.add, undefined, newPerson({ customers: [cedar] }))
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.passphrase.split(/[ -]/)).toHaveLength(5)
    expect(body.person).toMatchObject({ state: 'invited', invitation: 'sent', role: 'user', scope: 'assigned', customers: 1 })
    expect(body.person.assigned).toEqual([{ id: cedar, name: 'Cedar Health' }])
    const told = await toldSince(world, before)
    expect(told.map((event) => event.name)).toEqual(['person.added', 'person.invited'])
    expect(told[0]).toMatchObject({ actor: 'member', facts: { role: 'user', scope: 'assigned', customers: 1 } })
    expect(JSON.stringify(told)).not.toContain(body.passphrase.split(/[ -]/)[0])
    const mails = await world.arrange((tx) => tx.rows(sql<{ address: string }>`select address from mail where kind = 'person.invitation'`))
    expect(mails.at(-1)?.address).toBe('ines@meridian.example')
  })
  it('sees nothing without assigned customers', async () => {
    const { body } = await ask('anna', lines.add, undefined, newPerson({ email: 'ida@meridian.example' }))
    expect(body.person).toMatchObject({ scope: 'assigned', customers: 0, assigned: [] })
  })
  it('invites nobody whose role only receives mail', async () => {
    const { body } = await ask('anna', lines.add, undefined, newPerson({ email: 'alerts@meridian.example', role: 'notifications' }))
    expect(body).toMatchObject({ passphrase: null, person: { state: 'active', invitation: null } })
    const id = body.person.id
    expect(await ask('anna', lines.invite, id)).toMatchObject({ status: 409, body: { code: 'person.mail-only' } })
  })
  it('takes somebody of the partner’s other partnership in as they are', async () => {
    await world.arrange(async (tx) => {
      await tx.rows(
        sql`delete from membership m using partnership p where p.id = m.partnership_id and p.external_id = 'meridian-mssp' and m.role = 'user'`,
      )
      await tx.rows(
        sql`insert into membership select p.partner_id, p.id, u.id, 'user', 'all' from partnership p, app_user u where p.external_id = 'meridian-resale' and u.email = ${emailOf('uma')}`,
      )
    })
    const { status, body } = await ask('anna', lines.add, undefined, newPerson({ name: 'Somebody', email: emailOf('uma').toUpperCase() }))
    expect(status).toBe(200)
    expect(body).toMatchObject({ passphrase: null, person: { id: ids.uma, name: 'Uma', state: 'active' } })
  })
  it('refuses addresses of another partner and of the vendor in the same words', async () => {
    const answers = []
    for (const name of ['omar', 'vera', 'pia'] as const)
      answers.push(await ask('anna', lines.add, undefined, newPerson({ email: emailOf(name) })))
    for (const { status, body } of answers) {
      expect(status).toBe(409)
      expect({ ...body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' })
      expect(body.code).toBe('person.address-refused')
    }
    expect((await ask('anna', lines.list)).body.total).toBe(4)
  })
  it('refuses who is here already', async () => {
    expect(await ask('anna', lines.add, undefined, newPerson({ email: emailOf('uma') }))).toMatchObject({
      status: 409,
      body: { code: 'person.already-here', fields: [{ path: 'email' }] },
    })
  })
  it('gives an address that nobody holds any more a new beginning, at whichever partner', async () => {
    await ask('anna', lines.remove, ids.mark)
    const { status, body } = await ask('omar', lines.add, undefined, newPerson({ name: 'Marcus', email: emailOf('mark') }))
    expect(status).toBe(200)
    expect(body.person).toMatchObject({ name: 'Marcus', state: 'invited', lastSeenAt: null })
    expect(
      (await world.send(undefined, 'POST /session', { body: { email: emailOf('mark'), password: 'a long enough passphrase' } })).status,
    ).toBe(401)
  })
  it.each([
    ['name', { name: ' ' }, 'request.invalid'],
    ['email', { email: 'ines' }, 'request.invalid'],
    ['scope', { scope: 'none' }, 'request.invalid'],
    ['role', { role: 'chef' }, 'person.unknown-role'],
    ['role', { role: 'administrator' }, 'person.unknown-role'],
    ['scope', { role: 'admin', scope: 'assigned' }, 'person.admin-sees-all'],
  ])('answers 400 on %s to %j', async (path, parts, code) => {
    const { status, body } = await ask('anna', lines.add, undefined, newPerson(parts))
    expect(status).toBe(400)
    expect(body).toMatchObject({ code, fields: [{ path }] })
  })
  it('answers 404 to a customer that is none of the partnership’s, and adds nobody', async () => {
    for (const externalId of ['oak', 'elm'])
      expect((await ask('anna', lines.add, undefined, newPerson({ customers: [await world.customer(externalId)] }))).status).toBe(404)
    expect((await ask('anna', lines.list)).body.total).toBe(4)
  })
  it('answers 401 to nobody and 403 to those who may not', async () => {
    expect((await ask(null, lines.add, undefined, newPerson())).status).toBe(401)
    for (const as of ['uma', 'mark', 'pavel'] as const) expect((await askAnew(as, lines.add, undefined, newPerson())).status, as).toBe(403)
  })
})

describe('changing a person', () => {
  it('sets role, scope and customers, and tells what was before', async () => {
    const before = await lastTold(world)
    const { status, body } = await ask('anna', lines.change, ids.uma, { name: 'Uma Lund', customers: [cedar] })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toMatchObject({ name: 'Uma Lund', assigned: [{ id: cedar }], customers: 1 })
    expect((await ask('anna', lines.change, ids.uma, { scope: 'all' })).body).toMatchObject({ scope: 'all', assigned: [], customers: 0 })
    const promoted = await ask('anna', lines.change, ids.mark, { role: 'admin' })
    expect(promoted.body).toMatchObject({ role: 'admin', scope: 'all' })
    expect((await toldSince(world, before)).map(({ facts }) => facts)).toMatchObject([
      { name: 'Uma Lund', customers: 1 },
      { scope: 'all', scopeBefore: 'assigned' },
      { role: 'admin', roleBefore: 'marketing' },
    ])
  })
  it('leaves the assignments of the partner’s other partnerships alone', async () => {
    await world.arrange(async (tx, context) => {
      const resale = { email: emailOf('uma'), partner: 'meridian', partnership: 'meridian-resale' }
      await takeMemberships(tx, [{ ...resale, role: 'user', customerScope: 'assigned' }], context)
      await tx.rows(
        sql`insert into user_customer select c.partner_id, u.id, c.id from customer c, app_user u where c.external_id = 'elm' and u.email = ${resale.email}`,
      )
    })
    expect((await ask('anna', lines.change, ids.uma, { customers: [] })).body).toMatchObject({ customers: 0 })
    const left = await world.arrange((tx) =>
      tx.rows(sql<{ n: string }>`select c.external_id as n from user_customer a join customer c on c.id = a.customer_id`),
    )
    expect(left.map(({ n }) => n)).toEqual(['elm'])
  })
  it('refuses one’s own role, scope, disabling and removal, and allows one’s own name', async () => {
    expect(await ask('anna', lines.change, ids.anna, { role: 'user' })).toMatchObject({ status: 403, body: { code: 'person.own-role' } })
    expect(await ask('anna', lines.disable, ids.anna)).toMatchObject({ status: 403, body: { code: 'person.own-role' } })
    expect(await ask('anna', lines.remove, ids.anna)).toMatchObject({ status: 403, body: { code: 'person.own-role' } })
    expect(await ask('anna', lines.change, ids.anna, { name: 'Anna Ek' })).toMatchObject({ status: 200, body: { name: 'Anna Ek' } })
  })
  it('answers 400, 401, 403 and 404 as fits', async () => {
    expect((await ask('anna', lines.change, ids.uma, { email: 'other@meridian.example' })).status).toBe(400)
    expect((await ask('anna', lines.change, ids.uma, { role: 'admin', scope: 'assigned' })).body.code).toBe('person.admin-sees-all')
    expect((await ask(null, lines.change, ids.uma, {})).status).toBe(401)
    expect((await ask('uma', lines.change, ids.uma, { scope: 'all' })).status).toBe(403)
    expect((await ask('omar', lines.change, ids.uma, { scope: 'all' })).status).toBe(404)
  })
})

describe('disabling, enabling and removing', () => {
  it('ends what the person has open at once, and lets them in again later', async () => {
    const cookie = await world.signIn('uma')
    expect((await ask('anna', lines.disable, ids.uma)).body).toMatchObject({ state: 'disabled' })
    expect((await world.send(cookie, 'GET /customers')).status).toBe(401)
    expect(
      (await world.send(undefined, 'POST /session', { body: { email: emailOf('uma'), password: 'a long enough passphrase' } })).status,
    ).toBe(401)
    expect((await ask('anna', lines.enable, ids.uma)).body).toMatchObject({ state: 'active' })
    expect((await world.send(cookie, 'GET /customers')).status).toBe(401)
    await world.signIn('uma')
  })
  it('removes from this partnership only', async () => {
    await ask('anna', lines.add, undefined, newPerson({ email: 'both@meridian.example' }))
    const both = await personId(world, 'both@meridian.example')
    await world.move('anna', 'meridian-resale')
    expect((await ask('anna', lines.add, undefined, newPerson({ email: 'both@meridian.example' }))).status).toBe(200)
    await world.move('anna', 'meridian-mssp')
    expect((await ask('anna', lines.remove, both)).status).toBe(204)
    expect((await ask('anna', lines.detail, both)).status).toBe(404)
    await world.move('anna', 'meridian-resale')
    expect((await ask('anna', lines.detail, both)).status).toBe(200)
    await world.move('anna', 'meridian-mssp')
  })
  it('ends sessions, unlocks and invites again', async () => {
    const cookie = await world.signIn('uma')
    expect((await ask('anna', lines.endSessions, ids.uma)).status).toBe(204)
    expect((await world.send(cookie, 'GET /customers')).status).toBe(401)
    expect((await ask('anna', lines.unlock, ids.uma)).status).toBe(204)
    const first = (await ask('anna', lines.add, undefined, newPerson({ email: 'late@meridian.example' }))).body
    const again = await ask('anna', lines.invite, first.person.id)
    expect(again.status).toBe(200)
    expect(again.body.passphrase).not.toBe(first.passphrase)
    expect(await ask('anna', lines.invite, ids.uma)).toMatchObject({ status: 409, body: { code: 'person.has-password' } })
  })
  it('takes a lost second factor away, and is 404 where there is none', async () => {
    expect((await ask('anna', lines.resetFactors, ids.uma)).status).toBe(404)
    await world.database.within({ role: 'pp_session', readOnly: false }, (tx) =>
      tx.rows(sql`insert into second_factor (user_id, since) select id, now() from app_user where email = ${emailOf('uma')}`),
    )
    expect((await ask('anna', lines.detail, ids.uma)).body.hasSecondFactor).toBe(true)
    expect((await ask('anna', lines.resetFactors, ids.uma)).body).toMatchObject({ hasSecondFactor: false })
  })
  it.each([lines.remove, lines.disable, lines.enable, lines.invite, lines.resetFactors, lines.unlock, lines.endSessions])(
    'answers 400, 401, 403 and 404 as fits: %s',
    async (line) => {
      expect((await ask('anna', line, 'uma')).status).toBe(400)
      expect((await ask(null, line, ids.uma)).status).toBe(401)
      for (const as of ['uma', 'mark', 'pavel'] as const) expect((await askAnew(as, line, ids.uma)).status, as).toBe(403)
      expect((await ask('omar', line, ids.uma)).status).toBe(404)
      expect((await ask('anna', line, ids.omar)).status).toBe(404)
      expect((await ask('anna', line, ids.vera)).status).toBe(404)
    },
  )
})
