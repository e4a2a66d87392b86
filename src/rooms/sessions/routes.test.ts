import Fastify from 'fastify'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeMemberships, takeUsers } from '#rooms/partners/people.actions.ts'
import { mountPortal } from '#server/app.ts'
import type { Portal } from '#server/deployment.ts'
import { roomRoutes } from '../../rooms.server.ts'
import { createWorld, emailOf, password, worldNow, type Answered, type Name, type World } from '../../../test/world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const signIn = (email: string, given = password) => world.send(undefined, 'POST /session', { body: { email, password: given } })
const cookiesOf = ({ headers }: Answered): string[] => [headers['set-cookie'] ?? []].flat().map(String)
/** A browser keeps the last one of a name. */
const cookieOf = (answer: Answered) =>
  cookiesOf(answer)
    .findLast((one) => /^(__Host-)?pp(_demo)?_sid=/.test(one))
    ?.split(';')[0] ?? ''
const later = (minutes: number) => world.setNow(worldNow.add({ minutes }))
/** A browser: it takes every new id that it is given. */
const browserWith = (cookie: string) => {
  let held = cookie
  return async () => {
    const answer = await world.send(held, 'GET /start')
    held = cookieOf(answer) || held
    return answer.body.person !== null
  }
}
const isIn = async (cookie: string) => (await world.send(cookie, 'GET /start')).body.person !== null
const change = (statement: ReturnType<typeof sql>) => world.arrange((tx) => tx.rows(statement))
const userOf = (name: Name) => sql`(select id from app_user where email = ${emailOf(name)})`

describe('POST /session', () => {
  it('lets somebody in with address and password, into their main partnership', async () => {
    const answer = await signIn(emailOf('anna'))
    expect(answer).toMatchObject({
      status: 200,
      body: { person: { name: 'Anna', email: emailOf('anna'), reach: 'all' }, epoch: 1, isDemo: false, demoAccounts: [] },
    })
    expect(answer.body.partnership).toMatchObject({
      name: 'Meridian MSSP Nordics',
      today: '2026-06-10',
      reportLayout: 'usage',
      currency: 'EUR',
    })
    expect(answer.body.partnerships.map((one: { name: string }) => one.name)).toEqual(['Meridian MSSP Nordics', 'Meridian Resale UK'])
  })

  it('lets somebody in who presses the button twice, also when their password is still to be sealed', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => signIn(emailOf('anna'))))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it('takes the address in any case and with spaces around it', async () =>
    expect((await signIn(`  ${emailOf('anna').toUpperCase()} `)).status).toBe(200))

  it('answers alike to a wrong password and to addresses that are unknown, disabled, without a password or only receive mail', async () => {
    await world.arrange((tx, context) =>
      takeUsers(tx, [
        { email: 'gone@meridian.example', name: 'Gone', side: 'partner', isActive: false },
        { email: 'blank@meridian.example', name: 'Blank', side: 'partner' },
      ], context),
    ) // prettier-ignore
    await change(
      sql`update app_user set password = (select password from app_user where email = ${emailOf('anna')}) where email = 'gone@meridian.example'`,
    )
    const answers = [
      await signIn(emailOf('anna'), `${password}!`),
      await signIn(emailOf('anna'), password.toUpperCase()),
      ...(await Promise.all(
        ['nobody@meridian.example', 'gone@meridian.example', 'blank@meridian.example', emailOf('nils')].map((email) => signIn(email)),
      )),
    ]
    const said = answers.map(({ status, body, headers }) => ({
      status,
      body: { ...body, requestId: '' },
      headers: { ...headers, date: '' },
    }))
    expect(said[0]).toMatchObject({ status: 401, body: { code: 'session.wrong-credentials' } })
    expect(said[0]?.headers).not.toHaveProperty('set-cookie')
    for (const one of said) expect(one).toEqual(said[0])
  })

  it('gives a cookie that scripts can’t read and other sites don’t send, and keeps only its hash', async () => {
    const answer = await signIn(emailOf('anna'))
    const [session, device] = cookiesOf(answer)
    expect(session).toMatch(/^pp_sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(device).toMatch(/^pp_device=[\w-]{22}\.[0-9a-z]+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000$/)
    const stored = await world.arrange(async (tx) => tx.rows(sql<{ row: string }>`select to_jsonb(s)::text as row from session s`))
    expect(stored).toHaveLength(1)
    expect(stored[0]?.row).not.toContain(cookieOf(answer).slice('pp_sid='.length))
  })

  it('over https names it so that browsers keep it to this host', async () => {
    const { app } = await openedBeside({ session: { ...world.portal.session, secureCookie: true } })
    const answer = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: emailOf('anna'), password },
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    const cookies = [answer.headers['set-cookie'] ?? []].flat()
    expect(cookies).toHaveLength(2)
    expect(cookies[0]).toMatch(/^__Host-pp_sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
    expect(cookies[1]).toMatch(/^__Host-pp_device=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000; Secure$/)
    await app.close()
  })

  it('gives a new id each time, and writes down who came and from where', async () => {
    const [first, second] = [await signIn(emailOf('anna')), await signIn(emailOf('anna'))]
    expect(cookieOf(first)).not.toBe(cookieOf(second))
    expect(await isIn(cookieOf(first))).toBe(true)
    const told = await world.arrange((tx) =>
      tx.rows(
        sql<{ address: string; subject: string }>`select address, subject_name as subject from event_log where name = 'session.opened'`,
      ),
    )
    expect(told).toEqual(Array.from({ length: 2 }, () => ({ address: '127.0.0.0/24', subject: 'Anna' })))
  })

  it.each([
    ['nothing', {}],
    ['no password', { email: 'a@b.example' }],
    ['a password that is too long to hash', { email: 'a@b.example', password: 'x'.repeat(257) }],
    ['something that is no text', { email: 'a@b.example', password: { $gt: '' } }],
  ])('answers 400 to %s', async (_, body) => expect((await world.send(undefined, 'POST /session', { body })).status).toBe(400))
})

