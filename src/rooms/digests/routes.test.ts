import { pino } from 'pino'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliverWaiting } from '#rooms/outbox/jobs.ts'
import { settle } from '#rooms/tasks/tasks.test-kit.ts'
import { composers } from '../../rooms.jobs.ts'
import { createWorld, emailOf, worldNow, type Name, type World } from '../../../test/world.ts'
import { mayPreviewDigests } from './rules.ts'

let world: World
let people: Map<string, string>
beforeAll(async () => {
  world = await createWorld()
  await settle(world, [{ customer: 'alder', rule: 'scanner-inactive', objectKey: 'a', severity: 'high', facts: { scanner: 'a', days: 9 } }])
  const { body } = await world.ask('vera', 'GET /digests/people', { query: { partnership: await world.partnership('meridian-mssp') } })
  people = new Map((body.items as { id: string; email: string }[]).map(({ id, email }) => [email, id])) // the contract's reply
})
afterAll(() => world.close())

const query = (as: Name, frequency = 'weekly') => ({ person: people.get(emailOf(as)) ?? '', frequency })
const outsiders = ['anna', 'uma', 'pavel', 'pia'] as const

describe("'GET /digests/people'", () => {
  it('lists who works in a partnership', () => {
    expect([...people.keys()]).toEqual(['anna', 'mark', 'nils', 'uma'].map((name) => emailOf(name as Name))) // of the cast
  })
  it('is for administrators of the vendor, about partnerships that there are', async () => {
    const partnership = await world.partnership('meridian-mssp')
    expect((await world.ask(null, 'GET /digests/people', { query: { partnership } })).status).toBe(401)
    for (const as of outsiders) expect((await world.ask(as, 'GET /digests/people', { query: { partnership } })).status, as).toBe(403)
    expect((await world.ask('vera', 'GET /digests/people', { query: { partnership: '7' } })).status).toBe(400)
    const none = await world.arrange((tx) => Promise.resolve(tx.ids.outer('psh', 999_999)))
    expect((await world.ask('vera', 'GET /digests/people', { query: { partnership: none } })).status).toBe(404)
    expect(mayPreviewDigests({ reach: 'assigned' })).toMatchObject({ may: false })
  })
})

describe("'GET /digests/preview'", () => {
  it('shows what a person would get now, and says when that is nothing', async () => {
    const { status, body } = await world.ask('vera', 'GET /digests/preview', { query: query('uma') })
    expect(status).toBe(200)
    expect(body.mail).toMatchObject({ subject: expect.stringContaining('Your week'), text: expect.stringContaining('Alder Bank') })
    expect(body.mail.text).not.toMatch(/Cedar|one-click/)
    expect((await world.ask('vera', 'GET /digests/preview', { query: query('mark') })).body).toEqual({ mail: null })
  })
  it('answers 401, 403, 404 and 400 as it must', async () => {
    for (const line of ['GET /digests/preview']) {
      expect((await world.ask(null, line, { query: query('uma') })).status).toBe(401)
      for (const as of outsiders) expect((await world.ask(as, line, { query: query('uma') })).status, as).toBe(403)
      expect((await world.ask('vera', line, { query: query('uma', 'hourly') })).status).toBe(400)
      const none = await world.arrange((tx) => Promise.resolve(tx.ids.outer('usr', 999_999)))
      expect((await world.ask('vera', line, { query: { person: none, frequency: 'daily' } })).status).toBe(404)
    }
  })
})

describe("'GET /digests/preview/html'", () => {
  const line = 'GET /digests/preview/html'
  const ticketed = async (as: Name) => {
    const { body } = await world.ask('vera', 'GET /digests/preview', { query: query(as) })
    return { ticket: body.mail.ticket as string } // the contract's reply
  }
  it('is a page of nobody, which only our own pages may frame', async () => {
    const { status, headers, raw } = await world.ask('vera', line, { query: await ticketed('uma') })
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox")
    expect(raw.toString()).toContain('Alder Bank')
    expect(raw.toString()).not.toContain('one-click')
  })
  it('is shown to the session that asked for it, for a minute, and to nobody by the cookie alone', async () => {
    const asked = await ticketed('uma')
    expect((await world.ask(null, line, { query: asked })).status).toBe(401)
    for (const as of outsiders) expect((await world.ask(as, line, { query: asked })).status, as).toBe(403)
    expect((await world.ask('vera', line, { query: query('uma') })).status).toBe(400)
    expect((await world.ask('vera', line, { query: { ticket: 'v1.test.none' } })).status).toBe(404)
    expect((await world.send(await world.signIn('vera'), line, { query: asked })).status).toBe(404)
    world.setNow(worldNow.add({ seconds: 61 }))
    expect((await world.ask('vera', line, { query: asked })).status).toBe(404)
    world.setNow(worldNow)
  })
})

describe("'POST /digests/preview/mails'", () => {
  it('sends the preview to the administrator alone', async () => {
    expect((await world.ask('vera', 'POST /digests/preview/mails', { body: query('uma') })).status).toBe(204)
    const { database, config, keys, files, now, origin, realm } = world.portal
    const log = pino({ level: 'silent' })
    await deliverWaiting({ database, config, keys, files, now, origin, realm, log, composers, post: undefined, perMinute: 300 })
    const mails = await world.arrange((tx) =>
      tx.rows(sql<{ address: string; text: string; state: string }>`select address, body_text as text, state from mail`),
    )
    expect(mails).toEqual([{ address: emailOf('vera'), text: expect.stringContaining('Alder Bank'), state: 'kept' }])
    expect(mails[0]?.text).not.toContain('one-click')
  })
  it('answers 401, 403, 404 and 400 as it must', async () => {
    const line = 'POST /digests/preview/mails'
    expect((await world.ask(null, line, { body: query('uma') })).status).toBe(401)
    for (const as of outsiders) expect((await world.ask(as, line, { body: query('uma') })).status, as).toBe(403)
    expect((await world.ask('vera', line, { body: query('uma', 'hourly') })).status).toBe(400)
    const none = await world.arrange((tx) => Promise.resolve(tx.ids.outer('usr', 999_999)))
    expect((await world.ask('vera', line, { body: { person: none, frequency: 'daily' } })).status).toBe(404)
  })
})
