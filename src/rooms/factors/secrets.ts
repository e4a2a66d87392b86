import type { Portal } from '#server/deployment.ts'
import type { Session } from '#server/session.ts'

/** What a secret is sealed to: it opens in nobody else's row. */
export const boundTo = (userId: number) => `user ${userId}`

type Owner = Pick<Session, 'accountId' | 'portalType'>

export const openSecret = ({ keys }: Portal, { accountId, portalType }: Owner, sealed: string): Buffer =>
  keys.open('totp', portalType, boundTo(accountId), sealed)

export const sealSecret = ({ keys }: Portal, { accountId, portalType }: Owner, secret: Buffer): string =>
  keys.seal('totp', portalType, boundTo(accountId), secret)
