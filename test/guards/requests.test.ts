import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identities, identity, openAsking, type Asking } from './asking.ts'
import { declaredEndpoints } from './endpoints.ts'

const declared = await declaredEndpoints()
let asking: Asking
beforeAll(async () => {
  asking = await openAsking()
  for (const { endpoint } of declared) await asking.whoMay(endpoint) // found once, here
}, 180_000)
afterAll(() => asking.close())

const tokenOfOther = async () => String((await asking.world.send(asking.cookieOf(identity('other partner')), 'GET /start')).body.token)

describe('a request that changes something', () => {
  // What mail programs ask for has tests of its own, in its room.
  const unsafe = declared.filter(({ endpoint }) => endpoint.method !== 'GET' && endpoint.line !== 'POST /unsubscriptions/one-click')
  const stranger: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:80' },
    { 'sec-fetch-site': '', origin: 'https://evil.example' },
    { 'sec-fetch-site': '', origin: 'null' },
    { 'sec-fetch-site': '' },
  ]

  it.each(stranger)('is refused when it does not come from our own pages: %o', async (headers) => {
    for (const { endpoint } of unsafe) {
      const answer = await asking.askAs(await asking.whoMay(endpoint), endpoint, (asked) => ({ ...asked, headers }))
      expect(answer, endpoint.line).toMatchObject({ status: 403, body: { code: 'request.foreign-sender' } })
    }
  })

  it('is taken from our own origin when the browser says no more than that', async () => {
    const { endpoint } = unsafe.find((one) => one.endpoint.line === 'PUT /workspace') ?? { endpoint: undefined }
    if (!endpoint) throw new Error('PUT /workspace is gone')
    const answer = await asking.askAs(await asking.whoMay(endpoint), endpoint, (asked) => ({
      ...asked,
      headers: { 'sec-fetch-site': '', origin: 'http://localhost:3000', host: 'localhost:3000' },
    }))
    expect(answer.status).toBe(204)
  })

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', 'application/xml', ''])(
    'is refused as %o: JSON alone is read',
    async (type) => {
      for (const { endpoint } of unsafe) {
        const answer = await asking.askAs(await asking.whoMay(endpoint), endpoint, (asked) => ({
          ...asked,
          body: asked.body ?? {},
          headers: { 'content-type': type },
        }))
        expect(answer, endpoint.line).toMatchObject({ status: 415, body: { code: 'request.unreadable' } })
      }
    },
  )

  it('is refused from a page that shows another partnership than the session’s', async () => {
    for (const { endpoint } of unsafe.filter((one) => asking.routeOf(one.endpoint).access !== 'public')) {
      const answer = await asking.askAs(await asking.whoMay(endpoint), endpoint, (asked) => ({
        ...asked,
        headers: { 'x-portal-epoch': '77' },
      }))
      expect(answer, endpoint.line).toMatchObject({ status: 409, body: { code: 'session.partnership-changed' } })
    }
  })

  it('is refused without the token that the page holds in memory, or with another session’s', async () => {
    for (const { endpoint } of unsafe.filter((one) => asking.routeOf(one.endpoint).access !== 'public'))
      for (const token of ['', Buffer.alloc(32).toString('base64url'), await tokenOfOther()]) {
        const answer = await asking.askAs(await asking.whoMay(endpoint), endpoint, (asked) => ({
          ...asked,
          headers: { 'x-portal-token': token },
        }))
        expect(answer, endpoint.line).toMatchObject({ status: 403, body: { code: 'request.no-token' } })
      }
  })

  it('is refused while staff look at the portal as somebody: they see it, and change nothing', async () => {
    const seen = unsafe.filter((one) => asking.routeOf(one.endpoint).access !== 'public' && !asking.routeOf(one.endpoint).whileViewing)
    for (const { endpoint } of seen) {
      const answer = await asking.askAs(identity('administrator as the user'), endpoint)
      expect(answer, endpoint.line).toMatchObject({ status: 403, body: { code: 'session.view-as-read-only' } })
    }
    expect(seen.length).toBeGreaterThan(30)
  })

  it('is refused when its body reaches for a prototype', async () => {
    for (const { endpoint } of unsafe.filter((one) => !one.endpoint.upload))
      // a file is no JSON, and never read as any
      for (const text of ['{"__proto__": {"isAdmin": true}}', '{"constructor": {"prototype": {"isAdmin": true}}}']) {
        const body: unknown = JSON.parse(text) // a key like any other, until somebody copies it
        expect(await asking.askAs(await asking.whoMay(endpoint), endpoint, (asked) => ({ ...asked, body })), endpoint.line).toMatchObject({
          status: 400,
        })
      }
  })

  it('is the only kind that changes anything: after every GET the database holds what it held', async () => {
    const { admin } = asking
    const content = async () => {
      const { rows } = await admin.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
      )
      const digests = rows.map(
        ({ name }) => `select '${name}' as name, md5(coalesce(string_agg(t::text, ';' order by t::text), '')) as digest from ${name} t`,
      )
      return (await admin.query<{ name: string; digest: string }>(`${digests.join(' union all ')} order by name`)).rows
    }
    const before = await content()
    for (const { endpoint } of declared.filter((one) => one.endpoint.method === 'GET'))
      for (const who of identities) await asking.askAs(who, endpoint)
    expect(await content()).toEqual(before)
  }, 120_000)
})

