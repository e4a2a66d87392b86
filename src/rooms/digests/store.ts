import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { SubTab } from '#shared/config.ts'
import type { Tx } from '#server/db.ts'
import type { DigestFrequency, Window } from './rules.ts'

/** When each person's digest before this one was asked for. */
export const listBefore = async (
  tx: Tx,
  userIds: readonly number[],
  frequency: DigestFrequency,
  dueAt: Temporal.Instant,
): Promise<Map<number, Temporal.Instant>> => {
  const rows = await tx.rows(sql<{ user_id: number; asked_at: string }>`
    select user_id, max(asked_at) as asked_at from digest
     where user_id = any (${userIds}) and frequency = ${frequency} and due_at < ${dueAt.toString()} group by 1`)
  return new Map(rows.map((row) => [row.user_id, Temporal.Instant.from(row.asked_at)]))
}

export type AskedDigest = { userId: number; since: Temporal.Instant }

/** Writes down that these people's digests were asked for. Those of them that nobody had asked for before. */
export const addDigests = async (
  tx: Tx,
  { frequency, dueAt, askedAt }: { frequency: DigestFrequency; dueAt: Temporal.Instant; askedAt: Temporal.Instant },
  digests: readonly AskedDigest[],
): Promise<Set<number>> => {
  const rows = await tx.rows(sql<{ user_id: number }>`
    insert into digest (user_id, frequency, due_at, asked_at, since)
    select d.user_id, ${frequency}, ${dueAt.toString()}, ${askedAt.toString()}, d.since
      from jsonb_to_recordset(${JSON.stringify(digests.map(({ userId, since }) => ({ user_id: userId, since: since.toString() })))}::jsonb)
        as d (user_id bigint, since timestamptz)
    on conflict do nothing returning user_id`)
  return new Set(rows.map((row) => row.user_id))
}

const keptDays = 100

export const removeOldDigests = (tx: Tx, now: Temporal.Instant) =>
  tx.rows(sql`delete from digest where due_at < ${now.subtract({ hours: 24 * keptDays }).toString()}`)

export type Recipient = { name: string; side: 'partner' | 'vendor'; locale: string | null }

/** Whom a digest goes to, while they are active. */
export const findRecipient = (tx: Tx, userId: number): Promise<Recipient | undefined> =>
  tx.first(sql<Recipient>`select name, side, locale from app_user where id = ${userId} and is_active`)

export type DigestTask = {
  customerId: number
  customer: string
  rule: string
  severity: 'low' | 'medium' | 'high'
  subTab: SubTab
  object: string
  facts: Record<string, string | number | boolean | null>
  dueOn: string | null
  isFresh: boolean
}
export type DigestTasks = { items: DigestTask[]; open: number; fresh: number }

/**
 * Open tasks that the actor may see: those that were raised, worsened or came back in that window first, the more severe and the sooner due
 * before the others.
 */
export const listTasks = async (tx: Tx, actor: Member, { since, until }: Window, limit: number): Promise<DigestTasks> => {
  const rows = await tx.rows(sql<DigestTask & { open: number; fresh: number }>`
    with fresh as (
      select distinct e.task_id from task_event e
       where e.partner_id = ${actor.partnerId} and e.partnership_id = ${actor.partnershipId}
         and e.at >= ${since.toString()} and e.at < ${until.toString()} and e.kind in ('raised', 'worsened', 'reopened'))
    select t.customer_id as "customerId", c.name as customer, t.rule, t.severity, t.sub_tab as "subTab", t.object_key as object, t.facts,
           t.due_on as "dueOn", f.task_id is not null as "isFresh", count(*) over () as open, count(f.task_id) over () as fresh
      from task t
      join customer c on c.partner_id = t.partner_id and c.id = t.customer_id
      left join fresh f on f.task_id = t.id
     where t.partner_id = ${actor.partnerId} and t.partnership_id = ${actor.partnershipId}
       and is_open_task(t.closed_at, t.snoozed_until, ${actor.today}::date)
     order by "isFresh" desc, array_position(array['high', 'medium', 'low'], t.severity), t.due_on nulls last, c.name, t.id
     limit ${limit}`)
  return {
    items: rows.map(({ open: _open, fresh: _fresh, ...task }) => task),
    open: rows[0]?.open ?? 0,
    fresh: rows[0]?.fresh ?? 0,
  }
}

/** How many tasks were done or resolved by themselves in that window and still are. */
export const countResolved = async (tx: Tx, actor: Member, { since, until }: Window): Promise<number> => {
  const row = await tx.first(sql<{ n: number }>`
    select count(*) as n from task t
     where t.partner_id = ${actor.partnerId} and t.partnership_id = ${actor.partnershipId}
       and t.closed_at >= ${since.toString()} and t.closed_at < ${until.toString()} and t.state in ('done', 'resolved')`)
  return row?.n ?? 0
}

export type PersonHere = { id: number; name: string; email: string }

/** Who works in the partnership, by name; undefined when there is no such partnership. */
export const listPeople = async (tx: Tx, partnershipId: number): Promise<PersonHere[] | undefined> => {
  const rows = await tx.rows(sql<{ id: number | null; name: string; email: string }>`
    select u.id, u.name, u.email
      from partnership s
      left join membership m on m.partner_id = s.partner_id and m.partnership_id = s.id
      left join app_user u on u.id = m.user_id and u.is_active
     where s.id = ${partnershipId} order by u.name, u.id limit 201`)
  return rows.length === 0 ? undefined : rows.flatMap(({ id, ...person }) => (id === null ? [] : { ...person, id }))
}
