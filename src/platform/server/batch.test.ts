import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../../test/world.ts'
import { openDatabase, type Database, type Proof, type Scope, type Tx } from './db.ts'

let world: World
let database: Database
let admin: pg.Client
beforeAll(async () => {
  world = await createWorld()
  admin = new pg.Client({ connectionString: world.test.adminUrl })
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await world.close()
})
// One connection: whatever a piece of work leaves behind meets the next one.
beforeEach(() => {
  database = openDatabase({ url: world.test.url, maxConnections: 1, statementTimeoutSeconds: 5 })
})
afterEach(() => database.close())

const scope: Scope = { role: 'pp_system', readOnly: true }
const read = <T>(work: (tx: Tx) => Promise<T>, proof?: Proof) => database.within(scope, work, proof)
const number = (value: number) => sql<{ n: number }>`select ${value}::int as n`
const who = sql<{ role: string; writes: string }>`select current_user::text as role, current_setting('transaction_read_only') as writes`
const broken = sql`select 1 / 0`

describe('what is asked together', () => {
  it('is answered each to its own question, whatever they ask', async () => {
    const answers = await read((tx) =>
      Promise.all([
        tx.rows(number(1)),
        tx.rows(sql`select 1 where false`),
        tx.first(
          sql`select ${'é\u{1f332}'}::text as text, ${null}::text as none, ${['a', 'b"']}::text[] as list, ${Buffer.from([0, 255])}::bytea as bytes`,
        ),
        tx.rows(sql`select n from generate_series(1, 5000) n`),
        tx.rows(number(2)),
      ]),
    )
    expect(answers[0]).toEqual([{ n: 1 }])
    expect(answers[1]).toEqual([])
    expect(answers[2]).toEqual({ text: 'é\u{1f332}', none: null, list: ['a', 'b"'], bytes: Buffer.from([0, 255]) })
    expect(answers[3]).toHaveLength(5000)
    expect(answers[4]).toEqual([{ n: 2 }])
  })

  it('is one transaction, seen through the role, which refuses to write', async () => {
    const [first, second] = await read((tx) => {
      const moment = sql<{ at: string }>`select now()::text as at`
      return Promise.all([
        tx.first(moment),
        tx.first(sql<{ at: string; later: string }>`select now()::text as at, pg_sleep(0.01)::text as later`),
      ])
    })
    expect(first?.at).toBe(second?.at)
    expect(await read((tx) => tx.first(who))).toEqual({ role: 'pp_system', writes: 'on' })
    await expect(read((tx) => tx.rows(sql`delete from app_user`))).rejects.toThrow('read-only transaction')
  })

  it('leaves the connection as it was', async () => {
    await read((tx) => tx.rows(number(1)))
    expect(await database.ask(who)).toEqual({ role: 'pp_login', writes: 'off' })
  })

  it('may be the same statement twice, before it was ever prepared and after', async () => {
    for (let round = 0; round < 2; round++)
      expect(await read((tx) => Promise.all([tx.first(number(1)), tx.first(number(2))]))).toEqual([{ n: 1 }, { n: 2 }])
  })
})