describe('a session', () => {
  it('ends when nobody used it for thirty minutes, and lives on while somebody does', async () => {
    const cookie = await world.signIn('anna')
    const isStillIn = browserWith(cookie)
    for (const minutes of [29, 58, 87]) {
      later(minutes)
      expect(await isStillIn(), `${minutes} minutes`).toBe(true)
    }
    later(87 + 31)
    expect(await isStillIn()).toBe(false)
    expect((await world.send(cookie, 'GET /customers')).status).toBe(401)
  })

  it('ends after twelve hours however much it is used', async () => {
    const isStillIn = browserWith(await world.signIn('anna'))
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      later(minutes)
      expect(await isStillIn(), `${minutes} minutes`).toBe(true)
    }
    later(12 * 60)
    expect(await isStillIn()).toBe(false)
  })

  it('that ended is removed when its person signs in again', async () => {
    await world.signIn('anna')
    later(13 * 60)
    await world.signIn('anna')
    expect(await world.arrange((tx) => tx.rows(sql`select from session`))).toHaveLength(1)
  })
})

describe('DELETE /session', () => {
  it('ends this session at once and no other, and tells the browser to forget', async () => {
    const [here, elsewhere] = [await world.signIn('anna'), await world.signIn('anna')]
    const answer = await world.send(here, 'DELETE /session')
    expect(answer.status).toBe(204)
    expect(String(answer.headers['set-cookie'])).toMatch(/^pp_sid=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/)
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"')
    expect(await isIn(here)).toBe(false)
    expect(await isIn(elsewhere)).toBe(true)
  })
  it('answers 401 to nobody', async () => expect((await world.send(undefined, 'DELETE /session')).status).toBe(401))
})

