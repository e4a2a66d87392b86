import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { openDatabase, type Database } from './db.ts'
import { createHttp } from './http.ts'
import { createLog, type Log } from './log.ts'
import { newestMigration } from './migrate.ts'
import { realmUrl } from './realms.ts'
import { CannotStart, currentSettings, isSecure, type Settings } from './settings.ts'
import { readTls, renewOnHangup } from './tls.ts'

export type Boot = {
  app: FastifyInstance
  settings: Settings
  log: Log
  database: Database
  /** Where `database` is, for a connection of another kind. */
  url: string
  /** `/livez` says 503 while this says no: a process that answers may have stopped doing what it is there for. */
  livesWhile: (isTurning: () => boolean) => void
  /** How long closing may take; what is not done by then is cut off. */
  closeSeconds: number
}

/** Nobody asks any more when nobody has for so long; a caller who never stops is not waited for. */
const quietSeconds = 0.5
const quietAtMostSeconds = 5
/** Requests that are open then get this long. */
const closeSecondsAlone = 10
/** A parent that stops everything has less patience. */
const closeSecondsUnderStart = 2

/**
 * The life of one process: settings, log, database, HTTP with health checks, whatever `build` registers, then serving until it is told
 * to stop. What prevents a start is told in a sentence on stderr and exit code 1.
 */
export const bootProcess = async (
  name: string,
  portOf: (settings: Settings) => number,
  build: (boot: Boot) => Promise<void> | void = () => {},
) => {
  try {
    const settings = currentSettings()
    const log = createLog(name, settings)
    const url = await realmUrl(settings)
    const database = openDatabase({ url })
    // Of its own: that all connections are busy must not look like a database that is away, to every balancer at once.
    const probe = openDatabase({ url, maxConnections: 1 })
    let stopping = false
    const tls = settings.tls && (await readTls(settings.tls))
    let isTurning = () => true
    const health = {
      unready: async () => (stopping ? 'stopping' : unreadyDatabase(probe)),
      isStopping: () => stopping,
      isAlive: () => stopping || isTurning(),
    }
    const app = createHttp(log, health, { tls, trustedProxies: settings.trustedProxies, isSecure: isSecure(settings) })
    if (settings.tls) renewOnHangup(app, settings.tls, log)
    const problem = await unreadyDatabase(probe, true)
    if (problem === noTables) throw new CannotStart('The database has no tables yet: run npm run migrate.')
    if (problem) log.warn(problem)
    const closeSeconds = process.send ? closeSecondsUnderStart : closeSecondsAlone
    await build({ app, settings, log, database, url, livesWhile: (check) => (isTurning = check), closeSeconds })
    await app.listen({ host: settings.host, port: portOf(settings) })
    log.info({ host: settings.host, port: portOf(settings) }, `${name} is up`)
    untilStopped(
      log,
      async () => {
        stopping = true
        await app.close()
        await Promise.all([database.close(), probe.close()])
      },
      { sayUnready: () => (stopping = true), drained: () => drain(app, settings.drainSeconds), closeSeconds },
    )
    process.send?.('up')
  } catch (error) {
    exitWith(error)
  }
}

const noTables = 'the database has no tables yet'

/** Why the database can't be worked with, or undefined. With `mustAnswer` a server that can't be reached throws. */
const unreadyDatabase = async (database: Database, mustAnswer = false): Promise<string | undefined> => {
  try {
    const newest = await newestMigration()
    const version = await withinSeconds(1, database.schemaVersion())
    // A database that is ahead of us is being rolled out: migrations only add what older code can live with.
    return version !== undefined && version >= newest
      ? undefined
      : `the database has migration ${version ?? 'none'}, this process needs ${newest}: run npm run migrate`
  } catch (error) {
    if (isMissingTable(error)) return noTables
    if (mustAnswer) throw error
    return 'the database does not answer'
  }
}

