import { createHash } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { takeContacts } from '#rooms/contacts/intake.actions.ts'
import { takeCustomers, takeTags } from '#rooms/customers/intake.actions.ts'
import { takeOrders } from '#rooms/orders/intake.actions.ts'
import { takeAssignments, takeMemberships, takeStaffPartners, takeUsers } from '#rooms/partners/people.actions.ts'
import { takePartners, takePartnershipProducts, takePartnerships } from '#rooms/partners/intake.actions.ts'
import { takeUsage } from '#rooms/usage/intake.actions.ts'
import { asActor, systemActor } from '#server/access.ts'
import { mountPortal } from '#server/app.ts'
import { openDatabase, type Database, type Tx } from '#server/db.ts'
import { claimDatabase, type Portal } from '#server/deployment.ts'
import type { IntakeContext } from '#server/intake.ts'
import { openKeyring } from '#server/keys.ts'
import { hashPassword, ordinaryCost } from '#server/password.ts'
import { hashOf } from '#server/session-id.ts'
import { tokenOf, visitOfId } from '#server/session.ts'
import { parseConfig, type PortalConfig } from '#shared/config.ts'
import { addDays, addMonths } from '#shared/dates.ts'
import defaultConfig from '../portal.config.ts'
import { preparePortal } from '../src/rooms.first.ts'
import { roomRoutes } from '../src/rooms.server.ts'
import { copyPrepared, withClient, type TestDatabase } from './database.ts'
import { memoryFiles } from './files.ts'

/**
 * The cast. Meridian is an MSSP that also holds a reseller partnership; Ostrea is a reseller of its own.
 *   anna    Admin of Meridian, both partnerships        omar   Admin of Ostrea
 *   uma     User of Meridian, sees Alder and Birch only  mark   Marketing at Meridian
 *   nils    Notifications at Meridian, can't sign in
 *   vera    vendor administrator                          pavel  partner manager, assigned to Meridian
 *   pia     partner manager without any partner
 */
export const cast = ['anna', 'uma', 'mark', 'nils', 'omar', 'vera', 'pavel', 'pia'] as const
export type Name = (typeof cast)[number]
export const password = 'a long enough passphrase'

// Tests hash thousands of passwords; what a guess costs is password.test.ts's matter.
Object.assign(ordinaryCost, { memoryKib: 64, passes: 1 })

/** Noon UTC of an ordinary Wednesday: the cycle 26 May to 25 June is open. */
export const worldNow = Temporal.Instant.from('2026-06-10T12:00:00Z')
export const worldToday = '2026-06-10'

export type Asked = {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  /** A file that is brought, instead of a body. */ bytes?: Uint8Array
  headers?: Record<string, string>
}
// Tests read replies as what they are on the wire: JSON of which each test names the part that it promises.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answered = { status: number; body: any; headers: Record<string, unknown>; raw: Buffer }

export type World = {
  database: Database
  config: PortalConfig
  portal: Portal
  app: FastifyInstance
  test: TestDatabase
  /** Sets the clock for what follows. */
  setNow(now: Temporal.Instant): void
  /** Runs as the system, for arranging. */
  arrange<T>(work: (tx: Tx, context: IntakeContext) => Promise<T>): Promise<T>
  /** Signs one of the cast in anew and returns the cookie; staff who have a partner are in its main partnership. */
  signIn(as: Name): Promise<string>
  /** Asks with a cookie of the test's own, or without one. */
  send(cookie: string | undefined, line: string, asked?: Asked): Promise<Answered>
  /** Asks an endpoint as one of the cast (in their main partnership unless they moved), or as nobody. */
  ask(as: Name | null, line: string, asked?: Asked): Promise<Answered>
  /** Moves the person to another of their partnerships, by its external id. */
  move(as: Name, partnership: string): Promise<void>
  /** The outer id of a customer by its external id, and of a partnership. */
  customer(externalId: string): Promise<string>
  partnership(externalId: string): Promise<string>
  close(): Promise<void>
}

/** What may be brought: small, so that too much of it is quickly made. */
export const testUploads = { maxBytes: 2_000_000, partnerBytes: 5_000_000, scanner: null }

/** Keys that are the same in every run. */
export const testKeys = (realm: Portal['realm']) => openKeyring({ keys: [{ kid: 'test', key: Buffer.alloc(32, 7) }] }, realm)

