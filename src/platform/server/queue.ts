import { EventEmitter } from 'node:events'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run, runMigrations, type JobHelpers, type WorkerEvents, type WorkerPool } from 'graphile-worker'
import pg from 'pg'
import type { Log } from './log.ts'

/** The queue of jobs is graphile-worker's, in a schema of its own; here is all that knows it, besides the functions of migration 0011. */

/** Makes or renews that schema, as its owner. Several at once wait for each other. */
export const installQueue = async (client: pg.Client, adminUrl: string, log: Log): Promise<void> => {
  await client.query(`select pg_advisory_lock(hashtext('partner-portal queue'))`)
  try {
    await runMigrations({ connectionString: adminUrl, maxPoolSize: 2, logger: queueLog(log) })
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('partner-portal queue'))`)
  }
}

/** A job in the hands of this process. */
export type Held = { id: number; holder: string; tries: number; mayTry: number; signal: AbortSignal }

export type QueueOptions = {
  url: string
  log: Log
  /** By the name of the job. What they throw fails the job for now. */
  work: Readonly<Record<string, (payload: unknown, held: Held) => Promise<void>>>
  /** How many jobs at once. */
  atOnce: number
  /** How often to look when nothing wakes us: for jobs that become due, or were given back. */
  pollSeconds: number
}

export type Queue = {
  /** What the locks of this process are signed with. */
  id: string
  /** The machine and the number of the process, for people. */
  name: string
  /** How long ago it looked for jobs, or ended one. 0 while all hands are full. */
  quietSeconds: () => number
  /** Takes no more jobs, tells those that run to break off, and waits for them at most so long. */
  stop: (withinSeconds: number) => Promise<void>
  /** Settles when the queue ends by itself, which it should not. */
  ended: Promise<unknown>
}

/** What runs gets this long to come to its end by itself before it is told to break off. */
const politeSeconds = 1

/** Works on jobs as pp_worker, which sees nothing but jobs, until it is stopped. */
export const openQueue = async ({ url, log, work, atOnce, pollSeconds }: QueueOptions): Promise<Queue> => {
  const pool = new pg.Pool({
    connectionString: url,
    max: atOnce + 2,
    connectionTimeoutMillis: 5_000,
    options:
      '-c role=pp_worker -c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC',
  })
  pool.on('error', () => undefined) // an idle connection that broke is replaced at the next use
  pool.on('connect', (client) => client.on('error', () => undefined)) // one in use fails the query that it carries
  const events: WorkerEvents = new EventEmitter()
  let workers: WorkerPool | undefined
  let turnedAt = performance.now()
  const turned = () => (turnedAt = performance.now())
  events.on('pool:create', ({ workerPool }) => (workers = workerPool))
  for (const name of ['worker:getJob:start', 'job:start', 'job:complete'] as const) events.on(name, turned)
  let busy = 0
  const taskList = Object.fromEntries(
    Object.entries(work).map(([name, one]) => [
      name,
      async (payload: unknown, { job, abortSignal }: JobHelpers) => {
        busy++
        try {
          await one(payload, {
            id: Number(job.id),
            holder: job.locked_by ?? '',
            tries: job.attempts,
            mayTry: job.max_attempts,
            signal: abortSignal,
          })
        } finally {
          busy--
        }
      },
    ]),
  )
  const runner = await run({
    pgPool: pool,
    taskList,
    parsedCronItems: [],
    concurrency: atOnce,
    pollInterval: pollSeconds * 1000,
    gracefulShutdownAbortTimeout: politeSeconds * 1000,
    noHandleSignals: true,
    logger: queueLog(log),
    events,
  })
  const ended = runner.promise.catch((error: unknown) => error)
  if (!workers) throw new Error('graphile-worker made no pool of workers')
  return {
    id: workers.id,
    name: `${hostname()} ${process.pid}`,
    quietSeconds: () => (busy >= atOnce ? 0 : (performance.now() - turnedAt) / 1000),
    stop: async (withinSeconds) => {
      const stopped = runner.stop().catch((error: unknown) => log.debug({ err: error }, 'the queue was stopped already'))
      const late = new AbortController()
      await Promise.race([stopped, sleep(withinSeconds * 1000, undefined, { signal: late.signal, ref: false }).catch(() => undefined)])
      late.abort()
      if (busy === 0) await pool.end()
    },
    ended,
  }
}

/** What the queue says of itself. Jobs that fail are told of in our own words, so even its errors are for whoever searches. */
const queueLog = (log: Log): Logger =>
  new Logger(() => (level, message) => (level === 'error' || level === 'warning' ? log.debug(message) : log.trace(message)))
