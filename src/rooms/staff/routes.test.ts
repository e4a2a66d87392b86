import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { lastTold, personId, restorePeople, toldSince } from '#rooms/people/people.test-kit.ts'
import defaultConfig from '../../../portal.config.ts'
import { createWorld, emailOf, type Asked, type Name, type World } from '../../../test/world.ts'

const lines = {
  list: 'GET /staff',
  partners: 'GET /staff/partners',
  add: 'POST /staff',
  change: 'PATCH /staff/:id',
  disable: 'POST /staff/:id/disablement',
  enable: 'DELETE /staff/:id/disablement',
  invite: 'POST /staff/:id/invitation',
  resetFactors: 'DELETE /staff/:id/factors',
  unlock: 'DELETE /staff/:id/lock',
  endSessions: 'DELETE /staff/:id/sessions',
}

let world: World
let restore: () => Promise<void>
let ids: Record<'vera' | 'pavel' | 'pia' | 'anna', string>

const ask = (as: Name | null, line: string, person?: string, body?: unknown) =>
  world.ask(as, line, { params: person === undefined ? {} : { id: person }, body })
const newStaff = (parts: object = {}) => ({ name: 'Pelle Ek', email: 'pelle@vendor.example', role: 'partner-manager', ...parts })
const partner = async (name: string) => (await world.ask('vera', lines.partners, { query: { search: name } })).body.items[0]?.id

beforeAll(async () => {
  world = await createWorld()
  restore = await restorePeople(world)
  const [vera, pavel, pia, anna] = await Promise.all((['vera', 'pavel', 'pia', 'anna'] as const).map((name) => personId(world, name)))
  ids = { vera, pavel, pia, anna } as typeof ids // four were asked
})
afterEach(() => restore())
afterAll(() => world.close())

describe('the vendor’s own people', () => {
  it('are listed with role, partners and state, and nobody of a partner', async () => {
    const { status, body } = await ask('vera', lines.list)
    expect(status).toBe(200)
    expect(body.items).toMatchObject([
      { name: 'Pavel', role: 'partner-manager', reach: 'assigned', partners: [{ name: 'Meridian Managed Security' }], state: 'active' },
      { name: 'Pia', partners: [] },
      { name: 'Vera', role: 'administrator', reach: 'all', partners: [], isYou: true },
    ])
    expect(body.roles.map((role: { code: string }) => role.code)).toEqual(['administrator', 'partner-manager'])
    expect(body.total).toBe(3)
    expect((await world.ask('vera', lines.list, { query: { search: 'PIA' } })).body.items).toHaveLength(1)
    const first = (await world.ask('vera', lines.list, { query: { limit: '2' } })).body
    expect((await world.ask('vera', lines.list, { query: { cursor: first.next } })).body.items).toMatchObject([{ name: 'Vera' }])
  })
  it('see another partner with the next request after it was assigned, and not after it was taken away', async () => {
    expect((await world.ask('pia', 'GET /partnerships')).body.total).toBe(0)
    const ostrea = await partner('Ostrea')
    expect((await ask('vera', lines.change, ids.pia, { partners: [ostrea] })).body).toMatchObject({
      partners: [{ id: ostrea, name: 'Ostrea Resale' }],
    })
    expect((await world.ask('pia', 'GET /partnerships')).body.items).toMatchObject([{ partnerName: 'Ostrea Resale' }])
    await world.move('pia', 'ostrea-resale')
    expect((await world.ask('pia', 'GET /customers')).body.total).toBe(1)
    await ask('vera', lines.change, ids.pia, { partners: [] })
    expect((await world.ask('pia', 'GET /customers')).status).toBe(409)
    expect((await world.ask('pia', 'GET /partnerships')).body.total).toBe(0)
  })
  it('are invited with a mail and a passphrase that is shown once', async () => {
    const before = await lastTold(world)
    const { status, body } = await ask('vera', lines.add, undefined, newStaff({ partners: [await partner('Meridian')] }))
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.passphrase.split(/[ -]/)).toHaveLength(5)
    expect(body.person).toMatchObject({ state: 'invited', invitation: 'sent', partners: [{ name: 'Meridian Managed Security' }] })
    expect((await toldSince(world, before)).map(({ name, actor, partner_id }) => [name, actor, partner_id])).toEqual([
      ['staff.added', 'officer', null],
      ['person.invited', 'officer', null],
    ])
    const again = await ask('vera', lines.invite, body.person.id)
    expect(again.status).toBe(200)
    expect(await ask('vera', lines.invite, ids.pia)).toMatchObject({ status: 409, body: { code: 'staff.has-password' } })
    await ask('vera', lines.disable, body.person.id)
    expect(await ask('vera', lines.invite, body.person.id)).toMatchObject({ status: 409, body: { code: 'staff.disabled' } })
  })
  it('are disabled, signed out, let in again', async () => {
    const cookie = await world.signIn('pavel')
    expect((await ask('vera', lines.disable, ids.pavel)).body).toMatchObject({ state: 'disabled' })
    expect((await world.send(cookie, 'GET /customers')).status).toBe(401)
    expect((await ask('vera', lines.enable, ids.pavel)).body).toMatchObject({ state: 'active' })
    const other = await world.signIn('pavel')
    expect((await ask('vera', lines.endSessions, ids.pavel)).status).toBe(204)
    expect((await world.send(other, 'GET /customers')).status).toBe(401)
    expect((await ask('vera', lines.unlock, ids.pavel)).status).toBe(204)
    expect((await ask('vera', lines.resetFactors, ids.pavel)).status).toBe(404)
    await world.database.within({ role: 'pp_session', readOnly: false }, (tx) =>
      tx.rows(sql`insert into second_factor (user_id, since) select id, now() from app_user where email = ${emailOf('pavel')}`),
    )
    expect((await ask('vera', lines.resetFactors, ids.pavel)).body).toMatchObject({ hasSecondFactor: false })
  })
  it('who become administrators see every partner', async () => {
    expect((await ask('vera', lines.change, ids.pavel, { role: 'administrator' })).body).toMatchObject({ reach: 'all', partners: [] })
    expect((await world.send(await world.signIn('pavel'), 'GET /partnerships')).body.total).toBe(3)
  })
})