describe('a session', () => {
  const guarded = () => declared.filter(({ endpoint }) => asking.routeOf(endpoint).access !== 'public')

  it.each(['made up', 'A'.repeat(43), `'; drop table session; --`, ''])('that nobody opened is nobody: %o', async (id) => {
    for (const { endpoint } of guarded()) {
      const answer = await asking.askAs(identity('nobody'), endpoint, (asked) => ({
        ...asked,
        headers: { cookie: `pp_sid=${encodeURIComponent(id)}` },
      }))
      expect(answer, endpoint.line).toMatchObject({ status: 401, body: { code: 'session.none' } })
    }
  })

  it('of another realm or name is nobody', async () => {
    const cookie = asking.cookieOf(identity('admin')) ?? ''
    expect((await asking.world.send(cookie, 'GET /customers')).status).toBe(200)
    for (const name of ['pp_demo_sid', '__Host-pp_sid', 'pp_SID'])
      expect((await asking.world.send(cookie.replace('pp_sid', name), 'GET /customers')).status, name).toBe(401)
  })
})

describe('a query', () => {
  it('that names a key twice is refused: nobody chooses which of the two counts', async () => {
    const taken: string[] = []
    for (const { endpoint } of declared)
      for (const key of Object.keys(endpoint.query?.shape ?? {})) {
        const cookie = asking.cookieOf(await asking.whoMay(endpoint))
        const path = endpoint.path.replace(/:\w+/g, 'cus_aaaaaaaa')
        const line = `${endpoint.method} ${path}?${key}=1&${key}=2`
        const { status } = await asking.world.send(cookie, line, endpoint.upload ? { bytes: Buffer.from('sample') } : {})
        if (status !== 400) taken.push(`${endpoint.line} ${key}: ${status}`)
      }
    expect(taken).toEqual([])
  })
})

describe('an answer', () => {
  it('is never kept by a cache, and an error is a problem with an id and no trace of the inside', async () => {
    for (const { endpoint } of declared)
      for (const one of [identity('marketing'), await asking.whoMay(endpoint)]) {
        const { status, headers, body, raw } = await asking.askAs(one, endpoint)
        expect(headers, endpoint.line).toMatchObject({
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
        })
        if (status < 400) continue
        expect(headers['content-type'], endpoint.line).toMatch(/^application\/problem\+json/)
        const { fields, ...rest } = body
        expect(Object.keys(rest).toSorted(), endpoint.line).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type'])
        for (const field of fields ?? []) expect(Object.keys(field).toSorted(), endpoint.line).toEqual(['message', 'path'])
        expect(raw.toString(), endpoint.line).not.toMatch(/select |node_modules|\.ts:|pp_full|partner_id/)
      }
  }, 120_000)

  it.each(['TRACE', 'OPTIONS', 'PROPFIND', 'PURGE'])('to a method that it does not have is a refusal: %s', async (method) => {
    for (const url of ['/', '/api/start', '/api/customers']) {
      const { statusCode, headers } = await asking.world.app.inject({ method: method as 'OPTIONS', url }) // inject's type knows the common ones
      expect(statusCode, url).toBeGreaterThanOrEqual(400)
      expect(statusCode, url).toBeLessThan(500)
      expect(headers['access-control-allow-origin'], url).toBeUndefined()
    }
  })

  it('to what is no address is the same 404, under /api and not', async () => {
    for (const line of ['GET /nothing', 'POST /customers', 'DELETE /start', 'GET /customers/x/y/z'])
      expect(await asking.world.send(asking.cookieOf(identity('admin')), line), line).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      })
  })
})
