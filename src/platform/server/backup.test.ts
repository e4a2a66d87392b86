import { createHmac } from 'node:crypto'
import { cp, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, withClient, type TestDatabase } from '../../../test/database.ts'
import { fillTables, listTables } from '../../../test/guards/rows.ts'
import { backUp } from './backup.ts'
import { manifestName, sumOf, sumsName, sumsText, type Manifest } from './backup-manifest.ts'
import type { MasterKeys } from './keys.ts'
import { newestMigration } from './migrate.ts'
import { restore, type RestoreOrder } from './restore.ts'

const log = pino({ level: 'silent' })
const masterKeys: MasterKeys = { keys: [{ kid: '2026-06', key: Buffer.alloc(32, 7) }] }

let folder: string
let source: TestDatabase
let admin: pg.Client
let manifest: Manifest
const path = (name: string) => join(folder, name)
const heads = () => path('heads.jsonl')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-backup-'))
  source = await createTestDatabase()
  admin = new pg.Client({ connectionString: source.adminUrl })
  await admin.connect()
  await fillTables(admin, await listTables(admin))
  await dropOrphans(admin)
  for (const statement of ofRooms) await admin.query(statement)
  await admin.query(`set session_replication_role = replica`)
  await admin.query(`update deployment set realm = 'real'`)
  await admin.query('delete from master_key')
  await admin.query('insert into master_key (kid, fingerprint) values ($1, $2)', ['2026-06', fingerprint(Buffer.alloc(32, 7))])
  await admin.query(`select setval('event_log_id_seq', 90000)`)
  await admin.query('insert into event_log (name, actor, facts) values ($1, $2, $3)', ['a.b', awkward, { [awkward]: [null, '\\N', 1e15] }])
  await admin.query(`set session_replication_role = origin`)
  await admin.query(`select graphile_worker.add_job('test.waits', '{"n": 1}', queue_name => 'q', job_key => 'k', run_at => '2030-01-01')`)
  await admin.query(`select graphile_worker.add_job('test.runs', '{}')`)
  await admin.query(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'gone', attempts = 1 where key is null`)
  await admin.query(`select graphile_worker.add_job('test.failed', '{}', job_key => 'f')`)
  await admin.query(`update graphile_worker._private_jobs set attempts = max_attempts where key = 'f'`)
  await writeFile(heads(), 'a head\n')
  manifest = await backUp({ adminUrl: source.adminUrl, realm: 'real', folder: path('backup'), files: [heads(), path('none')] })
})
afterAll(async () => {
  await admin.end()
  await source.drop()
  await rm(folder, { recursive: true })
})

const awkward = '\t\\.\n\\N "quoted", \u2028 Ναυπηγεία 🌲 \r'
const fingerprint = (key: Buffer) => createHmac('sha256', key).update('pp/fingerprint/v1/real').digest()

/** In place of what fillTables made of no room in particular. */
const ofRooms = [
  'insert into room_note (room_id) select min(id) from room',
  'insert into room_draft (room_id) select min(id) from room',
  `insert into room_access_test (room_id, label, viewer, expects) select min(id), 'one', '{}', 'open' from room`,
  'insert into room_editor (room_id, editor_window, user_id) select (select min(id) from room), gen_random_uuid(), min(id) from app_user',
  `insert into room_view (partner_id, partnership_id, user_id, stay_id, room_id, began_at, seen_at)
   select partner_id, partnership_id, user_id, id, (select min(id) from room), began_at, seen_at from portal_stay limit 1`,
  'insert into kit_download (partner_id, partnership_id, kit_id, version) select partner_id, id, (select min(id) from kit_item), 1 from partnership limit 1',
]

/** What fillTables made without regard to foreign keys. */
const dropOrphans = async (client: pg.Client) => {
  const { rows } = await client.query<{ statement: string }>(`
    select format('delete from %s c where (%s) and not exists (select from %s p where %s)', k.conrelid::regclass,
             (select string_agg(format('c.%I is not null', a.attname), ' and ') from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)),
             k.confrelid::regclass,
             (select string_agg(format('p.%I = c.%I', pa.attname, ca.attname), ' and ')
                from unnest(k.conkey, k.confkey) as pair(c, p)
                join pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = pair.c
                join pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = pair.p)) as statement
      from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace`)
  await client.query(`set session_replication_role = replica`)
  for (let dropped = 1; dropped > 0;) {
    dropped = 0
    for (const { statement } of rows) dropped += (await client.query(statement)).rowCount ?? 0
  }
  await client.query(`set session_replication_role = origin`)
}

/** Every table's content as one hash, and every sequence's place. */
const contentOf = async (client: pg.Client) => {
  const content: Record<string, unknown> = {}
  const tables = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'applied_migration' order by 1`,
  )
  for (const { name } of tables.rows) {
    const found = await client.query(`select count(*)::int as rows, md5(string_agg(t::text, '|' order by t::text)) as hash from ${name} t`)
    content[name] = found.rows[0]
  }
  const sequences = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' and relname not like 'applied%' order by 1`,
  )
  for (const { name } of sequences.rows) content[name] = (await client.query(`select last_value, is_called from ${name}`)).rows[0]
  return content
}

