import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, emailOf, password, worldNow, type Answered, type World } from '../../../test/world.ts'

let world: World
let cookie: string
const browser = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'accept-language': 'sv-SE',
  'x-portal-device': 'zone=Europe/Stockholm;cores=8;touch=0',
}
const cookieOf = (answer: Answered) => String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? ''
const list = (more: Record<string, string> = {}, by = cookie) => world.send(by, 'GET /customers', { headers: { ...browser, ...more } })
const tagged = (more: Record<string, string> = {}) =>
  world.send(cookie, 'PUT /session/partnership', { body: { id: 'psh_nothing' }, headers: { ...browser, ...more } })
const session = (query: ReturnType<typeof sql>) => world.database.within({ role: 'pp_session', readOnly: false }, (tx) => tx.rows(query))
const events = () =>
  world.arrange((tx) =>
    tx.rows<{ name: string }>(sql<{ name: string }>`select name from event_log where name like 'session.%' order by id`),
  )
const eventNames = async () => (await events()).map(({ name }) => name)
const mails = () => world.arrange((tx) => tx.rows<{ kind: string }>(sql<{ kind: string }>`select kind from mail`))
const later = (minutes: number, seconds = 0) => world.setNow(worldNow.add({ minutes, seconds }))

beforeEach(async () => {
  world = await createWorld()
  const answer = await world.send(undefined, 'POST /session', { body: { email: emailOf('anna'), password }, headers: browser })
  expect(answer.status).toBe(200)
  cookie = cookieOf(answer)
})
afterEach(() => world.close())

describe('the id of a session', () => {
  it('is replaced after fifteen minutes of use, and the old one serves what was on its way', async () => {
    later(14)
    expect((await list()).headers['set-cookie']).toBeUndefined()
    later(16)
    const answer = await list()
    const next = cookieOf(answer)
    expect(next).toMatch(/^pp_sid=[\w-]{43}$/)
    expect(next).not.toBe(cookie)
    later(16, 50)
    expect((await list()).status).toBe(200)
    expect((await list({}, next)).status).toBe(200)
    expect(await eventNames()).not.toContain('session.id-reused')
  })

  it('ends the session for both when an old one comes back later, and the person is told', async () => {
    later(16)
    const next = cookieOf(await list())
    later(18)
    expect(await list()).toMatchObject({ status: 401, body: { code: 'session.frozen' } })
    expect((await list({}, next)).status).toBe(401)
    expect(await eventNames()).toContain('session.id-reused')
    expect(await mails()).toMatchObject([{ kind: 'session.ended' }])
  })

  it('is replaced once, however many requests find it due at the same moment', async () => {
    later(16)
    const answers = await Promise.all(Array.from({ length: 8 }, () => list()))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(answers.filter(({ headers }) => headers['set-cookie'] !== undefined)).toHaveLength(1)
  })

  it('is not kept alive by what a page asks by itself', async () => {
    later(25)
    expect((await list({ 'x-portal-background': '1' })).status).toBe(200)
    later(31)
    expect((await list()).status).toBe(401)
  })
})

describe('a session in another browser', () => {
  it.each([
    ['another family', { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0' }],
    ['an older version', { 'user-agent': browser['user-agent'].replace('142', '120') }],
    ['none of what the page says of itself', { 'x-portal-device': '' }],
  ])('is ended: %s', async (_what, change) => {
    expect(await list(change)).toMatchObject({ status: 401, body: { code: 'session.frozen' } })
    expect((await list()).status).toBe(401)
    expect(await eventNames()).toContain('session.frozen')
    expect(await mails()).toMatchObject([{ kind: 'session.ended' }])
  })

  it('goes on with a newer version, under a new id', async () => {
    const newer = { 'user-agent': browser['user-agent'].replace('142', '143') }
    const answer = await list(newer)
    expect(answer.status).toBe(200)
    const next = cookieOf(answer)
    expect(next).not.toBe('')
    expect((await list(newer, next)).status).toBe(200)
    later(2)
    expect((await list({}, next)).status).toBe(401) // back to the older version: not the same browser
  })

  it('may read and must give the password before a change or a download when much changed at once', async () => {
    const moved = { 'accept-language': 'en', 'x-portal-device': 'zone=Asia/Tokyo;cores=8;touch=0' }
    expect((await list(moved)).status).toBe(200)
    const id = await world.customer('alder')
    const change = await world.send(cookie, 'PUT /customers/:id/tags', {
      params: { id },
      body: { labels: [] },
      headers: { ...browser, ...moved },
    })
    expect(change).toMatchObject({ status: 403, body: { code: 'session.prove-again' } })
    expect(await world.send(cookie, 'GET /report/usage/workbook', { headers: { ...browser, ...moved } })).toMatchObject({
      status: 403,
      body: { code: 'session.prove-again' },
    })
    expect((await list()).status).toBe(200)
  })
})

describe('a change', () => {
  it('needs the token that the page holds in memory', async () => {
    expect(await tagged({ 'x-portal-token': '' })).toMatchObject({ status: 403, body: { code: 'request.no-token' } })
    expect(await tagged({ 'x-portal-token': 'AAAA' })).toMatchObject({ status: 403, body: { code: 'request.no-token' } })
    expect((await tagged()).status).not.toBe(403)
  })

  it('is refused with the token of another session', async () => {
    const other = await world.send(await world.signIn('anna'), 'GET /start')
    expect(await tagged({ 'x-portal-token': other.body.token })).toMatchObject({ status: 403, body: { code: 'request.no-token' } })
  })
})

describe('what a session is', () => {
  it('is read from its row alone: whatever else a request says changes no byte of the answer', async () => {
    const honest = await list()
    const forged = await world.send(`${cookie}; pp_demo_sid=x; portal=vendor; role=admin`, 'GET /customers', {
      headers: {
        ...browser,
        'x-portal-type': 'vendor',
        'x-partner-id': '1',
        'x-role': 'administrator',
        'x-forwarded-user': 'vera@vendor.example',
        'x-original-url': '/api/partnerships',
        'x-http-method-override': 'DELETE',
        host: 'demo.partners.example',
      },
    })
    expect(forged.status).toBe(200)
    expect(forged.raw.equals(honest.raw)).toBe(true)
  })

  it.each(['vendor', 'demo'])('is none when its portal is %s', async (type) => {
    await session(sql`update session set portal_type = ${type}`)
    expect((await list()).status).toBe(401)
  })

  it.each(['factor', 'enrol'])('opens nothing before the sign-in is finished: %s', async (stage) => {
    await session(sql`update session set stage = ${stage}`)
    expect((await list()).status).toBe(401)
    expect((await tagged()).status).toBe(401)
    expect((await world.send(cookie, 'GET /start', { headers: browser })).body.person).toBeNull()
  })
})
