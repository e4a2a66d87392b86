import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { TargetKind } from './rules.ts'

export type StoredAction = {
  id: number
  label: string
  description: string
  icon: string
  kind: TargetKind
  target: string
  roomId: number | null
  roomLabel: string | null
  position: number
  uses: number
}

/** What the vendor lets the actor have, as often as they used each; those that lead to a custom room only where that is open to them. */
export const listMeant = (tx: Tx, { partnerId, partnershipId, userId }: Member): Promise<StoredAction[]> =>
  tx.rows(sql<StoredAction>`
    select ${columns}, coalesce(u.uses, 0) as uses
      from quick_action q
      left join room r on r.id = q.room_id and room_standing(r, (select own_room_viewer())) = 'open'
      left join quick_action_use u on u.partner_id = ${partnerId} and u.partnership_id = ${partnershipId}
                                  and u.user_id = ${userId} and u.action_id = q.id
     where quick_action_fits(q, (select own_room_viewer())) and (q.room_id is null or r.id is not null)`)

const columns = sql`
  q.id, q.label, q.description, q.icon, q.target_kind as kind, q.target, q.room_id as "roomId", r.label as "roomLabel", q.position`

export const countUse = (tx: Tx, { partnerId, partnershipId, userId }: Member, id: number) =>
  tx.rows(sql`
    insert into quick_action_use as kept (partner_id, partnership_id, user_id, action_id) values (${partnerId}, ${partnershipId}, ${userId}, ${id})
    on conflict (partner_id, partnership_id, user_id, action_id) do update set uses = kept.uses + 1, last_at = now()`)

export type ArrangedRow = StoredAction & { partnerTypes: string[]; roles: string[]; people: number; leadsNowhere: boolean }

/** All of the vendor's in their order, with how much they are used. */
export const listArranged = (tx: Tx): Promise<ArrangedRow[]> =>
  tx.rows(sql<ArrangedRow>`
    select ${columns}, q.partner_types as "partnerTypes", q.roles, coalesce(u.uses, 0) as uses, coalesce(u.people, 0) as people,
           case q.target_kind when 'custom-room' then r.status <> 'live'
                              when 'room' then not exists (select from room k where k.kind = q.target and k.status = 'live'
                                                              and (q.partner_types = '{}' or k.partner_type = any (q.partner_types)))
                              else false end as "leadsNowhere"
      from quick_action q
      left join room r on r.id = q.room_id
      left join quick_action_uses() u on u.action_id = q.id
     order by q.position, q.id`)

/** Custom rooms that partners can have open one day; archived ones are not led to. */
export const listCustomRooms = (tx: Tx): Promise<{ id: number; label: string; partnerType: string }[]> =>
  tx.rows(sql<{ id: number; label: string; partnerType: string }>`
    select r.id, r.label, r.partner_type as "partnerType" from room r where r.kind = 'custom' and r.status <> 'archived'
     order by r.partner_type, lower(r.label), r.id`)

/** One editor at a time: what is counted and ordered stays so until the transaction ends. */
export const lockActions = (tx: Tx) => tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('quick actions', 0))`)

export const listIds = async (tx: Tx): Promise<number[]> => {
  const rows = await tx.rows(sql<{ id: number }>`select q.id from quick_action q order by q.position, q.id`)
  return rows.map(({ id }) => id)
}

export type Written = {
  label: string
  description: string
  icon: string
  kind: TargetKind
  target: string
  roomId: number | null
  partnerTypes: readonly string[]
  roles: readonly string[]
}

const names = sql.raw('label, description, icon, target_kind, target, room_id, partner_types, roles')
const valuesOf = ({ label, description, icon, kind, target, roomId, partnerTypes, roles }: Written) => sql`
  ${label}, ${description}, ${icon}, ${kind}, ${target}, ${roomId}::bigint, ${partnerTypes}::text[], ${roles}::text[]`

/** Behind the others. The new key. */
export const addAction = async (tx: Tx, written: Written): Promise<number> => {
  const row = await tx.first(sql<{ id: number }>`
    insert into quick_action (${names}, position)
    select ${valuesOf(written)}, coalesce(max(q.position), 0) + 1 from quick_action q returning id`)
  if (!row) throw new Error('A quick action that was written has no key')
  return row.id
}

/** 404 when there is none. */
export const setAction = async (tx: Tx, id: number, written: Written): Promise<void> => {
  const rows = await tx.rows(
    sql`update quick_action set (${names}, changed_at) = row (${valuesOf(written)}, now()) where id = ${id} returning id`,
  )
  if (rows.length === 0) throw notFound()
}

/** What it was called. 404 when there is none. */
export const removeAction = async (tx: Tx, id: number): Promise<string> => {
  const row = await tx.first(sql<{ label: string }>`delete from quick_action where id = ${id} returning label`)
  if (!row) throw notFound()
  return row.label
}

export const setOrder = (tx: Tx, ids: readonly number[]) =>
  tx.rows(sql`
    update quick_action q set position = o.place from unnest(${ids}::bigint[]) with ordinality as o (id, place)
     where o.id = q.id and q.position <> o.place`)
