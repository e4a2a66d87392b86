import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Log } from './log.ts'
import { insistNobodyRuns, letGo, recordOwner, serverOf, stopOrphan, watchOver } from './embedded-life.ts'
import { bundledPrograms, chooseAccount, type Account, type Programs } from './postgres-programs.ts'
import { CannotStart } from './settings.ts'

export type Embedded = {
  /** For migrations and repairs only: the superuser's connection string of one database. */
  adminUrl: (database: string) => string
  /** Password of a login role of ours, the same at each start. */
  passwordOf: (login: 'portal_app' | 'portal_demo_app') => string
  /** Stops PostgreSQL; after `withinSeconds` it is cut off, which costs no data but makes the next start recover. */
  stop: (withinSeconds?: number) => Promise<void>
}

export type EmbeddedOptions = {
  /** PostgreSQL's files go to `postgres` below it, its passwords to `embedded.json`. */
  dataDir: string
  log: Log
  /** Who starts it, for the sentence that a second one reads: `npm start`. */
  owner?: string
  /** For tests: nothing is synced to disk and all is removed by `stop`. */
  ephemeral?: boolean
  /** Hears when PostgreSQL ends though nobody stopped it. */
  onCrash?: (sentence: string) => void
}

type Kept = { port: number; admin: string; portal_app: string; portal_demo_app: string }
const major = '18'

