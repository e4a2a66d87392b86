import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { asActor, systemActor } from '#server/access.ts'
import { openDatabase, type Database, type Tx } from '#server/db.ts'
import { claimDatabase } from '#server/deployment.ts'
import { startEmbedded } from '#server/embedded.ts'
import { migrateDatabase } from '#server/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Admin's connection string of the run's own PostgreSQL, with `DATABASE` where a database's name goes. */
    testServerUrl: string
    testAppPassword: string
  }
}

export type TestDatabase = {
  name: string
  /** As the processes connect. */
  url: string
  /** As the superuser, whom row-level security does not bind: for arranging and for catalogue checks. */
  adminUrl: string
  drop: () => Promise<void>
}

const template = 'portal_template'
const login = 'portal_app'
let server: { users: number; ready: ReturnType<typeof startServer> } | undefined

/** Vitest's global setup: one throwaway PostgreSQL for the whole run, with one migrated database to copy from. */
export const setup = async (project: TestProject) => {
  // Each project of the configuration calls this; they share the server.
  server ??= { users: 0, ready: startServer() }
  server.users++
  const { embedded } = await server.ready
  project.provide('testServerUrl', embedded.adminUrl('DATABASE'))
  project.provide('testAppPassword', embedded.passwordOf(login))
}

export const teardown = async () => {
  if (!server || --server.users > 0) return
  const { embedded } = await server.ready
  await embedded.stop(1)
  server = undefined
}

/**
 * Into memory where there is room: a database is nine hundred files, which are written for each test and thrown away a second later.
 * Docker gives 64 MB unless it is told otherwise.
 */
const roomyFolder = async () => {
  const memory = '/dev/shm'
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return Math.min(bavail * bsize, process.availableMemory()) > 5e9 ? memory : tmpdir()
}

const startServer = async () => {
  const dataDir = await mkdtemp(join(await roomyFolder(), 'portal-test-'))
  const log = pino({ level: 'silent' })
  try {
    const embedded = await startEmbedded({ dataDir, log, owner: 'npm test', ephemeral: true })
    await withClient(embedded.adminUrl('postgres'), async (client) => {
      await client.query(`create role ${login} login noinherit password ${pg.escapeLiteral(embedded.passwordOf(login))}`)
      await client.query(`create database ${template}`)
    })
    await migrateDatabase(embedded.adminUrl(template), log, { login })
    return { embedded }
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true })
    throw error
  }
}

let copies = 0

/**
 * A migrated, empty database of its own, belonging to no deployment yet, or a copy of what `copyPrepared` prepared.
 * One for a test file is the habit; `drop` it in afterAll.
 */
export const createTestDatabase = async ({ template: from = template }: { template?: string } = {}): Promise<TestDatabase> => {
  const name = `test_${process.pid}_${++copies}`
  await withClient(adminUrl('postgres'), (client) => client.query(`create database ${name} template ${from} strategy file_copy`))
  return addressed(name)
}

export type OpenedDatabase = {
  test: TestDatabase
  database: Database
  /** Runs as the system. */
  arrange: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

/** A database of its own for a real portal with nobody in it, opened as a process does. */
export const openTestDatabase = async ({ maxConnections = 2 }: { maxConnections?: number } = {}): Promise<OpenedDatabase> => {
  const test = await createTestDatabase()
  const database = openDatabase({ url: test.url, maxConnections, statementTimeoutSeconds: 60 })
  await claimDatabase(database, 'real')
  return {
    test,
    database,
    arrange: (work) => asActor(systemActor('test', database), work),
    close: async () => {
      await database.close()
      await test.drop()
    },
  }
}

/**
 * A copy of a database that `prepare` filled: the first test of a run that names it prepares it, the others copy.
 * `prepare` must have closed what it opened.
 */
export const copyPrepared = async (name: string, prepare: (empty: TestDatabase) => Promise<void>): Promise<TestDatabase> => {
  await withClient(adminUrl('postgres'), async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]) // until this connection ends
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount) return
    const empty = await createTestDatabase()
    await prepare(empty)
    await client.query(`alter database ${empty.name} rename to ${name}`)
  })
  return createTestDatabase({ template: name })
}

const adminUrl = (database: string) => inject('testServerUrl').replace('DATABASE', database)

const addressed = (name: string): TestDatabase => {
  const url = new URL(adminUrl(name))
  url.username = login
  url.password = inject('testAppPassword')
  return {
    name,
    url: url.href,
    adminUrl: adminUrl(name),
    drop: async () =>
      void (await withClient(adminUrl('postgres'), (client) => client.query(`drop database if exists ${name} with (force)`))),
  }
}

/** A connection of its own for as long as the work takes. */
export const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
