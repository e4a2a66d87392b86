import type { Member } from '#shared/actor.ts'
import { Problem } from '#shared/problem.ts'
import { originOf } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { StoredFile } from './contract.ts'
import * as store from './store.ts'

export type { DownloadCount } from './store.ts'

/**
 * What is known of files, by their outer ids, in one question. Those that the reader may not open, that are gone or were never there are
 * not in it. Nobody but who arranges rooms is told of one that is not `clean`: leave it out of what partners see.
 */
export const fileFacts = async (tx: Tx, ids: readonly string[]): Promise<Map<string, StoredFile>> => {
  const keys = innerIds(tx, ids)
  if (keys.length === 0) return new Map()
  const rows = await store.listRows(tx, keys)
  return new Map(rows.map((row) => store.fileFrom(tx, row)).map((file) => [file.id, file]))
}

/**
 * Says which of the vendor's files stand in a room as it is published (`kind` room), or in a kit item, from now on: whoever may open that
 * may open them. `refId`: the room's or the item's key; an empty list when it is taken away. As the vendor's administrator.
 */
export const setFileUses = (tx: Tx, kind: store.UseKind, refId: number, ids: readonly string[]): Promise<void> =>
  store.setUses(tx, kind, refId, innerIds(tx, ids))

/** Counts a download by a member; looking on as staff, or with somebody else's eyes, is none. */
export const countDownload = async (
  tx: Tx,
  actor: Member,
  { fileId, roomId }: { fileId: number; roomId: number | null },
): Promise<void> => {
  if (actor.kind !== 'member' || originOf(actor)?.viewerId) return
  const { partnerId, partnershipId, userId, today } = actor
  await store.addDownload(tx, { partnerId, partnershipId, userId, fileId, roomId, day: today })
}

/** How often files were downloaded and by how many people, by their outer ids; those that nobody did are not in it. */
export const downloadCounts = async (tx: Tx, ids: readonly string[]): Promise<Map<string, store.DownloadCount>> => {
  const counts = await store.countDownloads(tx, innerIds(tx, ids))
  return new Map([...counts].map(([id, count]) => [tx.ids.outer('fil', id), count]))
}

const innerIds = (tx: Tx, ids: readonly string[]): number[] =>
  ids.flatMap((id) => {
    try {
      return [tx.ids.inner('fil', id)]
    } catch (error) {
      // What was typed into a setting and was never an id.
      if (error instanceof Problem) return []
      throw error
    }
  })