/** Starts the bundled PostgreSQL over `dataDir`, made at the first start. Throws CannotStart. */
export const startEmbedded = async ({
  dataDir,
  log,
  owner = 'this portal',
  ephemeral = false,
  onCrash,
}: EmbeddedOptions): Promise<Embedded> => {
  const folder = join(dataDir, 'postgres')
  await mkdir(dataDir, { recursive: true })
  await makeWayFor(dataDir, folder)
  const programs = bundledPrograms()
  const account = await chooseAccount(programs)
  const kept = existsSync(folder) ? await readKept(dataDir, folder) : await createCluster(dataDir, folder, programs, account, ephemeral)
  const port = (await isFree(kept.port)) ? kept.port : await freePort()
  if (port !== kept.port) await keep(dataDir, { ...kept, port })
  const server = account.start(programs.postgres, ['-D', folder, ...flagsFor(port, ephemeral)])
  // Before it is ready: an interrupted start must not leave it behind.
  const unwatch = watchOver(server, ephemeral ? dataDir : undefined)
  const failed = await readyOr(server, log)
  if (failed) {
    unwatch()
    throw new CannotStart(whyNot(failed, folder, account, 'The embedded PostgreSQL did not start'))
  }
  letGo(server)
  await recordOwner(dataDir, owner)
  let stopping = false
  server.once('exit', (code, signal) => {
    if (!stopping) onCrash?.(`PostgreSQL ended by itself (${signal ?? `code ${code}`}), so everything stops. Its data are safe.`)
  })
  return {
    adminUrl: (database) => `postgres://postgres:${kept.admin}@127.0.0.1:${port}/${database}`,
    passwordOf: (login) => kept[login],
    stop: async (withinSeconds = 30) => {
      stopping = true
      await stopServer(server, withinSeconds)
      unwatch()
      if (ephemeral) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The embedded PostgreSQL that somebody else runs over `dataDir` now, or undefined. Its `stop` leaves it running. */
export const attachEmbedded = async (dataDir: string): Promise<Embedded | undefined> => {
  const folder = join(dataDir, 'postgres')
  const running = await serverOf(folder)
  if (!running) return undefined
  const kept = await readKept(dataDir, folder)
  return {
    adminUrl: (database) => `postgres://postgres:${kept.admin}@127.0.0.1:${running.port}/${database}`,
    passwordOf: (login) => kept[login],
    stop: async () => {},
  }
}

/** After a crash nothing may stand in the way of a start; a living owner does. */
const makeWayFor = async (dataDir: string, folder: string) => {
  const orphan = await insistNobodyRuns(dataDir)
  if (orphan) await stopOrphan(orphan)
  // PostgreSQL itself gives up when another program has got the number of its last process.
  await rm(join(folder, 'postmaster.pid'), { force: true })
}

const readKept = async (dataDir: string, folder: string): Promise<Kept> => {
  const version = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim()
  if (version !== major)
    throw new CannotStart(
      `${folder} was made by PostgreSQL ${version}, this portal brings ${major}: docs/operations.md says how to move the data.`,
    )
  try {
    return JSON.parse(await readFile(join(dataDir, 'embedded.json'), 'utf8')) as Kept // only `keep` writes it
  } catch (cause) {
    throw new CannotStart(
      `${join(dataDir, 'embedded.json')} holds the password of ${folder} and can't be read. Restore it from a backup.`,
      { cause },
    )
  }
}

const keep = async (dataDir: string, kept: Kept) => {
  const path = join(dataDir, 'embedded.json')
  await writeFile(`${path}.new`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** Made aside and moved into place last, so that an interrupted first start leaves nothing half-made. */
const createCluster = async (dataDir: string, folder: string, programs: Programs, account: Account, ephemeral: boolean): Promise<Kept> => {
  const secret = () => randomBytes(24).toString('base64url')
  const kept: Kept = { port: await freePort(), admin: secret(), portal_app: secret(), portal_demo_app: secret() }
  const aside = `${folder}.new`
  await rm(aside, { recursive: true, force: true })
  await mkdir(aside, { recursive: true })
  await chmod(aside, 0o700)
  const passwordFile = join(aside, 'password')
  await writeFile(passwordFile, kept.admin, { mode: 0o600 })
  const cluster = join(aside, 'cluster')
  await account.give(aside)
  await account.give(passwordFile)
  const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--no-instructions', ...(ephemeral ? ['--no-sync'] : [])]
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const initdb = (locale: string) =>
    finish(account.start(programs.initdb, ['-D', cluster, `--pwfile=${passwordFile}`, ...flags, ...builtin, locale]))
  // Where the OS knows no C.UTF-8, the builtin provider still sorts and folds by it.
  const made = await initdb('--locale=C.UTF-8')
  const failed = made.includes('invalid locale') ? await initdb('--locale=C') : made
  if (failed) throw new CannotStart(whyNot(failed, dataDir, account, 'The database could not be created'))
  await keep(dataDir, kept)
  await rename(cluster, folder)
  await rm(aside, { recursive: true, force: true })
  return kept
}

const flagsFor = (port: number, ephemeral: boolean): string[] => {
  const flags: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '80',
    shared_buffers: '256MB',
    work_mem: '16MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_checkpoints: 'off',
    ...(ephemeral ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', max_wal_size: '256MB' } : {}),
  }
  return Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Undefined once it takes connections; what it wrote when it ended instead. */
const readyOr = (server: ChildProcess, log: Log) =>
  new Promise<string | undefined>((done) => {
    let written = ''
    server.on('error', (cause) => done(cause.message))
    server.on('exit', (code) => done(written || `it ended with code ${code}`))
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (written.length < 20_000) written += text
      if (/ (FATAL|PANIC): (?!.*(administrator command|not yet accepting|shutting down))/.test(text))
        log.warn({ postgres: text.trim() }, 'PostgreSQL reports')
      else log.debug({ postgres: text.trim() }, 'PostgreSQL reports')
      if (written.includes('ready to accept connections')) done(undefined)
    })
  })

const finish = (program: ChildProcess) =>
  new Promise<string>((done) => {
    let written = ''
    program.stderr?.setEncoding('utf8').on('data', (text: string) => (written += text))
    program.stdout?.resume()
    program.on('error', (cause) => done(cause.message))
    program.on('close', (code) => done(code === 0 ? '' : written || `it ended with code ${code}`))
  })

const whyNot = (written: string, folder: string, { who }: Account, what: string) => {
  if (/No space left/.test(written)) return `The disk that holds ${folder} is full.`
  if (/Permission denied/.test(written)) return `${folder} can't be entered or written by ${who}, as whom PostgreSQL runs.`
  if (/postmaster\.pid" already exists/.test(written)) return `Another start over ${folder} was faster; only one can run.`
  const telling =
    written
      .split('\n')
      .filter((line) => /FATAL|PANIC|error:/.test(line))
      .at(-1) ?? written.trim().split('\n').at(-1)
  return `${what}: ${telling?.replace(/^.*(FATAL|PANIC|error): +/, '')}.`
}

const stopServer = async (server: ChildProcess, withinSeconds: number) => {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = new Promise((done) => server.once('exit', done))
  server.kill('SIGINT') // PostgreSQL's fast shutdown
  const cut = setTimeout(() => server.kill('SIGQUIT'), withinSeconds * 1000)
  await gone
  clearTimeout(cut)
}

const freePort = () =>
  new Promise<number>((done, fail) => {
    const probe = createServer().on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no free port'))))
    })
  })

const isFree = (port: number) =>
  new Promise<boolean>((done) => {
    const probe = createServer().on('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })
