import { sql } from 'kysely'
import { q, type Tx } from '#server/db.ts'

export type StoredPasskey = {
  id: number
  credential: string
  publicKey: Buffer
  signCount: number
  transports: string[]
  name: string
  isSynced: boolean
  since: string
  lastUsedAt: string | null
}

/** The oldest first. */
export const listPasskeys = (tx: Tx, userId: number): Promise<StoredPasskey[]> =>
  tx.rows(
    q
      .selectFrom('passkey')
      .select([
        'id',
        'credential',
        'public_key as publicKey',
        'sign_count as signCount',
        'transports',
        'name',
        'is_synced as isSynced',
        'since',
        'last_used_at as lastUsedAt',
      ])
      .where('user_id', '=', userId)
      .orderBy('since')
      .orderBy('id'),
  )

export type NewPasskey = Omit<StoredPasskey, 'id' | 'lastUsedAt'> & { userId: number }

/** False when the credential is somebody's already. */
export const addPasskey = async (tx: Tx, { userId, publicKey, signCount, isSynced, ...same }: NewPasskey): Promise<boolean> => {
  const added = await tx.rows(
    q
      .insertInto('passkey')
      .values({ ...same, user_id: userId, public_key: publicKey, sign_count: signCount, is_synced: isSynced })
      .onConflict((conflict) => conflict.column('credential').doNothing())
      .returning('id'),
  )
  return added.length === 1
}

/** Writes down a use. False when the count did not rise: another request was faster with the same signature, or the key was copied. */
export const setUsed = async (tx: Tx, id: number, { signCount, at }: { signCount: number; at: string }): Promise<boolean> => {
  const used = await tx.rows(sql<{ id: number }>`
    update passkey set sign_count = ${signCount}, last_used_at = ${at}
     where id = ${id} and (sign_count < ${signCount} or (sign_count = 0 and ${signCount}::bigint = 0)) returning id`)
  return used.length === 1
}

export const setName = async (tx: Tx, userId: number, id: number, name: string): Promise<boolean> =>
  (await tx.rows(q.updateTable('passkey').set({ name }).where('user_id', '=', userId).where('id', '=', id).returning('id'))).length === 1

export const removePasskey = async (tx: Tx, userId: number, id: number): Promise<boolean> =>
  (await tx.rows(q.deleteFrom('passkey').where('user_id', '=', userId).where('id', '=', id).returning('id'))).length === 1

export type Purpose = 'sign-in' | 'prove' | 'register'
export type Challenge = { challenge: string; userId: number; sessionId: number; purpose: Purpose }

/** Those that ended are swept away with it. */
export const addChallenge = async (
  tx: Tx,
  { challenge, userId, sessionId, purpose }: Challenge,
  { now, expiresAt }: { now: string; expiresAt: string },
) => {
  await tx.rows(q.deleteFrom('passkey_challenge').where('user_id', '=', userId).where('expires_at', '<=', now))
  await tx.rows(
    q.insertInto('passkey_challenge').values({ challenge, user_id: userId, session_id: sessionId, purpose, expires_at: expiresAt }),
  )
}

/** Uses a challenge up, once. False when there is none such, or no longer. */
export const spendChallenge = async (tx: Tx, { challenge, userId, sessionId, purpose }: Challenge, now: string): Promise<boolean> => {
  const spent = await tx.rows(
    q
      .deleteFrom('passkey_challenge')
      .where('challenge', '=', challenge)
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('purpose', '=', purpose)
      .where('expires_at', '>', now)
      .returning('challenge'),
  )
  return spent.length === 1
}
