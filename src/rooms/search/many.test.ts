import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '#shared/actor.ts'
import { actingFor } from '#server/acting.ts'
import { asActor } from '#server/access.ts'
import type { Query, Tx } from '#server/db.ts'
import { withClient } from '../../../test/database.ts'
import { createWorld, type World } from '../../../test/world.ts'
import { findCustomers, listNearWords } from './customers.store.ts'
import { nearParts } from './rules.ts'

const many = 10_000

let world: World
let anna: Member
let uma: Member
beforeAll(async () => {
  world = await createWorld()
  await withClient(world.test.adminUrl, async (admin) => {
    // Two hundred first words, each with fifty second ones.
    await admin.query(
      `with place as (select partner_id, id from partnership where external_id = 'meridian-mssp'),
       named as (select n, 'stem' || lpad(to_hex(n / 50 * 7919 % 65536), 4, 'g') || ' trade' || lpad((n % 50)::text, 3, 'x') as name from generate_series(1, $1) n),
       added as (
         insert into customer (partner_id, partnership_id, external_id, name, state, since)
         select partner_id, place.id, 'many-' || n, name, 'paying', '2025-01-01' from place, named returning *)
       insert into customer_summary (partner_id, partnership_id, customer_id, as_of, name, name_key, external_id, state, status)
       select partner_id, partnership_id, id, '2026-06-10', name, lower(name), external_id, 'paying', 'none' from added`,
      [many],
    )
    await admin.query('analyze')
  })
  anna = await actorOf('anna')
  uma = await actorOf('uma')
})
afterAll(() => world.close())

const actorOf = async (name: string): Promise<Member> => {
  const place = await world.arrange((tx) =>
    tx.first(sql<{ partnerId: number; partnershipId: number; userId: number }>`
      select m.partner_id as "partnerId", m.partnership_id as "partnershipId", m.user_id as "userId"
        from membership m join app_user u on u.id = m.user_id join partnership s on s.id = m.partnership_id
       where u.email = ${`${name}@meridian.example`} and s.external_id = 'meridian-mssp'`),
  )
  const actor = place && (await actingFor(world.portal, place))
  if (!actor) throw new Error(`${name} is not there`)
  return actor
}

/** How the database goes about what a store asks, as somebody. */
const planOf = async (actor: Member, ask: (tx: Tx) => Promise<unknown>): Promise<string> => {
  let asked: Query<unknown> | undefined
  const rows = (query: Query<unknown>) => {
    asked = query
    return Promise.resolve([])
  }
  await asActor(actor, (tx) => ask({ ...tx, rows }))
  const lines = await asActor(actor, (tx) => tx.rows(sql<{ 'QUERY PLAN': string }>`explain (costs off) ${asked}`))
  return lines.map((line) => line['QUERY PLAN']).join('\n')
}

describe('ten thousand customers', () => {
  it('are found by an index under row-level security, not by looking at each', async () => {
    const literal = await planOf(anna, (tx) => findCustomers(tx, anna, [{ word: 'stem0', meant: [] }]))
    expect(literal).toMatch(/Index (Only )?Scan using customer_word_pkey/)
    expect(literal).toMatch(/Index Cond: .*word >= .*word < /)
    expect(literal).not.toMatch(/Seq Scan on customer_(word|summary)/)
    const near = await planOf(anna, (tx) => listNearWords(tx, anna, nearParts('stem0gold')))
    expect(near).toMatch(/Index Only Scan using partnership_word_pkey/)
    expect(near).not.toContain('Seq Scan on partnership_word')
    const part = await planOf(uma, (tx) => findCustomers(tx, uma, [{ word: 'stem0', meant: [] }]))
    expect(part).not.toMatch(/Seq Scan on customer_(word|summary)/)
  })
  it('have a vocabulary of words, not of customers', async () => {
    const [row] = await world.arrange((tx) =>
      tx.rows(sql<{ words: number; rows: number }>`select count(distinct word)::int as words, count(*)::int as rows from partnership_word`),
    )
    expect(row?.words).toBeLessThan(300)
    expect(row?.rows).toBeLessThan(5_000)
  })
  it('are counted, and the best are named', async () => {
    const { body } = await world.ask('anna', 'GET /search', { query: { text: 'stem tradex17' } })
    expect(body.groups[0]).toMatchObject({ kind: 'customer', total: many / 50 })
    expect(body.groups[0].items).toHaveLength(8)
    expect((await world.ask('uma', 'GET /search', { query: { text: 'stem tradex17' } })).body.groups).toEqual([])
  })
})
