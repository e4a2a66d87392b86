import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { PlannedRoom } from './presets.rules.ts'

/** Until the transaction ends nobody else begins an arrangement. */
export const lockArrangement = async (tx: Tx): Promise<void> => {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtext('partner-portal rooms'))`)
}

export const listArrangedTypes = async (tx: Tx): Promise<string[]> => {
  const rows = await tx.rows(sql<{ type: string }>`select distinct partner_type as type from room`)
  return rows.map(({ type }) => type)
}

/** Adds pre-defined rooms behind those that are there, in their order; a kind that the type has already stays as it is. */
export const addRooms = async (tx: Tx, partnerType: string, rooms: readonly PlannedRoom[]): Promise<void> => {
  const planned = JSON.stringify(rooms.map(({ group, ...room }, at) => ({ ...room, group_label: group, place: at + 1 })))
  await tx.rows(sql`
    insert into room (partner_type, kind, label, icon, group_label, status, position)
    select ${partnerType}, n.kind, n.label, n.icon, n.group_label, n.status,
           n.place + (select coalesce(max(r.position), 0) from room r where r.partner_type = ${partnerType})
      from jsonb_to_recordset(${planned}::jsonb) as n (kind text, label text, icon text, group_label text, status text, place int)
    on conflict (partner_type, kind) where kind <> 'custom' do nothing`)
}