describe('PUT /session/partnership', () => {
  const choose = async (cookie: string, partnership: string) =>
    world.send(cookie, 'PUT /session/partnership', { body: { id: await world.partnership(partnership) } })

  it('moves the whole portal to another partnership under a new id; the old one is dead', async () => {
    const before = await world.signIn('anna')
    const answer = await choose(before, 'meridian-resale')
    expect(answer).toMatchObject({
      status: 200,
      body: { epoch: 2, partnership: { name: 'Meridian Resale UK', currency: 'GBP', reportLayout: 'orders' } },
    })
    expect(cookieOf(answer)).not.toBe(before)
    expect(await isIn(before)).toBe(false)
    const { body } = await world.send(cookieOf(answer), 'GET /customers')
    expect(body.items.map((one: { name: string }) => one.name)).toEqual(['=Fir Holdings', 'Elm & Sons'])
  })

  it('refuses to write for a page that still shows the old partnership, and takes what the new one sends', async () => {
    const after = cookieOf(await choose(await world.signIn('anna'), 'meridian-resale'))
    const write = (epoch: string) => world.send(after, 'PUT /workspace', { body: { tabs: [] }, headers: { 'x-portal-epoch': epoch } })
    expect(await write('1')).toMatchObject({ status: 409, body: { code: 'session.partnership-changed' } })
    expect((await write('2')).status).toBe(204)
  })

  it('keeps the hours that the session has', async () => {
    const cookie = await world.signIn('anna')
    later(20)
    const isStillIn = browserWith(cookieOf(await choose(cookie, 'meridian-resale')))
    for (let minutes = 40; minutes < 12 * 60; minutes += 20) {
      later(minutes)
      expect(await isStillIn()).toBe(true)
    }
    later(12 * 60)
    expect(await isStillIn()).toBe(false)
  })

  it('answers 404 for a partnership that the person may not see, and leaves the session where it was', async () => {
    const cookie = await world.signIn('uma')
    for (const partnership of ['meridian-resale', 'ostrea-resale'])
      expect((await choose(cookie, partnership)).status, partnership).toBe(404)
    expect((await world.send(cookie, 'PUT /session/partnership', { body: { id: 'psh_aaaaaaaa' } })).status).toBe(404)
    expect((await world.send(cookie, 'PUT /session/partnership', { body: { id: '1' } })).status).toBe(400)
    expect((await world.send(cookie, 'GET /start')).body.partnership.name).toBe('Meridian MSSP Nordics')
  })

  it('offers and opens no partnership where the person only receives mail', async () => {
    await world.arrange((tx, context) =>
      takeMemberships(
        tx,
        [{ email: emailOf('uma'), partner: 'meridian', partnership: 'meridian-resale', role: 'notifications', customerScope: 'all' }],
        context,
      ),
    )
    const cookie = await world.signIn('uma')
    expect((await world.send(cookie, 'GET /start')).body.partnerships).toHaveLength(1)
    expect((await choose(cookie, 'meridian-resale')).status).toBe(404)
    expect(await isIn(cookie)).toBe(true)
  })

  it('lets vendor staff look at the partners assigned to them, an administrator at all', async () => {
    expect((await choose(await world.signIn('pavel'), 'meridian-resale')).status).toBe(200)
    expect((await choose(await world.signIn('pavel'), 'ostrea-resale')).status).toBe(404)
    expect((await choose(await world.signIn('pia'), 'meridian-mssp')).status).toBe(404)
    expect((await choose(await world.signIn('vera'), 'ostrea-resale')).status).toBe(200)
  })
})

describe('GET /partnerships', () => {
  const list = async (as: Name, search?: string): Promise<string[]> =>
    (await world.ask(as, 'GET /partnerships', search === undefined ? {} : { query: { search } })).body.items.map(
      (one: { name: string }) => one.name,
    )
  const all = ['Meridian MSSP Nordics', 'Meridian Resale UK', 'Ostrea Resale']

  it('lists what the person may switch to and nothing else', async () => {
    expect(await list('anna')).toEqual(all.slice(0, 2))
    expect(await list('uma')).toEqual(all.slice(0, 1))
    expect(await list('omar')).toEqual(all.slice(2))
    expect(await list('vera')).toEqual(all)
    expect(await list('pavel')).toEqual(all.slice(0, 2))
    expect(await list('pia')).toEqual([])
  })

  it('finds by partner, name and region, taking signs for what they are', async () => {
    expect(await list('vera', 'ostrea')).toEqual(['Ostrea Resale'])
    expect(await list('vera', 'kingdom')).toEqual(['Meridian Resale UK'])
    for (const sign of ['%', '_', '\\', "'", 'a%e']) expect(await list('vera', sign), sign).toEqual([])
  })

  it('answers 401 to nobody and 400 to an unknown key', async () => {
    expect((await world.ask(null, 'GET /partnerships')).status).toBe(401)
    expect((await world.ask('vera', 'GET /partnerships', { query: { partner: 'x' } })).status).toBe(400)
  })
})

