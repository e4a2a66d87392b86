import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sortColumns } from '#rooms/customers/contract.ts'
import { permissions } from '#shared/config.ts'
import type { Endpoint } from '#shared/endpoint.ts'
import { writeCursor } from '#shared/paging.ts'
import type { Route } from '#server/serve.ts'
import { roomRoutes } from '../../src/rooms.server.ts'
import { readWorkbook } from '../workbook.ts'
import { createWorld, firstKey, type Answered, type Asked, type World } from '../world.ts'
import { arrangeReseller, declaredEndpoints, identities, identity, sampleFor, testsOf, type Identity, type Target } from './endpoints.ts'

const declared = await declaredEndpoints()
const lineOf = ({ endpoint }: { endpoint: Endpoint }) => endpoint.line
let world: World
let routes: Route[]
beforeAll(async () => {
  world = await createWorld()
  await arrangeReseller(world)
  routes = roomRoutes(world.portal)
})
afterAll(() => world.close())

/** Endpoints that do not have exactly one route, and routes whose endpoint no contract declares. */
const unmatched = (given: readonly Route[], contracts: readonly { endpoint: Endpoint }[]): string[] => [
  ...contracts.flatMap(({ endpoint }) => {
    const count = given.filter((route) => route.endpoint === endpoint).length
    return count === 1 ? [] : [`${endpoint.line}: ${count} routes`]
  }),
  ...given
    .filter((route) => !contracts.some(({ endpoint }) => endpoint === route.endpoint))
    .map((route) => `${route.endpoint.line}: in no contract`),
]

const routeOf = (endpoint: Endpoint) => {
  const route = routes.find((one) => one.endpoint === endpoint)
  if (!route) throw new Error(`${endpoint.line} has no route`)
  return route
}

let people = 0
/** The customer with a contact of its own for this one request, which may remove it. */
const targetOf = async (customer: string): Promise<Target> =>
  world.arrange(async (tx) => {
    const found = await tx.first(
      sql<{
        id: number
        partner_id: number
        partnership_id: number
      }>`select id, partner_id, partnership_id from customer where external_id = ${customer}`,
    )
    if (!found) throw new Error(`No customer ${customer}`)
    const name = `Person ${++people}`
    const contact = await tx.first(sql<{ id: number }>`
      insert into contact (partner_id, partnership_id, customer_id, name) values (${found.partner_id}, ${found.partnership_id}, ${found.id}, ${name}) returning id`)
    await tx.rows(sql`delete from contact where name like 'Person %' and name <> ${name}`)
    return {
      customer: tx.ids.outer('cus', found.id),
      contact: tx.ids.outer('con', contact?.id ?? 0),
      partnership: await world.partnership('meridian-mssp'),
    }
  })

const places = new Map<string, Target>()
/** The same for requests that are about nobody in particular. */
const placeOf = async (customer: string): Promise<Target> => {
  const known = places.get(customer) ?? (await targetOf(customer))
  places.set(customer, known)
  return known
}

const cookies = new Map<string, string>()
const cookieOf = async ({ name, as, partnership }: Identity): Promise<string | undefined> => {
  if (as === null) return undefined
  const known = cookies.get(name)
  if (known) return known
  let cookie = await world.signIn(as)
  if (partnership) {
    const moved = await world.send(cookie, 'PUT /session/partnership', { body: { id: await world.partnership(partnership) } })
    cookie = String(moved.headers['set-cookie']).split(';')[0] ?? ''
  }
  cookies.set(name, cookie)
  return cookie
}

const askAs = async (identity: Identity, endpoint: Endpoint, change: (asked: Asked) => Asked = (asked) => asked): Promise<Answered> => {
  const target =
    endpoint.path.includes(':contactId') || endpoint.path.includes('contact-types')
      ? await targetOf(identity.customer)
      : await placeOf(identity.customer)
  const asked = change(sampleFor(world, endpoint, target))
  const answer = await world.send(await cookieOf(identity), endpoint.line, asked)
  if (endpoint.path.startsWith('/session')) cookies.delete(identity.name) // signed out, or moved under a new id
  return answer
}

const said = ({ status, body }: Answered) => (status < 400 || status === 401 || status === 404 ? `${status}` : `${status} ${body.code}`)

/** Somebody for whom the endpoint works, so that what is refused afterwards is refused for the reason that is tested. */
const allowed = new Map<string, Identity>()
const whoMay = async (endpoint: Endpoint): Promise<Identity> => {
  const known = allowed.get(endpoint.line)
  if (known) return known
  const found = (await askAs(identity('admin'), endpoint)).status < 300 ? identity('admin') : identity('admin in reselling')
  allowed.set(endpoint.line, found)
  return found
}

