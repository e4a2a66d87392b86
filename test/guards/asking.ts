import { sql } from 'kysely'
import pg from 'pg'
import { newPassword } from '#rooms/accounts/accounts.test-kit.ts'
import { unsubscribeToken } from '#rooms/notifications/unsubscribe-token.ts'
import { codeOf } from '#rooms/factors/factors.test-kit.ts'
import { takeAssignments, takeMemberships, takeUsers } from '#rooms/partners/people.actions.ts'
import type { Endpoint } from '#shared/endpoint.ts'
import { newSecret, secretHash } from '#server/out-of-band.ts'
import { hashOf } from '#server/session-id.ts'
import type { Access, Route } from '#server/serve.ts'
import { roomRoutes } from '../../src/rooms.server.ts'
import { createWorld, emailOf, password, type Answered, type Asked, type Name, type World } from '../world.ts'
import { sampleFor, sampleSchedule, type Target } from './endpoints.ts'
import { arrangeMaterial, fileOf, forResellers, outerId } from './material.ts'
import { keepDatabase } from './restore.ts'

/** Who asks, and about whose customer. */
export type Identity = { name: string; customer: string; comeIn: (house: House) => Promise<string | undefined> }
type House = { world: World; admin: pg.Client; codeFor: () => string; cookies: Map<string, string | undefined> }

const email = (name: Name | 'olle') => (name === 'olle' ? 'olle@meridian.example' : emailOf(name))

const cookieFrom = (answer: Answered): string => {
  const given = [answer.headers['set-cookie'] ?? []].flat().map(String)
  const cookie = given.findLast((one) => one.startsWith('pp_sid='))?.split(';')[0]
  if (answer.status >= 300 || !cookie) throw new Error(`No session was opened: ${JSON.stringify(answer.body)}`)
  return cookie
}

/** The password alone. */
const knock = async ({ world }: House, name: Name | 'olle') =>
  cookieFrom(await world.send(undefined, 'POST /session', { body: { email: email(name), password } }))

/** The whole way in; a code counts again although somebody used it a moment ago. */
const enter = async (house: House, name: Name | 'olle', partnership?: string): Promise<string> => {
  const { world, admin, codeFor } = house
  let cookie = await knock(house, name)
  if ((await world.send(cookie, 'GET /start')).body.half) {
    await admin.query('update totp set last_step = 0')
    cookie = cookieFrom(await world.send(cookie, 'POST /session/factor/totp', { body: { code: codeFor() } }))
  }
  if (partnership === undefined) return cookie
  return cookieFrom(await world.send(cookie, 'PUT /session/partnership', { body: { id: await world.partnership(partnership) } }))
}

const as = (name: Name | 'olle', partnership?: string) => (house: House) => enter(house, name, partnership)

/** The same session, about another customer: nobody may have many at once. */
const like =
  (name: string) =>
  async ({ cookies }: House) =>
    cookies.get(name)

const viewing = async (house: House): Promise<string> => {
  const cookie = await enter(house, 'vera', 'meridian-mssp')
  const userId = await outerId(house, 'usr', `select id from app_user where email = '${email('uma')}'`)
  return cookieFrom(await house.world.send(cookie, 'POST /session/view', { body: { userId } }))
}

const enrolling = async (house: House): Promise<string> => {
  const cookie = await enter(house, 'uma')
  await house.admin.query(`update session set stage = 'enrol' where id_hash = $1`, [hashOf(cookie.slice(cookie.indexOf('=') + 1))])
  return cookie
}

/** A cookie that turned up in another browser; the portal ended its session then. */
const frozen = async (house: House): Promise<string> => {
  const agent = (of: string) => ({ 'user-agent': `Mozilla/5.0 (Windows NT 10.0; rv:145.0) ${of}` })
  const credentials = { body: { email: email('uma'), password }, headers: agent('Gecko/20100101 Firefox/145.0') }
  const cookie = cookieFrom(await house.world.send(undefined, 'POST /session', credentials))
  const stolen = await house.world.send(cookie, 'GET /customers', { headers: agent('AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36') })
  if (stolen.body.code !== 'session.frozen') throw new Error(`A copied cookie was taken: ${JSON.stringify(stolen.body)}`)
  return cookie
}

