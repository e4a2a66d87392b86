import type { Portal } from './deployment.ts'
import type { PortalType } from './keys.ts'
import { hashPassword, isPassword, type Argon2Cost } from './password.ts'

/** What sealing needs of the portal; a command has these without serving anything. */
export type Sealing = Pick<Portal, 'keys' | 'realm'>
/** Whose password: the account's own side decides the key, so that one password serves all of a person's partnerships. */
export type Owner = { userId: number; side: 'partner' | 'vendor' }

/** The text of `app_user.password`: the Argon2id hash, sealed for this person, side and realm. 503 `sign-in.busy` when too many wait. */
export const sealPassword = async (portal: Sealing, owner: Owner, password: string, cost?: Argon2Cost): Promise<string> =>
  sealHash(portal, owner, await hashPassword(password, cost))

/**
 * Whether the password is the person's. `account` undefined (nobody has the address), a missing password and a text that does not open
 * answer false in the same time as a wrong one.
 */
export const isPasswordOf = async (
  portal: Sealing,
  account: (Owner & { stored: string | null }) | undefined,
  password: string,
): Promise<boolean> => isPassword(password, account && hashIn(portal, account))

/** The text to store instead, for a bare hash (an import, the demo) and one that an older key sealed; undefined when all is well. */
export const resealed = (portal: Sealing, account: Owner & { stored: string }): string | undefined => {
  if (isBare(account.stored)) return sealHash(portal, account, account.stored)
  if (!portal.keys.isOld(account.stored)) return undefined
  return sealHash(portal, account, openHash(portal, account).toString())
}

/** Whether two stored texts of a person hold the same hash, whatever they are sealed with. */
export const isSamePassword = (portal: Sealing, owner: Owner, one: string, other: string): boolean => {
  const hash = hashIn(portal, { ...owner, stored: one })
  return hash !== undefined && hash === hashIn(portal, { ...owner, stored: other })
}

export const isBare = (stored: string) => stored.startsWith('$argon2id$')

/** For a hash that was made before it was known whose it is. */
export const sealHash = (portal: Sealing, owner: Owner, hash: string): string =>
  portal.keys.seal('pw', typeOf(portal, owner), boundTo(owner), Buffer.from(hash))

const openHash = (portal: Sealing, account: Owner & { stored: string }) =>
  portal.keys.open('pw', typeOf(portal, account), boundTo(account), account.stored)

const hashIn = (portal: Sealing, { stored, ...owner }: Owner & { stored: string | null }): string | undefined => {
  if (stored === null || isBare(stored)) return stored ?? undefined
  try {
    return openHash(portal, { ...owner, stored }).toString()
  } catch {
    return undefined // somebody else's, changed, or of a key that is gone: no password matches
  }
}

const typeOf = ({ realm }: Sealing, { side }: Owner): PortalType => (realm === 'demo' ? 'demo' : side)
const boundTo = ({ userId }: Owner) => `user ${userId}`
