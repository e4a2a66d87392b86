import type { Tx } from '#server/db.ts'
import { setPublishedRevision } from './store.ts'

/** Partners read this revision of the room's blocks from now on: the editor's, in the transaction that adds it. */
export const setPublished = async (tx: Tx, roomId: number, revision: number): Promise<void> => {
  await setPublishedRevision(tx, roomId, revision)
}
