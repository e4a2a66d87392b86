import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database, type Tx } from '#server/db.ts'
import { withClient } from '../../../test/database.ts'
import { createWorld, type World } from '../../../test/world.ts'
import { line, words } from './rooms.test-kit.ts'
import { findRoom, listMenu, listSteps } from './store.ts'

const many = 200

let world: World
let database: Database
beforeAll(async () => {
  world = await createWorld()
  const blocks = JSON.stringify(Array.from({ length: 50 }, (_, at) => words(line(`Part ${at}`, 2), line('Words'))))
  await withClient(world.test.adminUrl, async (admin) => {
    await admin.query(
      `with added as (
         insert into room (partner_type, kind, label, icon, status, position, published_revision)
         select 'mssp', 'custom', 'Room ' || n, 'book', 'live', 100 + n, 1 from generate_series(1, $2) n returning id)
       insert into room_revision (room_id, number, blocks) select id, 1, $1::jsonb from added`,
      [blocks, many],
    )
    await admin.query('analyze room')
    const { rows } = await admin.query<{ name: string }>('select quote_ident(current_database()) as name')
    await admin.query(`alter database ${rows[0]?.name} set track_functions = 'all'`)
  })
  // Connections of before count nothing.
  database = openDatabase({ url: world.test.url, maxConnections: 1 })
})
afterAll(async () => {
  await database.close()
  await world.close()
})

/** How often a function was called while the work was done, as one of Meridian's people. */
const callsOf = async (name: string, work: (tx: Tx) => Promise<unknown>) => {
  const place = await world.arrange((tx) =>
    tx.first(sql<{ partnerId: number; partnershipId: number; userId: number }>`
      select s.partner_id as "partnerId", s.id as "partnershipId", m.user_id as "userId"
        from partnership s join membership m on m.partner_id = s.partner_id and m.partnership_id = s.id and m.role = 'admin'
       where s.external_id = 'meridian-mssp'`),
  )
  return database.within({ role: 'pp_full', ...place, readOnly: false }, async (tx) => {
    const calls = async () => {
      const row = await tx.first(sql<{ calls: number }>`
        select coalesce(sum(calls), 0)::int as calls from pg_stat_xact_user_functions where funcname = ${name}`)
      return row?.calls ?? 0
    }
    const before = await calls() // the connection may still have those of the transaction before
    await work(tx)
    return (await calls()) - before
  })
}

// The statement asks once, and each policy that it meets once more.
test('who reads is asked a few times, however many rooms there are', async () => {
  expect(await callsOf('room_viewer_of', listMenu)).toBe(2)
  const last = await world.arrange((tx) => tx.first(sql<{ id: number }>`select max(id) as id from room`))
  expect(await callsOf('room_viewer_of', (tx) => findRoom(tx, last?.id ?? 0))).toBeLessThan(10)
  expect(await callsOf('room_viewer_of', (tx) => listSteps(tx, [randomUUID()]))).toBeLessThan(10)
})

test('two hundred rooms stand in the menu, and one of fifty blocks comes whole', async () => {
  const { items } = (await world.ask('anna', 'GET /rooms')).body
  expect(items.length).toBe(many + 7)
  const { body } = await world.ask('anna', 'GET /rooms/:id', { params: { id: items.at(-1).id } })
  expect(body.blocks).toHaveLength(50)
})
