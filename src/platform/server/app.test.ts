import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfig } from '#shared/config.ts'
import { endpoint } from '#shared/endpoint.ts'
import { Problem } from '#shared/problem.ts'
import config from '../../../portal.config.ts'
import { memoryFiles } from '../../../test/files.ts'
import { testKeys } from '../../../test/world.ts'
import { mountPortal } from './app.ts'
import { openDatabase } from './db.ts'
import type { Portal } from './deployment.ts'
import { serve, type Route } from './serve.ts'

// The portal's shell without a database: nothing here asks one.
const database = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })
const portal: Portal = {
  config: parseConfig(config), database, realm: 'real', keys: testKeys('real'), files: memoryFiles(), origin: 'http://portal.test', now: () => Temporal.Instant.from('2026-06-10T12:00:00Z'),
  uploads: { maxBytes: 50_000_000, partnerBytes: 2_000_000_000, scanner: null }, session: { idleMinutes: 30, hours: 12, secureCookie: false }, demoUrl: null, demoAccounts: [], logo: { bytes: Buffer.from('<svg/>'), type: 'image/svg+xml' },
} // prettier-ignore

const Reply = z.strictObject({ kept: z.string(), more: z.array(z.strictObject({ n: z.int().nullable() })) })
const tried = {
  narrow: endpoint('GET /narrow', { reply: Reply }),
  broken: endpoint('GET /broken', { reply: Reply }),
  refused: endpoint('GET /refused', { reply: Reply }),
  echo: endpoint('POST /echo', { body: z.strictObject({ text: z.string() }), reply: z.strictObject({ text: z.string() }) }),
  empty: endpoint('POST /empty', {}),
}
const open = { access: 'public' } as const
const routes: Route[] = [
  // What a row may carry besides: it must not leave.
  serve(tried.narrow, open, async () => ({ kept: 'a', secret: 'password', more: [{ n: null, secret: 'key' }, { n: 5 }] })),
  serve(tried.broken, open, async () => Promise.reject(new Error('column customer.password at /home/portal/db.ts'))),
  serve(tried.refused, open, async () =>
    Promise.reject(new Problem('a.b', 418, { publicMessage: 'Shown.', internalMessage: 'hidden', fields: [{ path: 'x', message: 'y' }] })),
  ),
  serve(tried.echo, open, async ({ body }) => ({ text: body.text })),
  serve(tried.empty, open, async () => undefined),
]

let app: FastifyInstance
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-app-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__"></script><meta property="csp-nonce" nonce="__CSP_NONCE__">')
  await writeFile(join(folder, 'assets', 'a-1.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  app = Fastify({ bodyLimit: 1_000 })
  await mountPortal(app, { portal, routes, webRoot: folder })
})
afterAll(async () => {
  await app.close()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const post = (url: string, payload: string, type = 'application/json') =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' } })

describe('a reply', () => {
  it('carries the keys of its schema and no other, however deep', async () => {
    const answer = await app.inject('/api/narrow')
    expect(answer.json()).toEqual({ kept: 'a', more: [{ n: null }, { n: 5 }] })
    expect(answer.body).not.toContain('secret')
  })
  it('without a schema is an empty 204', async () => {
    const answer = await post('/api/empty', '{}')
    expect([answer.statusCode, answer.body]).toEqual([204, ''])
  })
})

describe('an error', () => {
  it('that we mean says what it may, and nothing of the inside', async () => {
    const answer = await app.inject('/api/refused')
    expect(answer.statusCode).toBe(418)
    expect(answer.json()).toMatchObject({
      type: 'urn:partner-portal:problem:a.b',
      code: 'a.b',
      detail: 'Shown.',
      fields: [{ path: 'x', message: 'y' }],
    })
    expect(answer.body).not.toContain('hidden')
  })
  it('that we don’t mean is a 500 that tells nothing', async () => {
    const answer = await app.inject('/api/broken')
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toMatchObject({ code: 'portal.bug' })
    expect(answer.body).not.toMatch(/password|home|db\.ts|column/)
  })
  it.each([
    ['{"text":', 'application/json', 400],
    ['', 'application/json', 400],
    ['{"text":5}', 'application/json', 400],
    ['{"text":"a","b":1}', 'application/json', 400],
    ['{"text":"\\u0000"}', 'application/json', 400],
    ['{"__proto__":{"x":1},"text":"a"}', 'application/json', 400],
    [JSON.stringify({ text: 'x'.repeat(2_000) }), 'application/json', 413],
    ['text=a', 'application/x-www-form-urlencoded', 415],
    ['{"text":"a"}', 'text/plain', 415],
  ])('of the caller, as in %o as %s, is answered with %s and no 500', async (payload, type, status) => {
    const answer = await post('/api/echo', payload, type)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  })
  it('leaves texts that only look like what no text has', async () =>
    expect((await post('/api/echo', '{"text":"a \\\\u0000"}')).json()).toEqual({ text: 'a \\u0000' }))
})

describe('the page', () => {
  it('comes for every address of the app, never from a cache, with a fresh nonce that its policy names', async () => {
    const [one, two] = [await app.inject('/'), await app.inject('/customers/cus_abc123?tab=usage')]
    for (const answer of [one, two]) {
      expect(answer.statusCode).toBe(200)
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      })
      const nonce = /script-src 'nonce-([^']+)'/.exec(String(answer.headers['content-security-policy']))?.[1]
      expect(answer.body.match(/nonce="([^"]+)"/g)).toEqual([`nonce="${nonce}"`, `nonce="${nonce}"`])
    }
    expect(one.body).not.toBe(two.body)
  })
  it('lets no script, frame, form or base of others in', async () => {
    const policy = String((await app.inject('/')).headers['content-security-policy'])
    for (const part of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(part)
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|script-src[^;]*(https?:|\*)/)
  })
  it('keeps hashed files for ever and serves nothing beside them', async () => {
    const file = await app.inject('/assets/a-1.js')
    expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    for (const url of [
      '/assets/../secret.txt',
      '/assets/..%2fsecret.txt',
      '/assets/%2e%2e/secret.txt',
      '/secret.txt',
      '/assets/',
      '/assets/none.js',
      '/api/none',
      '/package.json',
    ])
      expect((await app.inject(url)).body, url).not.toContain('secret')
    for (const url of ['/api/none', '/none.js', '/assets/none.js']) expect((await app.inject(url)).statusCode, url).toBe(404)
  })
  it('shows the logo as a drawing without rights', async () => {
    const logo = await app.inject('/brand/logo')
    expect(logo.headers['content-type']).toMatch(/^image\/svg\+xml/)
    expect(String(logo.headers['content-security-policy'])).toMatch(/default-src 'none'.*sandbox/)
  })
})
