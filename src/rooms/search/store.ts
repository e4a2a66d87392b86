import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'
import { shownOfAKind } from './rules.ts'

// Of each of these a deployment has tens or hundreds; what their reader may see is read, and compared in words.
type Named = { id: number; label: string }

/** Rooms that are open to the reader, in the menu's order. */
export const listOpenRooms = (tx: Tx): Promise<(Named & { kind: string })[]> =>
  tx.rows(sql<Named & { kind: string }>`
    ${reader}
    select r.id, r.label, r.kind from v
      join room r on r.partner_type = (v.viewer).model and room_standing(r, v.viewer) = 'open'
     order by r.position, r.id`)

// Materialized: a part that is merged into the rest asks who reads once for every room.
const reader = sql`with v as materialized (select own_room_viewer() as viewer)`

/** Open rooms of blocks in which a word begins with each of those that were typed, the newest first; each with how many there are. */
export const listRoomsThatSay = (tx: Tx, typed: readonly string[]): Promise<(Named & { words: string; total: number })[]> =>
  tx.rows(sql<Named & { words: string; total: number }>`
    ${reader}
    select r.id, r.label, p.words, count(*) over () as total
      from v
      join room r on r.partner_type = (v.viewer).model and r.kind = 'custom' and room_standing(r, v.viewer) = 'open'
      join room_revision p on p.room_id = r.id and p.number = r.published_revision
     where p.words_key like all (${typed.map((word) => holding(` ${word}`))}::text[])
     order by p.published_at desc, r.id limit ${shownOfAKind}`)

type Described = Named & { about: string }

/** What the reader finds in the kit, the newest first. */
export const listKit = (tx: Tx, { today }: Member): Promise<Described[]> =>
  tx.rows(sql<Described>`
    select k.id, k.title as label, k.about
      from kit_item k
      join kit_version v on v.kit_id = k.id and v.is_current
      left join file f on f.id = v.file_id and f.state = 'clean'
     where kit_shown(k, (select own_room_viewer()), ${today}::date) and coalesce(v.url, f.name) is not null
     order by k.renewed_at desc, k.id desc`)

/** Ways to get help of the reader's partner type. */
export const listChannels = (tx: Tx, { model }: Member): Promise<Described[]> =>
  tx.rows(sql<Described>`
    select c.id, c.name as label, c.purpose as about from support_channel c
     where c.partner_types = '{}' or ${model} = any (c.partner_types) order by c.position, c.id`)

type Person = Named & { email: string }

/** The partnership's people. */
export const listPeople = (tx: Tx, { partnerId, partnershipId }: Member): Promise<Person[]> =>
  tx.rows(sql<Person>`
    select u.id, u.name as label, u.email from membership m join app_user u on u.id = m.user_id
     where m.partner_id = ${partnerId} and m.partnership_id = ${partnershipId} order by lower(u.name), u.id`)

/** Customers that the reader left open, by their outer ids. */
export const listOpenTabs = async (tx: Tx, { partnerId, partnershipId, userId }: Member): Promise<string[]> => {
  const row = await tx.first(sql<{ ids: string[] }>`
    select array(select tab ->> 'customerId' from jsonb_array_elements(w.tabs) tab) as ids from workspace w
     where w.partner_id = ${partnerId} and w.partnership_id = ${partnershipId} and w.user_id = ${userId}`)
  return row?.ids ?? []
}

// ---------------------------------------------------------------- the vendor's own side

/** Partners that the reader looks after. */
export const listPartners = (tx: Tx): Promise<(Named & { type: string })[]> =>
  tx.rows(sql<Named & { type: string }>`select p.id, p.name as label, p.type from partner p order by lower(p.name), p.id`)

/** What was arranged for all partner types. */
export const listArrangedRooms = (tx: Tx): Promise<(Named & { type: string; status: string })[]> =>
  tx.rows(sql<Named & { type: string; status: string }>`
    select r.id, r.label, r.partner_type as type, r.status from room r order by r.partner_type, r.position, r.id`)

/** The kit as the vendor keeps it. */
export const listKitItems = (tx: Tx): Promise<Described[]> =>
  tx.rows(sql<Described>`select k.id, k.title as label, k.about from kit_item k order by k.renewed_at desc, k.id desc`)

/** The vendor's own people. */
export const listStaff = (tx: Tx): Promise<Person[]> =>
  tx.rows(sql<Person>`select u.id, u.name as label, u.email from app_user u where u.side = 'vendor' order by lower(u.name), u.id`)
