import { sql, type RawBuilder } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import { q, type Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'
import type { CustomerScope, PersonFilter, PersonState } from './contract.ts'

/** A person of the partnership as its tables say it. */
export type StoredPerson = {
  id: number
  name: string
  email: string
  role: string
  /** In all partnerships of the partner, this one included. */
  rolesHeld: string[]
  scope: CustomerScope
  customers: number
  state: PersonState
  isActive: boolean
  hasPassword: boolean
  hasSecondFactor: boolean
  lastSeenAt: string | null
}

/** `mailOnly`: the roles that never sign in, whose people are active without a password. */
export type PeopleAsked = { filter: PersonFilter; mailOnly: readonly string[]; limit: number; cursor?: string | undefined }

export const listPeople = async (
  tx: Tx,
  actor: Member,
  asked: PeopleAsked,
): Promise<{ items: StoredPerson[]; next: string | null; total: number }> => {
  const { value, kind, isDown } = orderOf(asked.filter.sort)
  const position = asked.cursor ? readCursor(asked.cursor, kind) : undefined
  const compared = isDown ? sql`<` : sql`>`
  const after = position ? sql`and (${value}, m.user_id) ${compared} (${position.value}, ${position.id})` : sql``
  const direction = isDown ? sql`desc` : sql`asc`
  const found = tx.rows(sql<StoredPerson & { sortValue: string | number }>`
    select ${columns(asked.mailOnly)}, ${value} as "sortValue" from ${from} where ${within(actor)} ${matching(asked)} ${after}
     order by ${value} ${direction}, m.user_id ${direction} limit ${asked.limit + 1}`)
  const counted = tx.first(sql<{ n: number }>`select count(*) as n from ${from} where ${within(actor)} ${matching(asked)}`)
  const [rows, total] = await Promise.all([found, counted])
  return { ...pageFrom(rows, asked.limit, ({ sortValue, id }) => ({ value: sortValue, id })), total: total?.n ?? 0 }
}

/** One person of the partnership, or 404. */
export const getPerson = async (tx: Tx, actor: Member, id: number, mailOnly: readonly string[]): Promise<StoredPerson> => {
  const row = await tx.first(sql<StoredPerson>`select ${columns(mailOnly)} from ${from} where ${within(actor)} and m.user_id = ${id}`)
  if (!row) throw notFound()
  return row
}

/** Keeps other editors of the partner's people and roles out until the transaction ends: what is counted stays true. */
export const lockPeople = (tx: Tx, actor: Member) =>
  tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('people of ' || ${actor.partnerId}::text, 0))`)

/** The partnerships of the partner that somebody with one of these roles looks after, by their keys. */
export const listAdministered = async (tx: Tx, actor: Member, roles: readonly string[]): Promise<number[]> => {
  const rows = await tx.rows(sql<{ id: number }>`select id from administered_partnerships(${actor.partnerId}, ${roles}::text[]) as id`)
  return rows.map((row) => row.id)
}

/** The key of the account that belongs to an address from now on, or undefined when it can't be had. */
export const addPerson = async (tx: Tx, actor: Member, { email, name }: { email: string; name: string }): Promise<number | undefined> => {
  const row = await tx.first(sql<{ id: number | null }>`select add_person(${actor.partnerId}, ${email}, ${name}) as id`)
  return row?.id ?? undefined
}

/** Into the partnership; false when the person is there already. */
export const addMember = async (tx: Tx, actor: Member, userId: number, role: string, scope: CustomerScope): Promise<boolean> => {
  const added = await tx.first(sql`
    insert into membership (partner_id, partnership_id, user_id, role, customer_scope)
    values (${actor.partnerId}, ${actor.partnershipId}, ${userId}, ${role}, ${scope}) on conflict do nothing returning user_id`)
  return added !== undefined
}

export const setMember = (tx: Tx, actor: Member, userId: number, role: string, scope: CustomerScope) =>
  tx.rows(
    q
      .updateTable('membership')
      .set({ role, customer_scope: scope })
      .where('partner_id', '=', actor.partnerId)
      .where('partnership_id', '=', actor.partnershipId)
      .where('user_id', '=', userId),
  )

export const removeMember = async (tx: Tx, actor: Member, userId: number) => {
  await setAssigned(tx, actor, userId, [])
  await tx.rows(
    q
      .deleteFrom('membership')
      .where('partner_id', '=', actor.partnerId)
      .where('partnership_id', '=', actor.partnershipId)
      .where('user_id', '=', userId),
  )
}

export const setName = (tx: Tx, userId: number, name: string) => tx.rows(q.updateTable('app_user').set({ name }).where('id', '=', userId))

export const setActive = (tx: Tx, userId: number, isActive: boolean) =>
  tx.rows(q.updateTable('app_user').set({ is_active: isActive }).where('id', '=', userId))

/** The customers of the partnership that the person sees, by name. */
export const listAssigned = (tx: Tx, actor: Member, userId: number): Promise<{ id: number; name: string }[]> =>
  tx.rows(sql<{ id: number; name: string }>`
    select c.id, c.name from user_customer a join customer c on c.partner_id = a.partner_id and c.id = a.customer_id
     where a.partner_id = ${actor.partnerId} and a.user_id = ${userId} and c.partnership_id = ${actor.partnershipId} order by lower(c.name), c.id`)

/** The person sees exactly these of the partnership's customers. 404 when one of them is none of its own; nothing is written then. */
export const setAssigned = async (tx: Tx, actor: Member, userId: number, customerIds: readonly number[]) => {
  // Which rows those are is for the policy: only this partnership's are in sight.
  await tx.rows(sql`
    delete from user_customer a
     where a.partner_id = ${actor.partnerId} and a.user_id = ${userId} and a.customer_id <> all (${customerIds}::bigint[])`)
  if (customerIds.length === 0) return
  await tx.rows(sql`
    insert into user_customer (partner_id, user_id, customer_id)
    select c.partner_id, ${userId}, c.id from customer c
     where c.partner_id = ${actor.partnerId} and c.partnership_id = ${actor.partnershipId} and c.id = any (${customerIds}::bigint[])
    on conflict do nothing`)
  const counted = await tx.first(
    sql<{ n: number }>`select count(*) as n from user_customer a where a.partner_id = ${actor.partnerId} and a.user_id = ${userId}`,
  )
  if (counted?.n !== new Set(customerIds).size) throw notFound()
}

const from = sql`membership m join app_user u on u.id = m.user_id`
const within = (actor: Member) => sql`m.partner_id = ${actor.partnerId} and m.partnership_id = ${actor.partnershipId}`

const stateOf = (mailOnly: readonly string[]) =>
  sql`case when not u.is_active then 'disabled' when u.has_password or m.role = any (${mailOnly}::text[]) then 'active' else 'invited' end`

const columns = (mailOnly: readonly string[]): RawBuilder<unknown> => sql`
  m.user_id as id, u.name, u.email, m.role, array(select roles_held(m.partner_id, m.user_id)) as "rolesHeld", m.customer_scope as scope, u.is_active as "isActive", u.has_password as "hasPassword",
  ${stateOf(mailOnly)} as state, u.last_seen_at as "lastSeenAt",
  (select count(*) from user_customer a where a.partner_id = m.partner_id and a.user_id = m.user_id) as customers,
  exists (select from second_factor f where f.user_id = m.user_id) as "hasSecondFactor"`

const matching = ({ filter: { search, role, state }, mailOnly }: PeopleAsked): RawBuilder<unknown> => {
  const pattern = holding((search ?? '').toLowerCase())
  return sql.join(
    [
      search ? sql`and (lower(u.name) like ${pattern} or u.email like ${pattern})` : sql``,
      role ? sql`and m.role = ${role}` : sql``,
      state ? sql`and ${stateOf(mailOnly)} = ${state}` : sql``,
    ],
    sql` `,
  )
}

// One value each that is never null, so that a page can begin after it. Who was never here comes before everybody.
const orders = {
  name: { value: sql`(lower(u.name) collate "C")`, kind: 'text' },
  email: { value: sql`(u.email collate "C")`, kind: 'text' },
  lastSeen: { value: sql`coalesce((extract(epoch from u.last_seen_at) * 1000)::bigint, 0)`, kind: 'whole' },
} as const

const orderOf = (sort: PersonFilter['sort']) => {
  const isDown = sort.startsWith('-')
  const name = sort.replace('-', '') as keyof typeof orders // the contract lists them
  return { ...orders[name], isDown }
}
