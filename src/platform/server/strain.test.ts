import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { parseConfig } from '#shared/config.ts'
import { endpoint } from '#shared/endpoint.ts'
import { Problem } from '#shared/problem.ts'
import config from '../../../portal.config.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { memoryFiles } from '../../../test/files.ts'
import { testKeys } from '../../../test/world.ts'
import { answerProblems, mountPortal } from './app.ts'
import { openDatabase, type Database } from './db.ts'
import { claimDatabase, type Portal } from './deployment.ts'
import { serve, type Route } from './serve.ts'
import { strainOf } from './strain.ts'

describe('what went wrong', () => {
  const coded = (code: string) => Object.assign(new Error('x'), { code })
  it.each(['55P03', '57014', '25P03', '57P01', '53300', '40P01', 'ECONNREFUSED', 'ECONNRESET'])(
    'by %s may go right the next time: 503',
    (code) => expect(strainOf(coded(code))).toMatchObject({ code: 'portal.busy', status: 503 }),
  )
  it.each(['23505', '42501', '42703', '22P02', 'ERR_INVALID_ARG_TYPE'])('by %s is a bug or a meaning of its own', (code) =>
    expect(strainOf(coded(code))).toBeUndefined(),
  )
  it('by a problem that a room raises stays that problem', () =>
    expect(strainOf(new Problem('a.b', 409, { publicMessage: 'No.' }))).toBeUndefined())
})

describe('a handler that does not come back', () => {
  const database = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' }) // nothing here asks one
  const portal: Portal = {
    ...{
      config: parseConfig(config),
      database,
      realm: 'real',
      keys: testKeys('real'),
      files: memoryFiles(),
      origin: 'http://portal.test',
      logo: null,
    },
    ...{
      now: () => Temporal.Now.instant(),
      uploads: { maxBytes: 50_000_000, partnerBytes: 2_000_000_000, scanner: null },
      session: { idleMinutes: 30, hours: 12, secureCookie: false },
      demoUrl: null,
      demoAccounts: [],
    },
  }
  const never = () => new Promise<never>(() => {})
  const routes: Route[] = [
    serve(endpoint('GET /never', { reply: z.strictObject({}) }), { access: 'public' }, never),
    serve(endpoint('GET /never/file', { file: true }), { access: 'public' }, never),
  ]
  afterEach(() => void vi.useRealTimers())

  it.each([
    ['/api/never', 30],
    ['/api/never/file', 600],
  ])('is answered for: %s with 503 after %d s', async (url, seconds) => {
    const app = Fastify()
    await mountPortal(app, { portal, routes })
    await app.ready()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let answered: number | undefined
    const answer = app.inject(url).then((reply) => {
      answered = reply.statusCode
      return reply
    })
    await vi.advanceTimersByTimeAsync((seconds - 1) * 1000)
    expect(answered).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1_001)
    expect((await answer).json()).toMatchObject({ status: 503, code: 'portal.busy' })
    expect((await answer).headers['retry-after']).toBe('2')
    vi.useRealTimers()
    await app.close()
  })
})

describe('a database that', () => {
  let test: TestDatabase
  let admin: pg.Client
  let database: Database
  let patient: Database
  let app: FastifyInstance
  beforeAll(async () => {
    test = await createTestDatabase()
    admin = new pg.Client({ connectionString: test.adminUrl })
    await admin.connect()
    database = openDatabase({ url: test.url, maxConnections: 2, statementTimeoutSeconds: 1 })
    patient = openDatabase({ url: test.url, maxConnections: 1 })
    await claimDatabase(database, 'real')
    await admin.query(`insert into app_user (email, name, side) values ('a@example.com', 'A', 'partner')`)
    app = Fastify()
    answerProblems(app)
    const system = { role: 'pp_system', readOnly: false } as const
    const read = () => database.within({ ...system, readOnly: true }, (tx) => tx.first(sql<{ id: string }>`select realm from deployment`))
    app.get('/read', read)
    app.get('/slow', () => database.within(system, (tx) => tx.rows(sql`select pg_sleep(3)`)))
    app.get('/locked', () => patient.within(system, (tx) => tx.rows(sql`select name from app_user for update`)))
  })
  afterAll(async () => {
    await app.close()
    await database.close()
    await patient.close()
    await admin.end()
    await test.drop()
  })

  const ask = async (url: string) => {
    const began = performance.now()
    const { statusCode, headers, body } = await app.inject(url)
    return { status: statusCode, retry: headers['retry-after'], seconds: (performance.now() - began) / 1000, body }
  }
  const busy = { status: 503, retry: '2' }

  it('serves the portal ends what takes 15 s, waits 2 s for a lock and keeps no transaction open for longer than 10 s', async () => {
    const { rows } = await patient.within({ role: 'pp_system', readOnly: true }, async (tx) => ({
      rows: await tx.rows(
        sql<{
          name: string
          setting: string
        }>`select name, setting from pg_settings where name ~ '^(statement|lock|idle_in_tr.*)_timeout$' order by 1`,
      ),
    }))
    expect(rows.map(({ name, setting }) => [name, Number(setting)])).toEqual([
      ['idle_in_transaction_session_timeout', 10_000],
      ['lock_timeout', 2_000],
      ['statement_timeout', 15_000],
    ])
  })

  it('takes too long with a statement is given up after its time', async () => {
    const answer = await ask('/slow')
    expect(answer).toMatchObject(busy)
    expect(answer.seconds).toBeLessThan(2.9) // the statement alone would take three
    expect(answer.body).toContain('Try again in a moment')
    expect(answer.body).not.toMatch(/statement|cancel/)
  })

  it('holds a lock that somebody else has is given up after two seconds at the most', async () => {
    await admin.query('begin')
    await admin.query('select from app_user for update')
    const answer = await ask('/locked')
    await admin.query('rollback')
    expect(answer).toMatchObject(busy)
    expect(answer.seconds).toBeGreaterThan(1.9)
    expect(answer.seconds).toBeLessThan(6) // long before the statement's own fifteen
    expect(await ask('/locked')).toMatchObject({ status: 200 })
  })

  it('has no connection left makes nobody wait for longer than two seconds', async () => {
    const [one, two, three] = await Promise.all(['/slow', '/slow', '/read'].map((url) => ask(url)))
    expect([one?.status, two?.status]).toEqual([503, 503])
    expect(three?.seconds).toBeLessThan(2.9) // before those that hold the connections would be done
    expect(await ask('/read')).toMatchObject({ status: 200 })
  })

  it('ends a connection in the middle is asked anew by the next request', async () => {
    const under = ask('/slow')
    await sleep(200)
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    expect(await under).toMatchObject(busy)
    // One that was idle may be picked before its end is noticed.
    await expect.poll(() => ask('/read')).toMatchObject({ status: 200 })
  })

  it('is paused answers 503 in bounded time to who waits and to who comes, and everybody again afterwards', async () => {
    expect(await ask('/read')).toMatchObject({ status: 200 })
    const { rows } = await admin.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const { pid } of rows) process.kill(pid, 'SIGSTOP')
    try {
      const answers = await Promise.all(Array.from({ length: 6 }, () => ask('/read')))
      for (const answer of answers) expect(answer.seconds).toBeLessThan(8)
      // Those that found the paused connections; a new one, where there was room, could still be opened.
      expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThanOrEqual(rows.length)
      for (const answer of answers.filter(({ status }) => status !== 200)) expect(answer).toMatchObject(busy)
    } finally {
      for (const { pid } of rows) process.kill(pid, 'SIGCONT')
    }
    expect(await ask('/read')).toMatchObject({ status: 200 })
  }, 20_000)
})