const signedOut = async (house: House): Promise<string> => {
  const cookie = await enter(house, 'anna')
  await house.world.send(cookie, 'DELETE /session')
  return cookie
}

export const identities: readonly Identity[] = [
  { name: 'nobody', customer: 'alder', comeIn: async () => undefined },
  { name: 'admin', customer: 'alder', comeIn: as('anna') },
  { name: 'admin in reselling', customer: 'elm', comeIn: as('anna', 'meridian-resale') },
  { name: 'admin, other partnership', customer: 'alder', comeIn: like('admin in reselling') },
  { name: 'user', customer: 'alder', comeIn: as('uma') },
  { name: 'user, unassigned', customer: 'cedar', comeIn: like('user') },
  { name: 'user in reselling', customer: 'elm', comeIn: as('uma', 'meridian-resale') },
  { name: 'user in reselling, unassigned', customer: 'fir', comeIn: like('user in reselling') },
  { name: 'own role', customer: 'alder', comeIn: as('olle') },
  { name: 'marketing', customer: 'alder', comeIn: as('mark') },
  { name: 'other partner', customer: 'alder', comeIn: as('omar') },
  { name: 'administrator', customer: 'alder', comeIn: as('vera', 'meridian-mssp') },
  { name: 'administrator, outside', customer: 'alder', comeIn: as('vera') },
  { name: 'administrator as the user', customer: 'alder', comeIn: viewing },
  { name: 'administrator as the user, unassigned', customer: 'cedar', comeIn: like('administrator as the user') },
  { name: 'manager', customer: 'alder', comeIn: as('pavel', 'meridian-mssp') },
  { name: 'manager, unassigned', customer: 'alder', comeIn: as('pia') },
  { name: 'factor to come', customer: 'alder', comeIn: (house) => knock(house, 'anna') },
  { name: 'factor to set up', customer: 'alder', comeIn: enrolling },
  { name: 'signed out', customer: 'alder', comeIn: signedOut },
  { name: 'frozen', customer: 'alder', comeIn: frozen },
]

export const identity = (name: string): Identity => {
  const found = identities.find((one) => one.name === name)
  if (!found) throw new Error(`Nobody is called ${name}`)
  return found
}

export type Asking = {
  world: World
  admin: pg.Client
  routes: Route[]
  cookieOf: (who: Identity) => string | undefined
  /** Asks what the endpoint's contract accepts; afterwards the database is what it was. */
  askAs: (who: Identity, endpoint: Endpoint, change?: (asked: Asked) => Asked) => Promise<Answered>
  /** Somebody for whom the endpoint works or gets furthest, so that what is refused afterwards is refused for the reason that is tested. */
  whoMay: (endpoint: Endpoint) => Promise<Identity>
  /** An id of that kind that is another partner's or another person's. */
  foreignId: (kind: string) => string | undefined
  routeOf: (endpoint: Endpoint) => Route
  close: () => Promise<void>
}

