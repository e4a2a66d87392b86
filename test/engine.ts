import { pino } from 'pino'
import { vi } from 'vitest'
import { startEngine, type Pace, type Started } from '#rooms/engine/jobs.ts'
import { asActor, systemActor } from '#server/access.ts'
import { openDatabase, type Database, type Tx } from '#server/db.ts'
import { claimDatabase } from '#server/deployment.ts'
import type { Job, Running, Schedule } from '#server/jobs.ts'
import { parseConfig } from '#shared/config.ts'
import defaultConfig from '../portal.config.ts'
import { createTestDatabase } from './database.ts'
import { memoryFiles } from './files.ts'
import { testKeys } from './world.ts'

/** So fast that a test sees in a second what takes minutes otherwise. */
export const fastPace: Pace = { beatSeconds: 0.1, goneAfterSeconds: 0.6, planSeconds: 0.1, pollSeconds: 0.1, jobsAtOnce: 3 }

/** What an engine does by and by; generous, because tests share the machine. */
export const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

export type EngineWorld = {
  url: string
  adminUrl: string
  database: Database
  running: Running
  setNow: (now: Temporal.Instant) => void
  /** Runs as the system. */
  arrange: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** An engine in this process, stopped at the end if not before. */
  start: (parts: { jobs?: readonly Job[]; schedules?: readonly Schedule[]; pace?: Pace }) => Promise<Started>
  /** Stops the engines that a test left. */
  rest: () => Promise<void>
  close: () => Promise<void>
}

/** A database of its own that belongs to a deployment, and what work in the background is given. */
export const createEngineWorld = async (): Promise<EngineWorld> => {
  const test = await createTestDatabase()
  const database = openDatabase({ url: test.url, maxConnections: 6 })
  await claimDatabase(database, 'real')
  let now = Temporal.Instant.from('2026-06-10T12:00:00Z')
  const running: Running = {
    database, config: parseConfig(defaultConfig), keys: testKeys('real'), log: pino({ level: 'silent' }), files: memoryFiles(),
    now: () => now, origin: 'http://portal.test', realm: 'real',
  } // prettier-ignore
  let started: Started[] = []
  const rest = async () => {
    const stopping = started
    started = []
    await Promise.all(stopping.map((engine) => engine.stop(2)))
  }
  return {
    url: test.url,
    adminUrl: test.adminUrl,
    database,
    running,
    setNow: (later) => (now = later),
    arrange: (work) => asActor(systemActor('test', database), work),
    start: async ({ jobs = [], schedules = [], pace = fastPace }) => {
      const engine = await startEngine({ running, url: test.url, jobs, schedules, pace })
      started.push(engine)
      return engine
    },
    rest,
    close: async () => {
      await rest()
      await database.close()
      await test.drop()
    },
  }
}
