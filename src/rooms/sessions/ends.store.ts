import { sql } from 'kysely'
import { q, type Tx } from '#server/db.ts'

/** A half session becomes full under another id; undefined when there is none any more. */
export const makeFull = (
  tx: Tx,
  from: Buffer,
  { to, at, expiresAt }: { to: Buffer; at: string; expiresAt: string },
): Promise<{ userId: number; subnet: string } | undefined> =>
  tx.first(
    q
      .updateTable('session')
      .set({ id_hash: to, stage: 'full', rotated_at: at, last_seen_at: at, expires_at: expiresAt })
      .where('id_hash', '=', from)
      .where('stage', '<>', 'full')
      .returning(['user_id as userId', 'address as subnet']),
  )

/** Of the finished sessions or of those that wait for a second factor, the ones used last stay. */
export const removeOldest = (tx: Tx, userId: number, { stage, keep }: { stage: 'full' | 'half'; keep: number }) =>
  tx.rows(
    sql`delete from session where id in (
          select id from session where user_id = ${userId} and (stage = 'full') = ${stage === 'full'}
           order by last_seen_at desc, id desc offset ${keep})`,
  )

export const removeSession = async (tx: Tx, idHash: Buffer): Promise<boolean> =>
  (await tx.rows(q.deleteFrom('session').where('id_hash', '=', idHash).returning('id'))).length === 1

export const removeSessionsOf = async (tx: Tx, userId: number, except: Buffer | undefined): Promise<number> => {
  const ended = q.deleteFrom('session').where('user_id', '=', userId)
  const removed = await tx.rows((except ? ended.where('id_hash', '<>', except) : ended).returning('user_id'))
  return removed.length
}

export const removeCounters = (tx: Tx, userId: number) => tx.rows(q.deleteFrom('sign_in_counter').where('user_id', '=', userId))
