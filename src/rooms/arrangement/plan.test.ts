import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lastTold, toldSince } from '#rooms/people/people.test-kit.ts'
import { createWorld, worldNow, type World } from '../../../test/world.ts'
import { planSchedule } from './jobs.ts'
import { followPlans } from './plan.actions.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const id = crypto.randomUUID()
const blocks = [{ id, kind: 'text', width: 'full', settings: { text: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Six weeks.' }] }] } } }] // prettier-ignore

type Line = { id: string; version: number; status: string; liveOn: string | null; lastOn: string | null }
const vera = async (line: string, asked: object): Promise<Line> => {
  const { status, body } = await world.ask('vera', line, asked)
  expect([line, status, status < 300 ? '' : body]).toEqual([line, status, ''])
  return body
}
/** A draft with a plan, and with what partners would read unless that is left out. */
const planned = async (plan: object, { isPublished = true } = {}) => {
  const room = await vera('POST /arrangement', { body: { type: 'mssp', kind: 'custom', label: 'Autumn campaign', icon: 'rocket' } })
  const params = { id: room.id }
  const { version } = await vera('PUT /drafts/:id', { params, body: { version: 0, blocks } })
  if (isPublished) await vera('POST /drafts/:id/publication', { params, body: { version } })
  return vera('PATCH /arrangement/:id', { params, body: { version: room.version, ...plan } })
}
const read = (room: Line) => vera('GET /arrangement/:id', { params: { id: room.id } })
const inMenu = async (room: Line) => (await world.ask('anna', 'GET /rooms')).body.items.some((one: { id: string }) => one.id === room.id)

/** The engine, on another day. */
const follow = (day: string) =>
  followPlans({ ...world.portal, log: pino({ level: 'silent' }), now: () => Temporal.Instant.from(`${day}T12:00:00Z`) })

const today = worldNow.toZonedDateTimeISO('UTC').toPlainDate()
const on = (days: number) => today.add({ days }).toString()

it('goes live on its day and to the archive after its last, and partners see it in between', async () => {
  const room = await planned({ liveOn: on(2), lastOn: on(9) })
  expect(await follow(on(1))).toEqual({ opened: 0, archived: 0, left: 0 })
  expect(await inMenu(room)).toBe(false)
  const before = await lastTold(world)
  expect(await follow(on(2))).toEqual({ opened: 1, archived: 0, left: 0 })
  expect(await inMenu(room)).toBe(true)
  expect(await read(room)).toMatchObject({ status: 'live', liveOn: null, lastOn: on(9) })
  expect(await follow(on(9))).toEqual({ opened: 0, archived: 0, left: 0 })
  expect(await follow(on(10))).toEqual({ opened: 0, archived: 1, left: 0 })
  expect(await follow(on(10)), 'a second time').toEqual({ opened: 0, archived: 0, left: 0 })
  expect(await inMenu(room)).toBe(false)
  expect(await read(room)).toMatchObject({ status: 'archived', liveOn: null, lastOn: null })
  expect(await toldSince(world, before)).toMatchObject([
    { name: 'room.status-changed', actor: 'system:rooms' },
    { name: 'room.status-changed', actor: 'system:rooms' },
  ])
})

it('leaves a draft that nobody has published, and one that its tests speak against, and opens them when that is mended', async () => {
  const unread = await planned({ liveOn: on(1) }, { isPublished: false })
  const tested = await planned({ liveOn: on(1) })
  const viewer = { side: 'partner', partnership: null, tier: null, category: null, stage: null, tags: [], role: null, steps: [] }
  const test = { label: 'Nobody sees it', expects: 'hidden', viewer }
  await vera('POST /arrangement/:id/tests', { params: { id: tested.id }, body: test })
  expect(await follow(on(3))).toEqual({ opened: 0, archived: 0, left: 2 })
  expect(await read(unread)).toMatchObject({ status: 'draft', liveOn: on(1) })
  const draft = await vera('GET /drafts/:id', { params: { id: unread.id } })
  await vera('POST /drafts/:id/publication', { params: { id: unread.id }, body: { version: draft.version } })
  expect(await follow(on(3))).toEqual({ opened: 1, archived: 0, left: 1 })
  await world.arrange((tx) => tx.rows(sql`delete from room_access_test`))
  expect(await follow(on(3))).toEqual({ opened: 1, archived: 0, left: 0 })
})

it('does nothing against what somebody has decided since', async () => {
  const room = await planned({ liveOn: on(1) })
  const live = await vera('PUT /arrangement/:id/status', { params: { id: room.id }, body: { version: room.version, status: 'live' } })
  await vera('PUT /arrangement/:id/status', { params: { id: room.id }, body: { version: live.version, status: 'draft' } })
  expect(await follow(on(2))).toEqual({ opened: 0, archived: 0, left: 0 })
  expect(await read(room)).toMatchObject({ status: 'draft' })
})

it('is looked at every quarter of an hour, at once by an engine that is new', () => {
  expect([planSchedule.cron(world.config), planSchedule.startsAtOnce]).toEqual(['*/15 * * * *', true])
})