describe('every endpoint', () => {
  it('has exactly one route, and every route an endpoint of a contract', () => {
    expect(unmatched(routes, declared)).toEqual([])
    expect(unmatched(routes.slice(1), declared)).toEqual([`${routes[0]?.endpoint.line}: 0 routes`])
    expect(unmatched([...routes, ...routes.slice(0, 1)], declared)).toEqual([`${routes[0]?.endpoint.line}: 2 routes`])
    expect(unmatched(routes, declared.slice(1))).toEqual([`${declared[0]?.endpoint.line}: in no contract`])
    expect(declared.length).toBeGreaterThan(30)
  })

  it('says who may ask', () => {
    const known: readonly string[] = ['public', 'signed-in', ...permissions]
    expect(routes.filter(({ access }) => !known.includes(access)).map(lineOf)).toEqual([])
  })

  it('is open to everybody only where that was reviewed', () => {
    expect(routes.filter(({ access }) => access === 'public').map(lineOf)).toEqual(['GET /start', 'POST /session', 'POST /session/demo'])
  })

  it('is known to the browser’s typed calls', async () => {
    const listed = await readFile('src/rooms.endpoints.ts', 'utf8')
    expect([...new Set(declared.map(({ contract }) => contract))].filter((contract) => !listed.includes(`| typeof ${contract}\n`))).toEqual(
      [],
    )
  })

  it('is named in a test of its own room', async () => {
    const missing: string[] = []
    for (const { room, endpoint } of declared) {
      const text = await testsOf(room)
      if (!["'", '`', '"'].some((quote) => text.includes(`${quote}${endpoint.line}${quote}`))) missing.push(`${room}: ${endpoint.line}`)
    }
    expect(missing).toEqual([])
  })

  it('answers each identity as reviewed', async () => {
    const lines: string[] = []
    for (const { endpoint } of declared) {
      const answers: { name: string; answer: string }[] = []
      for (const who of identities) answers.push({ name: who.name, answer: said(await askAs(who, endpoint)) })
      const alike = [...Map.groupBy(answers, ({ answer }) => answer)].toSorted(([a], [b]) => (a < b ? -1 : 1))
      lines.push(
        `${endpoint.line}  (${routeOf(endpoint).access})`,
        ...alike.map(([answer, names]) => `  ${answer}: ${names.map(({ name }) => name).join('; ')}`),
        '',
      )
    }
    await expect(lines.join('\n')).toMatchFileSnapshot('__snapshots__/endpoints.txt')
  }, 120_000)

  it('works for somebody: a request that its contract accepts is answered', async () => {
    const works: string[] = []
    for (const { endpoint } of declared) if ((await askAs(await whoMay(endpoint), endpoint)).status < 300) works.push(endpoint.line)
    expect(declared.map(lineOf).filter((line) => !works.includes(line))).toEqual(['POST /session/demo'])
  })

  it('never answers with a key of the database', async () => {
    const leaks: string[] = []
    for (const { endpoint } of declared)
      for (const who of [await whoMay(endpoint), identity('user'), identity('user in reselling')]) {
        const { status, body: sent, raw } = await askAs(who, endpoint)
        const body = endpoint.file && status === 200 ? [...(await readWorkbook(raw))] : sent
        if (new RegExp(`${String(firstKey).slice(0, 6)}\\d{5}`).test(JSON.stringify(body))) leaks.push(`${endpoint.line}: a key`)
        for (const id of idsIn(body))
          if (typeof id !== 'string' || !/^[a-z]{3}_[0-9A-Za-z]{6,24}$/.test(id)) leaks.push(`${endpoint.line}: ${JSON.stringify(id)}`)
      }
    expect(leaks).toEqual([])
  }, 60_000)

  it('refuses keys that its contract does not name', async () => {
    const taken: string[] = []
    for (const { endpoint } of declared) {
      const who = await whoMay(endpoint)
      const query = await askAs(who, endpoint, (asked) => ({ ...asked, query: { ...asked.query, surprise: '1' } }))
      if (query.body.code !== 'request.invalid') taken.push(`${endpoint.line} in its query: ${query.status}`)
      if (endpoint.method === 'GET') continue
      const body = await askAs(who, endpoint, (asked) => ({ ...asked, body: { ...(asked.body as object), surprise: 1 } })) // bodies are objects here
      if (body.body.code !== 'request.invalid') taken.push(`${endpoint.line} in its body: ${body.status}`)
    }
    expect(taken).toEqual([])
  }, 60_000)

  it('never breaks, whatever stands in its address or body', async () => {
    const broken: string[] = []
    const wild = [
      '\u0000',
      "'",
      '%',
      '\\',
      '\u{1F642}',
      'x'.repeat(300),
      '',
      '-1',
      '1.5',
      '1e309',
      'NaN',
      '[]',
      '0000-01-01',
      '2026-02-31',
      '9999-12-31',
      '0001-01-01',
      '0000-01',
      '9999-12',
      '9223372036854775808',
    ]
    const markers = [
      writeCursor({ value: null, id: 1 }),
      ...['x', '\u0000', '2026-01-01', '0000-01-01', '9999-12-31', -1, 1.5, 9e15, 1e300].map((value) =>
        writeCursor({ value, id: 2 ** 52 }),
      ),
    ]
    for (const { endpoint } of declared) {
      const who = await whoMay(endpoint)
      const changes = [
        ...Object.keys(endpoint.query?.shape ?? {}).flatMap((key) =>
          (key === 'cursor' ? markers : wild).map((value) => ({
            key,
            value,
            change: (asked: Asked): Asked => ({ ...asked, query: { ...asked.query, [key]: value } }),
          })),
        ),
        ...sortsOf(endpoint).flatMap((sort) =>
          markers.map((cursor) => ({
            key: sort,
            value: cursor,
            change: (asked: Asked): Asked => ({ ...asked, query: { ...asked.query, sort, cursor } }),
          })),
        ),
        ...Object.keys(endpoint.params?.shape ?? {}).flatMap((key) =>
          wild.map((value) => ({ key, value, change: (asked: Asked): Asked => ({ ...asked, params: { ...asked.params, [key]: value } }) })),
        ),
        ...keysOfBody(endpoint).flatMap(
          (key) =>
            [...wild, null, {}, [], [null], 1e308, true].map((value) => ({
              key,
              value,
              change: (asked: Asked): Asked => ({ ...asked, body: { ...(asked.body as object), [key]: value } }),
            })), // bodies are objects here
        ),
      ]
      for (const { key, value, change } of changes) {
        const { status } = await askAs(who, endpoint, change)
        if (status >= 500) broken.push(`${endpoint.line} ${key}=${JSON.stringify(value).slice(0, 60)}: ${status}`)
      }
    }
    expect(broken).toEqual([])
  }, 120_000)

  it('takes no plain number, no id of another kind and no text for an id', async () => {
    const taken: string[] = []
    for (const { endpoint } of declared)
      for (const name of Object.keys(endpoint.params?.shape ?? {}).filter((one) => one.toLowerCase().endsWith('id')))
        for (const id of [String(firstKey), '1', 'psh_8Fk2pQ7x', "cus_' or 1=1", `cus_${'a'.repeat(40)}`]) {
          const answer = await askAs(await whoMay(endpoint), endpoint, (asked) => ({ ...asked, params: { ...asked.params, [name]: id } }))
          if (answer.status !== 400) taken.push(`${endpoint.line} ${name}=${id}: ${answer.status}`)
        }
    expect(taken).toEqual([])
  }, 60_000)

  it('answers for what is another’s exactly as for what does not exist', async () => {
    const told: string[] = []
    const unseen = world.portal.database.within({ role: 'pp_session', readOnly: true }, async (tx) => tx.ids.outer('cus', firstKey + 9_999))
    for (const { endpoint } of declared.filter((one) => one.endpoint.params?.shape.id)) {
      const who = await whoMay(endpoint)
      const [missing, foreign] = [await unseen, await world.customer('oak')]
      const answers = []
      for (const id of [missing, foreign]) {
        const { status, body, headers } = await askAs(who, endpoint, (asked) => ({ ...asked, params: { ...asked.params, id } }))
        answers.push(JSON.stringify({ status, body: { ...body, requestId: '' }, headers: { ...headers, date: '', 'content-length': '' } }))
      }
      if (answers[0] !== answers[1] || !answers[0]?.startsWith('{"status":404')) told.push(`${endpoint.line}: ${answers.join(' | ')}`)
    }
    expect(told).toEqual([])
  }, 60_000)
})

