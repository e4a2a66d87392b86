import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Day } from '#shared/dates.ts'
import type { Tx } from '#server/db.ts'
import type { DraftBlock } from './contract.ts'

/** Where a block was found: in which room, by its key. */
export type Found = { roomId: number; roomLabel: string; block: DraftBlock }

/** A block as it is published in a room that is open to the reader. */
export const findOpenBlock = (tx: Tx, roomId: number, blockId: string): Promise<Found | undefined> =>
  tx.first(sql<Found>`
    select r.id as "roomId", r.label as "roomLabel", b as block
      from (select own_room_viewer() as viewer offset 0) v -- asked once, not for every row
      join room r on r.id = ${roomId} and room_standing(r, v.viewer) = 'open'
      join room_revision p on p.room_id = r.id and p.number = r.published_revision
     cross join jsonb_array_elements(p.blocks) b
     where b ->> 'id' = ${blockId}`)

/** A block as it is published, whoever sees it, for whoever arranges the room. */
export const findPublishedBlock = (tx: Tx, roomId: number, blockId: string): Promise<(Found & { partnerType: string }) | undefined> =>
  tx.first(sql<Found & { partnerType: string }>`
    select r.id as "roomId", r.label as "roomLabel", r.partner_type as "partnerType", b as block
      from room r
      join room_revision p on p.room_id = r.id and p.number = r.published_revision
     cross join jsonb_array_elements(p.blocks) b
     where r.id = ${roomId} and b ->> 'id' = ${blockId}`)

/** Blocks of a kind that partners of a type can see, with the type. */
export const listPublished = (tx: Tx, kinds: readonly string[]): Promise<{ partnerType: string; block: DraftBlock }[]> =>
  tx.rows(sql<{ partnerType: string; block: DraftBlock }>`
    select r.partner_type as "partnerType", b as block
      from room r
      join room_revision p on p.room_id = r.id and p.number = r.published_revision
     cross join jsonb_array_elements(p.blocks) b
     where r.status = 'live' and b ->> 'kind' = any (${[...kinds]}::text[])
     order by r.id`)

/** Whose a step is: a person's of a partnership, or the partnership's as a whole. */
export type Whose = { partnerId: number; partnershipId: number; userId: number | null }

/** Who completes or undoes a step waits for whoever else is about to: two last items at once are one completion. */
export const lockStep = (tx: Tx, { partnershipId, userId }: Whose, step: string) =>
  tx.rows(
    sql`select pg_advisory_xact_lock(hashtextextended('step ' || ${step}::text || ' of ' || ${`${partnershipId} ${userId ?? ''}`}::text, 0))`,
  )

/** Whether it was not complete before. */
export const addCompletion = async (tx: Tx, { partnerId, partnershipId, userId }: Whose, step: string): Promise<boolean> => {
  const rows = await tx.rows(sql`
    insert into step_completion (partner_id, partnership_id, user_id, step) values (${partnerId}, ${partnershipId}, ${userId}::bigint, ${step})
    on conflict (partner_id, partnership_id, user_id, step) do nothing returning 1`)
  return rows.length > 0
}

/** Whether it was complete before. */
export const removeCompletion = async (tx: Tx, { partnerId, partnershipId, userId }: Whose, step: string): Promise<boolean> => {
  const rows = await tx.rows(sql`
    delete from step_completion c
     where c.partner_id = ${partnerId} and c.partnership_id = ${partnershipId} and c.user_id is not distinct from ${userId}::bigint
       and c.step = ${step} returning 1`)
  return rows.length > 0
}

export type Completion = { step: string; isShared: boolean; completedAt: string }

/** When steps were completed by the reader, or by the partnership as a whole. */
export const listCompletions = (tx: Tx, { partnerId, partnershipId, userId }: Member, steps: readonly string[]): Promise<Completion[]> =>
  tx.rows(sql<Completion>`
    select c.step, c.user_id is null as "isShared", c.completed_at as "completedAt" from step_completion c
     where c.partner_id = ${partnerId} and c.partnership_id = ${partnershipId} and c.step = any (${[...steps]}::text[])
       and coalesce(c.user_id, 0) = any (array[0, ${userId}::bigint])`)

export type Use = { roomId: number; block: string; day: string }

/** One more click of the day. */
export const addClick = (tx: Tx, { partnerId, partnershipId, userId }: Member, { roomId, block, day }: Use, target: string) =>
  tx.rows(sql`
    insert into block_use as kept (partner_id, partnership_id, user_id, room_id, block, deed, target, day)
    values (${partnerId}, ${partnershipId}, ${userId}, ${roomId}, ${block}, 'click', ${target}, ${day})
    on conflict (partner_id, partnership_id, user_id, room_id, block, deed, target, day) do update set times = kept.times + 1`)

/** The furthest of the day. */
export const setWatched = (tx: Tx, { partnerId, partnershipId, userId }: Member, { roomId, block, day }: Use, percent: number) =>
  tx.rows(sql`
    insert into block_use as kept (partner_id, partnership_id, user_id, room_id, block, deed, target, day, share_percent)
    values (${partnerId}, ${partnershipId}, ${userId}, ${roomId}, ${block}, 'watch', '', ${day}, ${percent})
    on conflict (partner_id, partnership_id, user_id, room_id, block, deed, target, day)
       do update set share_percent = excluded.share_percent where excluded.share_percent > kept.share_percent`)

/** What was counted before a day. Returns how many went. */
export const removeUsesBefore = async (tx: Tx, day: Day): Promise<number> =>
  (await tx.rows(sql`delete from block_use b where b.day < ${day} returning b.id`)).length