/** A world in which everybody has come in already, with something for every endpoint to be about. */
export const openAsking = async (): Promise<Asking> => {
  const world = await createWorld()
  const admin = new pg.Client({ connectionString: world.test.adminUrl })
  await admin.connect()
  await arrangePeople(world)
  await addOwnRole(admin)
  const { house, codes } = await giveFactors(world, admin)
  const { cookies } = house
  for (const one of identities) cookies.set(one.name, await one.comeIn(house))
  const target = await arrangeTargets(house, codes, cookies.get('admin') ?? '')
  const customers = new Map<string, { customer: string; contact: string; task: string; comment: string }>()
  for (const { customer } of identities)
    customers.set(customer, {
      customer: await world.customer(customer),
      contact: await outerId(house, 'con', contactAt(customer)),
      task: await outerId(house, 'tsk', taskAt(customer)),
      comment: await outerId(house, 'tcm', commentAt(customer)),
    })
  const foreign = await foreignIds(house)
  const { restore } = await keepDatabase(admin)

  const routes = roomRoutes(world.portal)
  const routeOf = (endpoint: Endpoint) => {
    const route = routes.find((one) => one.endpoint === endpoint)
    if (!route) throw new Error(`${endpoint.line} has no route`)
    return route
  }
  const cookieOf = ({ name }: Identity) => cookies.get(name)
  const askAs: Asking['askAs'] = async (who, endpoint, change = (asked) => asked) => {
    const about = { ...target, ...customers.get(who.customer) }
    const asked = change(sampleFor(world, endpoint, about))
    // A stream goes on: what it begins with is its answer.
    const headers = endpoint.stream ? { accept: 'text/event-stream', ...asked.headers } : asked.headers
    const answer = await world.send(cookieOf(who), endpoint.line, { ...asked, ...(headers ? { headers } : {}) })
    await restore()
    return answer
  }
  const best = new Map<string, Identity>()
  const whoMay: Asking['whoMay'] = async (endpoint) => {
    const known = best.get(endpoint.line)
    if (known) return known
    let found: { who: Identity; rank: number } | undefined
    for (const name of ['admin', 'admin in reselling', 'administrator', 'administrator, outside', 'factor to come']) {
      const rank = rankOf(await askAs(identity(name), endpoint))
      if (!found || rank < found.rank) found = { who: identity(name), rank }
      if (rank === 0) break
    }
    if (!found) throw new Error('There is somebody in the list')
    best.set(endpoint.line, found.who)
    return found.who
  }
  return {
    world, admin, routes, cookieOf, askAs, whoMay, routeOf,
    foreignId: (kind) => foreign[kind],
    close: async () => {
      await admin.end()
      await world.close()
    },
  } // prettier-ignore
}

export const nameOf = (access: Access) => (typeof access === 'object' ? `vendor’s ${access.vendor}` : access)

/** The lower, the further a request got. */
const rankOf = ({ status, body }: Answered): number => {
  if (status < 300) return 0
  if (
    status === 401 ||
    `${body.code}`.endsWith('-not-granted') ||
    body.code === 'session.no-partnership' ||
    body.code === 'session.not-staff'
  )
    return 3
  return status === 404 ? 2 : 1
}

/** Uma resells as well, for one customer: a restricted person in a partnership whose totals are kept in tables that she can't read. */
const arrangePeople = (world: World) =>
  world.arrange(async (tx, context) => {
    const resale = { email: emailOf('uma'), partner: 'meridian', partnership: 'meridian-resale' }
    await takeMemberships(tx, [{ ...resale, role: 'user', customerScope: 'assigned' }], context)
    await takeAssignments(tx, [{ ...resale, customer: 'elm' }], context)
    // Whom the others look after: nobody has signed in as them yet.
    await takeUsers(tx, [{ email: 'tilda@meridian.example', name: 'Tilda', side: 'partner' }], context)
    await takeUsers(tx, [{ email: 'torvald@vendor.example', name: 'Torvald', side: 'vendor', vendorRole: 'partner-manager' }], context)
    const mssp = { email: 'tilda@meridian.example', partner: 'meridian', partnership: 'meridian-mssp' }
    await takeMemberships(tx, [{ ...mssp, role: 'user', customerScope: 'assigned' }], context)
  })

/** Olle holds a role that his partner made: he reads all customers and their contacts, and nothing else. */
const addOwnRole = async (admin: pg.Client) => {
  await admin.query(`
    insert into partner_role (partner_id, code, label, permissions, reach, copied_from)
      select id, code, code, permissions, 'all', 'user' from partner, (values
        ('own-reader', array['portal.sign-in', 'customer.read', 'contact.read']), ('own-unused', array['portal.sign-in'])) role (code, permissions)
       where external_id = 'meridian';
    insert into app_user (email, name, side, password) select '${email('olle')}', 'Olle', 'partner', password from app_user where email = '${emailOf('anna')}';
    insert into membership (partner_id, partnership_id, user_id, role, customer_scope)
      select m.partner_id, m.partnership_id, u.id, 'own-reader', 'all' from app_user u, membership m join app_user a on a.id = m.user_id
        join partnership p on p.id = m.partnership_id
       where u.email = '${email('olle')}' and a.email = '${emailOf('anna')}' and p.external_id = 'meridian-mssp'`)
}

