import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Tx } from '#server/db.ts'

export type Manager = { name: string; email: string }

/** Who of the vendor looks after the reader's partner, by name. */
export const listManagers = (tx: Tx, { partnerId }: Member): Promise<Manager[]> =>
  tx.rows(sql<Manager>`select m.name, m.email from partner_managers(${partnerId}) m order by lower(m.name), m.email`)

/** What texts call the reader's company and its contract. */
export const findNames = (tx: Tx, { partnerId, partnershipId }: Member): Promise<{ partner: string; partnership: string } | undefined> =>
  tx.first(sql<{ partner: string; partnership: string }>`
    select p.name as partner, s.name as partnership from partnership s join partner p on p.id = s.partner_id
     where s.partner_id = ${partnerId} and s.id = ${partnershipId}`)

export type Introduced = { id: number; name: string; email: string; role: string }

/** Those of the vendor's people, as partners may know them. */
export const listIntroduced = (tx: Tx, ids: readonly number[]): Promise<Introduced[]> =>
  tx.rows(sql<Introduced>`select i.id, i.name, i.email, i.role from introduced_people(${[...ids]}::bigint[]) i`)

/** The vendor's people who can be introduced, by name, for whoever arranges rooms. */
export const listColleagues = (tx: Tx): Promise<Introduced[]> =>
  tx.rows(sql<Introduced>`
    select u.id, u.name, u.email, u.vendor_role as role from app_user u
     where u.side = 'vendor' and u.is_active order by lower(u.name), u.id limit 500`)

export type SeenRoom = { id: number; kind: string; label: string; standing: 'open' | 'locked' }

/** Those of the rooms that the reader has, open or locked. */
export const listSeenRooms = (tx: Tx, ids: readonly number[]): Promise<SeenRoom[]> =>
  tx.rows(sql<SeenRoom>`
    select r.id, r.kind, r.label, room_standing(r, v.viewer) as standing
      from (select own_room_viewer() as viewer offset 0) v -- asked once, not for every row
      join room r on r.id = any (${[...ids]}::bigint[]) and room_standing(r, v.viewer) is not null`)

export type LinkedRoom = { id: number; label: string; partnerType: string }

/** The rooms that links can lead to, for whoever arranges them. */
export const listLinkedRooms = (tx: Tx): Promise<LinkedRoom[]> =>
  tx.rows(sql<LinkedRoom>`
    select r.id, r.label, r.partner_type as "partnerType" from room r
     where r.status <> 'archived' order by r.partner_type, r.position, r.id limit 2000`)
