import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, emailOf, password, type World } from './world.ts'
import { roomRoutes } from '../src/rooms.server.ts'
import { mountPortal } from '#server/app.ts'
import { createHttp } from '#server/http.ts'

let world: World
let folder: string
const apps: Record<'trusted' | 'untrusted', FastifyInstance | undefined> = { trusted: undefined, untrusted: undefined }
beforeAll(async () => {
  world = await createWorld()
  folder = await mkdtemp(join(tmpdir(), 'portal-proxies-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__"></script>')
  for (const [name, trustedProxies] of [['trusted', ['127.0.0.1']], ['untrusted', []]] as const) {
    const app = createHttp(pino({ level: 'silent' }), { unready: async () => undefined }, { trustedProxies })
    await mountPortal(app, { portal: world.portal, routes: roomRoutes(world.portal), webRoot: folder })
    apps[name] = app
  } // prettier-ignore
})
afterAll(async () => {
  await apps.trusted?.close()
  await apps.untrusted?.close()
  await world.close()
  await rm(folder, { recursive: true })
})

const forged = {
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '443',
  'x-forwarded-prefix': '/evil',
  'x-original-url': '/api/people',
  'x-rewrite-url': '/api/people',
  'x-http-method-override': 'DELETE',
  forwarded: 'for=1.2.3.4;host=evil.example;proto=https',
}

/** All that a reply is, without what is new in each: the nonce, the date, the request's id and a new session's. */
const heard = async (app: FastifyInstance | undefined, line: string, headers: Record<string, string>, body?: unknown) => {
  const [method, url = ''] = line.split(' ')
  const answer = await app?.inject({
    method: method as 'GET', // the lines below have only what inject knows
    url,
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const text = JSON.stringify([answer?.statusCode, answer?.headers, answer?.body])
  return text
    .replaceAll(/nonce-[\w+/=]+|nonce=\\"[^"]+"|[\da-f]{8}-[\da-f-]{27}/g, 'NEW')
    .replaceAll(/"date":"[^"]+"/g, 'NEW')
    .replaceAll(/_(sid|did|dev\w*)=[^;"]+/g, '_$1=NEW')
    .replaceAll(/"(token|lastSeenAt)\\?":\\?"[^"]+"/g, 'NEW')
}

describe.each(['trusted', 'untrusted'] as const)('from a sender that is %s as a proxy', (trust) => {
  it.each([
    ['GET /', 200],
    ['GET /customers/x', 200],
    ['GET /api/start', 200],
    ['GET /api/customers', 200],
    ['GET /api/none', 404],
    ['GET /readyz', 200],
  ] as const)('%s is the same whatever host, protocol, path or method is forged', async (line, status) => {
    const cookie = await world.signIn('anna')
    const honest = await heard(apps[trust], line, { cookie })
    expect(honest.slice(1, 4)).toBe(String(status))
    expect(await heard(apps[trust], line, { cookie, ...forged })).toBe(honest)
    expect(await heard(apps[trust], line, { cookie, ...forged, host: 'evil.example' })).toBe(honest)
    expect(honest).not.toContain('evil')
  })

  it('a sign-in gives the same cookie: https is what the settings say, not what a header does', async () => {
    const json = { 'content-type': 'application/json' }
    const given = { email: emailOf('anna'), password }
    const honest = await heard(apps[trust], 'POST /api/session', json, given)
    expect(honest).toMatch(/pp_sid=NEW/)
    expect(await heard(apps[trust], 'POST /api/session', { ...json, ...forged }, given)).toBe(honest)
  })
})
