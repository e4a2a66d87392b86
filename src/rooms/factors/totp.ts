import { createHmac, timingSafeEqual } from 'node:crypto'

// RFC 6238 with what every authenticator app takes: SHA-1, six digits, steps of 30 seconds.
export const stepSeconds = 30
const digits = 6

/** The step that a moment falls into. */
export const stepAt = (now: Temporal.Instant): number => Math.floor(now.epochMilliseconds / 1000 / stepSeconds)

/** RFC 4226: the code of a counter. */
export const codeAt = (secret: Buffer, step: number, length = digits): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** length).padStart(length, '0')
}

/** The step whose code this is: the present one or the one before, for a clock that is late or a person who types; undefined for neither. */
export const stepOf = (secret: Buffer, code: string, now: Temporal.Instant): number | undefined => {
  const given = Buffer.from(code)
  // Both are compared, and whole, so that the time tells nothing.
  const matching = [stepAt(now), stepAt(now) - 1].filter((step) => {
    const expected = Buffer.from(codeAt(secret, step))
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
  return matching[0]
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base 32 without padding, as authenticator apps read secrets. */
export const base32 = (bytes: Buffer): string => {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** The bytes of a secret as apps are given it. */
export const secretIn = (written: string): Buffer => {
  const bits = [...written].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

/** What the QR code says. */
export const otpauthAddress = ({ issuer, account, secret }: { issuer: string; account: string; secret: string }): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`