/** The roles ask nobody for a second factor unless a test is about it: the cast signs in with a password alone. */
const withoutFactors = (config: PortalConfig): PortalConfig => ({
  ...config,
  roles: config.roles.map((role) => ({ ...role, secondFactor: 'optional' })),
})

/** A portal over a database of its own with the cast in it. */
export const createWorld = async ({
  config: written = defaultConfig,
  asksFactors = false,
}: { config?: unknown; asksFactors?: boolean } = {}): Promise<World> => {
  const parsed = parseConfig(written)
  const config = asksFactors ? parsed : withoutFactors(parsed)
  const test = await copyPrepared(`world_${createHash('md5').update(JSON.stringify(config)).digest('hex')}`, (empty) =>
    prepareWorld(empty, config),
  )
  const database = openDatabase({ url: test.url, maxConnections: 4, statementTimeoutSeconds: 60 })
  let now = worldNow
  const portal: Portal = {
    config, database, realm: 'real', keys: testKeys('real'), files: memoryFiles(), uploads: testUploads, origin: 'http://portal.test', now: () => now, demoUrl: null, demoAccounts: [], logo: null,
    session: { idleMinutes: 30, hours: 12, secureCookie: false },
  } // prettier-ignore
  const arrange: World['arrange'] = (work) => asActor(systemActor('test', database), (tx) => work(tx, { config, now }))
  const app = Fastify({ logger: false })
  await mountPortal(app, { portal, routes: roomRoutes(portal) })
  await app.ready()

  const cookies = new Map<Name, string>()
  const send = async (
    cookie: string | undefined,
    line: string,
    { params = {}, query, body, bytes, headers = {} }: Asked = {},
  ): Promise<Answered> => {
    const [method, path = ''] = line.split(' ')
    const visit = cookie && method !== 'GET' ? await visitOfId(portal, hashOf(cookie.slice(cookie.indexOf('=') + 1))) : undefined
    const session = visit?.session ?? visit?.half
    const url = `/api${path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? `:${name}`))}`
    const isStream = headers['accept'] === 'text/event-stream'
    const answer = await app.inject({
      // Of what goes on only the beginning is waited for.
      payloadAsStream: isStream,
      method: method as 'GET', // inject names the methods one by one; lines carry the same ones
      url,
      ...(query ? { query } : {}),
      ...(bytes ? { payload: Buffer.from(bytes) } : body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(bytes ? { 'content-type': 'application/octet-stream' } : body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookie ? { cookie } : {}),
        ...(session ? { 'x-portal-token': tokenOf(portal, session) } : {}),
        ...headers,
      },
    })
    if (isStream) {
      const stream = answer.stream()
      const refusal = answer.statusCode === 200 ? '{}' : (await stream.toArray()).join('')
      answer.raw.res.destroy() // the caller goes away
      return { status: answer.statusCode, body: JSON.parse(refusal), headers: answer.headers, raw: Buffer.from(refusal) }
    }
    const isJson = (answer.headers['content-type'] ?? '').includes('json')
    return {
      status: answer.statusCode,
      body: isJson ? JSON.parse(answer.body) : answer.body,
      headers: answer.headers,
      raw: answer.rawPayload,
    }
  }
  const cookieIn = (as: Name, answer: Answered) => {
    const given = [answer.headers['set-cookie'] ?? []].flat().map(String)
    const cookie = given.findLast((one) => /^pp\w*_sid=/.test(one))?.split(';')[0] // of a name, a browser keeps the last
    if (answer.status !== 200 || !cookie) throw new Error(`${as} could not sign in: ${JSON.stringify(answer.body)}`)
    return cookie
  }
  const choose = async (as: Name, cookie: string, externalId: string) =>
    cookieIn(as, await send(cookie, 'PUT /session/partnership', { body: { id: await partnership(externalId) } }))
  const signIn = async (as: Name) => {
    const cookie = cookieIn(as, await send(undefined, 'POST /session', { body: { email: emailOf(as), password } }))
    // Staff begin nowhere; the tests' ordinary case is that they look at Meridian's main partnership.
    return as === 'vera' || as === 'pavel' ? choose(as, cookie, 'meridian-mssp') : cookie
  }
  const cookieOf = async (as: Name) => {
    const cookie = cookies.get(as) ?? (await signIn(as))
    cookies.set(as, cookie)
    return cookie
  }
  const outer = (kind: 'cus' | 'psh', table: 'customer' | 'partnership', externalId: string) =>
    arrange(async (tx) => {
      const row = await tx.first(sql<{ id: number }>`select id from ${sql.table(table)} where external_id = ${externalId}`)
      if (!row) throw new Error(`No ${table} ${externalId}`)
      return tx.ids.outer(kind, row.id)
    })
  const partnership = (externalId: string) => outer('psh', 'partnership', externalId)

  return {
    database, config, portal, app, test, arrange, signIn, send,
    setNow: (later) => void (now = later),
    ask: async (as, line, asked) => send(as === null ? undefined : await cookieOf(as), line, asked),
    move: async (as, externalId) => {
      cookies.set(as, await choose(as, await cookieOf(as), externalId))
    },
    customer: (externalId) => outer('cus', 'customer', externalId),
    partnership,
    close: async () => {
      await app.close()
      await database.close()
      await test.drop()
    },
  } // prettier-ignore
}

