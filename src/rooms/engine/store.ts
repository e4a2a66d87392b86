import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { Counts } from '#server/jobs.ts'
import { nextDue, parseCron } from '#shared/cron.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound, Problem } from '#shared/problem.ts'
import type { EngineLine, JobLine, Run, ScheduleLine } from './contract.ts'
import { jobStates, mayAskRun, payloadShape, runJobName, type JobState, type RunOutcome } from './rules.ts'

/** What the engine's screen reads and does, as the vendor's administrators. */

type RunRow = {
  id: number
  schedule: string
  due_at: string
  outcome: RunOutcome
  asked_by_user_id: number | null
  asked_by: string | null
  tries: number
  started_at: string | null
  ended_at: string | null
  done: number | null
  total: number | null
  counts: Counts
  reason: string | null
}

const runColumns = sql`
  r.id, r.schedule, r.due_at, r.outcome, r.asked_by_user_id, u.name as asked_by, r.tries, r.started_at, r.ended_at, p.done, p.total, r.counts, r.reason`
const runJoins = sql`
  left join app_user u on u.id = r.asked_by_user_id
  left join job_progress p on p.job_id = r.job_id and r.outcome = 'running'`

const runFrom = (tx: Tx, row: RunRow): Run => ({
  id: tx.ids.outer('run', row.id),
  schedule: row.schedule,
  dueAt: row.due_at,
  outcome: row.outcome,
  isAsked: row.asked_by_user_id !== null,
  askedBy: row.asked_by,
  tries: row.tries,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  progress: progressFrom(row),
  counts: row.counts,
  reason: row.reason,
})

const progressFrom = ({ done, total }: { done: number | null; total: number | null }) =>
  done === null || total === null ? null : { done, total }

export const listEngines = async (tx: Tx): Promise<EngineLine[]> => {
  const rows = await tx.rows(sql<{ name: string; started_at: string; quiet: number }>`
    select name, started_at, greatest(0, extract(epoch from now() - seen_at))::int as quiet from engine_process order by started_at, name`)
  return rows.map(({ name, started_at, quiet }) => ({ name, startedAt: started_at, quietSeconds: quiet }))
}

/** Every schedule with the run that came last. */
export const listSchedules = async (tx: Tx, now: Temporal.Instant): Promise<ScheduleLine[]> => {
  const schedules = await tx.rows(sql<{ name: string; cron: string }>`select name, cron from engine_schedule order by name`)
  const last = await tx.rows(sql<RunRow>`
    select ${runColumns} from engine_schedule s
     cross join lateral (
       select * from engine_run one where one.schedule = s.name and one.outcome <> 'skipped' order by one.due_at desc, one.id desc limit 1) r
     ${runJoins}`)
  const waiting = await tx.rows(
    sql<{ schedule: string }>`select schedule from engine_run where outcome = 'waiting' and asked_by_user_id is not null`,
  )
  return schedules.map(({ name, cron }) => {
    const row = last.find((one) => one.schedule === name)
    const verdict = mayAskRun({ isWaiting: waiting.some((one) => one.schedule === name) })
    return {
      name,
      cron,
      nextAt: nextDue(parseCron(cron), now).toString(),
      last: row ? runFrom(tx, row) : null,
      refusal: verdict.may ? null : verdict.reason,
    }
  })
}

export type QueueLine = { waiting: number; running: number; failed: number; oldestSeconds: number | null }

export const countQueue = async (tx: Tx): Promise<QueueLine> => {
  const row = await tx.first(sql<QueueLine>`
    select waiting, running, failed,
           case when oldest_due_at is not null then greatest(0, extract(epoch from now() - oldest_due_at))::int end as "oldestSeconds"
      from count_jobs()`)
  return row ?? { waiting: 0, running: 0, failed: 0, oldestSeconds: null }
}

export type RunsAsked = { schedule?: string | undefined; outcome?: RunOutcome | undefined; cursor?: string | undefined; limit: number }

