import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { ExportState } from './rules.ts'

/** What the engine does with exports, as pp_system. Each is named by its partner and key. */
export type Which = { partnerId: number; exportId: number }
export type Claimed = Which & {
  partnershipId: number
  userId: number
  line: string
  query: Record<string, string>
  attempt: number
  rowsTotal: number
}

const named = ({ partnerId, exportId }: Which) => sql`e.partner_id = ${partnerId} and e.id = ${exportId}`
/** Nobody else has begun it anew meanwhile, and its owner has not removed it. */
const still = (which: Which & { attempt: number }) => sql`${named(which)} and e.attempt = ${which.attempt} and e.state = 'running'`

export type Found = Omit<Claimed, keyof Which> & { state: ExportState }

/** Undefined when its owner has removed it. Whoever else would begin one of the partner's waits until the transaction ends. */
export const lockExport = async (tx: Tx, which: Which): Promise<Found | undefined> => {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('exports of partner ' || ${which.partnerId}::text, 0))`)
  return tx.first(sql<Found>`
    select e.partnership_id as "partnershipId", e.user_id as "userId", e.line, e.query, e.attempt, e.rows_total as "rowsTotal", e.state
      from export_job e where ${named(which)} for update`)
}

export const countRunning = async (tx: Tx, { partnerId }: Which): Promise<number> =>
  (
    await tx.first(sql<{ n: number }>`
    select count(*)::int as n from export_job e where e.partner_id = ${partnerId} and e.state = 'running'`)
  )?.n ?? 0

/** Returns the number of the attempt that this is. */
export const setRunning = async (tx: Tx, which: Which, now: Temporal.Instant): Promise<number> => {
  const set = await tx.first(sql<{ attempt: number }>`
    update export_job e set state = 'running', attempt = e.attempt + 1, rows_done = 0, began_at = ${now.toString()} where ${named(which)}
    returning e.attempt`)
  if (!set) throw new Error('A locked export is gone')
  return set.attempt
}

/** False: it is not this attempt's any more. */
export const setProgress = async (tx: Tx, attempt: Which & { attempt: number }, rowsDone: number): Promise<boolean> =>
  (await tx.first(sql`update export_job e set rows_done = ${rowsDone} where ${still(attempt)} returning e.id`)) !== undefined

export type Made = {
  key: string
  name: string
  type: string
  size: number
  sha256: string
  rows: number
  scopeMark: string
  expiresAt: Temporal.Instant
}

/** False: it is not this attempt's any more. */
export const setReady = async (tx: Tx, attempt: Which & { attempt: number }, made: Made, now: Temporal.Instant): Promise<boolean> =>
  (await tx.first(sql`
    update export_job e
       set state = 'ready', file_key = ${made.key}, file_name = ${made.name}, file_type = ${made.type}, size = ${made.size}, sha256 = ${made.sha256},
           rows_done = ${made.rows}, scope_mark = ${made.scopeMark}, ended_at = ${now.toString()}, expires_at = ${made.expiresAt.toString()}
     where ${still(attempt)} returning e.id`)) !== undefined

/** False: it is finished already. */
export const setFailed = async (tx: Tx, which: Which, reason: string, now: Temporal.Instant): Promise<boolean> =>
  (await tx.first(sql`
    update export_job e set state = 'failed', reason = ${reason}, ended_at = ${now.toString()}
     where ${named(which)} and e.state in ('waiting', 'running') returning e.id`)) !== undefined

/** Those whose time is over, with their files. */
export const setExpired = (tx: Tx, now: Temporal.Instant): Promise<{ key: string }[]> =>
  tx.rows(sql<{ key: string }>`
    with over as (select e.partner_id, e.id, e.file_key from export_job e where e.state = 'ready' and e.expires_at <= ${now.toString()} for update)
    update export_job e set state = 'expired', file_key = null from over where e.partner_id = over.partner_id and e.id = over.id
    returning over.file_key as key`)

/** Exports that were asked for so long ago that no job can be about them any more: it was given up, or lost. */
export const listAbandoned = (tx: Tx, before: Temporal.Instant): Promise<Which[]> =>
  tx.rows(sql<Which>`
    select e.partner_id as "partnerId", e.id as "exportId" from export_job e
     where e.state in ('waiting', 'running') and e.asked_at < ${before.toString()} order by e.partner_id, e.id`)

export const removeEndedBefore = (tx: Tx, before: Temporal.Instant) =>
  tx.rows(sql`delete from export_job e where e.ended_at < ${before.toString()} and e.state in ('failed', 'expired')`)

/** Which of the files belong to no export. */
export const keysWithoutExport = async (tx: Tx, keys: readonly string[]): Promise<string[]> => {
  const rows = await tx.rows(sql<{ key: string }>`
    select k.key from unnest(${keys}::text[]) k (key) where not exists (select from export_job e where e.file_key = k.key)`)
  return rows.map(({ key }) => key)
}
