import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '#shared/actor.ts'
import { createWorld, type World } from '../../../test/world.ts'
import { asActor, bindActor, insist, systemActor } from './access.ts'
import { openDatabase, type Scope } from './db.ts'
import { claimDatabase } from './deployment.ts'

let world: World
let member: Member
beforeAll(async () => {
  world = await createWorld()
  const found = await world.arrange((tx) =>
    tx.first(
      sql<{ partnerId: number; id: number }>`select partner_id as "partnerId", id from partnership where external_id = 'meridian-mssp'`,
    ),
  )
  member = {
    kind: 'member', userId: 1, name: 'Anna', role: 'admin', permissions: new Set(), reach: 'all', partnerId: found?.partnerId ?? 0, partnershipId: found?.id ?? 0,
    model: 'mssp', currency: 'EUR', timeZone: 'Europe/Stockholm', cycle: { startDay: 26, namedBy: 'end' }, today: '2026-06-10', openRooms: [],
  } // prettier-ignore
})
afterAll(() => world.close())

const bound = (parts: Partial<Member> = {}, readOnly = false) => bindActor({ ...member, ...parts }, world.database, { readOnly })
const who = sql<{
  role: string
  partner: string
  user: string
}>`select current_user::text as role, current_setting('app.partner_id', true) as partner, current_setting('app.user_id', true) as user`

describe('a transaction', () => {
  it.each([
    [{ kind: 'member', reach: 'all' }, 'pp_full'],
    [{ kind: 'member', reach: 'assigned' }, 'pp_restricted'],
    [{ kind: 'staff', reach: 'assigned' }, 'pp_staff'],
    [{ kind: 'staff', reach: 'all' }, 'pp_vendor'],
  ] as const)('of %o is seen through %s, with the actor’s own keys', async (parts, role) => {
    expect(await asActor(bound(parts), (tx) => tx.first(who))).toEqual({ role, partner: String(member.partnerId), user: '1' })
  })

  it('of the system is seen through pp_system, of no partner', async () => {
    expect(await asActor(systemActor('test', world.database), (tx) => tx.first(who))).toMatchObject({
      role: 'pp_system',
      partner: expect.toSatisfy((text) => !text),
    })
  })

  it('leaves nothing of itself behind for the next one on the same connection', async () => {
    const one = openDatabase({ url: world.test.url, maxConnections: 1 })
    await asActor(bindActor({ ...member }, one), (tx) => tx.rows(sql`select 1`))
    expect(await one.ask(who)).toMatchObject({ role: 'pp_login', partner: '', user: '' })
    await expect(one.ask(sql`select * from customer`)).rejects.toThrow('permission denied')
    await one.close()
  })

  it('is refused to an actor that nobody bound to a database', async () => {
    await expect(async () => asActor({ ...member }, (tx) => tx.rows(who))).rejects.toThrow('not bound')
    await expect(async () => asActor({ ...bound() }, (tx) => tx.rows(who)), 'a copy is another actor').rejects.toThrow('not bound')
  })

  it('that only reads refuses every write', async () => {
    await expect(asActor(bound({}, true), (tx) => tx.rows(sql`delete from customer_tag`))).rejects.toThrow('read-only')
  })

  it('is kept whole or not at all', async () => {
    const add = (label: string) =>
      sql`insert into tag (partner_id, partnership_id, label, label_key) values (${member.partnerId}, ${member.partnershipId}, ${label}, ${label})`
    const failing = asActor(bound(), async (tx) => {
      await tx.rows(add('half'))
      throw new Error('half-way')
    })
    await expect(failing).rejects.toThrow('half-way')
    await asActor(bound(), (tx) => tx.rows(add('whole')))
    const labels = await asActor(bound(), (tx) => tx.rows(sql<{ label: string }>`select label from tag where label in ('half', 'whole')`))
    expect(labels).toEqual([{ label: 'whole' }])
  })

  it('in which a statement failed is never taken for kept, also when the failure was caught', async () => {
    const careless = asActor(bound(), async (tx) => {
      await tx.rows(sql`select 1 / 0`).catch(() => undefined)
      return 'kept'
    })
    await expect(careless).rejects.toThrow('could not be committed')
    expect(await asActor(bound(), (tx) => tx.first(sql`select 1 as one`))).toEqual({ one: 1 })
  })

  it.each([0, -1, 1.5, Number.NaN, '1; drop table customer'])('takes %o for no key', async (wrong) => {
    const scope: Scope = { role: 'pp_full', partnerId: wrong as number, readOnly: true } // wrong on purpose
    await expect(world.database.within(scope, (tx) => tx.rows(who))).rejects.toThrow('is no id')
  })
})

