import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { openKeyring } from '#server/keys.ts'
import { openTestDatabase, type OpenedDatabase } from '../../../test/database.ts'
import { writeHead } from './heads.ts'
import { sealAll, sealEvents } from './jobs.ts'
import { getEnd } from './seal.store.ts'
import { exportLog, verifyLog } from './verify.actions.ts'

const keyOf = (kid: string, byte: number) => ({ kid, key: Buffer.alloc(32, byte) })
const keys = openKeyring({ keys: [keyOf('one', 1)] }, 'real')
let own: OpenedDatabase
let database: Database
let admin: pg.Client
let folder: string
let headFile: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-audit-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
beforeEach(async () => {
  own = await openTestDatabase()
  database = own.database
  admin = new pg.Client({ connectionString: own.test.adminUrl })
  await admin.connect()
  headFile = join(folder, `heads-${++files}.jsonl`)
  return async () => {
    await admin.end()
    await own.close()
  }
})

const happen = (...names: string[]) => {
  const actor = systemActor('test', database)
  return asActor(actor, async (tx) => {
    for (const name of names) await tell(tx, name, { actor, facts: { userId: 7, note: `“${name}”\n` } })
  })
}
const ten = Array.from({ length: 10 }, (_, n) => `thing.happened-${n + 1}`)
const end = () => own.arrange(getEnd)
const noteHead = async () => writeHead(headFile, keys, { ...(await end()), at: '2026-06-10T12:00:00Z' })
const verify = () => verifyLog(database, keys, headFile)
/** What whoever owns the server can do: the triggers are only in the way of the others. */
const tamper = async (...statements: string[]) => {
  await admin.query('set session_replication_role = replica')
  for (const statement of statements) await admin.query(statement)
  await admin.query('set session_replication_role = origin')
}