/** Keys begin so high that a number in an answer can be told for a key that leaked. */
export const firstKey = 71_300_000_001

const prepareWorld = async (empty: TestDatabase, config: PortalConfig) => {
  await withClient(empty.adminUrl, async (admin) => {
    await admin.query(
      `select setval(c.oid, $1, false) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and c.relname <> 'applied_migration_id_seq'`,
      [firstKey],
    )
    // The same in every run, as it is random otherwise: whether a made-up id could be one depends on it.
    await admin.query(`insert into deployment (realm, id_key) values ('real', 'the key of tests')`)
  })
  const database = openDatabase({ url: empty.url, maxConnections: 1, statementTimeoutSeconds: 60 })
  await claimDatabase(database, 'real')
  await preparePortal({ database, config })
  await asActor(systemActor('test', database), (tx) => populate(tx, { config, now: worldNow }))
  await database.close()
}

export const emailOf = (name: Name) => `${name}@${staff.has(name) ? 'vendor' : name === 'omar' ? 'ostrea' : 'meridian'}.example`
const staff = new Set<Name>(['vera', 'pavel', 'pia'])

const populate = async (tx: Tx, context: IntakeContext) => {
  await takePartners(tx, [
    { externalId: 'meridian', name: 'Meridian Managed Security', type: 'mssp', tier: 'Gold', country: 'SE' },
    { externalId: 'ostrea', name: 'Ostrea Resale', type: 'reseller', tier: 'Silver', country: 'FI' },
  ], context) // prettier-ignore
  await takePartnerships(tx, partnerships, context)
  await takePartnershipProducts(tx, [
    { partner: 'meridian', partnership: 'meridian-mssp', product: 'NET', validFrom: '2025-01-01', commitment: 500, unitPriceMinor: 120 },
    { partner: 'meridian', partnership: 'meridian-mssp', product: 'WEB', validFrom: '2025-01-01', unitPriceMinor: 2500 },
  ], context) // prettier-ignore
  await takeCustomers(tx, customers, context)
  await populatePeople(tx, context)
  await takeTags(tx, [{ partner: 'meridian', partnership: 'meridian-mssp', customer: 'alder', label: 'Key account' }], context)
  await takeUsage(tx, usage(), context)
  await takeOrders(tx, orders, context)
  await takeContacts(tx, [
    { partner: 'meridian', partnership: 'meridian-mssp', customer: 'alder', name: 'Siv Holm', email: 'siv@alder.example', types: ['sales', 'finance'] },
  ], context) // prettier-ignore
}

const populatePeople = async (tx: Tx, context: IntakeContext) => {
  const hash = await hashPassword(password)
  const vendorRole = { vera: 'administrator', pavel: 'partner-manager', pia: 'partner-manager' } as const
  await takeUsers(tx, cast.map((name) => ({
    email: emailOf(name), name: name[0]?.toUpperCase() + name.slice(1), password: hash,
    ...(name in vendorRole ? { side: 'vendor' as const, vendorRole: vendorRole[name as keyof typeof vendorRole] } : { side: 'partner' as const }), // `in` said so
  })), context) // prettier-ignore
  const meridian = { partner: 'meridian', partnership: 'meridian-mssp' }
  await takeMemberships(tx, [
    { email: emailOf('anna'), ...meridian, role: 'admin', customerScope: 'all' },
    { email: emailOf('anna'), partner: 'meridian', partnership: 'meridian-resale', role: 'admin', customerScope: 'all' },
    { email: emailOf('uma'), ...meridian, role: 'user', customerScope: 'assigned' },
    { email: emailOf('mark'), ...meridian, role: 'marketing', customerScope: 'assigned' },
    { email: emailOf('nils'), ...meridian, role: 'notifications', customerScope: 'assigned' },
    { email: emailOf('omar'), partner: 'ostrea', partnership: 'ostrea-resale', role: 'admin', customerScope: 'all' },
  ], context) // prettier-ignore
  await takeAssignments(
    tx,
    ['alder', 'birch'].map((customer) => ({ email: emailOf('uma'), ...meridian, customer })),
    context,
  )
  await takeStaffPartners(tx, [{ email: emailOf('pavel'), partner: 'meridian' }], context)
}