const withinSeconds = async <T>(seconds: number, work: Promise<T>): Promise<T> => {
  const late = new AbortController()
  const timeout = sleep(seconds * 1000, undefined, { signal: late.signal, ref: false }).then(() => {
    throw Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    late.abort()
    timeout.catch(() => {})
  }
}

/**
 * Waits for a balancer to notice that `/readyz` says 503, and then for requests to stop coming: what is on its way when a connection is
 * closed is lost.
 */
const drain = async (app: FastifyInstance, drainSeconds: number) => {
  await sleep(drainSeconds * 1000)
  const latest = performance.now() + quietAtMostSeconds * 1000
  while (performance.now() < latest && app.traffic.quietSeconds() < quietSeconds) await sleep(50)
}

/** Serves until SIGTERM, SIGINT or the end of the parent that watches over us; then lets go in order and exits 0. */
const untilStopped = (
  log: Log,
  close: () => Promise<void>,
  { sayUnready, drained, closeSeconds }: { sayUnready: () => void; drained: () => Promise<void>; closeSeconds: number },
) => {
  const underStart = process.send !== undefined
  let stopping = false
  const stop = async (why: NodeJS.Signals | 'parent is gone') => {
    if (stopping) return
    stopping = true
    sayUnready()
    log.info({ why }, 'stopping')
    if (why === 'SIGTERM' && !underStart) await drained()
    const patience = setTimeout(() => process.exit(0), closeSeconds * 1000)
    await close().catch((error: unknown) => log.error({ error }, 'closing failed'))
    clearTimeout(patience)
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
  if (underStart) process.on('disconnect', () => void stop('parent is gone'))
}

/** Tells why and ends the process with code 1. Only what we did not foresee comes with its stack. */
export const exitWith = (error: unknown): never => {
  process.stderr.write(`${sentenceFor(error) ?? (error instanceof Error ? error.stack : String(error))}\n`)
  process.exit(1)
}

type Fault = {
  code?: string
  port?: number
  address?: string
  path?: string
  hostname?: string
  syscall?: string
  message?: string
  cause?: unknown
  errors?: unknown[]
}

/** One plain sentence for what an operator can put right, or undefined for what only a programmer can. */
export const sentenceFor = (error: unknown): string | undefined => {
  if (error instanceof CannotStart) return error.message
  const fault = (typeof error === 'object' && error !== null ? error : {}) as Fault // Node's and pg's errors carry these
  const where = fault.path ?? 'the data folder'
  switch (fault.code) {
    case 'EADDRINUSE':
      return `Port ${fault.port} is in use by another program. Stop it, or choose another port (docs/operations.md).`
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${fault.address}; HOST names one of its own.`
    case 'ENOSPC':
      return `The disk is full: ${where} can't be written.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      if (fault.syscall === 'listen') return `This user may not use port ${fault.port}; ports below 1024 need a privilege.`
      return `${where} can't be written by this user. DATA_DIR names another folder.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${where} is a file, where a folder is needed. DATA_DIR names another folder.`
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
      return `The database does not answer${fault.address ? ` at ${fault.address}:${fault.port}` : ''}. Is it running, and is DATABASE_URL right?`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `There is no machine called ${fault.hostname}. Check HOST and DATABASE_URL.`
    case '28P01':
    case '28000':
      return `The database refuses the login: ${fault.message}. Check DATABASE_URL.`
    case '3D000':
      return `The database does not exist: ${fault.message}. Create it, or check DATABASE_URL.`
    case '42501':
      return `The database refuses: ${fault.message}. docs/operations.md says what DATABASE_URL's user needs.`
    case '57P03':
      return `The database is still starting or stopping. Try again in a moment.`
    case '53300':
      return `The database has no connections left: ${fault.message}.`
  }
  if (/timeout expired|Connection terminated|timeout exceeded/.test(fault.message ?? ''))
    return 'The database does not answer in time. Is it running, and is DATABASE_URL right?'
  if (fault.errors?.length) return sentenceFor(fault.errors[0]) // an address with several answers, all refused
  // A Problem, as the database's door throws it: the cause says more; where it says nothing, its own words are a sentence.
  return sentenceOfCause(fault.cause) ?? publicMessageOf(error)
}

const sentenceOfCause = (cause: unknown) => (cause === undefined ? undefined : sentenceFor(cause))

const publicMessageOf = (error: unknown) =>
  error instanceof Error && 'publicMessage' in error && typeof error.publicMessage === 'string' ? error.publicMessage : undefined

const isMissingTable = (error: unknown) => (error as { code?: string }).code === '42P01' // PostgreSQL's undefined_table
