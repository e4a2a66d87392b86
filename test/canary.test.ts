import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newPassword } from '#rooms/accounts/accounts.test-kit.ts'
import { mountPortal } from '#server/app.ts'
import { openDatabase, type Database } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { Unopened } from '#server/keys.ts'
import { knownDeviceCookie, knownDeviceOf } from '#server/known-device.ts'
import type { Endpoint } from '#shared/endpoint.ts'
import { demoAccounts } from '../src/demo/accounts.ts'
import { fillDemo } from '../src/demo/fill.ts'
import { roomRoutes } from '../src/rooms.server.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { declaredEndpoints, sampleFor, type Target } from './guards/endpoints.ts'
import { fillTables, listTables } from './guards/rows.ts'
import { readWorkbook } from './workbook.ts'
import { createWorld, emailOf, password, testKeys, worldNow, type Asked, type World } from './world.ts'

/**
 * The demo stands beside a real portal whose every text says that it is real. Both run in this one process, which is closer together than
 * they ever are, so that what a process remembers for all portals would show as well.
 */

const mark = 'CANARY'

/**
 * What holds the configuration's words, numbers, times, a secret's form or an address that people sign in with: a marked one would only
 * stop the real portal.
 */
const coded: Record<string, readonly string[]> = {
  app_user: ['email', 'password', 'locale', 'time_zone', 'side', 'vendor_role'],
  deployment: ['realm', 'id_key'],
  partnership: ['model', 'currency', 'time_zone', 'cycle_named_by'],
  membership: ['role', 'customer_scope'],
  partner_role: ['code', 'permissions', 'reach'],
  session: ['stage', 'portal_type', 'device'],
  customer_summary: ['peaks'],
  partnership_summary: ['peaks'],
  engine_run: ['counts'],
  engine_schedule: ['cron'],
  support_channel: ['time_zone', 'hours', 'partner_types', 'languages'],
  // Whom it is for; with others the rooms would be closed, and nothing of them crawled.
  room: ['partner_type', 'tiers', 'categories', 'stages', 'tags', 'roles', 'unlock_tiers', 'unlock_stages', 'unlock_steps'],
}
const codes = ['product', 'currency', 'type', 'model', 'country', 'state', 'status', 'name_key', 'metric', 'rate', 'external_id']

let real: World
let admin: pg.Client
let demo: { portal: Portal; app: FastifyInstance; database: Database; test: TestDatabase }
let resetSecret = ''
let marked: { columns: string[]; refused: string[] }

beforeAll(async () => {
  real = await createWorld()
  admin = await connected(real.test)
  // Something in every room, before it is marked.
  await real.ask('anna', 'PUT /customers/:id/tags', { params: { id: await real.customer('alder') }, body: { labels: ['Important'] } })
  await real.send(undefined, 'POST /password-resets', { body: { email: emailOf('mark') } })
  const mail = await admin.query<{ path: string }>(`select link_path as path from mail where address = $1`, [emailOf('mark')])
  resetSecret = mail.rows[0]?.path.split('#')[1] ?? ''
  marked = await markTexts()
  demo = await openDemo()
}, 120_000)
afterAll(async () => {
  await admin.end()
  await demo.app.close()
  await demo.database.close()
  await demo.test.drop()
  await real.close()
})

const connected = async ({ adminUrl }: TestDatabase) => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  return client
}

