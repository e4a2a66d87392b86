import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asActor, bindActor } from '#server/access.ts'
import { hashOf } from '#server/session-id.ts'
import { visitOfId } from '#server/session.ts'
import type { Member } from '#shared/actor.ts'
import config from '../../../portal.config.ts'
import { createWorld, emailOf, password, worldNow, worldToday, type Answered, type Name, type World } from '../../../test/world.ts'
import { endOtherSessions, endOwnSession, signInDemo } from './actions.ts'
import { endSessionsOf, finishSignIn } from './ends.actions.ts'
import { openSessionsOf } from './start.actions.ts'
import { mostHalfSessions, mostSessions } from './rules.ts'

let world: World
afterEach(() => world.close())

const later = (minutes: number) => world.setNow(worldNow.add({ minutes }))
const sidOf = (answer: Answered) =>
  [answer.headers['set-cookie'] ?? []].flat().map(String).findLast((one) => one.startsWith('pp_sid='))?.split(';')[0] ?? '' // prettier-ignore
const visitOf = (cookie: string) => visitOfId(world.portal, hashOf(cookie.slice('pp_sid='.length)))
const rows = <Row>(statement: ReturnType<typeof sql<Row>>) => world.arrange((tx) => tx.rows(statement))
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const signInWith = async (name: Name, agent: string) =>
  sidOf(await world.send(undefined, 'POST /session', { body: { email: emailOf(name), password }, headers: { 'user-agent': agent } }))
const sendAs = (agent: string, cookie: string, line: string, asked: Parameters<World['send']>[2] = {}) =>
  world.send(cookie, line, { ...asked, headers: { 'user-agent': agent, ...asked.headers } })

describe('one’s own sessions', () => {
  beforeEach(async () => {
    world = await createWorld()
  })
  type Item = { id: string; browser: string; isThisOne: boolean; network: string; since: string; lastSeenAt: string }
  const list = async (agent: string, cookie: string): Promise<Item[]> => (await sendAs(agent, cookie, 'GET /account/sessions')).body.items

  it('GET /account/sessions lists them by browser, with when, where from and which one asks', async () => {
    await signInWith('anna', safari)
    later(5)
    const desk = await signInWith('anna', firefox)
    await signInWith('uma', firefox)
    expect(await list(firefox, desk)).toEqual([
      { id: expect.stringMatching(/^ses_/), browser: 'Firefox on Windows', network: '127.0.0.0/24', since: '2026-06-10T12:05:00.000Z', lastSeenAt: '2026-06-10T12:05:00.000Z', isThisOne: true },
      { id: expect.stringMatching(/^ses_/), browser: 'Safari on iOS', network: '127.0.0.0/24', since: '2026-06-10T12:00:00.000Z', lastSeenAt: '2026-06-10T12:00:00.000Z', isThisOne: false },
    ]) // prettier-ignore
    later(31)
    expect(await list(firefox, desk), 'the telephone was idle for too long').toHaveLength(1)
  })

  it('DELETE /account/sessions/:id ends one of them at once; somebody else’s is 404 and stays, a plain number 400', async () => {
    const [phone, desk] = [await signInWith('anna', safari), await signInWith('anna', firefox)]
    const uma = await signInWith('uma', firefox)
    const [theirs] = await list(firefox, uma)
    const end = (id: string) => sendAs(firefox, desk, 'DELETE /account/sessions/:id', { params: { id } })
    expect((await end(theirs?.id ?? '')).status).toBe(404)
    expect((await end('1')).status).toBe(400)
    expect(await list(firefox, uma)).toHaveLength(1)
    const other = (await list(firefox, desk)).find(({ isThisOne }) => !isThisOne)
    expect((await end(other?.id ?? '')).status).toBe(204)
    expect((await end(other?.id ?? '')).status).toBe(404)
    expect((await visitOf(phone)).session).toBeNull()
    expect((await visitOf(desk)).session).not.toBeNull()
  })

  it('DELETE /account/sessions ends all but the one that asks, and nobody else’s', async () => {
    const others = [await signInWith('anna', safari), await signInWith('anna', safari)]
    const [desk, uma] = [await signInWith('anna', firefox), await signInWith('uma', firefox)]
    expect(await sendAs(firefox, desk, 'DELETE /account/sessions')).toMatchObject({ status: 200, body: { ended: 2 } })
    for (const cookie of others) expect((await visitOf(cookie)).session).toBeNull()
    for (const cookie of [desk, uma]) expect((await visitOf(cookie)).session).not.toBeNull()
  })

  it.each(['GET /account/sessions', 'DELETE /account/sessions', 'DELETE /account/sessions/:id', 'POST /session/proof'])(
    '%s answers 401 to nobody',
    async (line) => {
      const body = line === 'POST /session/proof' ? { body: { proof: { password } } } : {}
      expect((await world.send(undefined, line, { params: { id: 'ses_aaaaaaaa' }, ...body })).status).toBe(401)
    },
  )

  it('changes nothing without the token that the page holds in memory', async () => {
    const desk = await signInWith('anna', firefox)
    for (const token of ['', 'AAAA', (await sendAs(firefox, await signInWith('uma', firefox), 'GET /start')).body.token])
      expect(await sendAs(firefox, desk, 'DELETE /account/sessions', { headers: { 'x-portal-token': token } })).toMatchObject({
        status: 403,
        body: { code: 'request.no-token' },
      })
    const { token } = (await sendAs(firefox, desk, 'GET /start')).body
    expect((await sendAs(firefox, desk, 'DELETE /account/sessions', { headers: { 'x-portal-token': token } })).status).toBe(200)
  })

  it(`are ${mostSessions} at the most: one more ends the one that was unused for longest`, async () => {
    const cookies: string[] = []
    for (let n = 0; n <= mostSessions; n++) {
      later(n)
      cookies.push(await signInWith('anna', firefox))
    }
    const open = await Promise.all(cookies.map(async (cookie) => (await visitOf(cookie)).session !== null))
    expect(open).toEqual([false, ...Array.from({ length: mostSessions }, () => true)])
  })
})

