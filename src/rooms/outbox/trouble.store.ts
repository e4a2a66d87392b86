import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import { mostRefusals, type Refusal } from './refusal.rules.ts'

/** An address of somebody that mail does not reach. */
export type Refused = { userId: number; address: string; refusal: Refusal; reason: string }

/**
 * Counts a refusal of the address that a person has now; one of an earlier address says nothing. Says whether mail to it stops with this one.
 */
export const noteRefusal = async (tx: Tx, { userId, address, refusal, reason }: Refused): Promise<boolean> => {
  const before = await tx.first(sql<{ isStopped: boolean }>`
    select (t.stopped_at is not null and t.address = u.email) as "isStopped"
      from app_user u left join mail_trouble t on t.user_id = u.id where u.id = ${userId} and u.email = ${address} for update of u`)
  if (!before) return false
  const after = await tx.first(sql<{ isStopped: boolean }>`
    insert into mail_trouble as t (user_id, address, stopped_at, reason)
    values (${userId}, ${address}, case when ${refusal === 'gone'} then now() end, ${reason})
    on conflict (user_id) do update set
      address = excluded.address, reason = excluded.reason, changed_at = now(),
      refusals = case when t.address = excluded.address then t.refusals + 1 else 1 end,
      stopped_at = case
        when t.address <> excluded.address then excluded.stopped_at
        when t.refusals + 1 >= ${mostRefusals} then coalesce(t.stopped_at, now())
        else coalesce(t.stopped_at, excluded.stopped_at) end
    returning stopped_at is not null as "isStopped"`)
  return after?.isStopped === true && !before.isStopped
}

/** Whether no mail but security mail goes to the person's address. */
export const isStopped = async (tx: Tx, userId: number, address: string): Promise<boolean> =>
  (await tx.first(sql`select from mail_trouble where user_id = ${userId} and address = ${address} and stopped_at is not null`)) !==
  undefined

/** A mail was taken: passing refusals before it were not in a row. */
export const forgetPassing = (tx: Tx, userId: number) =>
  tx.rows(sql`delete from mail_trouble where user_id = ${userId} and stopped_at is null`)

/** Somebody says that the address works again. False when there was nothing. */
export const removeTrouble = async (tx: Tx, userId: number): Promise<boolean> =>
  (await tx.rows(sql`delete from mail_trouble where user_id = ${userId} returning user_id`)).length === 1

export type Trouble = { userId: number; name: string; address: string; reason: string; stoppedAt: string }

/** The addresses that mail has stopped going to, the newest first. */
export const listTroubles = (tx: Tx, limit: number): Promise<Trouble[]> =>
  tx.rows(sql<Trouble>`
    select t.user_id as "userId", u.name, t.address, t.reason, t.stopped_at as "stoppedAt"
      from mail_trouble t join app_user u on u.id = t.user_id and u.email = t.address
     where t.stopped_at is not null order by t.stopped_at desc limit ${limit}`)

/** Whom a mail went to, by its id and the address that its report names. */
export const findRecipient = (tx: Tx, mailId: number, address: string): Promise<{ userId: number } | undefined> =>
  tx.first(
    sql<{
      userId: number
    }>`select user_id as "userId" from mail where id = ${mailId} and lower(address) = ${address} and user_id is not null`,
  )

/** The name of a person that there is. */
export const getName = async (tx: Tx, userId: number): Promise<string> =>
  (await tx.first(sql<{ name: string }>`select name from app_user where id = ${userId}`))?.name ?? ''

/** The partnerships of a person, the main one of each partner: whose administrators ought to know. */
export const listPlaces = (tx: Tx, userId: number): Promise<{ partnerId: number; partnershipId: number }[]> =>
  tx.rows(sql<{ partnerId: number; partnershipId: number }>`
    select distinct on (m.partner_id) m.partner_id as "partnerId", m.partnership_id as "partnershipId"
      from membership m join partnership s on s.partner_id = m.partner_id and s.id = m.partnership_id
     where m.user_id = ${userId} order by m.partner_id, s.is_main desc, s.id`)
