import { sql } from 'kysely'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { StoredFile } from './contract.ts'
import type { FileState, Purpose } from './rules.ts'

/** A file as a request finds it; row-level security leaves out what its reader may not open. */
export type Row = {
  id: number
  partner_id: number | null
  name: string
  mime: string
  size: number
  file_key: string
  width: number | null
  height: number | null
  state: FileState
  uploaded_at: string
}

const columns = sql`f.id, f.partner_id, f.name, f.mime, f.size, f.file_key, f.width, f.height, f.state, f.uploaded_at`

export const fileFrom = (tx: Tx, row: Row): StoredFile => ({
  id: tx.ids.outer('fil', row.id),
  name: row.name,
  mime: row.mime,
  size: row.size,
  state: row.state,
  width: row.width,
  height: row.height,
  uploadedAt: row.uploaded_at,
})

/** One, or 404 when it is not the reader's to open. */
export const getRow = async (tx: Tx, id: string): Promise<Row> => {
  const row = await tx.first(sql<Row>`select ${columns} from file f where f.id = ${tx.ids.inner('fil', id)}`)
  if (!row) throw notFound()
  return row
}

/** Those of the keys that the reader may open. */
export const listRows = (tx: Tx, ids: readonly number[]): Promise<Row[]> =>
  tx.rows(sql<Row>`select ${columns} from file f where f.id = any (${[...ids]}::bigint[])`)

/** Null: the vendor's own. */
export type Owner = { partnerId: number; partnershipId: number } | null

export type NewFile = {
  owner: Owner
  userId: number
  purpose: Purpose
  name: string
  mime: string
  size: number
  sha256: string
  key: string
  width: number | null
  height: number | null
  state: FileState
  uploadedAt: Temporal.Instant
}

export const addFile = async (tx: Tx, file: NewFile): Promise<Row> => {
  const { owner, userId, purpose, name, mime, size, sha256, key, width, height, state, uploadedAt } = file
  const added = await tx.first(sql<Row>`
    insert into file as f (partner_id, partnership_id, user_id, purpose, name, mime, size, sha256, file_key, width, height, state, uploaded_at)
    values (${owner?.partnerId ?? null}, ${owner?.partnershipId ?? null}, ${userId}, ${purpose}, ${name}, ${mime}, ${size}, ${sha256}, ${key},
            ${width}, ${height}, ${state}, ${uploadedAt.toString()})
    returning ${columns}`)
  if (!added) throw new Error('An added file has no key')
  return added
}

/** Nobody else of the partner adds a file until the transaction ends. */
export const lockPartner = (tx: Tx, partnerId: number) =>
  tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('files of partner ' || ${partnerId}::text, 0))`)

/** Bytes of all that a partner's people brought. */
export const sumOfPartner = async (tx: Tx, partnerId: number): Promise<number> => {
  const found = await tx.first(sql<{ total: number }>`select partner_file_bytes(${partnerId}) as total`)
  return found?.total ?? 0
}

// ---------------------------------------------------------------- where the vendor's stand

export type UseKind = 'room' | 'kit'

/** What stands in one room or kit item from now on. */
export const setUses = async (tx: Tx, kind: UseKind, refId: number, fileIds: readonly number[]): Promise<void> => {
  const ids = [...fileIds]
  await tx.rows(sql`delete from file_use u where u.kind = ${kind} and u.ref_id = ${refId} and u.file_id <> all (${ids}::bigint[])`)
  await tx.rows(sql`
    insert into file_use (kind, ref_id, file_id)
    select ${kind}, ${refId}, f.id from file f where f.id = any (${ids}::bigint[]) and f.partner_id is null
    on conflict do nothing`)
}

// ---------------------------------------------------------------- downloads

export type Download = { partnerId: number; partnershipId: number; userId: number; fileId: number; roomId: number | null; day: string }

/** `roomId` is what a page says: a room in which the file does not stand for whoever downloads it is left out. */
export const addDownload = (tx: Tx, { partnerId, partnershipId, userId, fileId, roomId, day }: Download) =>
  tx.rows(sql`
    insert into file_download as d (partner_id, partnership_id, user_id, file_id, room_id, day)
    values (${partnerId}, ${partnershipId}, ${userId}, ${fileId},
            (select u.ref_id from file_use u where u.kind = 'room' and u.ref_id = ${roomId}::bigint and u.file_id = ${fileId}), ${day})
    on conflict (partner_id, partnership_id, user_id, file_id, room_id, day) do update set downloads = d.downloads + 1`)

export type DownloadCount = { downloads: number; people: number }

/** By the file's key; of those that the reader may count: a vendor's administrator outside a portal counts every partner's. */
export const countDownloads = async (tx: Tx, fileIds: readonly number[]): Promise<Map<number, DownloadCount>> => {
  const rows = await tx.rows(sql<DownloadCount & { id: number }>`
    select d.file_id as id, sum(d.downloads)::int as downloads, count(distinct d.user_id)::int as people
      from file_download d where d.file_id = any (${[...fileIds]}::bigint[]) group by 1`)
  return new Map(rows.map(({ id, downloads, people }) => [id, { downloads, people }]))
}
