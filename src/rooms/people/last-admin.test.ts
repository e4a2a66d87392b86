import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../../test/world.ts'
import { personId, restorePeople } from './people.test-kit.ts'

let world: World
let restore: () => Promise<void>
let anna: string
let uma: string

const deeds = {
  'demote each other': ['PATCH /people/:id', { role: 'user' }],
  'disable each other': ['POST /people/:id/disablement', undefined],
  'remove each other': ['DELETE /people/:id', undefined],
} as const

const adminsLeft = () =>
  world.arrange((tx) =>
    tx.rows(sql<{ name: string }>`
      select u.name from membership m join app_user u on u.id = m.user_id join partnership p on p.id = m.partnership_id
       where p.external_id = 'meridian-mssp' and m.role = 'admin' and u.is_active and u.password is not null`),
  )

beforeAll(async () => {
  world = await createWorld()
  // One partnership only: in the other one Anna would be the last in any case.
  await world.arrange((tx) =>
    tx.rows(sql`delete from membership m using partnership p where p.id = m.partnership_id and p.external_id = 'meridian-resale'`),
  )
  await world.arrange((tx) =>
    tx.rows(sql`update membership m set role = 'admin', customer_scope = 'all' from app_user u where u.id = m.user_id and u.name = 'Uma'`),
  )
  restore = await restorePeople(world)
  anna = await personId(world, 'anna')
  uma = await personId(world, 'uma')
})
beforeEach(() => restore())
afterAll(() => world.close())

describe('the last admin of a partnership', () => {
  it.each(Object.entries(deeds))(
    'stays when two %s at the same moment, twenty times over',
    async (_, [line, body]) => {
      for (let round = 0; round < 20; round++) {
        await restore()
        const [asAnna, asUma] = [await world.signIn('anna'), await world.signIn('uma')]
        const answers = await Promise.all([
          world.send(asAnna, line, { params: { id: uma }, body }),
          world.send(asUma, line, { params: { id: anna }, body }),
        ])
        const statuses = answers.map((answer) => answer.status)
        expect(
          statuses.filter((status) => status < 300),
          `round ${round}: ${statuses.join(' ')}`,
        ).toHaveLength(1)
        expect(await adminsLeft(), `round ${round}`).toHaveLength(1)
      }
    },
    60_000,
  )

  it('is not protected by somebody who was invited and has no password yet', async () => {
    await world.arrange((tx) => tx.rows(sql`update app_user set password = null where name = 'Uma'`))
    for (const [line, body] of Object.values(deeds))
      expect(await world.ask('vera', line, { params: { id: anna }, body }), line).toMatchObject({
        status: 409,
        body: { code: 'person.last-admin' },
      })
    expect(await adminsLeft()).toEqual([{ name: 'Anna' }])
  })

  it('may change as soon as there is another', async () => {
    for (const [line, body] of Object.values(deeds)) {
      await restore()
      expect((await world.ask('vera', line, { params: { id: anna }, body })).status, line).toBeLessThan(300)
    }
  })
})
