import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import { notFound } from '#shared/problem.ts'

/** One judging of a partnership at a time: of two at once, the slower would settle what the faster has seen change. */
export const lockJudging = (tx: Tx, partnershipId: number) =>
  tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('findings.judge', ${partnershipId}::bigint))`)

/** Throws 404 for a partnership that the actor does not see. */
export const getPartnership = async (tx: Tx, outer: string): Promise<{ id: number; name: string }> => {
  const found = await tx.first<{ id: number; name: string }>(sql`select id, name from partnership where id = ${tx.ids.inner('psh', outer)}`)
  if (!found) throw notFound()
  return found
}
