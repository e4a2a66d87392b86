import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import { newsChannel } from './rules.ts'

/** Says whose notifications changed to every process that holds their streams, when the transaction commits. */
export const announce = async (tx: Tx, userIds: readonly number[]): Promise<void> => {
  for (let at = 0; at < userIds.length; at += announcedTogether)
    await tx.rows(sql`select pg_notify(${newsChannel}, ${userIds.slice(at, at + announcedTogether).join(',')})`)
}

/** A message of PostgreSQL's holds 8,000 bytes. */
const announcedTogether = 400