/** Puts the mark into every text of the real database that is free to hold it; returns which took it and which a CHECK kept from it. */
const markTexts = async () => {
  const columns: string[] = []
  const refused: string[] = []
  const tables = await listTables(admin)
  await fillTables(admin, tables) // of nobody's partner, for the tables that the world leaves empty
  await admin.query('set session_replication_role = replica')
  await admin.query(`update kit_version set file_id = null, url = 'https://vendor.example' where number = 1`)
  await admin.query(`update partnership set time_zone = 'UTC' where id < 1000`)
  for (const { name: table, columns: own } of tables)
    for (const { name, type } of own) {
      if (coded[table]?.includes(name) || codes.includes(name)) continue
      const value = {
        text: `'${mark} ${table}.${name} ' || left(md5(ctid::text), 8)`,
        'text[]': `array['${mark} ${table} ${name}']`,
        jsonb: `jsonb_build_object('${mark}', '${mark} ${table} ${name}')`,
        blocks: `jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'kind', 'text', 'width', 'full', 'settings', jsonb_build_object('${mark}', '${mark}')))`,
      }[name === 'blocks' ? 'blocks' : type]
      if (!value) continue
      // A CHECK may want a path or an address, or a column that is empty where another is.
      const ways = [
        value,
        `${value} where ${name} is not null`,
        `'/' || ${value} where ${name} is not null`,
        `'https://' || ${value} where ${name} is not null`,
      ]
      let rows = 0
      for (const way of ways) rows ||= (await admin.query(`update ${table} set ${name} = ${way}`).catch(() => undefined))?.rowCount ?? 0
      ;(rows > 0 ? columns : refused).push(`${table}.${name}`)
    }
  await admin.query('set session_replication_role = origin')
  return { columns, refused }
}

const openDemo = async () => {
  const test = await createTestDatabase()
  const database = openDatabase({ url: test.url, maxConnections: 4, statementTimeoutSeconds: 60 })
  await fillDemo({ database, size: 'small', today: worldNow, config: real.config })
  const portal: Portal = {
    ...real.portal,
    database,
    realm: 'demo',
    keys: testKeys('demo'), // of the same master key, which is worse than it ever is: each realm has one of its own
    origin: 'http://demo.test',
    demoAccounts,
  }
  const app = Fastify({ logger: false })
  await mountPortal(app, { portal, routes: roomRoutes(portal) })
  await app.ready()
  return { portal, app, database, test }
}

type Reply = { status: number; text: string; body: unknown; headers: Record<string, unknown> }