describe('questions that a transaction which writes asks at once', () => {
  const system = () => systemActor('test', world.database)
  const number = (n: number) => sql<{ n: number }>`select ${n}::int as n from pg_sleep(${n === 1 ? 0.05 : 0})`

  it('are asked one after the other, without pg’s own line, which it gives up', async () => {
    const warned: string[] = []
    const hear = ({ message }: Error) => void warned.push(message)
    process.on('warning', hear)
    try {
      const found = await asActor(system(), (tx) => Promise.all([1, 2, 3].map((n) => tx.first(number(n)))))
      expect(found).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
      await new Promise((done) => setImmediate(done))
      expect(warned).toEqual([])
    } finally {
      process.off('warning', hear)
    }
  })
  it('are all taken back with the first that fails, and leave the connection clean', async () => {
    const broken = sql`select 1 / 0`
    await expect(asActor(system(), (tx) => Promise.all([tx.first(number(1)), tx.rows(broken), tx.first(number(3))]))).rejects.toThrow(
      'division by zero',
    )
    expect(await asActor(system(), (tx) => tx.first(number(4)))).toEqual({ n: 4 })
  })
})

describe('values', () => {
  it('are whole numbers, days and instants as the house writes them', async () => {
    const row = sql`select 9007199254740991::bigint as n, date '2026-02-28' as day, timestamptz '2026-06-10 14:00+02' as at`
    expect(await asActor(bound(), (tx) => tx.first(row))).toEqual({
      n: 9_007_199_254_740_991,
      day: '2026-02-28',
      at: '2026-06-10T12:00:00.000Z',
    })
  })
  it('that JavaScript can’t hold exactly are refused, not rounded', async () => {
    await expect(asActor(bound(), (tx) => tx.first(sql`select 9007199254740993::bigint as n`))).rejects.toThrow('beyond')
  })
  it('come in batches however many there are, and an early end closes the cursor', async () => {
    const sizes: number[] = []
    await asActor(bound(), async (tx) => {
      for await (const batch of tx.batches(sql`select generate_series(1, 25) as n`, 10)) sizes.push(batch.length)
      for await (const _ of tx.batches(sql`select generate_series(1, 25) as n`, 10)) break
      expect(await tx.first(sql`select 1 as one`)).toEqual({ one: 1 })
    })
    expect(sizes).toEqual([10, 10, 5])
  })
})

describe('a database', () => {
  it('that is away is a problem that says so, and a second claim by the other realm is refused', async () => {
    const nowhere = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })
    await expect(nowhere.ask(sql`select 1`)).rejects.toMatchObject({ code: 'database.away', status: 503 })
    await nowhere.close()
    await expect(claimDatabase(world.database, 'demo')).rejects.toMatchObject({ code: 'deployment.wrong-realm' })
    await claimDatabase(world.database, 'real')
  })

  it('is entered as pp_login whoever the address names, its superuser included', async () => {
    const admin = openDatabase({ url: world.test.adminUrl, maxConnections: 1 })
    expect(await admin.ask(who)).toMatchObject({ role: 'pp_login' })
    await expect(admin.ask(sql`select * from customer`)).rejects.toThrow('permission denied')
    await admin.close()
  })

  it('ends a statement that takes too long', async () => {
    const hasty = openDatabase({ url: world.test.url, maxConnections: 1, statementTimeoutSeconds: 1 })
    await expect(hasty.ask(sql`select pg_sleep(5)`)).rejects.toThrow('statement timeout')
    expect(await hasty.ask(sql`select 1 as one`)).toEqual({ one: 1 })
    await hasty.close()
  })

  it('recovers from connections that were cut', async () => {
    const cut = openDatabase({ url: world.test.url, maxConnections: 2 })
    await cut.ping()
    const admin = new pg.Client({ connectionString: world.test.adminUrl })
    await admin.connect()
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await admin.end()
    await expect.poll(() => cut.ping().then(() => 'back', () => 'away')).toBe('back') // prettier-ignore
    await cut.close()
  })
})

describe('a refusal', () => {
  it('becomes the problem that it names', () => {
    expect(() => insist({ may: false, code: 'x.y', reason: 'Because.' })).toThrow(
      expect.objectContaining({ code: 'x.y', status: 403, publicMessage: 'Because.' }),
    )
    expect(() => insist({ may: false, code: 'x.y', reason: 'Because.' }, 409)).toThrow(expect.objectContaining({ status: 409 }))
    expect(insist({ may: true })).toBeUndefined()
  })
})
