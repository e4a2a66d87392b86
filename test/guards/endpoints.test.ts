import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { patternCodes } from '#rooms/arrangement/presets.rules.ts'
import { sortColumns } from '#rooms/customers/contract.ts'
import { permissions } from '#shared/config.ts'
import type { Endpoint } from '#shared/endpoint.ts'
import { writeCursor } from '#shared/paging.ts'
import { idKinds, type IdKind } from '#shared/ids.ts'
import type { Access, Route } from '#server/serve.ts'
import { readWorkbook } from '../workbook.ts'
import { firstKey, type Answered, type Asked } from '../world.ts'
import { identities, identity, nameOf, openAsking, type Asking } from './asking.ts'
import { declaredEndpoints, testsOf } from './endpoints.ts'

const declared = await declaredEndpoints()
const lineOf = ({ endpoint }: { endpoint: Endpoint }) => endpoint.line
let asking: Asking
beforeAll(async () => {
  asking = await openAsking()
}, 120_000)
afterAll(() => asking.close())

/** Their answer needs what no sample has: a signature, a ticket, a file that an engine built, a picture on somebody's server, a film, an empty portal, a demo, mail that came back, a task that somebody had put off or closed. Their rooms' tests have it. */
const beyondSamples = [
  'POST /account/factors/passkeys',
  'GET /digests/preview/html',
  'POST /exports/:id/tickets',
  'GET /exports/files/:ticket',
  'GET /files/:id/media',
  'POST /files/copies',
  'GET /outbox/html',
  'DELETE /outbox/troubles/:id',
  'POST /session/demo',
  'POST /session/factor/passkey',
  'POST /setup',
  'DELETE /tasks/:id/acknowledgement',
  'POST /tasks/:id/reopening',
  'DELETE /tasks/:id/snooze',
]

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

const said = ({ status, body }: Answered) => (status < 400 || status === 401 || status === 404 ? `${status}` : `${status} ${body.code}`)

