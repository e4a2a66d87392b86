import { sql } from 'kysely'
import { q, type Tx } from '#server/db.ts'
import type { Misses } from './rules.ts'

export type Try = { userId: number; sessionId: number; isKnownDevice: boolean }

/** Within the person's lock. */
export const countMisses = async (tx: Tx, { userId, sessionId, isKnownDevice }: Try, now: Temporal.Instant): Promise<Misses> => {
  const hourAgo = now.subtract({ hours: 1 }).toString()
  const found = await tx.first(sql<Misses>`
    select count(*) filter (where session_id = ${sessionId}) as "ofSession",
           count(*) filter (where is_known_device = ${isKnownDevice} and at > ${hourAgo}) as "withinHour"
      from factor_miss where user_id = ${userId}`)
  return found ?? { ofSession: 0, withinHour: 0 }
}

/** Returns the key, for a try that turns out right. Misses of yesterday are swept away with it. */
export const addMiss = async (tx: Tx, { userId, sessionId, isKnownDevice }: Try, now: Temporal.Instant): Promise<number> => {
  await tx.rows(
    q
      .deleteFrom('factor_miss')
      .where('user_id', '=', userId)
      .where('at', '<', now.subtract({ hours: 24 }).toString()),
  )
  const added = await tx.first(
    q
      .insertInto('factor_miss')
      .values({ user_id: userId, session_id: sessionId, is_known_device: isKnownDevice, at: now.toString() })
      .returning('id'),
  )
  if (!added) throw new Error('A miss that was written down has no key')
  return added.id
}

export const removeMiss = (tx: Tx, id: number) => tx.rows(q.deleteFrom('factor_miss').where('id', '=', id))

/** Of all sessions since then. */
export const countMissesSince = async (tx: Tx, userId: number, since: Temporal.Instant): Promise<number> =>
  (await tx.first(
    q.selectFrom('factor_miss').select((select) => select.fn.countAll<number>().as('count')).where('user_id', '=', userId).where('at', '>', since.toString()),
  ))?.count ?? 0 // prettier-ignore