describe('what changes about a person acts at once, in sessions that are open', () => {
  it('a membership that was taken away', async () => {
    const cookie = await world.signIn('uma')
    await change(sql`delete from membership where user_id = ${userOf('uma')}`)
    expect(await world.send(cookie, 'GET /customers')).toMatchObject({ status: 409, body: { code: 'session.no-partnership' } })
    expect((await world.send(cookie, 'GET /start')).body).toMatchObject({ partnership: null, partnerships: [] })
  })
  it('another role', async () => {
    const cookie = await world.signIn('uma')
    await change(sql`update membership set role = 'marketing' where user_id = ${userOf('uma')}`)
    expect((await world.send(cookie, 'GET /customers')).status).toBe(403)
    await change(sql`update membership set role = 'notifications' where user_id = ${userOf('uma')}`)
    expect((await world.send(cookie, 'GET /customers')).status).toBe(401)
  })
  it('a restriction, in both directions', async () => {
    const cookie = await world.signIn('uma')
    const total = async () => (await world.send(cookie, 'GET /customers')).body.total
    expect(await total()).toBe(2)
    await change(sql`update membership set customer_scope = 'all' where user_id = ${userOf('uma')}`)
    expect(await total()).toBe(4)
    await change(sql`update membership set customer_scope = 'assigned' where user_id = ${userOf('uma')}`)
    await change(sql`delete from user_customer where user_id = ${userOf('uma')}`)
    expect(await total()).toBe(0)
  })
  it('an account that was disabled', async () => {
    const cookie = await world.signIn('anna')
    await change(sql`update app_user set is_active = false where email = ${emailOf('anna')}`)
    expect((await world.send(cookie, 'GET /customers')).status).toBe(401)
  })
  it('a partner that was taken from a member of staff', async () => {
    const cookie = await world.signIn('pavel')
    expect((await world.send(cookie, 'GET /customers')).status).toBe(200)
    await change(sql`delete from staff_partner where user_id = ${userOf('pavel')}`)
    expect(await world.send(cookie, 'GET /customers')).toMatchObject({ status: 409, body: { code: 'session.no-partnership' } })
  })
})

describe('GET /start', () => {
  it('tells nobody the brand and no more', async () => {
    const { status, body } = await world.ask(null, 'GET /start')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      brand: { name: world.config.branding.name },
      person: null,
      partnership: null,
      partnerships: [],
      demoAccounts: [],
      epoch: 0,
    })
  })
  it('says of a partnership whether it is running on its own today', async () => {
    await change(sql`update partnership set active_to = '2026-06-10' where external_id = 'meridian-mssp'`)
    const active = async () => (await world.ask('anna', 'GET /start')).body.partnership.isActive
    expect(await active()).toBe(true)
    world.setNow(Temporal.Instant.from('2026-06-10T21:59:00Z')) // Stockholm is two hours ahead
    expect((await (async () => world.send(await world.signIn('anna'), 'GET /start'))()).body.partnership.isActive).toBe(true)
    world.setNow(Temporal.Instant.from('2026-06-10T22:00:00Z'))
    expect((await (async () => world.send(await world.signIn('anna'), 'GET /start'))()).body.partnership.isActive).toBe(false)
  })
})

/** Another portal over the same database. */
const openedBeside = async (parts: Partial<Portal>) => {
  const portal = { ...world.portal, ...parts }
  const app = Fastify()
  await mountPortal(app, { portal, routes: roomRoutes(portal) })
  return { app }
}

describe('POST /session/demo', () => {
  const body = (name: Name) => ({ email: emailOf(name) })

  it('is no door of the real portal, also for accounts that exist', async () => {
    expect((await world.send(undefined, 'POST /session/demo', { body: body('anna') })).status).toBe(404)
    const { app } = await openedBeside({ demoAccounts: [{ email: emailOf('anna'), name: 'Anna', about: '' }] })
    const answer = await app.inject({
      method: 'POST',
      url: '/api/session/demo',
      payload: body('anna'),
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    expect(answer.statusCode).toBe(404)
    await app.close()
  })

  it('lets anybody in as one of the demo’s accounts, and as nobody else; its cookie is the demo’s own', async () => {
    const { app } = await openedBeside({ realm: 'demo', demoAccounts: [{ email: emailOf('anna'), name: 'Anna', about: 'Admin' }] })
    const ask = (as: Name) =>
      app.inject({ method: 'POST', url: '/api/session/demo', payload: body(as), headers: { 'sec-fetch-site': 'same-origin' } })
    const answer = await ask('anna')
    expect(answer.statusCode).toBe(200)
    expect(String(answer.headers['set-cookie'])).toMatch(/^pp_demo_sid=/)
    expect((await ask('vera')).statusCode).toBe(404)
    expect((await app.inject('/api/start')).json()).toMatchObject({ isDemo: true, demoAccounts: [{ name: 'Anna' }] })
    await app.close()
  })
})
