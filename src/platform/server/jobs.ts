import { sql } from 'kysely'
import type { z } from 'zod'
import type { PortalConfig } from '#shared/config.ts'
import { Problem } from '#shared/problem.ts'
import type { Database, Tx } from './db.ts'
import type { Realm, Scanner } from './deployment.ts'
import type { FileStore } from './files.ts'
import type { Keyring } from './keys.ts'
import type { Log } from './log.ts'

/** What work in the background is given. Nobody is behind it: it acts as a named system actor, or for a person through `actingFor`. */
export type Running = {
  database: Database
  config: PortalConfig
  keys: Keyring
  log: Log
  now: () => Temporal.Instant
  /** The portal's address, which every link begins with. */
  origin: string
  realm: Realm
  files: FileStore
  /** What looks at the files that people bring; absent: nothing does. */
  scanner?: Scanner | null
}

export type WhileRunning = {
  /** Aborted when the process stops: what can be broken off should be, it is begun again elsewhere. */
  signal: AbortSignal
  /** How far it is, for the engine's screen. Written at most once a second. */
  progress: (done: number, total: number) => Promise<void>
}

/** `processId`: whose hands it is in. */
export type JobContext = WhileRunning & { jobId: number; processId: string; tries: number; isLastTry: boolean }

/** Plain values only, keys of the database among them: whoever looks at the queue sees the payload's shape. */
export type Payload = Record<string, string | number | boolean | null | number[] | string[]>

/** Work that is done once for each time it is asked for, as soon as somebody has time. */
export type Job = {
  /** In the dotted grammar: `digest.compose`. */
  name: string
  run: (running: Running, payload: unknown, context: JobContext) => Promise<void>
  /** Hears of a payload whose work failed for good; safe to be told twice, like all work here. */
  failed: ((running: Running, payload: unknown, reason: string) => Promise<void>) | undefined
}

/**
 * Makes a job of a function. A process may be killed at any moment and the work then begins anew, so `run` must be safe to run twice.
 * A Problem fails it for good; whatever else it throws is tried again, later and later.
 */
export const defineJob = <P>(job: {
  name: string
  payload: z.ZodType<P>
  run: (running: Running, payload: P, context: JobContext) => Promise<void>
  failed?: (running: Running, payload: P, reason: string) => Promise<void>
}): Job => {
  const { name, payload, run, failed } = job
  const parse = (raw: unknown): P => {
    const parsed = payload.safeParse(raw)
    if (parsed.success) return parsed.data
    throw new Problem('job.unreadable', 400, { publicMessage: 'This job was made by another version and can’t be read.' })
  }
  return {
    name,
    run: async (running, raw, context) => run(running, parse(raw), context),
    failed: failed && (async (running, raw, reason) => failed(running, parse(raw), reason)),
  }
}

/** How much a run did, in numbers: `{ raised: 12, resolved: 3 }`. */
export type Counts = Record<string, number>

/** Work that is done when its time comes: once for each moment that it is due at, whichever engine is there. */
export type Schedule = {
  /** In the dotted grammar: `tasks.judge`. */
  name: string
  /** When, in UTC: minute, hour, day of the month, month, day of the week. */
  cron: (config: PortalConfig) => string
  /** Whether an engine that has never heard of it makes up for the moment that passed last. Otherwise it begins with the next one. */
  startsAtOnce?: boolean
  /** `dueAt` names the run: the same moment again is the same run again. What it returns is shown with the run. */
  run: (running: Running, context: WhileRunning & { dueAt: Temporal.Instant }) => Promise<Counts | void>
}

export type JobOrder = {
  /** While one of this key waits, a new one takes its place. One that runs already is not in the way. */
  key?: string
  runAt?: Temporal.Instant
  /** After so many tries it has failed for good. */
  maxAttempts?: number
  /** Jobs of one queue run one after the other. A handful of names, never one for each thing. */
  queue?: string
}

/** How often a job is tried when nobody says otherwise: for about ten hours. */
export const ordinaryTries = 12

/** Adds a job in the caller's transaction, whoever that is: it runs once that commits, or never. */
export const addJob = async (
  tx: Omit<Tx, 'ids'>,
  name: string,
  payload: Payload,
  { key, runAt, maxAttempts = ordinaryTries, queue }: JobOrder = {},
): Promise<void> => {
  await tx.rows(sql`
    select add_job(${name}, ${JSON.stringify(payload)}::json, ${key ?? null}, ${runAt?.toString() ?? null}::timestamptz, ${maxAttempts}::int, ${queue ?? null})`)
}