describe('every endpoint', () => {
  it('has exactly one route, and every route an endpoint of a contract', () => {
    const { routes } = asking
    expect(unmatched(routes, declared)).toEqual([])
    expect(unmatched(routes.slice(1), declared)).toEqual([`${routes[0]?.endpoint.line}: 0 routes`])
    expect(unmatched([...routes, ...routes.slice(0, 1)], declared)).toEqual([`${routes[0]?.endpoint.line}: 2 routes`])
    expect(unmatched(routes, declared.slice(1))).toEqual([`${declared[0]?.endpoint.line}: in no contract`])
    expect(declared.length).toBeGreaterThan(30)
  })

  it('says who may ask', () => {
    const known: readonly string[] = ['public', 'first-factor', 'signed-in', ...permissions]
    const permissionOf = (access: Access) => (typeof access === 'object' ? access.vendor : access)
    expect(asking.routes.filter(({ access }) => !known.includes(permissionOf(access))).map(lineOf)).toEqual([])
  })

  it('is open to everybody only where that was reviewed', () => {
    expect(asking.routes.filter(({ access }) => access === 'public').map(lineOf)).toEqual([
      'GET /start',
      'POST /session',
      'POST /session/demo',
      'POST /session/unlock',
      'POST /password-resets',
      'POST /password-resets/redemption',
      'POST /invitations/opening',
      'POST /invitations/redemption',
      'POST /setup',
      'POST /unsubscriptions',
      'POST /unsubscriptions/one-click',
      'GET /unsubscriptions/one-click',
    ])
  })

  it('is taken from programs that are no page of ours only where that was reviewed', () => {
    expect(asking.routes.filter(({ fromAnywhere }) => fromAnywhere).map(lineOf)).toEqual(['POST /unsubscriptions/one-click'])
  })

  it('is open before the second factor was given only where that was reviewed', () => {
    expect(asking.routes.filter(({ access }) => access === 'first-factor').map(lineOf)).toEqual([
      'DELETE /session',
      'POST /session/factor/totp',
      'POST /session/factor/recovery',
      'POST /session/factor/passkey-challenge',
      'POST /session/factor/passkey',
      'POST /account/factors/totp-offer',
      'PUT /account/factors/totp',
      'POST /account/factors/passkey-offer',
      'POST /account/factors/passkeys',
    ])
  })

  it('changes nothing while staff look at the portal as somebody, but where that was reviewed', () => {
    expect(asking.routes.filter(({ whileViewing }) => whileViewing).map(lineOf)).toEqual([
      'DELETE /session',
      // This, and the last two, are counted of members alone: of whoever looks on nothing is written, so that no page has to know.
      'POST /room-use/beats',
      'POST /links/openings',
      'DELETE /session/view',
      'POST /rooms/:id/blocks/:blockId/clicks',
      'PUT /rooms/:id/blocks/:blockId/watched',
    ])
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
    const wrong: string[] = []
    const count = { cells: 0, answered: 0 }
    for (const { endpoint } of declared) {
      const answers: { name: string; answer: string }[] = []
      for (const who of identities) answers.push({ name: who.name, answer: said(await asking.askAs(who, endpoint)) })
      count.cells += answers.length
      count.answered += answers.filter(({ answer }) => answer.startsWith('2')).length
      const route = asking.routeOf(endpoint)
      for (const { name, answer } of answers) if (!isThinkable(route, name, answer)) wrong.push(`${endpoint.line} as ${name}: ${answer}`)
      const alike = [...Map.groupBy(answers, ({ answer }) => answer)].toSorted(([a], [b]) => (a < b ? -1 : 1))
      lines.push(
        `${endpoint.line}  (${nameOf(route.access)})`,
        ...alike.map(([answer, names]) => `  ${answer}: ${names.map(({ name }) => name).join('; ')}`),
        '',
      )
    }
    const covered = asking.routes.filter(({ endpoint }) => declared.some((one) => one.endpoint === endpoint)).length
    process.stdout.write(
      `Endpoints x identities: ${declared.length} x ${identities.length} = ${count.cells} cells, ${count.answered} answered and ${count.cells - count.answered} refused; ` +
        `routes covered: ${covered}, not covered: ${asking.routes.length - covered}\n`,
    )
    expect(wrong).toEqual([])
    await expect(lines.join('\n')).toMatchFileSnapshot('__snapshots__/endpoints.txt')
  }, 240_000)

  it('works for somebody: a request that its contract accepts is answered', async () => {
    const works: string[] = []
    for (const { endpoint } of declared)
      if ((await asking.askAs(await asking.whoMay(endpoint), endpoint)).status < 400) works.push(endpoint.line)
    expect(declared.map(lineOf).filter((line) => !works.includes(line))).toEqual(beyondSamples)
  }, 120_000)

  it('never answers with a key of the database', async () => {
    const leaks: string[] = []
    for (const { endpoint } of declared)
      for (const who of [await asking.whoMay(endpoint), identity('user'), identity('user in reselling')]) {
        const { headers, body: sent, raw } = await asking.askAs(who, endpoint)
        const isWorkbook = `${headers['content-type']}`.includes('spreadsheetml')
        const body = isWorkbook ? [...(await readWorkbook(raw))] : sent
        if (new RegExp(`${String(firstKey).slice(0, 6)}\\d{5}`).test(JSON.stringify(body))) leaks.push(`${endpoint.line}: a key`)
        for (const id of idsIn(body).filter((one) => !shipped.includes(one)))
          if (typeof id !== 'string' || !/^[a-z]{3}_[0-9A-Za-z]{6,24}$/.test(id)) leaks.push(`${endpoint.line}: ${JSON.stringify(id)}`)
      }
    expect(leaks).toEqual([])
  }, 120_000)

  it('refuses keys that its contract does not name', async () => {
    const taken: string[] = []
    for (const { endpoint } of declared) {
      const who = await asking.whoMay(endpoint)
      const query = await asking.askAs(who, endpoint, (asked) => ({ ...asked, query: { ...asked.query, surprise: '1' } }))
      if (query.body.code !== 'request.invalid') taken.push(`${endpoint.line} in its query: ${query.status}`)
      // A file has no keys: what is brought is taken as it is.
      if (endpoint.method === 'GET' || endpoint.upload || asking.routeOf(endpoint).fromAnywhere) continue
      const body = await asking.askAs(who, endpoint, (asked) => ({ ...asked, body: { ...(asked.body as object), surprise: 1 } })) // bodies are objects here
      if (body.body.code !== 'request.invalid') taken.push(`${endpoint.line} in its body: ${body.status}`)
    }
    expect(taken).toEqual([])
  }, 120_000)

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
      const who = await asking.whoMay(endpoint)
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
        const { status } = await asking.askAs(who, endpoint, change)
        if (status >= 500) broken.push(`${endpoint.line} ${key}=${JSON.stringify(value).slice(0, 60)}: ${status}`)
      }
    }
    expect(broken).toEqual([])
  }, 300_000)

  it('takes no plain number, no id of another kind and no text for an id', async () => {
    const taken: string[] = []
    for (const { endpoint } of declared)
      for (const name of Object.keys(endpoint.params?.shape ?? {}).filter((one) => one.toLowerCase().endsWith('id') && one !== ofBlocks))
        for (const id of [
          String(firstKey),
          '1',
          `${kindOf(endpoint, name) === 'psh' ? 'usr' : 'psh'}_8Fk2pQ7x`,
          "cus_' or 1=1",
          `cus_${'a'.repeat(40)}`,
        ]) {
          const answer = await asking.askAs(await asking.whoMay(endpoint), endpoint, (asked) => ({
            ...asked,
            params: { ...asked.params, [name]: id },
          }))
          if (answer.status !== 400) taken.push(`${endpoint.line} ${name}=${id}: ${answer.status}`)
        }
    expect(taken).toEqual([])
  }, 120_000)

  it('answers for what is another’s exactly as for what does not exist', async () => {
    const told: string[] = []
    const { database } = asking.world
    for (const { endpoint } of declared) {
      const kind = kindOf(endpoint)
      const foreign = kind && asking.foreignId(kind)
      // The vendor's administrators arrange what all partner types have: none of it is another's to them.
      const isArranged = ['rom', 'ann', 'kit', 'qac'].includes(kind ?? '') && typeof asking.routeOf(endpoint).access === 'object'
      if (!kind || !foreign || isArranged) continue
      const missing = await database.within({ role: 'pp_session', readOnly: true }, async (tx) => tx.ids.outer(kind, firstKey + 9_999))
      const who = await asking.whoMay(endpoint)
      const answers = []
      for (const id of [missing, foreign]) {
        const { status, body, headers } = await asking.askAs(who, endpoint, (asked) => ({ ...asked, params: { ...asked.params, id } }))
        answers.push(JSON.stringify({ status, body: { ...body, requestId: '' }, headers: { ...headers, date: '', 'content-length': '' } }))
      }
      if (answers[0] !== answers[1] || !answers[0]?.startsWith('{"status":404')) told.push(`${endpoint.line}: ${answers.join(' | ')}`)
    }
    expect(told).toEqual([])
    // There is one queue and one outbox, and an administrator of the vendor sees both, every partner and partnership, and arranges templates,
    // categories and ways to get help for all: none of it is another's.
    const whole = ['rtp', 'trm', 'job', 'mai', 'par', 'psh', 'sch']
    expect([...new Set(declared.map(({ endpoint }) => kindOf(endpoint)))].filter((kind) => kind && !asking.foreignId(kind))).toEqual(whole)
    const ofWhole = declared.filter(({ endpoint }) => whole.includes(kindOf(endpoint) ?? ''))
    expect(ofWhole.filter(({ endpoint }) => typeof asking.routeOf(endpoint).access !== 'object').map(lineOf)).toEqual([])
  }, 120_000)
})