/** Anna has an app, and a passkey that nobody can sign with; so have those whom others look after. */
const giveFactors = async (world: World, admin: pg.Client) => {
  const secret = { text: '' }
  const house: House = { world, admin, codeFor: () => codeOf(world, secret.text), cookies: new Map() }
  const cookie = await enter(house, 'anna')
  const offered = await world.send(cookie, 'POST /account/factors/totp-offer', { body: { proof: { password } } })
  secret.text = String(offered.body.secret)
  const confirmed = await world.send(cookie, 'PUT /account/factors/totp', { body: { code: house.codeFor() } })
  if (confirmed.status !== 200) throw new Error(`Anna has no app: ${JSON.stringify(confirmed.body)}`)
  await admin.query(`
    insert into passkey (user_id, credential, public_key, sign_count, transports, name, is_synced, since)
      select id, name || 'Credential', '\\x01', 0, '{internal}', name, false, now() from app_user where email = '${emailOf('anna')}';
    insert into second_factor select id, now() from app_user where name in ('Tilda', 'Torvald')`)
  return { house, codes: confirmed.body.codes as string[] } // the contract's reply
}

const contactAt = (customer: string) =>
  `insert into contact (partner_id, partnership_id, customer_id, name)
     select partner_id, partnership_id, id, 'Person of ' || name from customer where external_id = '${customer}' returning id`

/** One for each customer; another identity finds the one that is there. */
const taskAt = (customer: string) =>
  `insert into task (partner_id, partnership_id, customer_id, rule, category, object_key, severity, sub_tab, opened_on)
     select partner_id, partnership_id, id, 'scanner-inactive', 'retention', 'rack', 'high', 'signals', '2026-06-01' from customer where external_id = '${customer}'
     on conflict (partner_id, partnership_id, customer_id, rule, object_key) do update set severity = 'high' returning id`
const commentAt = (customer: string) =>
  `insert into task_comment (partner_id, partnership_id, customer_id, task_id, user_id, user_name, body, at)
     select t.partner_id, t.partnership_id, t.customer_id, t.id, u.id, u.name, 'Called them', '2026-06-10T11:59:00Z'
       from task t join customer c on c.id = t.customer_id, app_user u where c.external_id = '${customer}' and u.email = '${emailOf('anna')}' returning id`

