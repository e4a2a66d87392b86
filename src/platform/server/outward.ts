import { lookup } from 'node:dns/promises'
import type { IncomingMessage } from 'node:http'
import { request, type RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import { httpsHostOf } from '#shared/web-address.ts'
import { isPublicAddress } from './public-address.ts'

/** How a process reaches servers that no setting names; tests have an internet of their own. */
export type WayOut = {
  /** The addresses of a host. */
  resolve: (host: string) => Promise<string[]>
  /** What opens a line to one of these addresses, and to no other. */
  lineTo: (addresses: readonly string[]) => RequestOptions
}

export const internet: WayOut = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  lineTo: (addresses) => ({
    port: 443,
    // What was looked at is what is connected to: asked a second time, a name may answer otherwise.
    lookup: (_host, { all }, found) => {
      const known = addresses.map((address) => ({ address, family: isIP(address) }))
      if (all) found(null, known)
      else found(null, known[0]?.address ?? '', known[0]?.family)
    },
  }),
}

/** Why nothing was fetched; `status`: what the server answered. Whoever asked is told nothing else, so that nobody learns what stands in a private network. */
export class NotFetched extends Error {
  override name = 'NotFetched'
  readonly status: number | undefined
  constructor(reason: string, { status, cause }: { status?: number | undefined; cause?: unknown } = {}) {
    super(reason, { cause })
    this.status = status
  }
}

type Wanted = {
  /** Kinds of content, as the Accept header has them. */
  accept: string
  withinMs: number
  /** Whether a host may be asked, besides what is never asked. */
  mayAsk: (host: string) => boolean
  way?: WayOut | undefined
}

const mostRedirects = 3

/**
 * Asks a server in the internet for a page, with nothing of ours on it: by https at its own port, at public addresses alone, each redirect
 * looked at like the first address. Whoever takes it reads the content to its end or destroys it. Throws NotFetched.
 */
export const fetchOutward = async (address: string, { accept, withinMs, mayAsk, way = internet }: Wanted): Promise<IncomingMessage> => {
  const signal = AbortSignal.timeout(withinMs)
  let next = address
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const answer = await askOnce(urlOf(next, mayAsk), { accept, signal, way })
    const { statusCode: status = 0, headers } = answer
    if (status === 200) return answer
    answer.destroy()
    if (![301, 302, 303, 307, 308].includes(status) || !headers.location) throw new NotFetched('It answered something else', { status })
    next = URL.parse(headers.location, next)?.href ?? ''
  }
  throw new NotFetched('It leads from one address to the next')
}

/** An address that may be asked: of a name, at the usual port, without a login. */
const urlOf = (address: string, mayAsk: (host: string) => boolean): URL => {
  const url = httpsHostOf(address) === undefined ? null : URL.parse(address)
  // A number that is written as a name (0x7f.1) has become an address by now.
  if (!url || url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '' || isIP(url.hostname) !== 0)
    throw new NotFetched('Addresses like this are not asked')
  if (!mayAsk(url.hostname)) throw new NotFetched('This host is not asked')
  return url
}

const askOnce = async (
  url: URL,
  { accept, signal, way }: { accept: string; signal: AbortSignal; way: WayOut },
): Promise<IncomingMessage> => {
  const addresses = await Promise.race([way.resolve(url.hostname), expiry(signal)]).catch((cause: unknown) => {
    throw new NotFetched('The name leads nowhere', { cause })
  })
  // One that is not public among them is enough: nobody's pictures stand in both.
  if (addresses.length === 0 || !addresses.every(isPublicAddress)) throw new NotFetched('The name leads into a private network')
  return new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(url, {
      ...way.lineTo(addresses),
      agent: false, // no line of another request
      signal,
      headers: { accept, 'accept-encoding': 'identity', 'user-agent': 'partner-portal' },
    })
    asked.once('response', resolve)
    asked.on('error', (cause) => reject(new NotFetched('It could not be reached', { cause })))
    asked.end()
  })
}

/** Nobody can stop a name from being looked up; it is not waited for. */
const expiry = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new NotFetched('It took too long')), { once: true }))
