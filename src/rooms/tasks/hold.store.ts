import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'

/**
 * Keeps everybody else's deeds and the engine off the tasks of a partnership until the transaction ends: states are read, decided over and
 * written. Whoever also writes figures locks the partnership's figures first.
 */
export const holdTasks = (tx: Tx, { partnershipId }: { partnershipId: number }) =>
  tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('tasks of ' || ${partnershipId}::text, 0))`)