/** What protects the rows: constraints, triggers, policies, forced row-level security. */
const rulesOf = async (client: pg.Client) =>
  (
    await client.query(`
      select 'c' as kind, conrelid::regclass::text || ' ' || conname as name, pg_get_constraintdef(oid) || convalidated as is from pg_constraint where connamespace = 'public'::regnamespace
      union all select 't', tgrelid::regclass::text || ' ' || tgname, pg_get_triggerdef(oid) || tgenabled::text from pg_trigger where not tgisinternal
      union all select 'p', tablename || ' ' || policyname, concat(roles, cmd, qual, with_check) from pg_policies
      union all select 'r', relname, concat(relrowsecurity, relforcerowsecurity) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      order by 1, 2`)
  ).rows

let made = 0
const emptyDatabase = async (owner?: string) => {
  const name = `${source.name}_restored_${++made}`
  await admin.query(`create database ${name}${owner ? ` owner ${owner}` : ''}`)
  const url = new URL(source.adminUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => admin.query(`drop database ${name} with (force)`) }
}

const restoring = (adminUrl: string, over: Partial<RestoreOrder> = {}) =>
  restore({ adminUrl, login: 'portal_app', realm: 'real', keys: masterKeys, folder: path('backup'), files: [], log, ...over })

describe('a backup', () => {
  it('holds every table with rows, for its owner only, and not the key', async () => {
    const content = await contentOf(admin)
    expect(manifest.tables.map(({ name, rows }) => [name, rows])).toEqual(
      Object.entries(content).flatMap(([name, found]) => (hasRows(found) ? [[name, found.rows]] : [])),
    )
    expect(manifest.tables.filter(({ rows }) => rows === 0)).toEqual([])
    expect(manifest).toMatchObject({ realm: 'real', migration: await newestMigration(), files: ['heads.jsonl'] })
    for (const entry of await readdir(path('backup'), { recursive: true, withFileTypes: true })) {
      const { mode } = await stat(join(entry.parentPath, entry.name))
      expect(mode & 0o077, entry.name).toBe(0)
    }
    const key = masterKeys.keys[0]?.key.toString('base64url') ?? 'none'
    expect(await readFile(path(`backup/${manifestName}`), 'utf8')).not.toContain(key)
  })

  it('is of one moment, whatever is written meanwhile', async () => {
    const other = await createTestDatabase()
    await withClient(other.adminUrl, async (client) => {
      await client.query(`insert into deployment (realm, id_key) values ('real', 'k')`)
      let writing = true
      // Each pair in one transaction, in two tables that are far apart in the backup's order.
      const writer = withClient(other.adminUrl, async (own) => {
        for (let n = 0; writing; n++)
          await own.query(`with p as (insert into partner (external_id, name, type) values ('p${n}', 'p', 'mssp'))
            insert into app_user (email, name, side) values ('p${n}@example.com', 'p', 'partner')`)
      })
      await expect.poll(async () => (await client.query('select from partner')).rowCount).toBeGreaterThan(20)
      const taken = await backUp({ adminUrl: other.adminUrl, realm: 'real', folder: path('moving'), files: [] })
      writing = false
      await writer
      const rowsOf = (name: string) => taken.tables.find((table) => table.name === name)?.rows
      expect(rowsOf('partner')).toBeGreaterThan(20)
      expect(rowsOf('app_user')).toBe(rowsOf('partner'))
    })
    await other.drop()
  })

  it('needs no owner: a login that may read everything, and nothing else, is enough', async () => {
    await admin.query(`create role backup_reader login bypassrls in role pg_read_all_data password 'b'`)
    const url = new URL(source.adminUrl)
    url.username = 'backup_reader'
    url.password = 'b'
    const taken = await backUp({ adminUrl: url.href, realm: 'real', folder: path('reader'), files: [] })
    expect(taken.tables).toEqual(manifest.tables)
    expect(taken.sequences).toEqual(manifest.sequences)
    await admin.query('drop role backup_reader')
  })

  it.each([
    ['from a login that rows are hidden from', () => ({ adminUrl: source.url }), /hides rows from portal_app.*bypassrls/s],
    ['over another one', () => ({ folder: path('backup') }), /is not empty/],
    ['of the other realm', () => ({ realm: 'demo' as const }), /the real portal, not of the demo one/],
  ])('%s is refused and leaves nothing behind', async (_how, over, sentence) => {
    const order = { adminUrl: source.adminUrl, realm: 'real' as const, folder: path('refused'), files: [], ...over() }
    await expect(backUp(order)).rejects.toThrow(sentence)
    expect((await readdir(folder)).filter((name) => name.includes('refused') || name.includes('unfinished'))).toEqual([])
  })
})

