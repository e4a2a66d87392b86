import { sql } from 'kysely'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import type { PersonState } from '#rooms/people/contract.ts'
import { q, type Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'

export type StoredStaff = {
  id: number
  name: string
  email: string
  role: string
  state: PersonState
  isActive: boolean
  hasPassword: boolean
  hasSecondFactor: boolean
  lastSeenAt: string | null
  partners: { id: number; name: string }[]
}

export type StaffAsked = { search?: string | undefined; limit: number; cursor?: string | undefined }

/** The vendor's own people by name, a page at a time. */
export const listStaff = async (
  tx: Tx,
  { search, limit, cursor }: StaffAsked,
): Promise<{ items: StoredStaff[]; next: string | null; total: number }> => {
  const pattern = holding((search ?? '').toLowerCase())
  const matching = search ? sql`and (lower(u.name) like ${pattern} or u.email like ${pattern})` : sql``
  const position = cursor ? readCursor(cursor, 'text') : undefined
  const after = position ? sql`and (${byName}, u.id) > (${position.value}, ${position.id})` : sql``
  const found = tx.rows(sql<StoredStaff & { sortValue: string }>`
    select ${columns}, ${byName} as "sortValue" from app_user u where u.side = 'vendor' ${matching} ${after}
     order by ${byName}, u.id limit ${limit + 1}`)
  const counted = tx.first(sql<{ n: number }>`select count(*) as n from app_user u where u.side = 'vendor' ${matching}`)
  const [rows, total] = await Promise.all([found, counted])
  return { ...pageFrom(rows, limit, ({ sortValue, id }) => ({ value: sortValue, id })), total: total?.n ?? 0 }
}

/** One of the vendor's own people, or 404. */
export const getStaff = async (tx: Tx, id: number): Promise<StoredStaff> => {
  const row = await tx.first(sql<StoredStaff>`select ${columns} from app_user u where u.side = 'vendor' and u.id = ${id}`)
  if (!row) throw notFound()
  return row
}

/** Keeps other editors of the vendor's people out until the transaction ends: what is counted stays true. */
export const lockStaff = (tx: Tx) => tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('people of the vendor', 0))`)

/** How many may sign in and hold one of these roles. */
export const countActive = async (tx: Tx, roles: readonly string[]): Promise<number> => {
  const row = await tx.first(sql<{ n: number }>`
    select count(*) as n from app_user u where u.side = 'vendor' and u.vendor_role = any (${roles}::text[]) and u.is_active and u.has_password`)
  return row?.n ?? 0
}

/** The new key, or undefined when the address is somebody's already. */
export const addStaff = async (
  tx: Tx,
  { name, email, role }: { name: string; email: string; role: string },
): Promise<number | undefined> => {
  const row = await tx.first(sql<{ id: number }>`
    insert into app_user (email, name, side, vendor_role) values (${email}, ${name}, 'vendor', ${role})
    on conflict (email) do nothing returning id`)
  return row?.id
}

export const setStaff = (tx: Tx, id: number, { name, role }: { name: string; role: string }) =>
  tx.rows(q.updateTable('app_user').set({ name, vendor_role: role }).where('id', '=', id).where('side', '=', 'vendor'))

export const setActive = (tx: Tx, id: number, isActive: boolean) =>
  tx.rows(q.updateTable('app_user').set({ is_active: isActive }).where('id', '=', id).where('side', '=', 'vendor'))

/** The person sees exactly these partners. 404 when one of them does not exist; nothing is written then. */
export const setPartners = async (tx: Tx, userId: number, partnerIds: readonly number[]) => {
  await tx.rows(sql`delete from staff_partner a where a.user_id = ${userId} and a.partner_id <> all (${partnerIds}::bigint[])`)
  if (partnerIds.length === 0) return
  const wanted = await tx.rows(sql<{ id: number }>`select p.id from partner p where p.id = any (${partnerIds}::bigint[])`)
  if (wanted.length !== new Set(partnerIds).size) throw notFound()
  await tx.rows(sql`
    insert into staff_partner (partner_id, user_id) select p.id, ${userId} from partner p where p.id = any (${partnerIds}::bigint[])
    on conflict do nothing`)
}

export const listPartners = (tx: Tx, search: string | undefined): Promise<{ id: number; name: string }[]> => {
  const pattern = holding((search ?? '').toLowerCase())
  return tx.rows(sql<{ id: number; name: string }>`
    select p.id, p.name from partner p where lower(p.name) like ${pattern} order by lower(p.name), p.id limit 50`)
}

const byName = sql`(lower(u.name) collate "C")`

const columns = sql`
  u.id, u.name, u.email, u.vendor_role as role, u.is_active as "isActive", u.has_password as "hasPassword", u.last_seen_at as "lastSeenAt",
  case when not u.is_active then 'disabled' when u.has_password then 'active' else 'invited' end as state,
  exists (select from second_factor f where f.user_id = u.id) as "hasSecondFactor",
  coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name) order by lower(p.name), p.id)
              from staff_partner a join partner p on p.id = a.partner_id where a.user_id = u.id), '[]') as partners`
