import { sql } from 'kysely'
import { seesPart, type Member } from '#shared/actor.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { Export } from './contract.ts'
import { percentDone, type ExportState } from './rules.ts'

/** An export as its owner's request finds it. */
export type Row = {
  id: number
  line: string
  state: ExportState
  attempt: number
  rows_total: number
  rows_done: number
  scope_mark: string | null
  file_key: string | null
  file_name: string | null
  file_type: string | null
  size: number | null
  reason: string | null
  asked_at: string
  expires_at: string | null
}

const columns = sql`e.id, e.line, e.state, e.attempt, e.rows_total, e.rows_done, e.scope_mark, e.file_key, e.file_name, e.file_type, e.size,
  e.reason, e.asked_at, e.expires_at`
// Row-level security says the same once more; an index needs to be told.
const own = ({ partnerId, partnershipId, userId }: Member) =>
  sql`e.partner_id = ${partnerId} and e.partnership_id = ${partnershipId} and e.user_id = ${userId}`

/** The newest first. */
export const listExports = async (tx: Tx, actor: Member, now: Temporal.Instant): Promise<Export[]> => {
  const rows = await tx.rows(sql<Row>`select ${columns} from export_job e where ${own(actor)} order by e.id desc limit 100`)
  return rows.map((row) => exportFrom(tx, row, now))
}

/** One, or 404 when it is not the actor's. */
export const getRow = async (tx: Tx, actor: Member, id: number): Promise<Row> => {
  const row = await tx.first(sql<Row>`select ${columns} from export_job e where ${own(actor)} and e.id = ${id}`)
  if (!row) throw notFound()
  return row
}

/** A file is gone when its time is over, whether or not that was swept up already. */
export const stateOf = ({ state, expires_at: expiresAt }: Row, now: Temporal.Instant): ExportState =>
  state === 'ready' && expiresAt !== null && Temporal.Instant.compare(now, Temporal.Instant.from(expiresAt)) >= 0 ? 'expired' : state

export const exportFrom = (tx: Tx, row: Row, now: Temporal.Instant): Export => {
  const state = stateOf(row, now)
  const [rowsDone, rowsTotal] = [row.rows_done, row.rows_total]
  const isReady = state === 'ready'
  return {
    id: tx.ids.outer('exp', row.id),
    line: row.line,
    state,
    percent: percentDone({ state, rowsDone, rowsTotal }),
    rowsDone,
    rowsTotal,
    name: row.file_name,
    size: isReady ? row.size : null,
    askedAt: row.asked_at,
    expiresAt: isReady ? row.expires_at : null,
    reason: row.reason,
  }
}

/** How many of the actor's wait or are being built, anywhere in the partnership; nobody else adds one of theirs until the transaction ends. */
export const countOpen = async (tx: Tx, actor: Member): Promise<number> => {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('exports of person ' || ${actor.userId}::text, 0))`)
  const found = await tx.first(sql<{ n: number }>`
    select count(*)::int as n from export_job e where ${own(actor)} and e.state in ('waiting', 'running')`)
  return found?.n ?? 0
}

export type Asked = { line: string; query: Record<string, string>; rowsTotal: number; askedAt: Temporal.Instant }

/** Returns the new key. */
export const addExport = async (tx: Tx, actor: Member, { line, query, rowsTotal, askedAt }: Asked): Promise<number> => {
  const { partnerId, partnershipId, userId } = actor
  const added = await tx.first(sql<{ id: number }>`
    insert into export_job (partner_id, partnership_id, user_id, line, query, rows_total, asked_at)
    values (${partnerId}, ${partnershipId}, ${userId}, ${line}, ${JSON.stringify(query)}, ${rowsTotal}, ${askedAt.toString()})
    returning id`)
  if (!added) throw new Error('An added export has no key')
  return added.id
}

/** Returns how often it was begun, or 404. */
export const removeExport = async (tx: Tx, actor: Member, id: number): Promise<number> => {
  const removed = await tx.first(
    sql<{ attempt: number }>`delete from export_job e where ${own(actor)} and e.id = ${id} returning e.attempt`,
  )
  if (!removed) throw notFound()
  return removed.attempt
}

/** The customers that somebody sees who does not see all, as one text; '' for everybody else. */
export const assignedCustomers = async (tx: Tx, actor: Member): Promise<string> => {
  if (!seesPart(actor)) return ''
  const { partnerId, userId } = actor
  const found = await tx.first(sql<{ list: string | null }>`
    select string_agg(u.customer_id::text, ',' order by u.customer_id) as list
      from user_customer u where u.partner_id = ${partnerId} and u.user_id = ${userId}`)
  return found?.list ?? ''
}

// ---------------------------------------------------------------- tickets

export type TicketOwner = { family: string; userId: number; partnerId: number; exportId: number }

/** As pp_session. Those that nobody used go. */
export const addTicket = async (tx: Tx, hash: Buffer, { family, userId, partnerId, exportId }: TicketOwner): Promise<void> => {
  await tx.rows(sql`delete from export_ticket where expires_at < now()`)
  await tx.rows(sql`
    insert into export_ticket (hash, session_family, user_id, partner_id, export_id)
    values (${hash}, ${family}, ${userId}, ${partnerId}, ${exportId})`)
}

type Presented = { hash: Buffer } & Omit<TicketOwner, 'exportId'>
const valid = ({ hash, family, userId, partnerId }: Presented) => sql`
  t.hash = ${hash} and t.session_family = ${family} and t.user_id = ${userId} and t.partner_id = ${partnerId} and t.expires_at > now()`

/** Which export a ticket opens, or 404 when it is not good in this session (any more). As pp_session. */
export const getTicket = async (tx: Tx, presented: Presented): Promise<number> => {
  const found = await tx.first(sql<{ export_id: number }>`select t.export_id from export_ticket t where ${valid(presented)}`)
  if (!found) throw notFound()
  return found.export_id
}

/** Uses it up, or 404 when somebody was quicker. As pp_session. */
export const useTicket = async (tx: Tx, presented: Presented): Promise<void> => {
  const used = await tx.first(sql<{ hash: Buffer }>`delete from export_ticket t where ${valid(presented)} returning t.hash`)
  if (!used) throw notFound()
}
