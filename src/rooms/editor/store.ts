import { sql } from 'kysely'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { wordsKey } from '#rooms/search/rules.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { Blocks } from './blocks.rules.ts'

export type StoredDraft = {
  roomId: number
  kind: string
  label: string
  icon: string
  partnerType: string
  status: string
  blocks: DraftBlock[]
  version: number
  changedAt: string | null
  changedBy: string | null
  changedById: number | null
  asideAt: string | null
  /** What partners read; null: nothing yet. */
  number: number | null
  publishedAt: string | null
  publishedBy: string | null
  publishedBlocks: DraftBlock[] | null
}

/** A room with what is worked on; version 0 and no blocks where nothing was saved yet. 404 where there is no such room. */
export const getDraft = async (tx: Tx, roomId: number): Promise<StoredDraft> => {
  const row = await tx.first(sql<StoredDraft>`
    select r.id as "roomId", r.kind, r.label, r.icon, r.partner_type as "partnerType", r.status,
           coalesce(d.blocks, '[]') as blocks, coalesce(d.version, 0) as version, d.changed_at as "changedAt",
           u.name as "changedBy", d.changed_by as "changedById", d.aside_at as "asideAt",
           v.number, v.published_at as "publishedAt", w.name as "publishedBy", v.blocks as "publishedBlocks"
      from room r
      left join room_draft d on d.room_id = r.id
      left join app_user u on u.id = d.changed_by
      left join room_revision v on v.room_id = r.id and v.number = r.published_revision
      left join app_user w on w.id = v.published_by
     where r.id = ${roomId}`)
  if (!row) throw notFound()
  return row
}

/** Until the transaction ends nobody else saves or publishes this room. */
export const lockDraft = async (tx: Tx, roomId: number): Promise<StoredDraft> => {
  // The first save has no row yet that could be locked.
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('draft of room ' || ${roomId}::text, 0))`)
  return getDraft(tx, roomId)
}

/** `aside`: what is set aside from now on; undefined: what was stays so. Returns the new version. */
export const setDraft = async (
  tx: Tx,
  roomId: number,
  { blocks, by, aside }: { blocks: Blocks; by: number | null; aside?: Blocks | undefined },
): Promise<number> => {
  const kept = aside === undefined ? null : JSON.stringify(aside)
  const row = await tx.first(sql<{ version: number }>`
    insert into room_draft as d (room_id, version, blocks, changed_by, aside, aside_at)
    values (${roomId}, 1, ${JSON.stringify(blocks)}::jsonb, ${by}, ${kept}::jsonb, case when ${kept}::text is not null then now() end)
    on conflict (room_id) do update
      set version = d.version + 1, blocks = excluded.blocks, changed_by = excluded.changed_by, changed_at = now(),
          aside = coalesce(excluded.aside, d.aside), aside_at = coalesce(excluded.aside_at, d.aside_at)
    returning d.version`)
  if (!row) throw new Error('A saved draft has no version')
  return row.version
}

/** What the last restoration took the place of, or undefined. */
export const findAside = async (tx: Tx, roomId: number): Promise<DraftBlock[] | undefined> => {
  const row = await tx.first(sql<{ aside: DraftBlock[] | null }>`select d.aside from room_draft d where d.room_id = ${roomId}`)
  return row?.aside ?? undefined
}

/** Returns its number: the first is 1. */
export const addRevision = async (
  tx: Tx,
  roomId: number,
  { blocks, words, by }: { blocks: Blocks; words: string; by: number | null },
): Promise<number> => {
  const row = await tx.first(sql<{ number: number }>`
    insert into room_revision (room_id, number, blocks, words, words_key, published_by)
    select ${roomId}, coalesce(max(v.number), 0) + 1, ${JSON.stringify(blocks)}::jsonb, ${words}, ${wordsKey(words)}, ${by}
      from room_revision v where v.room_id = ${roomId}
    returning number`)
  if (!row) throw new Error('A revision has no number')
  return row.number
}

export type StoredRevision = { number: number; publishedAt: string; publishedBy: string | null; blockCount: number; isPublished: boolean }

/** The newest first, a page at a time. */
export const listRevisions = async (
  tx: Tx,
  roomId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: StoredRevision[]; next: string | null; total: number }> => {
  // A marker may name a larger number than a revision can have: everything stands before it.
  const before = cursor ? sql`and v.number < ${readCursor(cursor, 'whole').id}::bigint` : sql``
  const found = tx.rows(
    sql<StoredRevision>`select ${revisionColumns} where v.room_id = ${roomId} ${before} order by v.number desc limit ${limit + 1}`,
  )
  const counted = tx.first(sql<{ n: number }>`select count(*) as n from room_revision v where v.room_id = ${roomId}`)
  const [rows, total] = await Promise.all([found, counted])
  return { ...pageFrom(rows, limit, ({ number }) => ({ value: number, id: number })), total: total?.n ?? 0 }
}

/** With its blocks, or 404. */
export const getRevision = async (tx: Tx, roomId: number, number: number): Promise<StoredRevision & { blocks: DraftBlock[] }> => {
  const row = await tx.first(
    sql<
      StoredRevision & { blocks: DraftBlock[] }
    >`select ${columnsAnd(sql`v.blocks`)} where v.room_id = ${roomId} and v.number = ${number}`,
  )
  if (!row) throw notFound()
  return row
}

const from = sql`from room_revision v join room r on r.id = v.room_id left join app_user u on u.id = v.published_by`
const columns = sql`
  v.number, v.published_at as "publishedAt", u.name as "publishedBy", jsonb_array_length(v.blocks) as "blockCount",
  v.number is not distinct from r.published_revision as "isPublished"`
const revisionColumns = sql`${columns} ${from}`
const columnsAnd = (more: typeof from) => sql`${columns}, ${more} ${from}`

/** How long a window that says nothing still counts: it says something every few seconds. */
const awaySeconds = 30

/** The window is open; returns the others that are. */
export const attend = async (tx: Tx, roomId: number, { window, userId }: { window: string; userId: number }) => {
  await tx.rows(sql`delete from room_editor e where e.room_id = ${roomId} and e.seen_at < now() - interval '1 hour'`)
  await tx.rows(sql`
    insert into room_editor as e (room_id, editor_window, user_id) values (${roomId}, ${window}, ${userId})
    on conflict (room_id, editor_window) do update set seen_at = now(), user_id = excluded.user_id`)
  return tx.rows(sql<{ window: string; userId: number; name: string }>`
    select e.editor_window as window, e.user_id as "userId", u.name
      from room_editor e join app_user u on u.id = e.user_id
     where e.room_id = ${roomId} and e.editor_window <> ${window} and e.seen_at > now() - make_interval(secs => ${awaySeconds})
     order by lower(u.name), e.editor_window`)
}

/** Somebody's own window is closed. */
export const leave = (tx: Tx, roomId: number, { window, userId }: { window: string; userId: number }) =>
  tx.rows(sql`delete from room_editor e where e.room_id = ${roomId} and e.editor_window = ${window} and e.user_id = ${userId}`)

/** Whose partnership it is; undefined where there is none. */
export const findPlace = (tx: Tx, partnershipId: number): Promise<{ partnerId: number; partnershipId: number } | undefined> =>
  tx.first(sql<{ partnerId: number; partnershipId: number }>`
    select s.partner_id as "partnerId", s.id as "partnershipId" from partnership s where s.id = ${partnershipId}`)