describe('a statement that fails', () => {
  it('fails those behind it, with its own error, and not those before', async () => {
    const outcomes = await read((tx) => Promise.allSettled([tx.rows(number(1)), tx.rows(broken), tx.rows(number(2))]))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(outcomes[2]).toMatchObject({ reason: { message: 'division by zero' } })
  })

  it('leaves what stood before and behind it to be asked again', async () => {
    const fresh = (mark: string) => sql<{ n: number }>`select 7::int as n /* ${sql.raw(mark)} */`
    await read((tx) => Promise.allSettled([tx.rows(fresh('before')), tx.rows(broken), tx.rows(fresh('behind'))]))
    expect(await read((tx) => Promise.all([tx.first(fresh('before')), tx.first(fresh('behind'))]))).toEqual([{ n: 7 }, { n: 7 }])
    await expect(read((tx) => tx.rows(broken))).rejects.toThrow('division by zero')
  })

  it('may be one that can’t even be read', async () => {
    await expect(read((tx) => tx.rows(sql`select from nowhere at all`))).rejects.toThrow('syntax error')
    expect(await read((tx) => tx.first(number(3)))).toEqual({ n: 3 })
  })

  it('is refused for a whole number that can’t be held exactly, and the rest is answered', async () => {
    const outcomes = await read((tx) => Promise.allSettled([tx.rows(sql`select 9007199254740993::bigint as n`), tx.rows(number(4))]))
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})

describe('the next one on the connection', () => {
  it('is not touched by what somebody asked and did not wait for', async () => {
    for (let round = 0; round < 20; round++) {
      const left: Promise<unknown>[] = []
      await expect(
        read(async (tx) => {
          left.push(tx.rows(sql`select pg_sleep(0.001)`), tx.rows(number(1)))
          throw new Error('gone')
        }),
      ).rejects.toThrow('gone')
      const seen = await database.within({ role: 'pp_session', readOnly: false }, async (tx) => [await tx.first(who), await tx.first(who)])
      expect(seen).toEqual([
        { role: 'pp_session', writes: 'off' },
        { role: 'pp_session', writes: 'off' },
      ])
      await Promise.allSettled(left)
    }
  })

  it('gets a new connection when the server ended this one', async () => {
    const pid = await read((tx) => tx.first(sql<{ pid: number }>`select pg_backend_pid() as pid`))
    const slow = read((tx) => tx.rows(sql`select pg_sleep(3)`)).catch((error: Error) => error.message)
    await admin.query('select pg_terminate_backend($1)', [pid?.pid])
    expect(await slow).toContain('terminat')
    expect(await read((tx) => tx.first(number(5)))).toEqual({ n: 5 })
  })

  it('reads a table whose columns have changed below what was prepared', async () => {
    await admin.query('create table shape (a int); insert into shape values (1); grant select on shape to pp_system')
    const all = sql`select * from shape`
    expect(await read((tx) => tx.rows(all))).toEqual([{ a: 1 }])
    await admin.query("alter table shape add column b text default 'x'")
    await expect(read((tx) => tx.rows(all))).rejects.toThrow('cached plan')
    expect(await read((tx) => tx.rows(all))).toEqual([{ a: 1, b: 'x' }])
    await admin.query('drop table shape')
  })
})

describe('a proof', () => {
  const proof = (accept: (row: unknown) => boolean): Proof => ({ call: 'deployment_id_key()', values: [], accept })

  it('travels ahead of the questions, as nobody', async () => {
    let seen: unknown
    const rows = await read(
      (tx) => Promise.all([tx.first(number(1)), tx.first(who)]),
      proof((row) => (seen = row) !== undefined),
    )
    expect(rows).toEqual([{ n: 1 }, { role: 'pp_system', writes: 'on' }])
    expect(seen).toMatchObject({ p: expect.any(String) })
  })

  it('without a row opens nothing: the database itself refuses what is asked behind it', async () => {
    const asked = (text: string) =>
      read((tx) => tx.rows(sql`${sql.raw(text)}`), { call: 'generate_series($1::int, 0)', values: [1], accept: () => true })
    await expect(asked('select realm from deployment')).rejects.toThrow('permission denied')
    expect(await asked('select current_user as role')).toEqual([{ role: 'pp_login' }])
    expect(await read((tx) => tx.first(who))).toEqual({ role: 'pp_system', writes: 'on' })
  })

  it('that does not hold gives nothing out', async () => {
    const given: unknown[] = []
    const asked = read(
      async (tx) => {
        const outcomes = await Promise.allSettled([tx.rows(number(1)), tx.rows(number(2)), tx.rows(broken)])
        given.push(...outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])))
        return tx.rows(number(3))
      },
      proof(() => false),
    )
    await expect(asked).rejects.toThrow('does not hold')
    expect(given).toEqual([])
    expect(await read((tx) => tx.first(number(4)))).toEqual({ n: 4 })
  })

  it('can’t be given for a write', async () => {
    await expect(
      database.within(
        { role: 'pp_system', readOnly: false },
        async () => 1,
        proof(() => true),
      ),
    ).rejects.toThrow('Only a read')
  })

  it('can’t be given for what holds a moment still', async () => {
    await expect(
      read(
        async (tx) => tx.holdStill(),
        proof(() => true),
      ),
    ).rejects.toThrow('can hold nothing')
  })
})
