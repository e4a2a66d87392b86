import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import * as store from './rewrap.store.ts'
import { boundTo } from './secrets.ts'

/** Seals the secrets of all authenticator apps with the newest key. Throws when one does not open. `tx` of pp_system. */
export const rewrapFactors = async (tx: Tx, { keys, realm }: Pick<Portal, 'keys' | 'realm'>): Promise<{ all: number; changed: number }> => {
  const sealed = await store.listSealed(tx)
  let changed = 0
  for (const { userId, side, secret } of sealed) {
    if (!keys.isOld(secret)) continue
    const type = realm === 'demo' ? 'demo' : side
    const to = keys.seal('totp', type, boundTo(userId), keys.open('totp', type, boundTo(userId), secret))
    if (await store.replaceSealed(tx, userId, { from: secret, to })) changed++
  }
  return { all: sealed.length, changed }
}
