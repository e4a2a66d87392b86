import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Route } from '#server/serve.ts'
import { roomRoutes } from '../../rooms.server.ts'
import { createWorld, type Answered, type Name, type World } from '../../../test/world.ts'
import { lastTold, personId, restorePeople, toldSince } from './people.test-kit.ts'

const begin = 'POST /session/view'
const end = 'DELETE /session/view'

let world: World
let restore: () => Promise<void>

const cookieOf = (answer: Answered, before: string) => String(answer.headers['set-cookie'] ?? before).split(';')[0] ?? before
/** The cookie of a member of staff who looks with somebody's eyes. */
const viewing = async (as: Name, who: Name) => {
  const cookie = await world.signIn(as)
  const answer = await world.send(cookie, begin, { body: { userId: await personId(world, who) } })
  return { answer, cookie: cookieOf(answer, cookie) }
}

beforeAll(async () => {
  world = await createWorld()
  restore = await restorePeople(world)
})
beforeEach(() => restore())
afterAll(() => world.close())

describe('looking at the portal as one of its people', () => {
  it('shows exactly what the person sees, and gives the session another id', async () => {
    const { answer, cookie } = await viewing('pavel', 'uma')
    expect(answer.status).toBe(204)
    expect(answer.headers['set-cookie']).toBeDefined()
    for (const line of ['GET /customers', 'GET /report/usage', 'GET /tags'])
      expect((await world.send(cookie, line)).body, line).toEqual((await world.ask('uma', line)).body)
    const tasks = (await world.send(cookie, 'GET /tasks')).body
    expect(tasks).toEqual({
      ...(await world.ask('uma', 'GET /tasks')).body,
      may: { edit: expect.stringContaining('as somebody else does') },
    })
    const unassigned = await world.customer('cedar')
    expect((await world.send(cookie, 'GET /customers/:id', { params: { id: unassigned } })).status).toBe(404)
    const start = (await world.send(cookie, 'GET /start')).body
    expect(start.person).toMatchObject({ name: 'Uma', side: 'partner', reach: 'assigned' })
  })
  it('refuses every change, whatever the line, but stopping and signing out', async () => {
    const { cookie } = await viewing('vera', 'anna')
    const lines = roomRoutes(world.portal).filter(({ endpoint, access }: Route) => endpoint.method !== 'GET' && access !== 'public')
    expect(lines.length).toBeGreaterThan(25)
    // A link is only opened, and to the same neutral answer as a bad one; what is counted of members is heard, and not counted.
    const counted = ['POST /room-use/beats', 'POST /rooms/:id/blocks/:blockId/clicks', 'PUT /rooms/:id/blocks/:blockId/watched']
    const allowed = ['DELETE /session', 'DELETE /session/view', 'POST /links/openings', ...counted]
    for (const { endpoint } of lines.filter(({ endpoint: { line } }) => !allowed.includes(line))) {
      const answer = await world.send(cookie, endpoint.line, { body: endpoint.body ? {} : undefined })
      expect(answer, endpoint.line).toMatchObject({ status: 403, body: { code: 'session.view-as-read-only' } })
    }
    expect((await world.send(cookie, 'DELETE /session')).status).toBe(204)
  })
  it('ends with one’s own eyes again', async () => {
    const { cookie } = await viewing('pavel', 'uma')
    const answer = await world.send(cookie, end)
    expect(answer.status).toBe(204)
    const own = cookieOf(answer, cookie)
    expect((await world.send(own, 'GET /start')).body.person).toMatchObject({ name: 'Pavel', side: 'vendor' })
    expect((await world.send(own, end)).status).toBe(204) // nothing to end is no fault
  })
  it('is told when it begins and ends, with who looked at whom', async () => {
    const before = await lastTold(world)
    const { cookie } = await viewing('pavel', 'uma')
    await world.send(cookie, end)
    const told = (await toldSince(world, before)).filter(({ name }) => name.startsWith('view.'))
    expect(told.map(({ name, actor }) => [name, actor])).toEqual([
      ['view.began', 'staff'],
      ['view.ended', 'staff'],
    ])
    const key = await world.arrange((tx) => tx.first(sql<{ id: number }>`select id from app_user where name = 'Uma'`))
    for (const event of told) expect(event).toMatchObject({ facts: { userId: key?.id }, partner_id: expect.any(Number) })
  })
  it('ends with the right to look: an assignment that went, a person who was disabled or left', async () => {
    const changes = {
      'the partner is not assigned any more': sql`delete from staff_partner`,
      'the person was disabled': sql`update app_user set is_active = false where name = 'Uma'`,
      'the person left the partnership': sql`delete from membership m using app_user u where u.id = m.user_id and u.name = 'Uma'`,
    }
    for (const [what, change] of Object.entries(changes)) {
      await restore()
      const { cookie } = await viewing('pavel', 'uma')
      await world.arrange((tx) => tx.rows(change))
      const { person } = (await world.send(cookie, 'GET /start')).body
      expect(person?.name, what).not.toBe('Uma')
    }
  })
})

describe('who may look as whom', () => {
  it('is staff with that permission and the partner assigned, nobody else', async () => {
    const uma = await personId(world, 'uma')
    for (const as of ['anna', 'uma', 'mark', 'omar'] as const)
      expect((await world.ask(as, begin, { body: { userId: uma } })).status, as).toBe(403)
    expect((await world.ask(null, begin, { body: { userId: uma } })).status).toBe(401)
    expect((await world.ask(null, end)).status).toBe(401)
    expect((await world.ask('pia', begin, { body: { userId: uma } })).status).toBe(409) // she has no partner to look at
  })
  it('is one of the partnership that they look at', async () => {
    for (const who of ['omar', 'vera', 'pavel'] as const)
      expect((await world.ask('pavel', begin, { body: { userId: await personId(world, who) } })).status, who).toBe(404)
    expect((await world.ask('pavel', begin, { body: { userId: 'uma' } })).status).toBe(400)
  })
  it('is not somebody who has no portal to see', async () => {
    expect(await world.ask('pavel', begin, { body: { userId: await personId(world, 'nils') } })).toMatchObject({
      status: 409,
      body: { code: 'person.mail-only' },
    })
    await world.arrange((tx) => tx.rows(sql`update app_user set is_active = false where name = 'Uma'`))
    expect(await world.ask('pavel', begin, { body: { userId: await personId(world, 'uma') } })).toMatchObject({
      status: 409,
      body: { code: 'person.disabled' },
    })
  })
})