const without = ['nobody', 'signed out', 'frozen']
const half = ['factor to come', 'factor to set up']
const ofVendor = ['administrator', 'administrator, outside', 'manager', 'manager, unassigned']

/** What follows from a route's access alone, so that nobody takes over a snapshot in which it does not hold. */
const isThinkable = ({ access, endpoint, whileViewing }: Route, name: string, answer: string): boolean => {
  if (access === 'public') return answer !== '401' || endpoint.path === '/session'
  if (without.includes(name)) return answer === '401'
  if (half.includes(name)) return access === 'first-factor' || answer === '401'
  if (name.startsWith('administrator as') && endpoint.method !== 'GET' && !whileViewing) return answer === '403 session.view-as-read-only'
  if (typeof access === 'object') return ofVendor.includes(name) || answer === '403 session.not-staff'
  if (access === 'signed-in' || access === 'first-factor') return answer !== '401'
  if (name === 'marketing' && access !== 'kit.read' && access !== 'portal.sign-in') return answer === `403 ${access}-not-granted`
  return (
    !(endpoint.path.startsWith('/customers/:id') && ['other partner', 'user, unassigned', 'admin, other partnership'].includes(name)) ||
    answer === '404'
  )
}

/** A list's items are named by whoever arranges the block, within it. */
const ofBlocks = 'itemId'

/** What the `:id` of an endpoint is of, or another of its parameters. */
const kindOf = ({ params }: Endpoint, name = 'id'): IdKind | undefined => {
  const schema = params?.shape[name]
  if (!schema) return undefined
  const written = z.toJSONSchema(z.object({ id: schema })).properties?.id
  const prefix = typeof written === 'object' ? /^\^(\w{3})_/.exec(written.pattern ?? '')?.[1] : undefined
  return idKinds.find((kind) => kind === prefix)
}

const keysOfBody = ({ body }: Endpoint) => (body instanceof z.ZodObject ? Object.keys(body.shape) : [])

/** The orders that a list can be asked in, where the contract lists them. */
const sortsOf = ({ query }: Endpoint): string[] => {
  if (!query?.shape.sort || !query.shape.cursor) return []
  const sort = z.toJSONSchema(z.object({ sort: query.shape.sort }), { io: 'input' }).properties?.sort
  const listed = typeof sort === 'object' ? sort.enum?.map(String) : undefined
  return listed ?? sortColumns.flatMap((column) => [column, `-${column}`])
}

/** Templates that ship are named by their codes. */
const shipped: readonly unknown[] = patternCodes

const notOurs = ['externalId', 'requestId']
/** The values of every key that is named like an id. */
const idsIn = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null || 'challenge' in value) return [] // what a passkey is asked has names of its own
  if ('id' in value && 'settings' in value) {
    // A block has a uuid, and gives names to its parts.
    const parts = idsIn(value.settings)
    const facts = 'data' in value ? idsIn(value.data).filter((id) => !parts.includes(id)) : []
    return z.uuid().safeParse(value.id).success ? facts : [value.id, ...facts]
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    /^id$|Id$/.test(key) && !notOurs.includes(key) && inner !== null ? [inner] : idsIn(inner),
  )
}