export const listRuns = async (tx: Tx, { schedule, outcome, cursor, limit }: RunsAsked) => {
  const after = cursor ? readCursor(cursor, 'moment') : undefined
  const rows = await tx.rows(sql<RunRow>`
    select ${runColumns} from engine_run r ${runJoins}
     where (${schedule ?? null}::text is null or r.schedule = ${schedule ?? null})
       and (${outcome ?? null}::text is null or r.outcome = ${outcome ?? null})
       and (${after === undefined} or (r.due_at, r.id) < (${after?.value ?? null}::timestamptz, ${after?.id ?? null}::bigint))
     order by r.due_at desc, r.id desc limit ${limit + 1}`)
  const page = pageFrom(rows, limit, ({ due_at, id }) => ({ value: due_at, id }))
  return { items: page.items.map((row) => runFrom(tx, row)), next: page.next }
}

const jobsShown = 200

type JobRow = {
  id: number
  task: string
  payload: unknown
  state: JobState
  tries: number
  may_try: number
  run_at: string
  created_at: string
  error: string | null
  of: number
  done: number | null
  total: number | null
}

export const listJobs = async (tx: Tx, state: JobState | undefined): Promise<{ items: JobLine[]; total: number }> => {
  const rows = await tx.rows(sql<JobRow>`
    select j.id, j.task, j.payload, j.state, j.tries, j.may_try, j.run_at, j.created_at, j.error, j.total as of, p.done, p.total
      from list_jobs(${state ? [state] : [...jobStates]}, ${jobsShown}) j left join job_progress p on p.job_id = j.id
     order by j.run_at, j.id`)
  const items = rows.map((row) => ({
    id: tx.ids.outer('job', row.id),
    name: row.task,
    state: row.state,
    payload: payloadShape(row.payload),
    tries: row.tries,
    mayTry: row.may_try,
    runAt: row.run_at,
    createdAt: row.created_at,
    progress: progressFrom(row),
    reason: row.error,
  }))
  return { items, total: rows[0]?.of ?? 0 }
}

/**
 * Whether a run of a schedule that somebody asked for has not begun; nobody else asks for one until the transaction ends. Throws 404 for a
 * schedule that there is none of.
 */
export const hasAskedRun = async (tx: Tx, name: string): Promise<boolean> => {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('asked runs of ' || ${name}::text, 0))`)
  const row = await tx.first(sql<{ waits: boolean }>`
    select exists (select from engine_run r where r.schedule = s.name and r.outcome = 'waiting' and r.asked_by_user_id is not null) as waits
      from engine_schedule s where s.name = ${name}`)
  if (!row) throw notFound()
  return row.waits
}

/** Asks for a run now. Its key. */
export const addAskedRun = async (
  tx: Tx,
  { name, userId, now }: { name: string; userId: number; now: Temporal.Instant },
): Promise<number> => {
  const row = await tx.first(sql<{ id: number }>`
    insert into engine_run (schedule, due_at, asked_by_user_id) values (${name}, ${now.toString({ smallestUnit: 'millisecond' })}, ${userId}) returning id`)
  if (!row) throw new Error('An insert returns its row')
  return row.id
}

export const getRun = async (tx: Tx, id: number): Promise<Run> => {
  const row = await tx.first(sql<RunRow>`select ${runColumns} from engine_run r ${runJoins} where r.id = ${id}`)
  if (!row) throw notFound()
  return runFrom(tx, row)
}

const whileRunning = () => new Problem('engine.job-runs', 409, { publicMessage: 'This job is running. Wait for what becomes of it.' })

/** Throws 404, and 409 for a job that runs. Its name. */
export const retryJob = async (tx: Tx, outer: string): Promise<string> => {
  const row = await tx.first(sql<{ task: string; is_done: boolean }>`select task, is_done from retry_job(${tx.ids.inner('job', outer)})`)
  if (!row) throw notFound()
  if (!row.is_done) throw whileRunning()
  return row.task
}

/** Throws 404, and 409 for a job that runs. Its name. A run that it was to do is passed over. */
export const giveUpJob = async (tx: Tx, outer: string): Promise<string> => {
  const row = await tx.first(sql<{ task: string; payload: { runId?: number }; is_done: boolean }>`
    select task, payload, is_done from give_up_job(${tx.ids.inner('job', outer)})`)
  if (!row) throw notFound()
  if (!row.is_done) throw whileRunning()
  if (row.task === runJobName)
    await tx.rows(sql`
      update engine_run set outcome = 'skipped', reason = 'It was given up.', ended_at = now()
       where id = ${row.payload.runId ?? null} and outcome in ('waiting', 'running')`)
  return row.task
}
