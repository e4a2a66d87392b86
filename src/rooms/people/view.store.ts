import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'

/** Whose eyes a session looks with; null: those of who signed in. */
export const setViewed = (tx: Tx, idHash: Buffer, userId: number | null) =>
  tx.rows(sql`update session set viewed_user_id = ${userId}, epoch = epoch + 1 where id_hash = ${idHash}`)
