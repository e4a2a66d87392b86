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

// The policies decide by themselves where a room asks nothing but the partner type.
test('what the policies show is what room_standing says, whatever a room asks', async () => {
  const asks = ['categories', 'tiers', 'stages', 'tags', 'roles', 'unlock_tiers', 'unlock_stages', 'unlock_steps'].flatMap((field) =>
    ['gold', 'admin', 'none'].flatMap((code) => [`${field} = '{${code}}'`, `${field} = '{${code}}', shows_lock = true`]),
  )
  const states = ['draft', 'live', 'archived'].flatMap((status) => ['all', 'internal', 'partners'].map((side) => `status = '${status}', visibility = '${side}'`)) // prettier-ignore
  const sets = [...asks, ...states, "partnership_ids = '{1}'", "partnership_ids = '{999999}'", "partner_type = 'reseller'"]
  await withClient(world.test.adminUrl, async (admin) => {
    for (const set of sets) {
      const { rows } = await admin.query<{ id: number }>(
        `insert into room (partner_type, kind, label, icon, status, position, published_revision)
         values ('mssp', 'custom', 'Asks', 'book', 'live', 900, 1) returning id`,
      )
      await admin.query('insert into room_revision (room_id, number, blocks) values ($1, 1, $2)', [rows[0]?.id, '[]'])
      await admin.query(`update room set ${set} where id = $1`, [rows[0]?.id])
    }
    const { rows: people } = await admin.query<{ partnerId: number; partnershipId: number; userId: number; side: string }>(
      `select s.partner_id as "partnerId", s.id as "partnershipId", u.id as "userId", u.side
         from partnership s cross join app_user u where s.external_id in ('meridian-mssp', 'ostrea-resale')`,
    )
    for (const { side, ...place } of people) {
      const role = side === 'vendor' ? 'pp_staff' : 'pp_full'
      const standings = await admin.query<{ id: number; standing: string }>(
        `select r.id, room_standing(r, v.viewer) as standing
           from (select room_viewer_of($1, $2, $3) as viewer offset 0) v join room r on room_standing(r, v.viewer) is not null order by 1`,
        [place.partnerId, place.partnershipId, place.userId],
      )
      const seen = await database.within({ role, ...place, readOnly: false }, async (tx) => ({
        rooms: (await tx.rows(sql<{ id: number }>`select id from room order by 1`)).map(({ id }) => id),
        published: (await tx.rows(sql<{ id: number }>`select room_id as id from room_revision order by 1`)).map(({ id }) => id),
      }))
      expect(seen.rooms).toEqual(standings.rows.map(({ id }) => id))
      const withContent = await admin.query<{ id: number }>('select room_id as id from room_revision')
      const kept = new Set(withContent.rows.map(({ id }) => id))
      expect(seen.published).toEqual(standings.rows.flatMap(({ id, standing }) => (standing === 'open' && kept.has(id) ? [id] : [])))
    }
  })
})
