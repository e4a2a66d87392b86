import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { cataloguePromises } from './catalogue.ts'

let test: TestDatabase
let admin: pg.Client

beforeAll(async () => {
  test = await createTestDatabase()
  admin = new pg.Client({ connectionString: test.adminUrl })
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await test.drop()
})

describe('the database’s catalogue', () => {
  it.each(cataloguePromises)('$promise', async ({ faults }) => expect(await faults(admin)).toEqual([]))

  it.each(cataloguePromises)('would be caught breaking: $promise', async ({ faults, violation }) => {
    const before = await faults(admin)
    await admin.query('begin')
    try {
      await admin.query(violation)
      expect((await faults(admin)).length).toBeGreaterThan(before.length)
    } finally {
      await admin.query('rollback')
    }
  })

  it('grants each role what was reviewed, and no more', async () => {
    const { rows } = await admin.query<{ table: string; role: string; may: string }>(`
      with granted as (
        select c.relname, a.grantee, lower(a.privilege_type) as may
          from pg_class c, aclexplode(c.relacl) a
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and a.grantee <> c.relowner
        union all
        select c.relname, a.grantee, lower(a.privilege_type) || ' (' || string_agg(t.attname, ', ' order by t.attname) || ')'
          from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
         where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
         group by 1, 2, a.privilege_type)
      select relname as table, grantee::regrole::text as role, string_agg(may, ', ' order by may) as may from granted
       group by 1, 2 order by 1, 2`)
    const written = [...Map.groupBy(rows, ({ table }) => table)].map(([table, grants]) =>
      [table, ...grants.map(({ role, may }) => `  ${role}: ${may}`)].join('\n'),
    )
    await expect(`${written.join('\n')}\n`).toMatchFileSnapshot('__snapshots__/grants.txt')
  })
})
