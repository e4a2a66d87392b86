import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { mountPortal } from '#server/app.ts'
import { withClient } from '../../../test/database.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { openLive } from './live.ts'
import { kitFor, type Kit } from './notifications.test-kit.ts'
import { notificationRoutes } from './routes.ts'

const streamLine = 'GET /notifications/stream'

let world: World
let kit: Kit
let app: FastifyInstance
let address: string
const timeouts = new Map<string, number | undefined>()

/** A portal of its own that is asked over a real connection and looks at its streams' sessions all the time. */
const openApp = async () => {
  const own = { ...world.portal } // streams are kept for each portal
  const opened = Fastify({ logger: false, forceCloseConnections: 'idle' })
  opened.addHook('onRoute', ({ url, handlerTimeout }) => void timeouts.set(url, handlerTimeout))
  await mountPortal(opened, { portal: own, routes: notificationRoutes(own, openLive(own, { checkMs: 50 })) })
  await opened.listen({ port: 0, host: '127.0.0.1' })
  return opened
}

beforeAll(async () => {
  world = await createWorld()
  kit = kitFor(world)
})
beforeEach(async () => {
  await kit.forget()
  app = await openApp()
  address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` // it listens on a port
})
const open: Heard[] = []
afterEach(async () => {
  for (const one of open.splice(0)) one.stop()
  await app.close()
})
afterAll(() => world.close())

type Heard = { status: number; headers: IncomingHttpHeaders; text: () => string; isOver: () => boolean; stop: () => void }

const listeners = () =>
  withClient(
    world.test.adminUrl,
    async (admin) =>
      (await admin.query(`select from pg_stat_activity where datname = current_database() and query like 'listen %'`)).rowCount ?? 0,
  )

// Not by fetch, which says more of itself than the world's browser and would be another one.
const listen = async (cookie: string, headers: Record<string, string> = {}): Promise<Heard> => {
  const asked = request(`${address}/api/notifications/stream`, {
    headers: { cookie, 'user-agent': 'lightMyRequest', 'sec-fetch-site': 'same-origin', 'x-portal-background': '1', ...headers },
    agent: false,
  })
  asked.on('error', () => undefined) // broken off
  asked.end()
  const response = await new Promise<IncomingMessage>((resolve) => asked.once('response', resolve))
  let text = ''
  let isOver = false
  response.setEncoding('utf8')
  response.on('data', (part: string) => (text += part))
  response.on('error', () => undefined)
  response.on('close', () => (isOver = true))
  const heard: Heard = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: () => text,
    isOver: () => isOver,
    stop: () => asked.destroy(),
  }
  open.push(heard)
  // Its process has begun to listen.
  await expect.poll(listeners).toBeGreaterThan(0)
  await sleep(150)
  return heard
}
const listenAs = async (name: Name, headers?: Record<string, string>) => listen(await world.signIn(name), headers)
const changes = (heard: Heard) => heard.text().split('\n\n').filter((one) => one.includes('event: changed')) // prettier-ignore
const soon = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 20 })

describe('the stream of notifications', () => {
  test(`${streamLine} says at once that something changed, and nothing else`, async () => {
    const uma = await listenAs('uma')
    expect(uma.status).toBe(200)
    expect(uma.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(uma.headers['cache-control']).toBe('no-store')
    await kit.raised('alder')
    await soon(() => expect(changes(uma)).toHaveLength(1))
    expect(uma.text().replace(/\d+/g, 'N')).toBe(':\n\nid: N\nevent: changed\ndata: changed\n\n')
  })

  test('is silent about customers that one may not see', async () => {
    const [uma, anna] = [await listenAs('uma'), await listenAs('anna')]
    await kit.raised('cedar')
    await soon(() => expect(changes(anna)).toHaveLength(1))
    expect(changes(uma)).toEqual([])
  })

  test('tells one’s other windows what was read', async () => {
    await kit.raised('alder')
    const uma = await listenAs('uma')
    const [{ id }] = (await kit.bell('uma')).items
    await world.ask('uma', 'PUT /notifications/:id/reading', { params: { id } })
    await soon(() => expect(changes(uma)).toHaveLength(1))
  })

  test('that comes back after a break hears that it missed something, and only then', async () => {
    const asOf = String((await world.ask('uma', 'GET /notifications/unread')).body.asOf)
    const nothingMissed = await listenAs('uma', { 'last-event-id': asOf })
    await kit.raised('alder')
    const missed = await listenAs('uma', { 'last-event-id': asOf })
    const later = String(world.portal.now().add({ minutes: 10 }).epochMilliseconds)
    const upToDate = await listenAs('uma', { 'last-event-id': later })
    await soon(() => expect(changes(missed)).toHaveLength(1))
    await sleep(100)
    expect(changes(upToDate)).toEqual([])
    await soon(() => expect(changes(nothingMissed)).toHaveLength(1)) // by what was raised
  })

  test('outlives the loss of the connection that listens', async () => {
    const uma = await listenAs('uma', { 'last-event-id': '1' })
    await soon(() => expect(uma.text()).toContain(':'))
    const admin = new pg.Client({ connectionString: world.test.adminUrl })
    await admin.connect()
    const { rowCount } = await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
    )
    await admin.end()
    expect(rowCount).toBeGreaterThan(0)
    await kit.raised('alder')
    await soon(() => expect(changes(uma).length).toBeGreaterThan(0))
  })

  test('ends with its session', async () => {
    const cookie = await world.signIn('uma')
    const uma = await listen(cookie)
    await sleep(200)
    expect(uma.isOver()).toBe(false)
    await world.send(cookie, 'DELETE /session')
    await soon(() => expect(uma.isOver()).toBe(true))
  })

  test('ends when its session moves to another partnership', async () => {
    const cookie = await world.signIn('anna')
    const anna = await listen(cookie)
    await world.send(cookie, 'PUT /session/partnership', { body: { id: await world.partnership('meridian-resale') } })
    await soon(() => expect(anna.isOver()).toBe(true))
  })

  test('ends when the person is disabled', async () => {
    const mark = await listenAs('mark')
    const setActive = (isActive: boolean) =>
      kit.asSystem(async (tx) => tx.rows(sql`update app_user set is_active = ${isActive} where id = ${await kit.userId('mark')}`))
    await setActive(false)
    await soon(() => expect(mark.isOver()).toBe(true))
    await setActive(true)
  })

  test('is had three times by a person, and a fourth is refused', async () => {
    const cookie = await world.signIn('uma')
    const three = [await listen(cookie), await listen(cookie), await listen(cookie)]
    expect(three.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await listen(cookie)).status).toBe(429)
    three[0]?.stop()
    await sleep(100)
    expect((await listen(cookie)).status).toBe(200)
  })

  test('keeps nobody signed in', async () => {
    const cookie = await world.signIn('uma')
    const seen = () =>
      kit.asSystem(async (tx) =>
        tx.first(sql<{ at: string }>`select max(last_seen_at) as at from app_user where id = ${await kit.userId('uma')}`),
      )
    const before = await seen()
    world.setNow(world.portal.now().add({ minutes: 5 }))
    await listen(cookie)
    expect(await seen()).toEqual(before)
  })

  test('does not hold up a process that stops, and none begins there any more', async () => {
    const uma = await listenAs('uma')
    const began = performance.now()
    await app.close()
    expect(performance.now() - began).toBeLessThan(5_000) // it would be there for hours
    await soon(() => expect(uma.isOver()).toBe(true))
  })

  test('is not cut off by the limits of ordinary requests', () => {
    expect(timeouts.has('/api/notifications/stream')).toBe(true)
    expect(timeouts.get('/api/notifications/stream')).toBeUndefined()
    expect(timeouts.get('/api/notifications')).toBe(30_000)
  })
})
