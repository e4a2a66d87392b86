import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'

/** One that nobody has looked at yet. */
export const findWaiting = (tx: Tx, fileId: number): Promise<{ key: string; name: string } | undefined> =>
  tx.first(sql<{ key: string; name: string }>`
    select f.file_key as key, f.name from file f where f.id = ${fileId} and f.state = 'quarantined'`)

/** `finding`: what the scanner called it; null: it is clean. */
export const setScanned = (tx: Tx, fileId: number, finding: string | null, now: Temporal.Instant) =>
  tx.rows(sql`
    update file set state = ${finding === null ? 'clean' : 'infected'}, finding = ${finding}, scanned_at = ${now.toString()}
     where id = ${fileId} and state = 'quarantined'`)

/** What stood in rooms that are gone. */
export const removeUsesOfNoRoom = (tx: Tx) =>
  tx.rows(sql`delete from file_use u where u.kind = 'room' and u.ref_id not in (select r.id from room r)`)

/** The vendor's that were brought before a moment and stand in nothing that was published, oldest first. */
export const listUnused = (tx: Tx, before: Temporal.Instant, limit: number): Promise<{ id: number; key: string }[]> =>
  tx.rows(sql<{ id: number; key: string }>`
    select f.id, f.file_key as key from file f
     where f.partner_id is null and f.uploaded_at < ${before.toString()} and f.id not in (select u.file_id from file_use u)
     order by f.id limit ${limit}`)

/** What partners' people brought before a moment to show what they did, and no mark shows: it was taken back or never used. Oldest first. */
export const listLooseEvidence = (tx: Tx, before: Temporal.Instant, limit: number): Promise<{ id: number; key: string }[]> =>
  tx.rows(sql<{ id: number; key: string }>`
    select f.id, f.file_key as key from file f
     where f.partner_id is not null and f.purpose = 'evidence' and f.uploaded_at < ${before.toString()}
       and not exists (select from checklist_mark m where m.partner_id = f.partner_id and m.file_id = f.id)
     order by f.id limit ${limit}`)

/** Infected ones of before a moment: their content is gone already. What still names one goes on saying so. */
export const removeInfected = async (tx: Tx, before: Temporal.Instant): Promise<number> => {
  const removed = await tx.rows(sql`
    delete from file f
     where f.state = 'infected' and f.scanned_at < ${before.toString()} and f.id not in (select u.file_id from file_use u) returning f.id`)
  return removed.length
}

export const removeDownloadsBefore = (tx: Tx, before: Temporal.Instant) =>
  tx.rows(sql`delete from file_download d where d.day < ${before.toString()}::timestamptz::date`)

/** Ids of files that stand in drafts, in earlier revisions, which can be restored, and in templates. */
export const listNamedIds = async (tx: Tx): Promise<string[]> => {
  const rows = await tx.rows(sql<{ id: string }>`
    select distinct m[1] as id
      from (select to_jsonb(d)::text as content from room_draft d
            union all select r.blocks::text from room_revision r
            union all select t.blocks::text from room_template t) named,
           regexp_matches(named.content, '"(fil_[0-9A-Za-z]{6,24})"', 'g') m`)
  return rows.map(({ id }) => id)
}

export const removeFiles = (tx: Tx, ids: readonly number[]) => tx.rows(sql`delete from file f where f.id = any (${[...ids]}::bigint[])`)

/** Those of the folders in the store that no file is kept in. */
export const foldersWithoutFile = async (tx: Tx, folders: readonly string[]): Promise<string[]> => {
  const rows = await tx.rows(sql<{ folder: string }>`
    select folder from unnest(${[...folders]}::text[]) folder where folder not in (select f.file_key from file f)`)
  return rows.map(({ folder }) => folder)
}
