import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attachEmbedded, startEmbedded, type Embedded } from './embedded.ts'
import { serverOf } from './embedded-life.ts'
import { bundledPrograms, chooseAccount } from './postgres-programs.ts'

const log = pino({ level: 'silent' })
let dataDir: string
let open: Embedded[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'portal-embedded-'))
  open = []
})
afterEach(async () => {
  for (const server of open) await server.stop(0)
  await rm(dataDir, { recursive: true, force: true })
})

const start = async (over = dataDir) => {
  const server = await startEmbedded({ dataDir: over, log, owner: 'npm start' })
  open.push(server)
  return server
}

const ask = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('the embedded PostgreSQL', () => {
  it('keeps its data over a second start, its passwords to itself and its port', async () => {
    const first = await start()
    await ask(first.adminUrl('postgres'), 'create table kept as select 42 as answer')
    await first.stop()
    const second = await start()
    expect(await ask(second.adminUrl('postgres'), 'select answer from kept')).toEqual([{ answer: 42 }])
    expect(second.adminUrl('postgres')).toBe(first.adminUrl('postgres'))
    expect(statSync(join(dataDir, 'embedded.json')).mode & 0o777).toBe(0o600)
    expect(
      await ask(second.adminUrl('postgres'), `select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync`),
    ).toEqual([{ encoding: 'UTF8', fsync: 'on' }])
  })

  it('lets nobody in without the password', async () => {
    const server = await start()
    const url = new URL(server.adminUrl('postgres'))
    url.password = 'wrong'
    await expect(ask(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('says who runs it when a second start comes, and attaches to it for a command', async () => {
    const server = await start()
    await expect(start()).rejects.toThrow(`npm start already runs over ${dataDir} (process ${process.pid})`)
    const attached = await attachEmbedded(dataDir)
    expect(attached?.adminUrl('x')).toBe(server.adminUrl('x'))
    await server.stop()
    expect(await attachEmbedded(dataDir)).toBeUndefined()
  })

  it('starts after a crash, also when another program has got the number of its last process', async () => {
    const first = await start()
    await ask(first.adminUrl('postgres'), 'create table kept as select 1 as answer')
    const running = await serverOf(join(dataDir, 'postgres'))
    process.kill(running?.pid ?? 0, 'SIGKILL')
    await sleep(300)
    const lock = join(dataDir, 'postgres', 'postmaster.pid')
    const lines = (await readFile(lock, 'utf8')).split('\n')
    await writeFile(lock, [String(process.pid), ...lines.slice(1)].join('\n'))
    const second = await start()
    expect(await ask(second.adminUrl('postgres'), 'select answer from kept')).toEqual([{ answer: 1 }])
  })

  it('ends when its owner is killed, and takes what a killed test run would leave', async () => {
    const script = `
      import { pino } from 'pino'
      import { startEmbedded } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)}
      await startEmbedded({ dataDir: process.argv[1], log: pino({ level: 'silent' }), ephemeral: true })
      console.log('up')
      setInterval(() => {}, 1000)`
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(owner.stdout, 'data')
    expect(await serverOf(join(dataDir, 'postgres'))).toBeDefined()
    owner.kill('SIGKILL')
    await expect.poll(() => existsSync(join(dataDir, 'postgres')), { timeout: 5000 }).toBe(false)
  })

  it('leaves nothing half-made when its first start was interrupted', async () => {
    await mkdir(join(dataDir, 'postgres.new', 'cluster'), { recursive: true })
    await writeFile(join(dataDir, 'postgres.new', 'cluster', 'PG_VERSION'), '18')
    const server = await start()
    expect(await ask(server.adminUrl('postgres'), 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('says in a sentence that its data are of another PostgreSQL', async () => {
    await mkdir(join(dataDir, 'postgres'))
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 17, this portal brings 18/)
  })

  it('says plainly when root has no way to run it', async () => {
    const programs = { ...bundledPrograms(), postgres: '/nowhere/postgres' }
    await expect(chooseAccount(programs, { isRoot: true })).rejects.toThrow(
      /PostgreSQL does not run as root, and neither way around it works here/,
    )
    await expect(chooseAccount(programs, { isRoot: false })).rejects.toThrow(/does not run here \(spawn \/nowhere\/postgres ENOENT\)/)
  })
})
