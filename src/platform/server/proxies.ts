import { isIP } from 'node:net'

/** Shorter prefixes take in half of all addresses: whoever means that has not thought of a proxy. */
const fewestBits = 7

/**
 * Whether a text names one address or a network whose word about the client's address may be believed. "Everybody" can't be said, in no
 * spelling: whoever reaches the port could then be any client.
 */
export const isNetwork = (text: string): boolean => {
  const [, address = '', bits] = /^([\da-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  if (family === 0) return false
  // All of IPv4, or a part of it, in the clothes of IPv6: it is compared as IPv4, so it has to be written as that.
  if (family === 6 && URL.parse(`http://[${address}]`)?.hostname.startsWith('[::ffff:')) return false
  return bits === undefined || (Number(bits) >= fewestBits && Number(bits) <= (family === 4 ? 32 : 128))
}
