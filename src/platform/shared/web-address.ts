// Only ASCII in the name of a host: letters of other alphabets that look alike are written in their xn-- form, which looks like nothing else.
const host = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*'
const rest = '[^\\s\\\\\\p{Cc}\\p{Cf}"<>`{}]*'
const https = new RegExp(`^https://(${host})(?::\\d{1,5})?(?:[/?#]${rest})?$`, 'iu')
const http = new RegExp(`^https?://(${host})(?::\\d{1,5})?(?:[/?#]${rest})?$`, 'iu')
const mail = new RegExp(`^mailto:[^\\s@,;:<>"?#\\\\\\p{Cc}\\p{Cf}]{1,64}@${host}(?:\\?${rest})?$`, 'iu')
const own = new RegExp(`^/(?![/\\\\])${rest}$`, 'u')

export const longestAddress = 2000

export type LinkKind = 'page' | 'mail' | 'own'

/** What a link leads to: a page elsewhere, a mail or an address of this portal. Undefined: none that a link may have, such as `javascript:`. */
export const linkKindOf = (address: string): LinkKind | undefined => {
  if (address.length > longestAddress) return undefined
  if (own.test(address)) return 'own'
  if (http.test(address)) return 'page'
  return mail.test(address) ? 'mail' : undefined
}

/** The host of an https address, in small letters; undefined where it is none. */
export const httpsHostOf = (address: string): string | undefined =>
  address.length > longestAddress ? undefined : https.exec(address)?.[1]?.toLowerCase()