const partnerships = [
  {
    partner: 'meridian', externalId: 'meridian-mssp', model: 'mssp', name: 'Meridian MSSP Nordics', region: 'Nordics', currency: 'EUR',
    timeZone: 'Europe/Stockholm', cycleStartDay: 26, cycleNamedBy: 'end' as const, activeFrom: '2024-01-01', isMain: true,
  },
  {
    partner: 'meridian', externalId: 'meridian-resale', model: 'reseller', name: 'Meridian Resale UK', region: 'United Kingdom', currency: 'GBP',
    timeZone: 'Europe/London', cycleStartDay: 1, cycleNamedBy: 'start' as const, activeFrom: '2024-06-01', isMain: false,
  },
  {
    partner: 'ostrea', externalId: 'ostrea-resale', model: 'reseller', name: 'Ostrea Resale', region: 'Finland', currency: 'EUR',
    timeZone: 'Europe/Helsinki', cycleStartDay: 1, cycleNamedBy: 'start' as const, activeFrom: '2024-01-01', isMain: true,
  },
] // prettier-ignore

const customerOf = (partner: string, partnership: string, externalId: string, name: string, state: 'paying' | 'trial' | 'archived' = 'paying') => ({
  partner, partnership, externalId, name, country: 'SE', state, since: '2025-02-01',
}) // prettier-ignore

const customers = [
  customerOf('meridian', 'meridian-mssp', 'alder', 'Alder Bank'),
  customerOf('meridian', 'meridian-mssp', 'birch', 'Birch Logistics'),
  customerOf('meridian', 'meridian-mssp', 'cedar', 'Cedar Health'),
  customerOf('meridian', 'meridian-mssp', 'dogwood', 'Dogwood Trial', 'trial'),
  customerOf('meridian', 'meridian-resale', 'elm', 'Elm & Sons'),
  customerOf('meridian', 'meridian-resale', 'fir', '=Fir Holdings'),
  customerOf('ostrea', 'ostrea-resale', 'oak', 'Oak Foods'),
]

/** Two months of daily values ending on the world's today; Alder peaks at 240 on 5 June. */
const usage = () =>
  Array.from({ length: 60 }, (_, back) => addDays(worldToday, -back)).flatMap((day) =>
    [
      { customer: 'alder', product: 'NET', value: day === '2026-06-05' ? 240 : 200 },
      { customer: 'birch', product: 'NET', value: 100 },
      { customer: 'cedar', product: 'NET', value: 90 },
      { customer: 'alder', product: 'WEB', value: 12 },
    ].map((row) => ({ partner: 'meridian', partnership: 'meridian-mssp', day, ...row })),
  )

const orderOf = (partner: string, partnership: string, customer: string, number: string, recurringMinor: number, startsOn: string, currency: string) => ({
  partner, partnership, customer, externalId: number, status: 'active' as const, placedOn: startsOn,
  lines: [{
    lineNumber: 1, product: 'NET', quantity: 100, currency, recurringMinor, oneOffMinor: 0, rate: '1', termMonths: 12,
    startsOn, endsOn: addDays(addMonths(startsOn, 12), -1), autoRenew: false, noticeDays: 0, status: 'active' as const,
  }],
}) // prettier-ignore

/** Elm renews in 20 days, Fir in about half a year. */
const orders = [
  orderOf('meridian', 'meridian-resale', 'elm', 'PO-1001', 1_200_000, '2025-07-01', 'GBP'),
  orderOf('meridian', 'meridian-resale', 'fir', 'PO-1002', 480_000, '2025-12-15', 'GBP'),
  orderOf('ostrea', 'ostrea-resale', 'oak', 'PO-2001', 900_000, '2026-01-01', 'EUR'),
]
