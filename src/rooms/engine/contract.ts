import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize } from '#shared/paging.ts'
import { jobStates, runOutcomes } from './rules.ts'

export const RunOutcome = z.enum(runOutcomes)
export const JobState = z.enum(jobStates)

const Progress = z.strictObject({ done: z.int(), total: z.int() })
const ScheduleName = z.string().regex(/^[a-z][a-z-]*\.[a-z-]+$/)

export const Run = z.strictObject({
  id: outerId('run'),
  schedule: z.string(),
  /** The moment that it was due at, or asked for. */
  dueAt: z.iso.datetime(),
  outcome: RunOutcome,
  isAsked: z.boolean(),
  /** Who asked for it, while they are known. */
  askedBy: z.string().nullable(),
  tries: z.int(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  progress: Progress.nullable(),
  /** What it did, in numbers, by the schedule's own names. */
  counts: z.record(z.string(), z.number()),
  reason: z.string().nullable(),
})
export type Run = z.infer<typeof Run>

export const ScheduleLine = z.strictObject({
  name: z.string(),
  /** In UTC. */
  cron: z.string(),
  nextAt: z.iso.datetime(),
  last: Run.nullable(),
  /** Why it can't be asked for now, or null. */
  refusal: z.string().nullable(),
})
export type ScheduleLine = z.infer<typeof ScheduleLine>

/** An engine that has said lately that it lives. */
export const EngineLine = z.strictObject({ name: z.string(), startedAt: z.iso.datetime(), quietSeconds: z.int() })
export type EngineLine = z.infer<typeof EngineLine>

export const Overview = z.strictObject({
  engines: z.array(EngineLine),
  schedules: z.array(ScheduleLine),
  /** `oldestSeconds`: how long the job waits that has been due longest; null when nothing due waits. */
  queue: z.strictObject({ waiting: z.int(), running: z.int(), failed: z.int(), oldestSeconds: z.int().nullable() }),
})
export type Overview = z.infer<typeof Overview>

export const JobLine = z.strictObject({
  id: outerId('job'),
  name: z.string(),
  state: JobState,
  /** What its payload is like, without what is in it. */
  payload: z.string(),
  tries: z.int(),
  mayTry: z.int(),
  /** When it is tried next, or was. */
  runAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  progress: Progress.nullable(),
  reason: z.string().nullable(),
})
export type JobLine = z.infer<typeof JobLine>

export const problemCodes = [
  'engine.needs-full-reach', // 403
  'engine.run-waits', // 409: one that was asked for has not begun
  'engine.job-runs', // 409
] as const

const OneJob = z.strictObject({ id: outerId('job') })

export const engine = {
  overview: endpoint('GET /engine', { reply: Overview }),
  /** The newest first. */
  runs: endpoint('GET /engine/runs', {
    query: z.strictObject({
      schedule: ScheduleName.optional(),
      outcome: RunOutcome.optional(),
      cursor: Cursor.optional(),
      limit: PageSize,
    }),
    reply: z.strictObject({ items: z.array(Run), next: Cursor.nullable() }),
  }),
  /** Those due longest first, at most 200. */
  jobs: endpoint('GET /engine/jobs', {
    query: z.strictObject({ state: JobState.optional() }),
    reply: z.strictObject({ items: z.array(JobLine), total: z.int() }),
  }),
  askRun: endpoint('POST /engine/schedules/:name/runs', { params: z.strictObject({ name: ScheduleName }), reply: Run }),
  /** From the beginning and at once. */
  retry: endpoint('POST /engine/jobs/:id/attempts', { params: OneJob }),
  giveUp: endpoint('DELETE /engine/jobs/:id', { params: OneJob }),
}
