import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { Counts } from '#server/jobs.ts'

type Moment = Temporal.Instant
const stored = (moment: Moment) => moment.toString()

/** Makes a schedule known with the times that it has now. Since when it is, by the earliest clock: one that was years ahead must not stop it. */
export const knowSchedule = async (tx: Tx, { name, cron, since }: { name: string; cron: string; since: Moment }): Promise<Moment> => {
  const row = await tx.first(sql<{ since: string }>`
    insert into engine_schedule as s (name, cron, known_since) values (${name}, ${cron}, ${stored(since)})
    on conflict (name) do update set cron = excluded.cron, known_since = least(s.known_since, excluded.known_since) returning s.known_since as since`)
  return row ? Temporal.Instant.from(row.since) : since
}

/** Forgets schedules that no engine of this version has. */
export const keepSchedules = async (tx: Tx, names: readonly string[]): Promise<void> => {
  await tx.rows(sql`delete from engine_schedule where name <> all (${[...names]})`)
}

/** The newest moment that a schedule was planned for, as far as it has come: a clock that was ahead for a while must not stop it. */
export const newestPlanned = async (tx: Tx, schedule: string, now: Moment): Promise<Moment | undefined> => {
  const row = await tx.first(sql<{ due: string | null }>`
    select max(due_at) as due from engine_run where schedule = ${schedule} and asked_by_user_id is null and due_at <= ${stored(now)}`)
  return row?.due ? Temporal.Instant.from(row.due) : undefined
}

/** A run for a moment, unless there is one: whoever comes first has it. Its key, or undefined. */
export const addRun = async (tx: Tx, schedule: string, due: Moment): Promise<number | undefined> => {
  const row = await tx.first(sql<{ id: number }>`
    insert into engine_run (schedule, due_at) values (${schedule}, ${stored(due)}) on conflict (schedule, due_at) do nothing returning id`)
  return row?.id
}

/** Writes down moments that nobody was there for. */
export const addSkipped = async (tx: Tx, schedule: string, dues: readonly Moment[], reason: string): Promise<void> => {
  if (dues.length === 0) return
  await tx.rows(sql`
    insert into engine_run (schedule, due_at, outcome, reason)
    select ${schedule}, due, 'skipped', ${reason} from unnest(${dues.map(stored)}::timestamptz[]) due
    on conflict (schedule, due_at) do nothing`)
}

/** Passes over runs that still wait when a newer one takes their place. */
export const skipOlder = async (tx: Tx, schedule: string, due: Moment, reason: string): Promise<void> => {
  await tx.rows(sql`
    update engine_run set outcome = 'skipped', reason = ${reason}, ended_at = now()
     where schedule = ${schedule} and due_at < ${stored(due)} and outcome = 'waiting' and asked_by_user_id is null`)
}

export type BegunRun = { schedule: string; dueAt: Moment; tries: number }

/** Takes a run into this process's hands, also one that failed and is tried again; undefined when it is over. */
export const beginRun = async (tx: Tx, id: number, by: { processId: string; jobId: number }): Promise<BegunRun | undefined> => {
  const row = await tx.first(sql<{ schedule: string; due: string; tries: number }>`
    update engine_run set outcome = 'running', process_id = ${by.processId}, job_id = ${by.jobId}, tries = tries + 1,
           started_at = coalesce(started_at, now()), reason = null
     where id = ${id} and outcome in ('waiting', 'running', 'failed') returning schedule, due_at as due, tries`)
  return row && { schedule: row.schedule, dueAt: Temporal.Instant.from(row.due), tries: row.tries }
}

export type RunEnd = { outcome: 'succeeded' | 'waiting' | 'failed'; counts?: Counts; reason?: string }

/** What became of a try. One that was taken over by somebody else meanwhile changes nothing. */
export const endRun = async (tx: Tx, id: number, tries: number, { outcome, counts = {}, reason }: RunEnd): Promise<void> => {
  await tx.rows(sql`
    update engine_run set outcome = ${outcome}, counts = ${JSON.stringify(counts)}, reason = ${reason ?? null},
           ended_at = case when ${outcome} = 'waiting' then null else now() end
     where id = ${id} and tries = ${tries} and outcome = 'running'`)
}

/** A run whose job failed for good without a word, because each engine that had it was killed. */
export const failRun = async (tx: Tx, id: number, reason: string): Promise<void> => {
  await tx.rows(sql`
    update engine_run set outcome = 'failed', reason = ${reason}, ended_at = now() where id = ${id} and outcome in ('waiting', 'running')`)
}

/** Of each schedule the newest runs stay. */
export const forgetOldRuns = async (tx: Tx, keep: number): Promise<void> => {
  await tx.rows(sql`
    delete from engine_run where id in (
      select id from (
        select r.id, r.outcome, row_number() over (partition by r.schedule order by r.due_at desc) as place from engine_run r) ranked
       where place > ${keep} and outcome not in ('waiting', 'running'))`)
}

// ---------------------------------------------------------------- jobs

/** A job that runs is not tried again when it fails. */
export const failForGood = (tx: Tx, jobId: number) => tx.rows(sql`select fail_job_for_good(${jobId})`)

export type FailedJob = { id: number; name: string; payload: unknown; tries: number; error: string | null }

/** A job that failed for good and of which nobody was told; it counts as told when this transaction commits. */
export const takeFailedJob = (tx: Tx): Promise<FailedJob | undefined> =>
  tx.first(sql<FailedJob>`select id, task as name, payload, tries, error from take_failed_jobs(1)`)

export const setProgress = async (tx: Tx, jobId: number, { done, total }: { done: number; total: number }): Promise<void> => {
  await tx.rows(sql`
    insert into job_progress (job_id, done, total) values (${jobId}, ${done}, ${total})
    on conflict (job_id) do update set done = excluded.done, total = excluded.total, changed_at = now()`)
}

export const removeProgress = async (tx: Tx, jobId: number): Promise<void> => {
  await tx.rows(sql`delete from job_progress where job_id = ${jobId} or changed_at < now() - interval '1 day'`)
}