describe('a request that changes something', () => {
  const unsafe = declared.filter(({ endpoint }) => endpoint.method !== 'GET')
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
      const answer = await askAs(await whoMay(endpoint), endpoint, (asked) => ({ ...asked, headers }))
      expect(answer, endpoint.line).toMatchObject({ status: 403, body: { code: 'request.foreign-sender' } })
    }
  })

  it('is taken from our own origin when the browser says no more than that', async () => {
    const { endpoint } = unsafe.find((one) => one.endpoint.line === 'PUT /workspace') ?? { endpoint: undefined }
    if (!endpoint) throw new Error('PUT /workspace is gone')
    const answer = await askAs(await whoMay(endpoint), endpoint, (asked) => ({
      ...asked,
      headers: { 'sec-fetch-site': '', origin: 'http://localhost:3000', host: 'localhost:3000' },
    }))
    expect(answer.status).toBe(204)
  })

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', 'application/xml', ''])(
    'is refused as %o: JSON alone is read',
    async (type) => {
      for (const { endpoint } of unsafe) {
        const answer = await askAs(await whoMay(endpoint), endpoint, (asked) => ({
          ...asked,
          body: asked.body ?? {},
          headers: { 'content-type': type },
        }))
        expect(answer, endpoint.line).toMatchObject({ status: 415, body: { code: 'request.unreadable' } })
      }
    },
  )

  it('is refused from a page that shows another partnership than the session’s', async () => {
    for (const { endpoint } of unsafe.filter((one) => routeOf(one.endpoint).access !== 'public')) {
      const answer = await askAs(await whoMay(endpoint), endpoint, (asked) => ({ ...asked, headers: { 'x-portal-epoch': '77' } }))
      expect(answer, endpoint.line).toMatchObject({ status: 409, body: { code: 'session.partnership-changed' } })
    }
  })

  it('is the only kind that changes anything: after every GET the database holds what it held', async () => {
    const admin = new pg.Client({ connectionString: world.test.adminUrl })
    await admin.connect()
    const content = async () => {
      const { rows } = await admin.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('session', 'contact')`,
      )
      const digests = rows.map(
        ({ name }) => `select '${name}' as name, md5(coalesce(string_agg(t::text, ';' order by t::text), '')) as digest from ${name} t`,
      )
      return (await admin.query<{ name: string; digest: string }>(digests.join(' union all '))).rows
    }
    for (const who of identities) await cookieOf(who)
    const before = await content()
    for (const { endpoint } of declared.filter((one) => one.endpoint.method === 'GET'))
      for (const who of identities) await askAs(who, endpoint)
    expect(await content()).toEqual(before)
    await admin.end()
  }, 60_000)
})

describe('a session', () => {
  const guarded = () => declared.filter(({ endpoint }) => routeOf(endpoint).access !== 'public')

  it.each(['made up', 'A'.repeat(43), `'; drop table session; --`, ''])('that nobody opened is nobody: %o', async (id) => {
    for (const { endpoint } of guarded()) {
      const asked = sampleFor(world, endpoint, await targetOf('alder'))
      expect(await world.send(`pp_sid=${encodeURIComponent(id)}`, endpoint.line, asked), endpoint.line).toMatchObject({
        status: 401,
        body: { code: 'session.none' },
      })
    }
  })

  it('of another realm or name is nobody', async () => {
    const cookie = await world.signIn('anna')
    for (const name of ['pp_demo_sid', '__Host-pp_sid', 'pp_SID'])
      expect((await world.send(cookie.replace('pp_sid', name), 'GET /customers')).status, name).toBe(401)
  })
})