describe('what is refused', () => {
  it('one’s own role, partners and disabling; one’s own name is one’s own', async () => {
    for (const [line, body] of [[lines.change, { role: 'partner-manager' }], [lines.disable]] as const)
      expect(await ask('vera', line, ids.vera, body), line).toMatchObject({ status: 403, body: { code: 'staff.own-role' } })
    expect((await ask('vera', lines.change, ids.vera, { name: 'Vera Holm' })).body).toMatchObject({ name: 'Vera Holm' })
  })
  it('an address that somebody has, of whichever side', async () => {
    for (const name of ['pia', 'anna'] as const)
      expect(await ask('vera', lines.add, undefined, newStaff({ email: emailOf(name) }))).toMatchObject({
        status: 409,
        body: { code: 'staff.address-taken' },
      })
  })
  it('the loss of the last administrator, also when two act at the same moment, twenty times over', async () => {
    for (let round = 0; round < 20; round++) {
      await restore()
      await ask('vera', lines.change, ids.pavel, { role: 'administrator' })
      const [asVera, asPavel] = [
        await world.signIn('vera'),
        await world.send(undefined, 'POST /session', { body: { email: emailOf('pavel'), password: 'a long enough passphrase' } }),
      ]
      const pavelCookie = String(asPavel.headers['set-cookie']).split(';')[0]
      const line = round % 2 ? lines.disable : lines.change
      const body = round % 2 ? undefined : { role: 'partner-manager' }
      const answers = await Promise.all([
        world.send(asVera, line, { params: { id: ids.pavel }, body }),
        world.send(pavelCookie, line, { params: { id: ids.vera }, body }),
      ])
      expect(
        answers.filter(({ status }) => status === 200),
        `round ${round}: ${answers.map(({ status }) => status).join(' ')}`,
      ).toHaveLength(1)
    }
  }, 60_000)
  it('400, 401, 403 and 404 as fits', async () => {
    const cookie = await world.signIn('vera') // whose sessions the test before ended
    const asVera = (line: string, asked: Asked) => world.send(cookie, line, asked)
    expect((await asVera(lines.add, { body: newStaff({ role: 'admin' }) })).body).toMatchObject({
      code: 'staff.unknown-role',
      fields: [{ path: 'role' }],
    })
    expect((await asVera(lines.add, { body: newStaff({ email: 'pelle' }) })).status).toBe(400)
    expect((await asVera(lines.add, { body: newStaff({ email: 'puck@vendor.example', partners: ['par_aaaaaaaa'] }) })).status).toBe(404)
    expect((await asVera(lines.list, { query: { limit: '0' } })).status).toBe(400)
    expect((await asVera(lines.partners, { query: { name: 'x' } })).status).toBe(400)
    for (const line of Object.values(lines)) {
      const body = line === lines.add ? newStaff() : line === lines.change ? {} : undefined
      expect((await ask(null, line, ids.pia, body)).status, line).toBe(401)
      for (const as of ['anna', 'uma', 'mark', 'omar', 'pavel', 'pia'] as const)
        expect((await world.send(await world.signIn(as), line, { params: { id: ids.pia }, body })).status, `${line} ${as}`).toBe(403)
      if (!line.includes(':id')) continue
      expect((await asVera(line, { params: { id: 'pia' }, body })).status, line).toBe(400)
      // A partner's person is none of the vendor's own.
      expect((await asVera(line, { params: { id: ids.anna }, body })).status, line).toBe(404)
    }
  })
})

describe('a partner manager whose role has person.edit', () => {
  it('looks after the people of assigned partners, and of nobody else', async () => {
    const roles = defaultConfig.roles.map((role) =>
      role.code === 'partner-manager' ? { ...role, permissions: [...role.permissions, 'person.edit' as const] } : role,
    )
    const other = await createWorld({ config: { ...defaultConfig, roles } })
    try {
      const uma = await personId(other, 'uma')
      const cedar = await other.customer('cedar')
      expect((await other.ask('pavel', 'PATCH /people/:id', { params: { id: uma }, body: { customers: [cedar] } })).body).toMatchObject({
        customers: 1,
      })
      expect((await other.ask('uma', 'GET /customers')).body.items).toMatchObject([{ name: 'Cedar Health' }])
      expect(
        (
          await other.ask('pavel', 'POST /people', {
            body: { name: 'Ines', email: 'ines@meridian.example', role: 'user', scope: 'assigned' },
          })
        ).status,
      ).toBe(200)
      expect((await other.ask('pavel', 'PATCH /people/:id', { params: { id: await personId(other, 'omar') }, body: {} })).status).toBe(404)
      expect(await other.ask('pavel', lines.list)).toMatchObject({ status: 403, body: { code: 'staff.needs-all-partners' } })
      expect(await other.ask('pavel', lines.add, { body: newStaff() })).toMatchObject({
        status: 403,
        body: { code: 'staff.needs-all-partners' },
      })
    } finally {
      await other.close()
    }
  })
})