const send = async (app: FastifyInstance, line: string, asked: Asked, headers: Record<string, string>): Promise<Reply> => {
  const [method, path = ''] = line.split(' ')
  const answer = await app.inject({
    method: method as 'GET', // inject names the methods one by one; lines carry the same ones
    url: `/api${path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(asked.params?.[name] ?? `:${name}`))}`,
    ...(asked.query ? { query: asked.query } : {}),
    ...(asked.body === undefined ? {} : { payload: JSON.stringify(asked.body) }),
    headers: { 'sec-fetch-site': 'same-origin', ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  })
  const type = `${answer.headers['content-type']}`
  const sheets = type.includes('spreadsheetml') ? JSON.stringify([...(await readWorkbook(answer.rawPayload))]) : ''
  return {
    status: answer.statusCode,
    text: `${sheets}${answer.body}${JSON.stringify(answer.headers)}`,
    body: type.includes('json') ? JSON.parse(answer.body) : sheets,
    headers: answer.headers,
  }
}

type Visitor = { cookie: string; token: string }

const cookiesIn = ({ headers }: Reply) => [headers['set-cookie'] ?? []].flat().map(String)

const enterDemo = async (email: string): Promise<Visitor> => {
  const entered = await send(demo.app, 'POST /session/demo', { body: { email } }, {})
  const cookie = cookiesIn(entered)[0]?.split(';')[0] ?? ''
  expect(entered.status, email).toBe(200)
  return { cookie, token: (entered.body as { token: string }).token } // the contract's reply
}

const askDemo = ({ cookie, token }: Visitor, line: string, asked: Asked = {}) =>
  send(demo.app, line, asked, { cookie, 'x-portal-token': token })

const declared = await declaredEndpoints()
const gets = declared.map(({ endpoint }) => endpoint).filter(({ method, stream }) => method === 'GET' && !stream)

/** Every id in the text, by its kind, and what opens a file. */
const idsIn = (text: string, known: Map<string, Set<string>>) => {
  for (const [id = '', kind = ''] of text.matchAll(
    /\b(par|psh|usr|cus|con|ses|pky|mai|tsk|tcm|exp|ntf|job|trm|kit|sch|fil|rom|rat|rtp|ann|qac)_[0-9A-Za-z]{6,24}\b/g,
  ))
    known.set(kind, (known.get(kind) ?? new Set()).add(id))
  for (const [, id = ''] of text.matchAll(/"id":"(rom_\w+)","kind":"custom"/g))
    known.set('custom', (known.get('custom') ?? new Set()).add(id))
  for (const [, ticket = ''] of text.matchAll(/"ticket":"([^"]+)"/g)) known.set('ticket', (known.get('ticket') ?? new Set()).add(ticket))
}

const targetOf = (known: Map<string, Set<string>>, at: number): Target => {
  const one = (kind: string) => [...(known.get(kind) ?? [])][at] ?? `${kind}_missing0`
  return {
    customer: one('cus'), contact: one('con'), task: one('tsk'), comment: one('tcm'), export: one('exp'), partnership: one('psh'), partner: one('par'), person: one('usr'), staff: one('usr'),
    session: one('ses'), passkey: one('pky'), mail: one('mai'), job: one('job'), ticket: one('ticket'), proof: { password, code: '000000' }, offeredCode: '000000',
    recoveryCode: '0', invitation: { secret: 'x', passphrase: 'x' }, reset: 'x', unlock: 'x', newPassword, notification: one('ntf'), unsubscribe: 'x'.repeat(30),
    term: one('trm'), industries: [], kitItem: one('kit'), channel: one('sch'), file: one('fil'), room: one('rom'), draftRoom: one('custom'), accessTest: one('rat'), blocksRoom: one('custom'), block: crypto.randomUUID(), arranged: [], announcement: one('ann'), quickAction: one('qac'), actions: [], template: one('rtp'),
  } // prettier-ignore
}

/** Whether it is asked about something that was found before. */
const hasId = ({ params, query }: Endpoint) =>
  Object.keys(params?.shape ?? {}).length > 0 || (query !== undefined && !query.safeParse({}).success)

/**
 * What an engine makes first, and none works here: a built file and a composed letter. What nobody brought: the demo has no files. And the
 * numbers of a goal that is counted by hand, which are asked for by its block.
 */
const beyondCrawl = [
  'GET /exports/files/:ticket',
  'GET /files/:id',
  'GET /files/:id/facts',
  'GET /files/:id/image',
  'GET /files/:id/media',
  'GET /goals/:id/:blockId',
  'GET /outbox/html',
]

/** Asks every GET endpoint as somebody: first those that need no id, then the others about what was found on the way, three of each. */
const crawl = async (ask: (line: string, asked?: Asked) => Promise<Reply>): Promise<{ line: string; reply: Reply }[]> => {
  const seen: { line: string; reply: Reply }[] = []
  const known = new Map<string, Set<string>>()
  const look = async (endpoint: Endpoint, at: number, change = (asked: Asked): Asked => asked) => {
    const reply = await ask(endpoint.line, change(sampleFor(real, endpoint, targetOf(known, at))))
    idsIn(reply.text, known)
    seen.push({ line: endpoint.line, reply })
  }
  for (const endpoint of gets.filter((one) => !hasId(one))) await look(endpoint, 0)
  for (const endpoint of gets.filter(hasId)) for (const at of [0, 1, 2]) await look(endpoint, at)
  for (const endpoint of gets) {
    await look(endpoint, 0, (asked) => ({ ...asked, query: { surprise: mark.toLowerCase() } }))
    if (hasId(endpoint)) await look(endpoint, 99_999)
  }
  for (const line of ['GET /nothing', 'GET /start/x', 'PUT /start']) seen.push({ line, reply: await ask(line) })
  return seen
}

const marksIn = (seen: { line: string; reply: Reply }[]) => seen.filter(({ reply }) => reply.text.includes(mark)).map(({ line }) => line)

/** Every text of every row. */
const contentOf = async (client: pg.Client): Promise<string> => {
  const texts: string[] = []
  for (const { name } of await listTables(client)) {
    const { rows } = await client.query<{ text: string | null }>(`select string_agg(t::text, ' ') as text from ${name} t`)
    texts.push(rows[0]?.text ?? '')
  }
  return texts.join('\n')
}

describe('the demo beside a real portal', () => {
  it('would show it if anything of the real one were in it: the same crawl finds the mark in the real portal', async () => {
    expect(marked.columns.length).toBeGreaterThan(50)
    // Each of these holds one of a few words, which a CHECK lists, a colour, or a code without capitals.
    expect(marked.refused).toEqual([
      'access_link.kind',
      'block_use.deed',
      'customer_summary.worst_severity',
      'digest.frequency',
      'engine_run.outcome',
      'event_log.seal_kid',
      'file.purpose',
      'file_use.kind',
      'follow.object_kind',
      'news.severity',
      'notification.severity',
      'notification.mail',
      'notification_choice.channel',
      'notification_choice.frequency',
      'overview_desk.period',
      'partner_change.field',
      'passkey_challenge.purpose',
      'quick_action.target_kind',
      'room.kind',
      'room.visibility',
      'room.pattern',
      'room_access_test.expects',
      'scan_result.outcome',
      'support_channel.contact_kind',
      'task.category',
      'task.severity',
      'task_event.kind',
      'task_event.severity',
      'term.kind',
      'term.code',
      'term.background',
      'term.foreground',
      'term.phase',
    ])
    for (const who of ['anna', 'vera'] as const) {
      await real.ask(who, 'GET /start')
      const seen = await crawl(async (line, asked) => {
        const { status, body, raw, headers } = await real.ask(who, line, asked)
        const sheets = `${headers['content-type']}`.includes('spreadsheetml') ? JSON.stringify([...(await readWorkbook(raw))]) : ''
        return { status, text: `${sheets}${raw.toString()}`, body, headers }
      })
      const found = marksIn(seen)
      expect(seen.filter(({ reply }) => reply.status >= 500).map(({ line }) => line)).toEqual([])
      expect(new Set(found).size, who).toBeGreaterThan(10)
      expect(found).toEqual(expect.arrayContaining(['GET /start', 'GET /customers', 'GET /customers/:id', 'GET /audit', 'GET /people']))
    }
    expect(await contentOf(admin)).toContain(mark)
  }, 120_000)

  it('has nothing of it in any answer, workbook, file or error that any of its people gets', async () => {
    await provokeMail()
    await provokeExport()
    let answers = 0
    let worked = new Set<string>()
    for (const { email, as } of demoAccounts) {
      const visitor = await enterDemo(email)
      const partnerships = (await askDemo(visitor, 'GET /partnerships')).body as { items: { id: string }[] } // the contract's reply
      const isOfVendor = as.startsWith('vendor')
      for (const { id } of isOfVendor ? [{ id: '' }, ...partnerships.items.slice(0, 2)] : partnerships.items.slice(0, 2)) {
        const there = id === '' ? visitor : await moved(visitor, id)
        const seen = await crawl((line, asked) => askDemo(there, line, asked))
        expect(marksIn(seen), email).toEqual([])
        answers += seen.length
        worked = worked.union(new Set(seen.filter(({ reply }) => reply.status < 400).map(({ line }) => line)))
        visitor.cookie = there.cookie
      }
    }
    const nobody = await crawl((line, asked) => send(demo.app, line, asked ?? {}, {}))
    expect(marksIn(nobody)).toEqual([])
    expect(gets.map(({ line }) => line).filter((line) => !worked.has(line))).toEqual(beyondCrawl)
    process.stdout.write(
      `Canaries: ${marked.columns.length} columns marked, ${answers + nobody.length} answers of the demo read, 0 marks\n`,
    )
  }, 180_000)

  it('has nothing of it in what it writes down and mails', async () => {
    for (let tries = 0; tries < 6; tries++)
      await send(demo.app, 'POST /session', { body: { email: 'alma.sund@demo.example', password: `wrong ${tries}` } }, {})
    const client = await connected(demo.test)
    const { rows } = await client.query<{ mails: string }>('select count(*)::text as mails from mail')
    expect(Number(rows[0]?.mails)).toBeGreaterThan(0)
    const content = await contentOf(client)
    await client.end()
    expect(content).toContain('Alma Sund')
    expect(content).not.toContain(mark)
    expect(content).not.toMatch(/meridian\.example|vendor\.example/)
  }, 60_000)
})

const provokeMail = async () => {
  const ines = await enterDemo('ines.marsh@demo.example')
  const added = await askDemo(ines, 'POST /staff', { body: { name: 'Nova Lind', email: 'nova@demo.example', role: 'partner-manager' } })
  expect(added.status).toBe(200)
}

const provokeExport = async () => {
  const alma = await enterDemo('alma.sund@demo.example')
  const asked = await askDemo(alma, 'POST /exports', { body: { line: 'GET /customers/workbook', query: {} } })
  expect(asked.status).toBe(200)
}

/** Staff and members alike look at another partnership under a new cookie; the token stays. */
const moved = async (visitor: Visitor, id: string): Promise<Visitor> => {
  const answer = await askDemo(visitor, 'PUT /session/partnership', { body: { id } })
  expect(answer.status).toBe(200)
  return { ...visitor, cookie: cookiesIn(answer)[0]?.split(';')[0] ?? '' }
}

describe('what the demo gives out', () => {
  const nameless = ({ cookie }: { cookie: string }) => cookie.slice(cookie.indexOf('=') + 1)

  it('opens nothing in the real portal: a session’s cookie, under either name', async () => {
    const alma = await enterDemo('alma.sund@demo.example')
    expect((await askDemo(alma, 'GET /customers')).status).toBe(200)
    for (const cookie of [alma.cookie, `pp_sid=${nameless(alma)}`]) {
      expect((await real.send(cookie, 'GET /customers')).status).toBe(401)
      expect((await real.send(cookie, 'GET /start')).body.person).toBeNull()
    }
  })

  it('changes nothing there: a page’s token', async () => {
    const { token } = await enterDemo('alma.sund@demo.example')
    const id = await real.customer('alder')
    const answer = await real.ask('anna', 'PUT /customers/:id/tags', {
      params: { id },
      body: { labels: [] },
      headers: { 'x-portal-token': token },
    })
    expect(answer).toMatchObject({ status: 403, body: { code: 'request.no-token' } })
  })

  it('makes no browser known there: the cookie of a browser that somebody signed in with', () => {
    const asked = (cookies: Record<string, string>) => ({ cookies }) as unknown as FastifyRequest // all that is read of it
    const email = emailOf('anna') // whoever runs the demo may give its people any address
    const given = knownDeviceCookie(demo.portal, asked({}), email).split(';')[0] ?? ''
    const value = given.slice(given.indexOf('=') + 1)
    expect(knownDeviceOf(demo.portal, asked({ pp_demo_device: value }), email)).toBeDefined()
    for (const name of ['pp_demo_device', 'pp_device'])
      expect(knownDeviceOf(real.portal, asked({ [name]: value }), email), name).toBeUndefined()
  })

  it('opens no sealed text there, and none of there opens in the demo', () => {
    const [here, there] = [real.portal.keys, demo.portal.keys]
    for (const purpose of ['pw', 'totp'] as const) {
      const sealed = there.seal(purpose, 'demo', 'user 1', Buffer.from('text'))
      expect(there.open(purpose, 'demo', 'user 1', sealed).toString()).toBe('text')
      for (const type of ['demo', 'partner', 'vendor'] as const) {
        expect(() => here.open(purpose, type, 'user 1', sealed), `${purpose} as ${type}`).toThrow(Unopened)
        expect(() => there.open(purpose, type, 'user 1', here.seal(purpose, type, 'user 1', Buffer.from('text'))), purpose).toThrow(
          Unopened,
        )
      }
    }
  })

  it('proves nothing there: a MAC of any purpose', () => {
    const [here, there] = [real.portal.keys, demo.portal.keys]
    for (const purpose of ['portal-token', 'device', 'throttle', 'audit'] as const) {
      expect(there.isMac(purpose, 'text', there.mac(purpose, 'text')), purpose).toBe(true)
      expect(here.isMac(purpose, 'text', there.mac(purpose, 'text')), purpose).toBe(false)
    }
  })

  it('leads nobody to a password there: an invitation’s link and passphrase', async () => {
    const ines = await enterDemo('ines.marsh@demo.example')
    const added = await askDemo(ines, 'POST /staff', { body: { name: 'Otto Berg', email: 'otto@demo.example', role: 'partner-manager' } })
    const { passphrase } = added.body as { passphrase: string } // the contract's reply
    const client = await connected(demo.test)
    const mail = await client.query<{ path: string }>(`select link_path as path from mail where address = 'otto@demo.example'`)
    await client.end()
    const secret = mail.rows[0]?.path.split('#')[1] ?? ''
    expect(secret.length).toBeGreaterThan(40)
    const body = { secret, passphrase, password: newPassword }
    expect(await real.send(undefined, 'POST /invitations/redemption', { body })).toMatchObject({
      status: 403,
      body: { code: 'invitation.refused' },
    })
    expect(await real.send(undefined, 'POST /password-resets/redemption', { body: { secret, password: newPassword } })).toMatchObject({
      status: 403,
      body: { code: 'reset.refused' },
    })
    expect((await send(demo.app, 'POST /invitations/redemption', { body }, {})).status).toBe(200)
  }, 30_000)

  it('names nothing there: an id', async () => {
    const alma = await enterDemo('alma.sund@demo.example')
    const { items } = (await askDemo(alma, 'GET /customers')).body as { items: { id: string }[] } // the contract's reply
    for (const { id } of items) expect((await real.ask('vera', 'GET /customers/:id', { params: { id } })).status).toBe(404)
  })
})

describe('what the real portal gives out', () => {
  it('opens nothing in the demo: a cookie under either name, a token, a password, a reset link', { timeout: 30_000 }, async () => {
    const cookie = await real.signIn('anna')
    for (const given of [cookie, `pp_demo_sid=${cookie.slice(cookie.indexOf('=') + 1)}`])
      expect((await send(demo.app, 'GET /customers', {}, { cookie: given })).status).toBe(401)
    const { token } = (await real.send(cookie, 'GET /start')).body as { token: string } // the contract's reply
    const alma = await enterDemo('alma.sund@demo.example')
    expect(await askDemo({ ...alma, token }, 'PUT /workspace', { body: {} })).toMatchObject({
      status: 403,
      body: { code: 'request.no-token' },
    })
    expect((await send(demo.app, 'POST /session', { body: { email: emailOf('anna'), password } }, {})).status).toBe(401)
    expect(resetSecret.length).toBeGreaterThan(40)
    const body = { secret: resetSecret, password: newPassword }
    expect(await send(demo.app, 'POST /password-resets/redemption', { body }, {})).toMatchObject({
      status: 403,
      body: { code: 'reset.refused' },
    })
    expect((await real.send(undefined, 'POST /password-resets/redemption', { body })).status).toBe(204)
    expect(await contentOf(admin)).not.toContain('demo.example')
  })
})
