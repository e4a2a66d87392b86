import type { IncomingMessage, RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { certificates } from '../../../test/certificates.ts'
import { fetchOutward, NotFetched } from './outward.ts'
import { openInternet, publicAddress } from './outward.test-kit.ts'

let net: Awaited<ReturnType<typeof openInternet>>
afterEach(() => net.close())

const names = {
  'pictures.example': [publicAddress],
  'other.example': [publicAddress],
  'intranet.example': ['10.0.0.5'],
  'both.example': [publicAddress, '10.0.0.5'],
  'mapped.example': ['::ffff:10.0.0.5'],
  'nowhere.example': [],
}
const open = async (answer: RequestListener) => void (net = await openInternet(answer, names))
const ask = (address: string, more: Partial<Parameters<typeof fetchOutward>[1]> = {}) =>
  fetchOutward(address, { accept: 'image/png', withinMs: 5_000, mayAsk: () => true, way: net.way, ...more })
const why = (asked: Promise<unknown>) =>
  asked.then(
    () => 'fetched',
    (error: unknown) => (error instanceof NotFetched ? error.message : String(error)),
  )

describe('what is fetched', () => {
  it('comes from the address that was looked at, and is asked for with nothing of ours', async () => {
    const seen: IncomingMessage[] = []
    await open((request, response) => {
      seen.push(request)
      response.end('here')
    })
    expect(await text(await ask('https://pictures.example/a.png?b=c'))).toBe('here')
    expect([net.looked, net.lines]).toEqual([['pictures.example'], [[publicAddress]]])
    const [request] = seen
    expect([request?.method, request?.url]).toEqual(['GET', '/a.png?b=c'])
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
    expect(request?.headers).toMatchObject({ host: expect.stringMatching(/^pictures\.example(:\d+)?$/), 'user-agent': 'partner-portal' })
  })
  it('may stand behind three redirects, each looked at anew, and not behind four', async () => {
    await open(({ url = '' }, response) => {
      const left = Number(url.slice(1))
      if (left === 0) return void response.end('here')
      response.writeHead(302, { location: left === 2 ? `https://other.example/${left - 1}` : `/${left - 1}` }).end()
    })
    expect(await text(await ask('https://pictures.example/3'))).toBe('here')
    expect(net.looked).toEqual(['pictures.example', 'pictures.example', 'other.example', 'other.example'])
    expect(await why(ask('https://pictures.example/4'))).toBe('It leads from one address to the next')
  })
  it('is nothing when the server answers otherwise, not at all, too late, or is somebody else', async () => {
    await open(({ url }, response) => {
      if (url === '/missing') response.writeHead(404).end('secret')
      if (url === '/empty') response.writeHead(302).end()
      if (url === '/cut') response.destroy()
    })
    const missing = await ask('https://pictures.example/missing').catch((error: unknown) => error)
    expect(missing).toMatchObject({ status: 404, message: 'It answered something else' })
    expect(await ask('https://pictures.example/empty').catch((error: unknown) => error)).toMatchObject({ status: 302 })
    expect(await why(ask('https://pictures.example/cut'))).toBe('It could not be reached')
    expect(await why(ask('https://pictures.example/silent', { withinMs: 200 }))).toBe('It could not be reached')
    expect(await why(ask('https://unknown.example/'))).toBe('The name leads nowhere')
    const slow = { ...net.way, resolve: () => new Promise<never>(() => {}) }
    expect(await why(ask('https://pictures.example/', { withinMs: 200, way: slow }))).toBe('The name leads nowhere')
    const strange = { ...net.way, lineTo: (all: readonly string[]) => ({ ...net.way.lineTo(all), ca: certificates.two.cert }) }
    expect(await why(ask('https://pictures.example/', { way: strange }))).toBe('It could not be reached')
  })
  it('breaks off when it does not come to its end in time', async () => {
    await open((_request, response) => void response.write('a beginning'))
    await expect(text(await ask('https://pictures.example/', { withinMs: 300 }))).rejects.toThrow(/abort/i)
  })
})

/** Ways to say: an address of your own. */
const inward = [
  'https://intranet.example/', 'https://both.example/', 'https://mapped.example/', 'https://nowhere.example/', 'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/',
  'https://0x7f.1/', 'https://017700000001/', 'https://169.254.169.254/latest/meta-data/', 'https://[::1]/', 'https://[::ffff:7f00:1]/', 'https://93.184.215.14/', 'https://localhost./',
  'https://pictures.example:8443/', 'https://pictures.example:99999/', 'https://user:word@pictures.example/', 'http://pictures.example/', 'ftp://pictures.example/', 'file:///etc/passwd', 'javascript:1', '//pictures.example/x\\y',
] // prettier-ignore

describe('an address that leads inward', () => {
  it.each(inward)('is not asked: %s', async (address) => {
    await open((_request, response) => void response.end('never'))
    expect(await why(ask(address))).not.toBe('fetched')
    expect(net.lines).toEqual([])
  })
  it.each(inward)('is not asked by way of a redirect: %s', async (address) => {
    await open((_request, response) => void response.writeHead(307, { location: address }).end())
    expect(await why(ask('https://pictures.example/'))).not.toBe('fetched')
    // The one line is that to who sent us there; a path of its own is no other address.
    expect(net.lines.every(([only]) => only === publicAddress)).toBe(true)
    expect(net.lines.length).toBeLessThanOrEqual(address.startsWith('//') ? 4 : 1)
  })
  it('or to a host that was not meant is not asked, also by way of a redirect', async () => {
    await open((_request, response) => void response.writeHead(302, { location: 'https://other.example/' }).end())
    const mayAsk = (host: string) => host === 'pictures.example'
    expect(await why(ask('https://other.example/', { mayAsk }))).toBe('This host is not asked')
    expect(await why(ask('https://pictures.example/', { mayAsk }))).toBe('This host is not asked')
    expect(net.looked).toEqual(['pictures.example'])
  })
})