describe('an answer', () => {
  it('is never kept by a cache, and an error is a problem with an id and no trace of the inside', async () => {
    for (const { endpoint } of declared)
      for (const one of [identity('marketing'), await whoMay(endpoint)]) {
        const { status, headers, body, raw } = await askAs(one, endpoint)
        expect(headers, endpoint.line).toMatchObject({
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
        })
        if (status < 400) continue
        expect(headers['content-type'], endpoint.line).toMatch(/^application\/problem\+json/)
        expect(Object.keys(body).toSorted(), endpoint.line).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type'])
        expect(raw.toString(), endpoint.line).not.toMatch(/select |node_modules|\.ts:|pp_full|partner_id/)
      }
  }, 60_000)

  it('to what is no address is the same 404, under /api and not', async () => {
    for (const line of ['GET /nothing', 'POST /customers', 'DELETE /start', 'GET /customers/x/y/z'])
      expect(await world.ask('anna', line), line).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })
})

const keysOfBody = ({ body }: Endpoint) => (body instanceof z.ZodObject ? Object.keys(body.shape) : [])

/** The orders that a list can be asked in, where the contract lists them. */
const sortsOf = ({ query }: Endpoint): string[] => {
  if (!query?.shape.sort || !query.shape.cursor) return []
  const sort = z.toJSONSchema(z.object({ sort: query.shape.sort }), { io: 'input' }).properties?.sort
  const listed = typeof sort === 'object' ? sort.enum?.map(String) : undefined
  return listed ?? sortColumns.flatMap((column) => [column, `-${column}`])
}

/** The values of every key that is named like an id. */
const idsIn = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    /^id$|Id$/.test(key) && key !== 'externalId' && key !== 'requestId' && inner !== null ? [inner] : idsIn(inner),
  )
}
