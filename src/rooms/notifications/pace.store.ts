import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import { nextMailAt } from './rules.ts'

/** Says when each of these people gets their next mail of news, unless that is said. Returns the moments that were not known before. */
export const setDue = async (tx: Tx, userIds: readonly number[], now: Temporal.Instant): Promise<Temporal.Instant[]> => {
  if (userIds.length === 0) return []
  const known = await tx.rows(sql<{ user_id: number; due_at: string | null; last_at: string | null }>`
    select user_id, due_at, last_at from notification_pace where user_id = any (${userIds})`)
  const paces = new Map(known.map((pace) => [pace.user_id, pace]))
  const due = userIds.flatMap((userId) => {
    const pace = paces.get(userId)
    if (pace?.due_at) return []
    return [{ userId, at: nextMailAt(now, pace?.last_at ? Temporal.Instant.from(pace.last_at) : null).toString() }]
  })
  if (due.length === 0) return []
  await tx.rows(sql`
    insert into notification_pace as p (user_id, due_at)
    select d."userId", d.at from jsonb_to_recordset(${JSON.stringify(due)}::jsonb) as d("userId" bigint, at timestamptz)
    on conflict (user_id) do update set due_at = coalesce(p.due_at, excluded.due_at)`)
  return [...new Set(due.map(({ at }) => at))].map((at) => Temporal.Instant.from(at))
}

/**
 * Puts what waits for mail into one mail for everybody whose time has come, and forgets that it is due. What was read in the portal
 * meanwhile needs no mail. Whose mails are to be written.
 */
export const takeDue = async (tx: Tx, now: Temporal.Instant): Promise<number[]> => {
  const at = now.toString()
  const due = await tx.rows(sql<{ user_id: number }>`
    update notification_pace set due_at = null where due_at <= ${at} returning user_id`)
  const userIds = due.map(({ user_id: id }) => id)
  if (userIds.length === 0) return []
  const mailed = await tx.rows(sql<{ user_id: number }>`
    update notification set mailed_at = ${at}
     where user_id = any (${userIds}) and mail = 'immediate' and mailed_at is null and read_at is null returning user_id`)
  const written = [...new Set(mailed.map(({ user_id: id }) => id))]
  await tx.rows(sql`update notification_pace set last_at = ${at} where user_id = any (${written})`)
  return written
}
