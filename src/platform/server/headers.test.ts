import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '#shared/problem.ts'
import { answerProblems } from './app.ts'
import { protectReplies, reportsPath } from './headers.ts'
import { createHttp } from './http.ts'
import { mountReports } from './reports.ts'
import { mountWeb } from './web.ts'

const lines: Record<string, unknown>[] = []
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) }) // pino writes objects
const told = () => lines.filter(({ msg }) => String(msg).includes('refused something'))

let clock = 0
const openPortal = async (folder: string, isSecure: boolean) => {
  const app = createHttp(log, { unready: async () => undefined }, { isSecure })
  answerProblems(app)
  protectReplies(app, { isSecure })
  mountReports(app, () => clock)
  app.get('/api/data', async () => ({ a: 1 }))
  app.get('/api/kept', async (_request, reply) => reply.header('cache-control', 'public, max-age=60').send({ a: 1 }))
  app.get('/api/file', async (_request, reply) => reply.type('application/zip').send(Readable.from(['x'])))
  app.get('/api/problem', async () => Promise.reject(new Problem('a.b', 409, { publicMessage: 'No.' })))
  app.get('/api/bug', async () => Promise.reject(new Error('bug')))
  await mountWeb(app, folder, { isSecure })
  return { app, base: await app.listen({ port: 0, host: '127.0.0.1' }) }
}

let folder: string
let plain: Awaited<ReturnType<typeof openPortal>>
let secure: Awaited<ReturnType<typeof openPortal>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-headers-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__"></script>')
  await writeFile(join(folder, 'assets', 'a-1.js'), 'export {}')
  plain = await openPortal(folder, false)
  secure = await openPortal(folder, true)
})
afterAll(async () => {
  await plain.app.close()
  await secure.app.close()
  await rm(folder, { recursive: true })
})

const kinds = {
  'the page': '/',
  'an address of the app': '/customers/cus_1',
  data: '/api/data',
  'data that would be kept': '/api/kept',
  'a file': '/api/file',
  'a problem': '/api/problem',
  'a bug': '/api/bug',
  'nothing there': '/api/none',
  'nothing there, outside': '/none.js',
  'an address that is none': '/%zz',
  'a method that is none of its': '/api/reports/csp',
  health: '/livez',
} as const

describe.each(Object.entries(kinds))('%s', (_kind, path) => {
  it('says what it is, whose it is and that nobody keeps it', async () => {
    const { headers } = await fetch(plain.base + path)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'/)
    expect([headers.get('server'), headers.get('x-powered-by'), headers.get('access-control-allow-origin')]).toEqual([null, null, null])
  })
  it('binds browsers to https for two years where people come by it, and only there', async () => {
    expect((await fetch(plain.base + path)).headers.get('strict-transport-security')).toBeNull()
    if (path === '/%zz') return // made before the app's own words; every other reply has bound the browser by then
    expect((await fetch(secure.base + path)).headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
  })
})

describe('the page', () => {
  it('stands alone and may use nothing that it does not need', async () => {
    const { headers } = await fetch(plain.base)
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('permissions-policy')).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\).*publickey-credentials-get=\(self\)/)
  })
  it('says where to complain, in the words that its browser heeds over http and over https', async () => {
    const [http, https] = [await fetch(plain.base), await fetch(secure.base)]
    expect(http.headers.get('content-security-policy')).toMatch(/; report-uri \/api\/reports\/csp$/)
    expect(http.headers.get('content-security-policy')).not.toContain('report-to')
    expect(http.headers.get('reporting-endpoints')).toBeNull()
    expect(https.headers.get('content-security-policy')).toMatch(/; report-to csp; report-uri \/api\/reports\/csp$/)
    expect(https.headers.get('reporting-endpoints')).toBe('csp="/api/reports/csp"')
  })
  it('takes style and script from nowhere but itself', async () => {
    const policy = (await fetch(plain.base)).headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/style-src-attr 'none'/)
    expect(policy).toMatch(/require-trusted-types-for 'script'/)
    expect(policy).not.toMatch(/unsafe|data:|https?:|\*/)
  })
})

it('the page may show those pages of others that the deployment names, and no others', async () => {
  const app = createHttp(log, { unready: async () => undefined }, { isSecure: false })
  await mountWeb(app, folder, { isSecure: false, frames: ['https://player.vimeo.com', 'https://charts.example.com'] })
  const { headers } = await app.inject('/')
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("; frame-src 'self' https://player.vimeo.com https://charts.example.com; ")
  expect(policy.match(/https:/g)).toHaveLength(2)
  expect(headers['permissions-policy']).toContain('fullscreen=(self "https://player.vimeo.com" "https://charts.example.com")')
  await app.close()
})

it('a hashed file may be kept for ever', async () => {
  const { headers } = await fetch(`${plain.base}/assets/a-1.js`)
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

describe(`POST ${reportsPath}`, () => {
  const send = (body: unknown, type: string) =>
    fetch(plain.base + reportsPath, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const older = (uri: string) => ({
    'csp-report': { 'violated-directive': 'img-src', 'blocked-uri': uri, 'document-uri': 'http://p/go#secret' },
  })
  const newer = (url: string) => [
    { type: 'csp-violation', url: 'http://p/', body: { effectiveDirective: 'script-src-elem', blockedURL: url, lineNumber: 7 } },
    { type: 'deprecation', body: {} },
  ]

  it('logs and counts what both kinds of browsers tell, without what an address hides behind ? and #', async () => {
    lines.length = 0
    expect((await send(older('http://evil/a?token=1'), 'application/csp-report')).status).toBe(204)
    expect((await send(newer('inline'), 'application/reports+json')).status).toBe(204)
    expect(told()).toMatchObject([
      { directive: 'img-src', blocked: 'http://evil/a', page: 'http://p/go', sinceStart: 1 },
      { directive: 'script-src-elem', blocked: 'inline', line: 7, sinceStart: 2 },
    ])
    expect(JSON.stringify(lines)).not.toMatch(/token|secret/)
  })
  it.each([
    ['{}', 'application/json', 415],
    ['{}', 'text/plain', 415],
    ['{"csp-report":', 'application/csp-report', 400],
    ['{"a":1}', 'application/csp-report', 400],
    ['[{"type":5}]', 'application/reports+json', 400],
    [`{"csp-report":{"blocked-uri":"${'x'.repeat(20_000)}"}}`, 'application/csp-report', 413],
  ])('answers %.30s as %s with %s', async (body, type, status) => {
    lines.length = 0
    expect((await send(body, type)).status).toBe(status)
    expect(told()).toEqual([])
  })
  it('is the only place that takes reports', async () => {
    const answer = await fetch(`${plain.base}/api/data`, {
      method: 'POST',
      headers: { 'content-type': 'application/csp-report' },
      body: '{}',
    })
    expect(answer.status).toBe(404)
  })
  it('writes short lines, and no more than sixty a minute', async () => {
    clock += 60_000
    lines.length = 0
    const statuses = []
    for (let n = 0; n < 70; n++) statuses.push((await send(older(`http://evil/${'x'.repeat(500)}`), 'application/csp-report')).status)
    expect(statuses.filter((status) => status === 204)).toHaveLength(60)
    expect(statuses.slice(60)).toEqual(Array(10).fill(429))
    expect(Math.max(...told().map(({ blocked }) => String(blocked).length))).toBe(200)
    clock += 1_000
    expect((await send(older('x'), 'application/csp-report')).status).toBe(204)
  })
})