/** What requests are about, and the secrets that only a mail or a mouth tells. */
const arrangeTargets = async (house: House, codes: string[], cookie: string): Promise<Target> => {
  const { world, admin, codeFor } = house
  const person = await outerId(house, 'usr', `select id from app_user where email = 'tilda@meridian.example'`)
  await enter(house, 'anna') // a second session, to be ended
  await admin.query('update totp set last_step = 0')
  const proof = { password, code: codeFor() }
  const offered = await world.send(cookie, 'POST /account/factors/totp-offer', { body: { proof } })
  await admin.query('update totp set last_step = 0')
  const invited = await world.send(cookie, 'POST /people/:id/invitation', { params: { id: person } })
  await world.send(undefined, 'POST /password-resets', { body: { email: emailOf('mark') } })
  const unlock = { secret: newSecret(), key: hashOf('somebody') }
  await admin.query(
    `insert into sign_in_counter (key, user_id, counted_at, unlock_hash, unlock_until) select $1, id, now(), $2, '2999-01-01' from app_user where email = $3`,
    [unlock.key, secretHash(unlock.secret), emailOf('mark')],
  )
  await admin.query(`insert into engine_schedule (name, cron, known_since) values ($1, '0 6 * * *', now())`, [sampleSchedule])
  const isOwn = `s.user_id = (select id from app_user where email = '${emailOf('anna')}')`
  return {
    customer: '',
    contact: '',
    task: '',
    comment: '',
    partnership: await world.partnership('meridian-mssp'),
    person,
    staff: await outerId(house, 'usr', `select id from app_user where email = 'torvald@vendor.example'`),
    session: await outerId(house, 'ses', `select s.id from session s where ${isOwn} order by s.id desc limit 1`),
    passkey: await outerId(house, 'pky', `select s.id from passkey s where ${isOwn}`),
    mail: await outerId(house, 'mai', 'select min(id) as id from mail'),
    job: await outerId(house, 'job', `select id from graphile_worker.add_job('test.waits')`),
    export: await outerId(house, 'exp', exportOf('anna')),
    partner: await outerId(house, 'par', `select id from partner where external_id = 'meridian'`),
    proof,
    offeredCode: codeOf(world, String(offered.body.secret)),
    recoveryCode: codes[0] ?? '',
    invitation: { secret: await mailedTo(world, 'tilda@meridian.example'), passphrase: String(invited.body.passphrase) },
    reset: await mailedTo(world, emailOf('mark')),
    unlock: unlock.secret,
    newPassword,
    notification: await outerId(house, 'ntf', notificationOf('anna')),
    unsubscribe: unsubscribeToken(world.portal, {
      userId: Number((await admin.query(`select id from app_user where email = '${emailOf('anna')}'`)).rows[0]?.id),
      groups: ['tasks'],
    }),
    ticket: 'x'.repeat(43),
    ...(await arrangeMaterial(house)),
  }
}

/** About the person's own account, so that it is read in every partnership. */
const notificationOf = (name: Name) => `
  insert into notification (user_id, news_id, event, at, told_at, in_portal, mail)
  select id, id, 'security.session-ended', now(), now(), true, 'off' from app_user where email = '${emailOf(name)}' returning id`

const mailedTo = (world: World, address: string): Promise<string> =>
  world.arrange(async (tx) => {
    const found = await tx.first(sql<{ path: string }>`
      select link_path as path from mail where address = ${address} and link_path is not null order by id desc limit 1`)
    if (!found) throw new Error(`${address} got no mail with a link`)
    return found.path.split('#')[1] ?? ''
  })

/** Asks for one in a person's first partnership. */
const exportOf = (name: Name) => `
  insert into export_job (partner_id, partnership_id, user_id, line, query, rows_total)
  select m.partner_id, m.partnership_id, m.user_id, 'GET /customers/workbook', '{}', 1
    from membership m where m.user_id = (select id from app_user where email = '${emailOf(name)}') order by m.partnership_id limit 1
  returning id`

/** Of each kind one that exists and is another's. A mail of the outbox and a job of the queue are nobody's in particular. */
const foreignIds = async (house: House): Promise<Partial<Record<string, string>>> => {
  const omar = `(select id from app_user where email = '${emailOf('omar')}')`
  const passkey = `insert into second_factor values (${omar}, now()); insert into passkey (user_id, credential, public_key, sign_count, transports, name, is_synced, since)
    values (${omar}, 'Omars', '\\x01', 0, '{}', 'Omar', false, now())`
  await house.admin.query(passkey)
  return {
    cus: await house.world.customer('oak'),
    usr: await outerId(house, 'usr', `select id from app_user where email = '${emailOf('omar')}'`),
    ses: await outerId(house, 'ses', `select id from session where user_id = ${omar} limit 1`),
    pky: await outerId(house, 'pky', `select id from passkey where user_id = ${omar}`),
    ntf: await outerId(house, 'ntf', notificationOf('omar')),
    exp: await outerId(house, 'exp', exportOf('omar')),
    fil: await outerId(house, 'fil', await fileOf(house, 'omar')),
    ...(await forResellers(house)),
    rom: await outerId(house, 'rom', `select id from room where kind = 'customers' and partner_type = 'reseller'`),
    tsk: await outerId(house, 'tsk', taskAt('oak')),
    tcm: await outerId(house, 'tcm', commentAt('oak')),
  }
}
