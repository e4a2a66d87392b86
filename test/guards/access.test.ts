import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { attemptFunction, attemptsOn, disagreements, type Filled } from './access.ts'
import { listPolicies } from './catalogue.ts'
import { harmless, mutantsOf } from './mutants.ts'
import { fillTables, listTables } from './rows.ts'
import { databaseRoles } from './tenancy.ts'

let test: TestDatabase
let client: pg.Client
let filled: Filled

beforeAll(async () => {
  test = await createTestDatabase()
  client = await connected()
  const tables = await listTables(client)
  filled = { tables, held: await fillTables(client, tables) }
  // Policies are what is looked at: foreign keys would answer before them.
  await client.query('set session_replication_role = replica')
  await client.query(attemptFunction)
})
afterAll(async () => {
  await client.end()
  await test.drop()
})

const connected = async () => {
  const one = new pg.Client({ connectionString: test.adminUrl })
  await one.connect()
  return one
}

const takenBack = async <T>(work: () => Promise<T>): Promise<T> => {
  await client.query('begin')
  try {
    return await work()
  } finally {
    await client.query('rollback')
  }
}

const grantAll = () => client.query(`grant all on all tables in schema public to ${databaseRoles.join(', ')}`)

describe('row-level security', () => {
  it('lets every role see and write exactly the rows that are its own, as the tables are granted', async () => {
    const { rows } = await client.query<{ grant: string }>(`
      select concat_ws(' ', c.relname, a.grantee::regrole, lower(a.privilege_type)) as grant
        from pg_class c, aclexplode(c.relacl) a where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      -- reading asks for the key alone, which may be among the columns that are granted one by one
      union select concat_ws(' ', c.relname, a.grantee::regrole, 'select')
        from pg_class c join pg_index x on x.indrelid = c.oid and x.indisprimary
        join pg_attribute t on t.attrelid = c.oid and t.attnum = any (x.indkey), aclexplode(t.attacl) a
       where c.relnamespace = 'public'::regnamespace and a.privilege_type = 'SELECT'`)
    const granted = new Set(rows.map(({ grant }) => grant))
    for (const table of filled.tables) {
      const attempts = attemptsOn(filled, table, (role, command) => granted.has(`${table.name} ${role} ${command}`))
      expect(attempts.length, table.name).toBeGreaterThan(databaseRoles.length * 8 * 3)
      expect(await takenBack(() => disagreements(client, attempts)), table.name).toEqual([])
    }
  }, 60_000)

  it('holds by its policies alone, if everything were granted to everybody', async () => {
    await takenBack(async () => {
      await grantAll()
      for (const table of filled.tables)
        expect(
          await disagreements(
            client,
            attemptsOn(filled, table, () => true),
          ),
          table.name,
        ).toEqual([])
    })
  }, 60_000)

  it('shows a transaction that says nothing of itself no row of a tenant, and one that talks nonsense an error', async () => {
    for (const role of ['pp_full', 'pp_restricted', 'pp_staff', 'pp_login'] as const) {
      // A fresh connection: a setting that was made once in a session is empty afterwards, never missing again.
      const fresh = await connected()
      try {
        await fresh.query('begin')
        await fresh.query(`grant select on all tables in schema public to ${role}; set local role ${role}`)
        for (const { name } of filled.tables) expect((await fresh.query(`select from ${name}`)).rowCount, `${name} as ${role}`).toBe(0)
        await fresh.query(`set local app.partner_id = 'x'; set local app.partnership_id = 'x'; set local app.user_id = 'x'`)
        for (const { name } of filled.tables) {
          await fresh.query('savepoint nonsense')
          const seen = await fresh.query(`select from ${name}`).then(({ rowCount }) => rowCount, () => 0) // prettier-ignore
          expect(seen, `${name} as ${role}, nonsense`).toBe(0)
          await fresh.query('rollback to savepoint nonsense')
        }
      } finally {
        await fresh.end()
      }
    }
  }, 60_000)

  it('has no policy that could be dropped or weakened without the access matrix noticing', async () => {
    // With everything granted, in a session whose work is taken back: only policies stand between a role and a row.
    const survivors: string[] = []
    let count = 0
    await takenBack(async () => {
      await grantAll()
      const policies = await listPolicies(client)
      // A table that is made later is in here by itself: no list names them.
      expect([...new Set(policies.map(({ table }) => table))].toSorted()).toEqual(filled.tables.map(({ name }) => name).toSorted())
      for (const policy of policies) {
        const table = filled.tables.find(({ name }) => name === policy.table)
        if (!table) throw new Error(`${policy.table} is no table that was filled`)
        const attempts = attemptsOn(filled, table, () => true)
        for (const mutant of mutantsOf(policy)) {
          count++
          await client.query('savepoint mutant')
          await client.query(mutant.sql)
          if ((await disagreements(client, attempts, { untilOne: true })).length === 0) survivors.push(mutant.name)
          await client.query('rollback to savepoint mutant')
        }
      }
    })
    const equivalent = Object.keys(harmless)
    process.stdout.write(
      `Policy mutants caught: ${count - survivors.length} of ${count - equivalent.length}, in ${filled.tables.length} tables; ${equivalent.length} more change nothing\n`,
    )
    expect(survivors).toEqual(equivalent)
    expect(count).toBeGreaterThan(filled.tables.length * 5)
  }, 120_000)
})
