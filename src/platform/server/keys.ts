import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Realm } from './deployment.ts'

/** What a key is for; each purpose has a key of its own. */
export type Purpose = 'pw' | 'totp' | 'device' | 'portal-token' | 'throttle' | 'audit' | 'unsubscribe' | 'preview' | `deep-link.${number}`

/** Whose portal: a text sealed for one can't be opened for another. */
export type PortalType = 'partner' | 'vendor' | 'demo'

export type MasterKeys = {
  /** The newest first; it seals, the others only open. Each 32 bytes, by its id. */
  keys: { kid: string; key: Buffer }[]
}

/**
 * The deployment's keys, all derived from its master key (HKDF-SHA256, `pp/<purpose>/v1/<portal type>`). The realm is part of whatever is
 * authenticated, so that nothing of the demo opens in the real portal.
 */
export type Keyring = {
  /** The id of the key that seals. */
  kid: string
  /** AES-256-GCM: `v1.<kid>.<nonce, text and tag>`. `bound` says what the text belongs to and must be said again to open it. */
  seal: (purpose: Purpose, type: PortalType, bound: string, text: Buffer) => string
  /** Throws `Unopened` for a text of another purpose, portal type, realm or owner, for one that was changed and for a key that is gone. */
  open: (purpose: Purpose, type: PortalType, bound: string, sealed: string) => Buffer
  /** Whether a text was sealed with a key that is not the newest. */
  isOld: (sealed: string) => boolean
  /** HMAC-SHA256 under the newest key, or under the one named. */
  mac: (purpose: Purpose, text: string, kid?: string) => Buffer
  /** Whether a MAC is the text's, under any of the keys. */
  isMac: (purpose: Purpose, text: string, mac: Buffer) => boolean
}

export class Unopened extends Error {
  override name = 'Unopened'
}

const nonceBytes = 12
const tagBytes = 16

export const openKeyring = ({ keys }: MasterKeys, realm: Realm): Keyring => {
  const [newest] = keys
  if (!newest) throw new Error('A keyring needs a key')
  for (const { kid, key } of keys) {
    if (key.length !== 32) throw new Error(`The key ${kid} has ${key.length} bytes, 32 are needed`)
    if (!/^[\w-]{1,32}$/.test(kid)) throw new Error(`"${kid}" can't be the id of a key`)
  }
  const derived = new Map<string, Buffer>()
  const keyOf = (kid: string, purpose: Purpose, type: PortalType | 'any') => {
    const name = `${kid} ${purpose} ${type}`
    const known = derived.get(name)
    if (known) return known
    // By its id, never by trying: GCM does not commit to a key.
    const master = keys.find((one) => one.kid === kid)
    if (!master) throw new Unopened(`There is no key ${kid}`)
    const key = Buffer.from(hkdfSync('sha256', master.key, Buffer.alloc(0), `pp/${purpose}/v1/${type}`, 32))
    derived.set(name, key)
    return key
  }
  const authenticated = (purpose: Purpose, type: PortalType, bound: string, kid: string) =>
    Buffer.from(JSON.stringify(['v1', purpose, realm, type, bound, kid]))
  const mac = (purpose: Purpose, text: string, kid = newest.kid) =>
    createHmac('sha256', keyOf(kid, purpose, 'any'))
      .update(`${realm}|${text}`)
      .digest()

  return {
    kid: newest.kid,
    seal: (purpose, type, bound, text) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', keyOf(newest.kid, purpose, type), nonce, { authTagLength: tagBytes })
      cipher.setAAD(authenticated(purpose, type, bound, newest.kid))
      const body = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()])
      return `v1.${newest.kid}.${body.toString('base64url')}`
    },
    open: (purpose, type, bound, sealed) => {
      const [, kid, written] = /^v1\.([\w-]{1,32})\.([\w-]+)$/.exec(sealed) ?? []
      if (!kid || !written) throw new Unopened('This is no sealed text')
      const body = Buffer.from(written, 'base64url')
      if (body.length < nonceBytes + tagBytes) throw new Unopened('This sealed text is cut off')
      const decipher = createDecipheriv('aes-256-gcm', keyOf(kid, purpose, type), body.subarray(0, nonceBytes), { authTagLength: tagBytes })
      decipher.setAAD(authenticated(purpose, type, bound, kid))
      decipher.setAuthTag(body.subarray(-tagBytes))
      try {
        return Buffer.concat([decipher.update(body.subarray(nonceBytes, -tagBytes)), decipher.final()])
      } catch (cause) {
        throw new Unopened('This sealed text belongs to something else or was changed', { cause })
      }
    },
    isOld: (sealed) => !sealed.startsWith(`v1.${newest.kid}.`),
    mac,
    isMac: (purpose, text, given) =>
      keys.some(({ kid }) => {
        const expected = mac(purpose, text, kid)
        return expected.length === given.length && timingSafeEqual(expected, given)
      }),
  }
}