describe('an account of the demo, which is everybody’s', () => {
  beforeEach(async () => {
    world = await createWorld()
  })

  it('shows a visitor their own session alone, and lets nobody put another out, however many come', async () => {
    const portal = { ...world.portal, realm: 'demo' as const, demoAccounts: [{ email: emailOf('anna'), name: 'Anna', about: '' }] }
    const browser = { device: { text: '[]', label: 'Firefox' }, subnet: '203.0.113.0/24', knownAs: undefined }
    const visitors = []
    for (let n = 0; n < mostSessions + 2; n++) visitors.push(await signInDemo(portal, emailOf('anna'), browser))
    const open = await Promise.all(visitors.map(async (id) => (await visitOfId(portal, hashOf(id))).session))
    const [first, second] = open
    if (!first || !second) throw new Error('A visitor was put out')
    const list = await openSessionsOf(portal, first)
    expect(list.items.map(({ isThisOne }) => isThisOne)).toEqual([true])
    const [theirs] = (await openSessionsOf(portal, second)).items
    await expect(endOwnSession(portal, first, theirs?.id ?? '')).rejects.toMatchObject({ status: 404 })
    expect(await endOtherSessions(portal, first)).toBe(0)
    expect((await visitOfId(portal, second.idHash)).session).not.toBeNull()
  })
})

describe('endSessionsOf', () => {
  beforeEach(async () => {
    world = await createWorld()
  })
  const actorIn = async (partnership: string, kind: Member['kind'], reach: Member['reach'], as: Name): Promise<Member> => {
    const [found] = await rows(sql<{ userId: number; partnerId: number; partnershipId: number }>`
      select u.id as "userId", s.partner_id as "partnerId", s.id as "partnershipId" from app_user u, partnership s
       where u.email = ${emailOf(as)} and s.external_id = ${partnership}`)
    if (!found) throw new Error(`No ${as} in ${partnership}`)
    const actor: Member = {
      ...found, kind, reach, name: as, role: 'admin', permissions: new Set(['person.edit']), model: 'mssp', currency: 'EUR', timeZone: 'UTC',
      cycle: { startDay: 1, namedBy: 'start' }, openRooms: [], today: worldToday,
    } // prettier-ignore
    return bindActor(actor, world.database)
  }
  const endUmasAs = async (actor: Member) => {
    const [uma] = await rows(sql<{ id: number }>`select id from app_user where email = ${emailOf('uma')}`)
    return asActor(actor, (tx) => endSessionsOf(tx, uma?.id ?? 0))
  }

  it('reaches the people of the administrator’s partnership, for staff those of the one they look at', async () => {
    for (const [partnership, kind, reach, as] of [
      ['meridian-mssp', 'member', 'all', 'anna'],
      ['meridian-mssp', 'staff', 'assigned', 'pavel'],
      ['meridian-mssp', 'staff', 'all', 'vera'],
    ] as const) {
      const uma = await world.signIn('uma')
      expect(await endUmasAs(await actorIn(partnership, kind, reach, as)), as).toBe(1)
      expect((await visitOf(uma)).session).toBeNull()
    }
  })

  it('reaches nobody else', async () => {
    const uma = await world.signIn('uma')
    expect(await endUmasAs(await actorIn('ostrea-resale', 'member', 'all', 'omar'))).toBe(0)
    expect(await endUmasAs(await actorIn('meridian-resale', 'member', 'all', 'anna'))).toBe(0)
    expect(await endUmasAs(await actorIn('meridian-mssp', 'staff', 'assigned', 'pia'))).toBe(0)
    await expect(endUmasAs(await actorIn('meridian-mssp', 'member', 'assigned', 'uma'))).rejects.toThrow(/permission denied/)
    expect((await visitOf(uma)).session).not.toBeNull()
  })
})

