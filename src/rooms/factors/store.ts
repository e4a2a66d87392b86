import { sql } from 'kysely'
import { q, type Tx } from '#server/db.ts'
import type { FactorKind } from './contract.ts'

// All of it is one person's, asked as pp_session: a second factor is proved before anybody is known.

/** What somebody signs in with, in the order in which it is asked. Empty: no second factor. */
export const listKinds = async (tx: Tx, userId: number): Promise<FactorKind[]> => {
  const found = await tx.first(sql<{ totp: boolean; passkey: boolean; recovery: boolean }>`
    select exists (select from totp where user_id = ${userId}) as totp,
           exists (select from passkey where user_id = ${userId}) as passkey,
           exists (select from recovery_code where user_id = ${userId}) as recovery`)
  const kinds: FactorKind[] = []
  if (found?.totp) kinds.push('totp')
  if (found?.passkey) kinds.push('passkey')
  if (found?.recovery && kinds.length > 0) kinds.push('recovery')
  return kinds
}

/** The roles of somebody on either side, with where a partner's own one was copied from. */
export const listRoles = (tx: Tx, userId: number): Promise<{ code: string; copiedFrom: string | null }[]> =>
  tx.rows(sql<{ code: string; copiedFrom: string | null }>`
    select u.vendor_role as code, null as "copiedFrom" from app_user u where u.id = ${userId} and u.vendor_role is not null
    union
    select m.role, r.copied_from from membership m left join partner_role r on r.partner_id = m.partner_id and r.code = m.role
     where m.user_id = ${userId}`)

export type Account = { email: string; name: string; side: 'partner' | 'vendor'; password: string | null }

export const findAccount = (tx: Tx, userId: number): Promise<Account | undefined> =>
  tx.first(
    q
      .selectFrom('app_user')
      .select(['email', 'name', 'side', 'password'])
      .$narrowType<{ side: Account['side'] }>() // the table's CHECK says so
      .where('id', '=', userId),
  )

/** Keeps other changes of the person's factors out until the transaction ends. */
export const lockFactors = (tx: Tx, userId: number) =>
  tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('factors of ' || ${userId}::text, 0))`)

/** True when the person had none before. */
export const addFactor = async (tx: Tx, userId: number, at: string): Promise<boolean> => {
  const added = await tx.rows(
    q
      .insertInto('second_factor')
      .values({ user_id: userId, since: at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('user_id'),
  )
  return added.length === 1
}

/** `tx` of anybody who may see it. */
export const hasFactor = async (tx: Tx, userId: number): Promise<boolean> =>
  (await tx.first(q.selectFrom('second_factor').select('user_id').where('user_id', '=', userId))) !== undefined

/** With everything that hangs on it. True when there was one. `tx` may be of anybody who may see it. */
export const removeFactor = async (tx: Tx, userId: number): Promise<boolean> =>
  (await tx.rows(q.deleteFrom('second_factor').where('user_id', '=', userId).returning('user_id'))).length === 1

// ---------------------------------------------------------------- one-time passwords

export const findTotp = (tx: Tx, userId: number): Promise<{ secret: string; since: string } | undefined> =>
  tx.first(q.selectFrom('totp').select(['secret', 'since']).where('user_id', '=', userId))

/** Takes the secret in the place of any other; `lastStep` is that of the code that was given. */
export const setTotp = (tx: Tx, { userId, secret, lastStep, at }: { userId: number; secret: string; lastStep: number; at: string }) =>
  tx.rows(
    q
      .insertInto('totp')
      .values({ user_id: userId, secret, last_step: lastStep, since: at })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ secret, last_step: lastStep, since: at })),
  )

/** Uses a step up, once: one statement, so that of any number who come with the same code one succeeds. */
export const spendStep = async (tx: Tx, userId: number, step: number): Promise<boolean> =>
  (await tx.rows(
    q.updateTable('totp').set({ last_step: step }).where('user_id', '=', userId).where('last_step', '<', step).returning('user_id'),
  )).length === 1 // prettier-ignore

export const removeTotp = async (tx: Tx, userId: number): Promise<boolean> =>
  (await tx.rows(q.deleteFrom('totp').where('user_id', '=', userId).returning('user_id'))).length === 1

export const setOffer = (tx: Tx, { userId, secret, expiresAt }: { userId: number; secret: string; expiresAt: string }) =>
  tx.rows(
    q
      .insertInto('totp_offer')
      .values({ user_id: userId, secret, expires_at: expiresAt })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ secret, expires_at: expiresAt })),
  )

export const findOffer = (tx: Tx, userId: number, now: string): Promise<{ secret: string } | undefined> =>
  tx.first(q.selectFrom('totp_offer').select('secret').where('user_id', '=', userId).where('expires_at', '>', now))

export const removeOffer = (tx: Tx, userId: number) => tx.rows(q.deleteFrom('totp_offer').where('user_id', '=', userId))

// ---------------------------------------------------------------- recovery codes

export const setCodes = async (tx: Tx, userId: number, hashes: readonly Buffer[]) => {
  await tx.rows(q.deleteFrom('recovery_code').where('user_id', '=', userId))
  await tx.rows(q.insertInto('recovery_code').values(hashes.map((hash) => ({ user_id: userId, hash }))))
}

/** True for one of those who come with it. */
export const spendCode = async (tx: Tx, userId: number, hash: Buffer): Promise<boolean> =>
  (await tx.rows(q.deleteFrom('recovery_code').where('user_id', '=', userId).where('hash', '=', hash).returning('user_id'))).length === 1

export const countCodes = async (tx: Tx, userId: number): Promise<number> =>
  (await tx.first(q.selectFrom('recovery_code').select((select) => select.fn.countAll<number>().as('left')).where('user_id', '=', userId)))
    ?.left ?? 0 // prettier-ignore

/** By address, for the operator's command. `tx` of pp_system. */
export const findUserId = async (tx: Tx, email: string): Promise<number | undefined> =>
  (await tx.first(q.selectFrom('app_user').select('id').where('email', '=', email)))?.id
