import { sql } from 'kysely'
import type { Actor } from '#shared/actor.ts'
import type { Tx } from '#server/db.ts'
import { invitationTries } from './rules.ts'

/** The database's clock decides how long a link lives: processes may disagree about the time. */
export const expiryIn = async (tx: Tx, hours: number): Promise<string> => {
  const found = await tx.first(sql<{ at: string }>`select date_trunc('second', now() + make_interval(hours => ${hours})) as at`)
  if (!found) throw new Error('The database told no time')
  return found.at
}

export type NewLink =
  | { kind: 'invitation'; userId: number; by: Actor; salt: Buffer; sealed: Buffer }
  | { kind: 'reset'; userId: number }
  | { kind: 'setup' }

export const addLink = (tx: Tx, hash: Buffer, expiresAt: string, link: NewLink) => {
  const invitation = link.kind === 'invitation' ? link : undefined
  const place = invitation && 'partnerId' in invitation.by ? invitation.by : undefined
  return tx.rows(sql`
    insert into access_link (secret_hash, kind, user_id, partner_id, partnership_id, salt, sealed, expires_at)
    values (${hash}, ${link.kind}, ${link.kind === 'setup' ? null : link.userId}, ${place?.partnerId ?? null}, ${place?.partnershipId ?? null},
            ${invitation?.salt ?? null}, ${invitation?.sealed ?? null}, ${expiresAt})`)
}

const isOpen = sql`used_at is null and voided_at is null`

/** Older links of the kind lead nowhere any more; for a setup, which is nobody's, give no person. */
export const voidLinks = (tx: Tx, kind: 'invitation' | 'setup', userId?: number) =>
  tx.rows(
    userId === undefined
      ? sql`update access_link set voided_at = now() where kind = ${kind} and user_id is null and ${isOpen}`
      : sql`update access_link set voided_at = now() where kind = ${kind} and user_id = ${userId} and ${isOpen}`,
  )

/** A new password makes every open link of its person useless. */
export const voidAllLinks = (tx: Tx, userId: number) =>
  tx.rows(sql`update access_link set voided_at = now() where user_id = ${userId} and ${isOpen}`)

/** How many links of the kind the person could use at this moment. */
export const countOpen = async (tx: Tx, kind: 'reset', userId: number): Promise<number> => {
  const found = await tx.first(sql<{ count: number }>`
    select count(*) as count from access_link where kind = ${kind} and user_id = ${userId} and ${isOpen} and expires_at > now()`)
  return found?.count ?? 0
}

/** The salt that the passphrase is stretched with, whatever became of the invitation. */
export const findSalt = async (tx: Tx, hash: Buffer): Promise<Buffer | undefined> => {
  const found = await tx.first(
    sql<{ salt: Buffer | null }>`select salt from access_link where secret_hash = ${hash} and kind = 'invitation'`,
  )
  return found?.salt ?? undefined
}

export type TriedInvitation = { userId: number; salt: Buffer; sealed: Buffer; expiresAt: string }

/** Counts a try and holds the invitation for this transaction; undefined when it is of no use (any more). */
export const tryInvitation = (tx: Tx, hash: Buffer): Promise<TriedInvitation | undefined> =>
  tx.first(sql<TriedInvitation>`
    update access_link set tries = tries + 1
     where secret_hash = ${hash} and kind = 'invitation' and ${isOpen} and tries < ${invitationTries} and expires_at > now()
    returning user_id as "userId", salt, sealed, expires_at as "expiresAt"`)

/** Whether a link could be used at this moment: what is slow need not be done for one that can't. */
export const isUsable = async (tx: Tx, kind: 'reset' | 'setup', hash: Buffer): Promise<boolean> =>
  (await tx.first(sql`select from access_link where secret_hash = ${hash} and kind = ${kind} and ${isOpen} and expires_at > now()`)) !==
  undefined

/** Uses a link up, in one statement: of many at once one is told the person, the others undefined. A setup's person is null. */
export const spendLink = (tx: Tx, kind: 'invitation' | 'reset' | 'setup', hash: Buffer): Promise<{ userId: number | null } | undefined> =>
  tx.first(sql<{ userId: number | null }>`
    update access_link set used_at = now(), opened_at = coalesce(opened_at, now())
     where secret_hash = ${hash} and kind = ${kind} and ${isOpen} and expires_at > now()
    returning user_id as "userId"`)

export const setOpened = (tx: Tx, hash: Buffer) =>
  tx.rows(sql`
    update access_link set opened_at = now()
     where secret_hash = ${hash} and kind = 'invitation' and opened_at is null and ${isOpen} and expires_at > now()`)

export type SeenInvitation = {
  userId: number
  isOpened: boolean
  isUsed: boolean
  isPast: boolean
  tries: number
}

/** The newest invitation of each of the people that was not voided. */
export const listInvitations = (tx: Tx, userIds: readonly number[]): Promise<SeenInvitation[]> =>
  tx.rows(sql<SeenInvitation>`
    select distinct on (user_id) user_id as "userId", opened_at is not null as "isOpened",
           used_at is not null as "isUsed", expires_at <= now() as "isPast", tries
      from access_link where kind = 'invitation' and user_id = any(${userIds}) and voided_at is null
     order by user_id, created_at desc`)
