import { spawn, spawnSync } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { watchChildren } from './children.ts'
import { sentenceFor } from './lifecycle.ts'

const engine = fileURLToPath(new URL('../../entries/engine.ts', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

const masterKey = `test:${Buffer.alloc(32, 7).toString('base64url')}`

/** Runs the smallest process as production does; resolves with what it said once it has ended. */
const run = (environment: Record<string, string>) => {
  const child = spawn(process.execPath, [engine], {
    cwd: root,
    env: { PATH: '/usr/bin:/bin', LOG_LEVEL: 'silent', MASTER_KEY: masterKey, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  return { child, ended: new Promise<{ code: number | null; said: string }>((done) => child.once('close', (code) => done({ code, said }))) }
}

const freePort = async () => {
  const probe = await listen(0)
  const port = portOf(probe)
  await new Promise((done) => probe.close(done))
  return port
}
const listen = (port: number) =>
  new Promise<Server>((done) => {
    const server = createServer().listen(port, '127.0.0.1', () => done(server))
  })
const portOf = (server: Server) => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
const statusOf = (port: number, path = 'readyz') =>
  fetch(`http://127.0.0.1:${port}/${path}`).then(
    (reply) => reply.status,
    () => 0,
  )

let database: TestDatabase
let taken: Server
beforeAll(async () => {
  database = await createTestDatabase()
  taken = await listen(0)
})
afterAll(async () => {
  taken.close()
  await database.drop()
})

describe('a process', () => {
  it('is ready with a migrated database, says no when told to stop, and ends with 0', async () => {
    const port = await freePort()
    const { child, ended } = run({ DATABASE_URL: database.url, ENGINE_PORT: String(port) })
    await expect.poll(() => statusOf(port), { timeout: 30_000 }).toBe(200)
    expect(await statusOf(port, 'livez')).toBe(200)
    child.kill('SIGTERM')
    await expect.poll(() => statusOf(port), { timeout: 2000, interval: 50 }).toBe(503)
    const began = performance.now()
    expect(await ended).toEqual({ code: 0, said: '' })
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('says no for as long as its balancer needs, which may be no time at all', async () => {
    const port = await freePort()
    const { child, ended } = run({ DATABASE_URL: database.url, ENGINE_PORT: String(port), DRAIN_SECONDS: '0' })
    await expect.poll(() => statusOf(port), { timeout: 30_000 }).toBe(200)
    const began = performance.now()
    child.kill('SIGTERM')
    expect(await ended).toEqual({ code: 0, said: '' })
    expect(performance.now() - began).toBeLessThan(2900) // it would wait for three seconds by itself
  })

  it('is not ready while the database lacks a migration that its code was written for', async () => {
    const behind = await createTestDatabase()
    const client = new pg.Client({ connectionString: behind.adminUrl })
    await client.connect()
    await client.query(`delete from applied_migration where name = (select max(name) from applied_migration)`)
    const port = await freePort()
    const { child, ended } = run({ DATABASE_URL: behind.url, ENGINE_PORT: String(port) })
    await expect.poll(() => statusOf(port), { timeout: 30_000 }).toBe(503)
    expect(await statusOf(port, 'livez')).toBe(200)
    await client.query(`insert into applied_migration (name, run_on) values ('9999_later', now())`)
    expect(await statusOf(port)).toBe(200)
    await client.end()
    child.kill('SIGINT')
    expect((await ended).code).toBe(0)
    await behind.drop()
  })

  it.each([
    [
      'a port in use',
      async () => ({ ENGINE_PORT: String(portOf(taken)), DATABASE_URL: database.url }),
      /^Port \d+ is in use by another program\. .*\n$/,
    ],
    [
      'a database that is away',
      async () => ({ DATABASE_URL: `postgres://a:b@127.0.0.1:${await freePort()}/x` }),
      /^The database does not answer at 127\.0\.0\.1:\d+\. .*\n$/,
    ],
    [
      'a wrong password',
      async () => ({ DATABASE_URL: database.url.replace(/:[^:@]+@/, ':wrong@') }),
      /^The database refuses the login: password authentication failed for user "portal_app"\. .*\n$/,
    ],
    [
      'a database that does not exist',
      async () => ({ DATABASE_URL: database.adminUrl.replace(database.name, 'nowhere') }),
      /^The database does not exist: database "nowhere" does not exist\. .*\n$/,
    ],
    [
      'a database without tables',
      async () => ({ DATABASE_URL: database.adminUrl.replace(database.name, 'postgres') }),
      /^The database .*\n$/,
    ],
    ['no database', async () => ({ DATA_DIR: '/nowhere' }), /^DATABASE_URL is not set and no npm start runs over \/nowhere\. .*\n$/],
    [
      'a certificate that is not there',
      async () => ({ DATABASE_URL: database.url, TLS_CERT_FILE: '/nowhere/c.pem', TLS_KEY_FILE: '/nowhere/k.pem' }),
      /^TLS_CERT_FILE names \/nowhere\/c\.pem, which can't be read\.\n$/,
    ],
    ['a wrong setting', async () => ({ ENGINE_PORT: 'x' }), /^ENGINE_PORT can't be "x": .*\n$/],
    [
      'a missing master key',
      async () => ({ DATABASE_URL: database.url, MASTER_KEY: '', DATA_DIR: '/nowhere' }),
      /^The portal has no master key: set MASTER_KEY or MASTER_KEY_FILE .*\n$/,
    ],
    [
      'another deployment’s master key',
      async () => ({ DATABASE_URL: database.url, MASTER_KEY: `test:${Buffer.alloc(32, 8).toString('base64url')}` }),
      /^The key test is not the one that this database's secrets were sealed with\. .*\n$/,
    ],
    [
      'an address of another machine',
      async () => ({ DATABASE_URL: database.url, HOST: '192.0.2.1', ENGINE_PORT: String(await freePort()) }),
      /^This machine has no address 192\.0\.2\.1; .*\n$/,
    ],
  ])('tells %s in one sentence and ends with 1', async (_what, arrange, sentence) => {
    const { code, said } = await run(await arrange()).ended
    expect(said).toMatch(sentence)
    expect(code).toBe(1)
  })

  it('keeps the stack of what is a mistake of ours', () => {
    expect(sentenceFor(new TypeError('x is not a function'))).toBeUndefined()
  })
})

describe('processes under npm start', () => {
  const under = async () => ({
    ...process.env,
    MASTER_KEY: masterKey,
    DATABASE_URL: database.url,
    ENGINE_PORT: String(await freePort()),
    LOG_LEVEL: 'silent',
  })

  it('are up when start says so, and gone after stop', async () => {
    const children = watchChildren(() => {})
    const environment = await under()
    await children.start('engine', 'engine', environment)
    expect(await statusOf(Number(environment.ENGINE_PORT))).toBe(200)
    const began = performance.now()
    await children.stop(10)
    expect(performance.now() - began).toBeLessThan(9000) // by themselves, before they would be ended
    expect(await statusOf(Number(environment.ENGINE_PORT))).toBe(0)
  })

  it('report one that ends by itself', async () => {
    const crashes: string[] = []
    const children = watchChildren((sentence) => crashes.push(sentence))
    const environment = await under()
    await children.start('engine', 'engine', environment)
    const all = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
      .stdout.split('\n')
      .map((line) => line.trim().split(/\s+/))
    const own = all.find(([, parent, ...args]) => parent === String(process.pid) && args.join(' ').includes('entries/engine.ts'))
    process.kill(Number(own?.[0]), 'SIGKILL')
    await expect.poll(() => crashes).toEqual(['The engine ended by itself (SIGKILL), so everything stops.'])
    await children.stop(1)
  })

  it('report one that can not start', async () => {
    const children = watchChildren(() => {})
    const environment = { ...(await under()), DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' }
    await expect(children.start('engine', 'engine', environment)).rejects.toThrow('The engine did not start.')
  })
})