const hasRows = (found: unknown): found is { rows: number } => typeof found === 'object' && found !== null && 'rows' in found

describe('restored', () => {
  it('is every table, every sequence and every rule as it was, and the heads of the audit log', async () => {
    const target = await emptyDatabase()
    const headsAgain = path('other/heads.jsonl')
    const { rows, keptFiles } = await restoring(target.url, { files: [headsAgain] })
    expect(rows).toBeGreaterThan(100)
    await withClient(target.url, async (client) => {
      expect(await contentOf(client)).toEqual(await contentOf(admin))
      expect(await rulesOf(client)).toEqual(await rulesOf(admin))
      expect((await client.query(`select facts from event_log where actor = $1`, [awkward])).rows).toEqual([
        { facts: { [awkward]: [null, '\\N', 1e15] } },
      ])
    })
    expect([await readFile(headsAgain, 'utf8'), keptFiles]).toEqual(['a head\n', []])
    await expect(restoring(target.url)).rejects.toThrow(/The database is not empty: \w+ has rows/)
    await target.drop()
  })

  it('has the jobs that waited or ran, free to be taken, and not those that had failed', async () => {
    const target = await emptyDatabase()
    await restoring(target.url)
    await withClient(target.url, async (client) => {
      const { rows } = await client.query(`
        select j.task_identifier as task, p.payload, j.queue_name as queue, j.run_at > now() as later, j.attempts, j.key, j.locked_by
          from graphile_worker.jobs j join graphile_worker._private_jobs p using (id) order by j.id`)
      expect(rows).toEqual([
        { task: 'test.waits', payload: { n: 1 }, queue: 'q', later: true, attempts: 0, key: 'k', locked_by: null },
        { task: 'test.runs', payload: {}, queue: null, later: false, attempts: 0, key: null, locked_by: null },
      ])
    })
    await target.drop()
  })

  it('needs no superuser: the owner of an empty database is enough', async () => {
    await admin.query(`create role restorer login createrole password 'r'`)
    const target = await emptyDatabase('restorer')
    await admin.query(
      'grant pp_login, pp_session, pp_full, pp_restricted, pp_staff, pp_vendor, pp_system, pp_task_desk, pp_worker to restorer with admin option',
    )
    const url = new URL(target.url)
    url.username = 'restorer'
    url.password = 'r'
    await restoring(url.href, { login: undefined })
    await withClient(target.url, async (client) => expect(await contentOf(client)).toEqual(await contentOf(admin)))
    await target.drop()
  })

  it('leaves files alone that are there', async () => {
    const target = await emptyDatabase()
    await writeFile(path('heads.jsonl'), 'a later head\n')
    expect((await restoring(target.url, { files: [heads()] })).keptFiles).toEqual([heads()])
    expect(await readFile(heads(), 'utf8')).toBe('a later head\n')
    await target.drop()
  })
})

