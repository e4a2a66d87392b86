import { isSamePassword, resealed, type Owner, type Sealing } from '#server/credential.ts'
import type { Tx } from '#server/db.ts'
import * as store from './store.ts'

/**
 * Whether what was compared a moment ago is the person's password still. It stays so until the transaction ends: whoever changes it waits,
 * and ends the session that is opened here. Seals it with the newest key if it is not yet. `tx` of pp_session.
 */
export const confirmPassword = async (tx: Tx, portal: Sealing, account: Owner & { stored: string | null }): Promise<boolean> => {
  const stored = await store.holdSealed(tx, account.userId)
  if (stored === null || account.stored === null) return false
  // Somebody who signs in twice at once: the other one may have sealed it anew.
  if (stored !== account.stored && !isSamePassword(portal, account, stored, account.stored)) return false
  await rewrapPassword(tx, portal, { ...account, stored })
  return true
}

/** Seals a password with the newest key if it is not yet, and answers whether it was changed. `tx` of pp_session or pp_system. */
export const rewrapPassword = async (tx: Tx, portal: Sealing, account: Owner & { stored: string }): Promise<boolean> => {
  const to = resealed(portal, account)
  return to !== undefined && (await store.replaceSealed(tx, account.userId, { from: account.stored, to }))
}

/** The same for everybody. Returns how many there are and how many were changed. Throws when one does not open. */
export const rewrapPasswords = async (tx: Tx, portal: Sealing): Promise<{ all: number; changed: number }> => {
  const accounts = await store.listSealed(tx)
  let changed = 0
  for (const account of accounts) if (await rewrapPassword(tx, portal, account)) changed++
  return { all: accounts.length, changed }
}