describe('the audit log', () => {
  it('is sealed without gaps and agrees with itself and with its head', async () => {
    await happen(...ten)
    expect(await sealAll({ database, keys })).toBe(10)
    await noteHead()
    await happen('later.happened')
    expect(await verify()).toMatchObject({ rows: 10, heads: 1, fault: undefined, headFault: undefined, unsealed: { count: 1 } })
    expect(await sealAll({ database, keys })).toBe(1)
    expect(await verify()).toMatchObject({ rows: 11, fault: undefined, unsealed: { count: 0 } })
  })

  it('seals each row once when several processes try at the same time', async () => {
    await happen(...ten)
    await Promise.all([1, 2, 3].map(() => sealAll({ database, keys })))
    await sealAll({ database, keys })
    expect(await verify()).toMatchObject({ rows: 10, fault: undefined })
  })

  it.each([
    { attack: 'a changed fact', sql: [`update event_log set facts = facts || '{"note": "x"}' where seq = 4`], seq: 4, says: 'thing.happened-4' },
    { attack: 'a changed moment', sql: [`update event_log set at = at + interval '1 microsecond' where seq = 4`], seq: 4, says: 'not what was sealed' },
    { attack: 'a changed person', sql: ['update event_log set user_id = 8 where seq = 4'], seq: 4, says: 'not what was sealed' },
    { attack: 'a removed row', sql: ['delete from event_log where seq = 4'], seq: 4, says: 'row 4 is missing' },
    { attack: 'a removed first row', sql: ['delete from event_log where seq = 1'], seq: 1, says: 'row 1 is missing' },
    {
      attack: 'a removed row with the gap closed',
      sql: ['delete from event_log where seq = 4', 'update event_log set seq = seq + 1000 where seq > 4', 'update event_log set seq = seq - 1001 where seq > 1000'],
      seq: 4, says: 'not what was sealed',
    },
    {
      attack: 'two rows in another order',
      sql: ['update event_log set seq = 1000 where seq = 4', 'update event_log set seq = 4 where seq = 5', 'update event_log set seq = 5 where seq = 1000'],
      seq: 4, says: 'not what was sealed',
    },
    { attack: 'a cut end', sql: ['delete from event_log where seq > 7'], seq: 8, says: 'rows 8 to 10' },
    { attack: 'an emptied log', sql: ['truncate event_log'], seq: 1, says: 'rows 1 to 10' },
    { attack: 'a seal under a key of the attacker', sql: [`update event_log set seal_kid = 'two' where seq = 4`], seq: 4, says: 'key two' },
  ])('$attack is found and the first bad row named', async ({ sql, seq, says }) => {
    await happen(...ten)
    await sealAll({ database, keys })
    await noteHead()
    await tamper(...sql)
    const { fault } = await verify()
    expect(fault).toMatchObject({ seq, says: expect.stringContaining(says) })
  }) // prettier-ignore

  it('an older state that was brought back is found, also once the log has grown past it and written heads again', async () => {
    await happen(...ten.slice(0, 5))
    await sealAll({ database, keys })
    await admin.query('create table backup as select * from event_log')
    await happen(...ten.slice(5))
    await sealAll({ database, keys })
    await noteHead()
    await tamper('truncate event_log', 'insert into event_log overriding system value select * from backup')
    expect((await verify()).fault).toMatchObject({ seq: 6, says: expect.stringContaining('rows 6 to 10') })
    await happen(...ten)
    await sealAll({ database, keys })
    await noteHead()
    expect((await verify()).fault).toMatchObject({ seq: 10, says: expect.stringContaining('older state') })
  })

  it('a whole chain written anew by somebody without the key is found at its first row', async () => {
    await happen(...ten)
    await sealAll({ database, keys })
    await tamper('update event_log set seq = null, seal_kid = null, seal = null')
    await sealAll({ database, keys: openKeyring({ keys: [keyOf('one', 2)] }, 'real') })
    expect((await verify()).fault).toMatchObject({ seq: 1 })
  })

  it('a changed, invented or half-written head is no head', async () => {
    await happen(...ten)
    await sealAll({ database, keys })
    await noteHead()
    const written = await readFile(headFile, 'utf8')
    await writeFile(headFile, written.replace('"seq":10', '"seq":9'))
    expect((await verify()).headFault).toContain('line 1')
    await writeFile(headFile, written)
    await appendFile(headFile, '{"seq":')
    expect((await verify()).headFault).toContain('line 2')
  })

  it('rows under an earlier master key stay true after a new one came', async () => {
    await happen(...ten)
    await sealAll({ database, keys })
    await noteHead()
    const rotated = openKeyring({ keys: [keyOf('two', 2), keyOf('one', 1)] }, 'real')
    await happen('later.happened')
    await sealAll({ database, keys: rotated })
    expect(await verifyLog(database, rotated, headFile)).toMatchObject({ rows: 11, fault: undefined, headFault: undefined })
    expect((await verify()).fault).toMatchObject({ seq: 11, says: expect.stringContaining('key two') })
  })

  it('is only added to, whoever asks, and a seal is given once', async () => {
    await happen(...ten)
    await sealAll({ database, keys })
    await happen('later.happened')
    for (const statement of [
      `update event_log set facts = '{}'`,
      'update event_log set seq = 99, seal = seal, seal_kid = seal_kid where seq = 10',
      `update event_log set seq = 11, seal_kid = 'one', seal = decode(repeat('00', 32), 'hex'), name = 'x' where seq is null`,
      'delete from event_log where seq is null',
      'truncate event_log',
      `insert into event_log (name, actor, seq, seal_kid, seal) values ('a', 'a', 11, 'one', decode(repeat('00', 32), 'hex'))`,
    ])
      await expect(admin.query(statement), statement).rejects.toThrow('only added to') // as the superuser
  })

  it('the sealer seals by itself, writes its head down when it stops, and adds no head when nothing came', async () => {
    const sealing = { database, keys, headFile, log: pino({ level: 'silent' }), now: () => Temporal.Instant.from('2026-06-10T12:00:00Z') }
    await happen(...ten)
    const stop = sealEvents(sealing)
    await expect.poll(async () => (await end()).seq, { timeout: 5_000 }).toBe(10)
    await happen('last.happened')
    await stop()
    expect(await verify()).toMatchObject({ rows: 11, heads: 2, fault: undefined, unsealed: { count: 0 } })
    const again = sealEvents(sealing)
    await again()
    expect((await verify()).heads).toBe(3) // a new process can't know that the last head stands; one a start is no harm
  })

  it('exports every row as a line of JSON and never over a file that exists', async () => {
    await happen(...ten)
    await sealAll({ database, keys })
    const path = join(folder, 'log.jsonl')
    expect(await exportLog(database, path)).toBe(10)
    const rows = (await readFile(path, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as unknown) // prettier-ignore
    expect(rows[3]).toMatchObject({ seq: 4, name: 'thing.happened-4', actor: 'system:test', subject_user_id: 7, facts: { userId: 7 } })
    await expect(exportLog(database, path)).rejects.toThrow('EEXIST')
  })
})
