import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { openDatabase } from './db.ts'
import { startEmbedded, type Embedded } from './embedded.ts'
import { migrateDatabase, newestMigration } from './migrate.ts'
import { openRealms, prepareRealm, realmUrl, type Realms } from './realms.ts'
import { readSettings } from './settings.ts'

const log = pino({ level: 'silent' })

const ask = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('the embedded realms', () => {
  let dataDir: string
  let realms: Realms
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'portal-realms-'))
    realms = await openRealms(readSettings({ DATA_DIR: dataDir }), { log, owner: 'npm start' })
  })
  afterAll(async () => {
    await realms.stop(0)
    await rm(dataDir, { recursive: true })
  })

  it('are prepared twice without harm, and each process becomes pp_login', async () => {
    const real = await realms.addressOf('real')
    expect(await prepareRealm(real, log)).toContain(await newestMigration())
    expect(await prepareRealm(real, log)).toEqual([])
    const database = openDatabase({ url: real.url, maxConnections: 1 })
    expect(await database.schemaVersion()).toBe(await newestMigration())
    await database.close()
    expect(await ask(real.url, 'select current_user as who, rolsuper, rolinherit from pg_roles where rolname = current_user')).toEqual([
      { who: 'portal_app', rolsuper: false, rolinherit: false },
    ])
    await expect(ask(real.url, 'select * from public.app_user')).rejects.toMatchObject({ code: '42501' })
  })

  it('are walled off from each other: neither login enters the other database', async () => {
    const [real, demo] = [await realms.addressOf('real'), await realms.addressOf('demo')]
    for (const [own, other] of [[demo, real], [real, demo]] as const) {
      const crossing = new URL(own.url)
      crossing.pathname = new URL(other.url).pathname
      await expect(ask(crossing.href, 'select 1'), own.realm).rejects.toMatchObject({ code: '42501' })
      expect(await ask(own.url, 'select 1 as one'), own.realm).toEqual([{ one: 1 }])
    } // prettier-ignore
  })

  it('can be found by a single process', async () => {
    expect(await realmUrl(readSettings({ DATA_DIR: dataDir, PORTAL_REALM: 'demo' }))).toBe((await realms.addressOf('demo')).url)
    await expect(realmUrl(readSettings({ DATA_DIR: join(dataDir, 'elsewhere') }))).rejects.toThrow(
      /DATABASE_URL is not set and no npm start runs/,
    )
  })
})

describe('a given server of somebody else', () => {
  let dataDir: string
  let server: Embedded
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'portal-realms-'))
    server = await startEmbedded({ dataDir, log, ephemeral: true })
  })
  afterAll(() => server.stop(0))

  it('needs no superuser: an owner that may create roles is enough for both realms', async () => {
    await ask(server.adminUrl('postgres'), `create role owner login createrole password 'owner'`)
    for (const name of ['rented', 'rented_demo']) await ask(server.adminUrl('postgres'), `create database ${name} owner owner`)
    const url = new URL(server.adminUrl('rented'))
    url.username = 'owner'
    url.password = 'owner'
    const realms = await openRealms(readSettings({ DATABASE_URL: url.href }), { log, owner: 'npm run migrate' })
    for (const realm of ['real', 'demo'] as const) {
      const address = await realms.addressOf(realm)
      expect(await prepareRealm(address, log)).toContain(await newestMigration())
      const database = openDatabase({ url: address.url, maxConnections: 1 })
      expect(await database.schemaVersion()).toBe(await newestMigration())
      await database.close()
    }
  })
})

describe('a given server', () => {
  let given: TestDatabase
  beforeAll(async () => {
    given = await createTestDatabase()
  })
  afterAll(async () => {
    await ask(given.adminUrl, `drop database if exists ${given.name}_demo with (force)`)
    await given.drop()
  })

  it('is used instead of the embedded one, with the demo beside the real database', async () => {
    const realms = await openRealms(readSettings({ DATABASE_URL: given.adminUrl, DATA_DIR: '/nowhere' }), { log, owner: 'npm start' })
    const demo = await realms.addressOf('demo')
    expect(new URL(demo.url).pathname).toBe(`/${given.name}_demo`)
    await prepareRealm(demo, log)
    await prepareRealm(await realms.addressOf('real'), log)
  })

  it('refuses to serve a database of the other realm', async () => {
    const realms = await openRealms(readSettings({ DATABASE_URL: given.adminUrl, DEMO_DATABASE_URL: given.adminUrl }), {
      log,
      owner: 'npm start',
    })
    await prepareRealm(await realms.addressOf('real'), log)
    await expect(prepareRealm(await realms.addressOf('demo'), log)).rejects.toMatchObject({ code: 'deployment.wrong-realm' })
  })

  it('is told when its user may not create the demo', async () => {
    const realms = await openRealms(readSettings({ DATABASE_URL: given.url }), { log, owner: 'npm start' })
    await ask(given.adminUrl, `drop database if exists ${given.name}_demo with (force)`)
    await expect(realms.addressOf('demo')).rejects.toThrow(/may not create the database .*_demo. Create it, or set DEMO_DATABASE_URL/)
  })

  it('lets two migrations at once wait for each other', async () => {
    await ask(given.adminUrl, `create database ${given.name}_demo`)
    const url = given.adminUrl.replace(given.name, `${given.name}_demo`)
    const applied = await Promise.all([migrateDatabase(url, log), migrateDatabase(url, log)])
    expect(applied.filter((names) => names.length === 0)).toHaveLength(1)
    expect(applied.flat()).toContain(await newestMigration())
  })
})