describe('a restore refuses, and writes nothing', () => {
  let target: Awaited<ReturnType<typeof emptyDatabase>>
  beforeAll(async () => {
    target = await emptyDatabase()
  })
  afterAll(() => target.drop())
  const refused = async (over: Partial<RestoreOrder>, sentence: RegExp) => {
    await expect(restoring(target.url, over)).rejects.toThrow(sentence)
    expect(await withClient(target.url, contentOf)).toEqual({})
  }
  /** A copy of the backup whose manifest says something else, with sums that agree. */
  const rewritten = async (name: string, change: Partial<Manifest>) => {
    const copy = path(name)
    await cp(path('backup'), copy, { recursive: true })
    await writeFile(join(copy, manifestName), JSON.stringify({ ...manifest, ...change }))
    const sums = new Map((await readFile(join(copy, sumsName), 'utf8')).trim().split('\n').map((line) => [line.slice(66), line.slice(0, 64)])) // prettier-ignore
    sums.set(manifestName, await sumOf(join(copy, manifestName)))
    await writeFile(join(copy, sumsName), sumsText(sums))
    return copy
  }

  it('a folder without a backup', () => refused({ folder: path('nowhere') }, /holds no backup/))
  it('another realm', () => refused({ realm: 'demo' }, /of the real portal and can't become the demo one/))
  it('no key', () => refused({ keys: undefined }, /sealed with the master key 2026-06, which is not given/))
  it('another key of the same name', () =>
    refused({ keys: { keys: [{ kid: '2026-06', key: Buffer.alloc(32, 8) }] } }, /2026-06 that is given is not the one/))
  it('a newer schema', async () =>
    refused({ folder: await rewritten('newer', { migration: '9999_later' }) }, /9999_later, which this version .* too old/))
  it('a way of writing it does not know', async () =>
    refused({ folder: await rewritten('later', { format: 2 as 1 }) }, /made by a version that writes them otherwise/)) // a version that does not exist yet
  it('fewer rows than the manifest counts', async () => {
    const copy = await rewritten('short', { tables: manifest.tables.map((table) => ({ ...table, rows: table.rows + 1 })) })
    const own = await emptyDatabase()
    await expect(restoring(own.url, { folder: copy })).rejects.toThrow(/rows after loading, the backup says/)
    await withClient(own.url, async (client) => expect((await client.query('select from app_user')).rowCount).toBe(0))
    // What is left is a database without rows, which the next try may use.
    await restoring(own.url)
    await own.drop()
  })

  it('one flipped bit, in any of its files', async () => {
    const copy = path('flipped')
    await cp(path('backup'), copy, { recursive: true })
    const files = [manifestName, sumsName, 'files/heads.jsonl', ...manifest.tables.map(({ name }) => `tables/${name}.copy.gz`)]
    for (const file of files) {
      const { size } = await stat(join(copy, file))
      for (const at of new Set([0, Math.floor(size / 2), size - 1])) {
        await flip(join(copy, file), at)
        await expect(restoring(target.url, { folder: copy }), `${file} at ${at}`).rejects.toThrow(/is damaged/)
        await flip(join(copy, file), at)
      }
    }
    expect(await withClient(target.url, contentOf)).toEqual({})
    await rm(join(copy, 'tables', 'customer.copy.gz'))
    await refused({ folder: copy }, /tables\/customer.copy.gz is missing/)
  })
})

const flip = async (file: string, at: number) => {
  const handle = await open(file, 'r+')
  const byte = Buffer.alloc(1)
  await handle.read(byte, 0, 1, at)
  byte[0] = (byte[0] ?? 0) ^ 1
  await handle.write(byte, 0, 1, at)
  await handle.close()
}
