import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'

type Moments = { id: number; began_at: string; seen_at: string }

/** The key of a room that is open to the actor, or 404. */
export const getOpenRoom = async (tx: Tx, roomId: string): Promise<number> => {
  const id = tx.ids.inner('rom', roomId)
  const found = await tx.first(sql<{ id: number }>`
    select r.id from room r where r.id = ${id} and room_standing(r, (select own_room_viewer())) = 'open'`)
  if (!found) throw notFound()
  return id
}

/** The actor's newest stay. Nobody else counts for them until the transaction ends: two windows say the same at once. */
export const findStay = async (tx: Tx, { partnerId, partnershipId, userId }: Member): Promise<Moments | undefined> => {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('stay of person ' || ${userId}::text, 0))`)
  return tx.first(sql<Moments>`
    select s.id, s.began_at, s.seen_at from portal_stay s
     where s.partner_id = ${partnerId} and s.partnership_id = ${partnershipId} and s.user_id = ${userId}
     order by s.seen_at desc, s.id desc limit 1`)
}

export const addStay = async (tx: Tx, { partnerId, partnershipId, userId }: Member, now: Temporal.Instant): Promise<number> => {
  const added = await tx.first(sql<{ id: number }>`
    insert into portal_stay (partner_id, partnership_id, user_id, began_at, seen_at)
    values (${partnerId}, ${partnershipId}, ${userId}, ${now.toString()}, ${now.toString()}) returning id`)
  if (!added) throw new Error('An added stay has no key')
  return added.id
}

export const setStaySeen = (tx: Tx, { partnerId }: Member, stayId: number, now: Temporal.Instant) =>
  tx.rows(sql`update portal_stay set seen_at = ${now.toString()} where partner_id = ${partnerId} and id = ${stayId}`)

/** The newest look at a room within a stay. */
export const findView = (tx: Tx, { partnerId }: Member, stayId: number, roomId: number): Promise<Moments | undefined> =>
  tx.first(sql<Moments>`
    select v.id, v.began_at, v.seen_at from room_view v
     where v.partner_id = ${partnerId} and v.stay_id = ${stayId} and v.room_id = ${roomId} order by v.id desc limit 1`)

export const addView = (
  tx: Tx,
  { partnerId, partnershipId, userId }: Member,
  { stayId, roomId, now }: { stayId: number; roomId: number; now: Temporal.Instant },
) =>
  tx.rows(sql`
    insert into room_view (partner_id, partnership_id, user_id, stay_id, room_id, began_at, seen_at)
    values (${partnerId}, ${partnershipId}, ${userId}, ${stayId}, ${roomId}, ${now.toString()}, ${now.toString()})`)

export const setViewSeen = (
  tx: Tx,
  { partnerId }: Member,
  { viewId, seconds, now }: { viewId: number; seconds: number; now: Temporal.Instant },
) =>
  tx.rows(sql`
    update room_view set seen_at = ${now.toString()}, seconds = seconds + ${seconds} where partner_id = ${partnerId} and id = ${viewId}`)

export type Added = { roomId: number | null; views?: number; stays?: number; seconds?: number }

/** Adds to the actor's day. `roomId` null: of the portal as a whole. */
export const addToDay = (
  tx: Tx,
  { partnerId, partnershipId, userId, today }: Member,
  { roomId, views = 0, stays = 0, seconds = 0 }: Added,
) =>
  tx.rows(sql`
    insert into room_use_day as d (partner_id, partnership_id, user_id, room_id, day, views, stays, seconds)
    values (${partnerId}, ${partnershipId}, ${userId}, ${roomId}, ${today}, ${views}, ${stays}, ${seconds})
    on conflict (partner_id, partnership_id, user_id, room_id, day)
    do update set views = d.views + excluded.views, stays = d.stays + excluded.stays, seconds = d.seconds + excluded.seconds`)

// ---------------------------------------------------------------- by the engine

/** Looks and stays of before a moment, and days of before another. Returns how many went. */
export const removeBefore = async (tx: Tx, moment: Temporal.Instant, day: string): Promise<{ views: number; days: number }> => {
  const views = await tx.rows(sql`delete from room_view v where v.seen_at < ${moment.toString()} returning v.id`)
  await tx.rows(sql`delete from portal_stay s where s.seen_at < ${moment.toString()}`)
  const days = await tx.rows(sql`delete from room_use_day d where d.day < ${day} returning d.id`)
  return { views: views.length, days: days.length }
}
