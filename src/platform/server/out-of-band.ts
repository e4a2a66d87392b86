import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import type { PortalType } from './keys.ts'
import { stretched } from './password.ts'

/** What goes to a mailbox: 32 random bytes, in a link's fragment. */
export const newSecret = () => randomBytes(32).toString('base64url')
/** What the database keeps of it. */
export const secretHash = (secret: string) => createHash('sha256').update(Buffer.from(secret, 'base64url')).digest()

/** What a sealed payload belongs to; said again, letter for letter, to open it. */
export type Sealed = { secret: string; salt: Buffer; userId: number; type: PortalType; expiresAt: string }

const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts with a key that needs both the secret of a link and a passphrase from another channel. Neither the database nor the mailbox nor
 * the telephone call opens it alone.
 */
export const sealWithBoth = async (record: Sealed, passphrase: string, payload: Buffer): Promise<Buffer> => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(record, await stretched(passphrase, record.salt)), nonce, { authTagLength: tagBytes })
  cipher.setAAD(boundTo(record))
  return Buffer.concat([nonce, cipher.update(payload), cipher.final(), cipher.getAuthTag()])
}

/** The payload, or undefined when the passphrase, the secret or the record is another. `stretch` is `stretched(passphrase, salt)`. */
export const openWithBoth = (record: Sealed, stretch: Buffer, sealed: Buffer): Buffer | undefined => {
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', keyOf(record, stretch), sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(boundTo(record))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()])
  } catch {
    return undefined
  }
}

const keyOf = ({ secret, type }: Sealed, stretch: Buffer) =>
  Buffer.from(hkdfSync('sha256', Buffer.concat([Buffer.from(secret, 'base64url'), stretch]), secretHash(secret), `pp/oob/v1/${type}`, 32))

const boundTo = ({ secret, userId, type, expiresAt }: Sealed) =>
  Buffer.from(JSON.stringify(['oob', 'v1', secretHash(secret).toString('hex'), userId, type, expiresAt]))
