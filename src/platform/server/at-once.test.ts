import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWorld, emailOf, worldNow, type World } from '../../../test/world.ts'

let world: World
let cookie: string
const names = (answer: { body: { items: { name: string }[] } }) => answer.body.items.map(({ name }) => name)
const list = () => world.send(cookie, 'GET /customers')
const arrange = (query: ReturnType<typeof sql>) => world.arrange((tx) => tx.rows(query))
const session = (query: ReturnType<typeof sql>) => world.database.within({ role: 'pp_session', readOnly: false }, (tx) => tx.rows(query))

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.setNow(worldNow)
  cookie = await world.signIn('anna')
  expect((await list()).status).toBe(200) // from now on the portal believes to know who this is
})

describe('a read of somebody who was here a moment ago', () => {
  it('asks for the session and the rows in one trip, without a question of its own for the session', async () => {
    const ask = vi.spyOn(world.database, 'ask')
    expect((await list()).status).toBe(200)
    expect(ask).not.toHaveBeenCalled()
    ask.mockRestore()
  })

  it('is refused from the moment that they sign out', async () => {
    await world.send(cookie, 'DELETE /session')
    expect((await list()).status).toBe(401)
  })

  it('is refused from the moment that the session is removed elsewhere', async () => {
    await session(sql`delete from session where user_id = (select id from app_user where email = ${emailOf('anna')})`)
    expect((await list()).status).toBe(401)
  })

  it('is refused from the moment that they are disabled', async () => {
    await arrange(sql`update app_user set is_active = false where email = ${emailOf('anna')}`)
    expect((await list()).status).toBe(401)
    await arrange(sql`update app_user set is_active = true where email = ${emailOf('anna')}`)
  })

  it('shows only the assigned customers from the moment that they see no others', async () => {
    expect(names(await list())).toContain('Cedar Health')
    await arrange(
      sql`update membership set customer_scope = 'assigned' where user_id = (select id from app_user where email = ${emailOf('anna')})`,
    )
    expect(names(await list())).toEqual([])
    await arrange(
      sql`update membership set customer_scope = 'all' where user_id = (select id from app_user where email = ${emailOf('anna')})`,
    )
  })

  it('is as if there were nothing from the moment that the room is closed, or the partner no longer one of those that it is for', async () => {
    const customersRoom = (set: ReturnType<typeof sql>) => arrange(sql`update room set ${set} where kind = 'customers'`)
    await customersRoom(sql`status = 'draft'`)
    expect((await list()).status).toBe(404)
    await customersRoom(sql`status = 'live', tiers = '{gold}'`)
    expect((await list()).status).toBe(200)
    await arrange(sql`update partner set tier = 'silver' where external_id = 'meridian'`)
    expect((await list()).status).toBe(404)
    await arrange(sql`update partner set tier = 'gold' where external_id = 'meridian'`)
    await customersRoom(sql`tiers = '{}'`)
    expect((await list()).status).toBe(200)
  })

  it('follows the role from the moment that it changes', async () => {
    await arrange(sql`update membership set role = 'marketing' where user_id = (select id from app_user where email = ${emailOf('anna')})`)
    expect((await list()).status).toBe(403)
    await arrange(sql`update membership set role = 'admin' where user_id = (select id from app_user where email = ${emailOf('anna')})`)
  })

  it('is of the partnership that the session is in now, moved by another process', async () => {
    await session(sql`
      update session s set partnership_id = p.id from partnership p
       where p.external_id = 'meridian-resale' and s.user_id = (select id from app_user where email = ${emailOf('anna')})`)
    expect(names(await list())).toEqual(['=Fir Holdings', 'Elm & Sons'])
  })

  it('is refused when the session was idle for too long, and keeps an awake one awake', async () => {
    for (const minutes of [14, 29, 44]) {
      world.setNow(worldNow.add({ minutes }))
      const answer = await list()
      expect(answer.status).toBe(200)
      cookie = String(answer.headers['set-cookie'] ?? cookie).split(';')[0] ?? ''
    }
    world.setNow(worldNow.add({ minutes: 80 }))
    expect((await list()).status).toBe(401)
  })

  it('still answers what is wrong with the question', async () => {
    expect((await world.send(cookie, 'GET /customers', { query: { limit: 'many' } })).status).toBe(400)
    expect((await world.send(cookie, 'GET /customers/:id', { params: { id: 'cus_00000000' } })).status).toBe(404)
  })
})