describe('a session whose second factor is still to come', () => {
  beforeEach(async () => {
    world = await createWorld({
      asksFactors: true,
      config: { ...config, roles: config.roles.map((role) => (role.code === 'user' ? { ...role, secondFactor: 'required' } : role)) },
    })
  })
  const half = async () => {
    const answer = await world.send(undefined, 'POST /session', { body: { email: emailOf('uma'), password } })
    return { answer, cookie: sidOf(answer) }
  }

  it('says what is to be done and not whose it is, and is not known as a browser yet', async () => {
    const { answer } = await half()
    expect(answer).toMatchObject({
      status: 200,
      body: { person: null, partnership: null, partnerships: [], half: { stage: 'enrol', factors: [] } },
    })
    expect(answer.body.token).toEqual(expect.any(String))
    expect(JSON.stringify(answer.body)).not.toMatch(/uma/i)
    expect(String(answer.headers['set-cookie'])).not.toContain('pp_device')
  })

  it('opens nothing but the way on and the way out', async () => {
    const { cookie } = await half()
    for (const line of ['GET /customers', 'GET /partnerships', 'GET /account/sessions', 'DELETE /account/sessions'])
      expect((await world.send(cookie, line)).status, line).toBe(401)
    expect((await world.send(cookie, 'DELETE /session')).status).toBe(204)
    expect((await visitOf(cookie)).half).toBeNull()
  })

  it('becomes a full one once, under another id; the old one is dead at once', async () => {
    const { cookie } = await half()
    const visit = await visitOf(cookie)
    const [id, second] = await Promise.allSettled([finishSignIn(world.portal, visit), finishSignIn(world.portal, visit)])
    const won = [id, second].flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(won).toHaveLength(1)
    expect((await world.send(cookie, 'GET /start')).body).toMatchObject({ person: null, half: null })
    expect((await world.send(`pp_sid=${won[0]}`, 'GET /start')).body).toMatchObject({ person: { email: emailOf('uma') }, half: null })
    await expect(finishSignIn(world.portal, await visitOf(`pp_sid=${won[0]}`))).rejects.toMatchObject({ status: 401 })
  })

  it('waits for half an hour at the most, and lasts as long as any once it is full', async () => {
    const { cookie } = await half()
    later(29)
    expect((await visitOf(cookie)).half).not.toBeNull()
    const id = await finishSignIn(world.portal, await visitOf(cookie))
    const again = await half()
    later(59)
    expect((await visitOf(again.cookie)).half).toBeNull()
    expect((await visitOf(`pp_sid=${id}`)).session).not.toBeNull()
  })

  it('never ends a full one, however many there are', async () => {
    const full = await finishSignIn(world.portal, await visitOf((await half()).cookie))
    for (let n = 0; n < mostHalfSessions + 3; n++) await half()
    expect((await visitOf(`pp_sid=${full}`)).session).not.toBeNull()
    expect(await rows(sql`select count(*)::int as halves from session where stage <> 'full'`)).toEqual([{ halves: mostHalfSessions }])
  })
})

describe('POST /session/proof', () => {
  beforeEach(async () => {
    world = await createWorld()
  })
  const before = { 'x-portal-device': 'zone=Europe/Stockholm;cores=8;touch=false' }
  const after = { 'x-portal-device': 'zone=Asia/Tokyo;cores=4;touch=false' }
  const write = (cookie: string, headers: Record<string, string>) => world.send(cookie, 'PUT /workspace', { body: { tabs: [] }, headers })
  const doubted = async () =>
    sidOf(await world.send(undefined, 'POST /session', { body: { email: emailOf('anna'), password }, headers: before }))

  it('lets a browser that changed write again once the password was given, under a new id', async () => {
    const cookie = await doubted()
    expect((await write(cookie, before)).status).toBe(204)
    expect((await world.send(cookie, 'GET /customers', { headers: after })).status).toBe(200)
    expect(await write(cookie, after)).toMatchObject({ status: 403, body: { code: 'session.prove-again' } })
    const proven = await world.send(cookie, 'POST /session/proof', { body: { proof: { password } }, headers: after })
    expect(proven.status).toBe(204)
    expect(sidOf(proven)).not.toBe(cookie)
    expect((await write(sidOf(proven), after)).status).toBe(204)
  })

  it('answers 403 to a wrong password and 400 to none, and the doubt stays', async () => {
    const cookie = await doubted()
    const prove = (body: unknown) => world.send(cookie, 'POST /session/proof', { body, headers: after })
    expect(await prove({ proof: { password: 'not it' } })).toMatchObject({ status: 403, body: { code: 'factor.wrong-password' } })
    expect((await prove({})).status).toBe(400)
    expect((await write(cookie, after)).status).toBe(403)
  })
})
