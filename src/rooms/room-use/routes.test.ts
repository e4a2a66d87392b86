import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readWorkbook } from '../../../test/workbook.ts'
import { createWorld, emailOf, worldNow, type Name, type World } from '../../../test/world.ts'
import { unusedRooms } from './actions.ts'
import { roomUseSchedule } from './jobs.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

/** The outer id of a pre-defined room of a partner type. */
const roomOf = (kind: string, partnerType = 'mssp') =>
  world.arrange(async (tx) => {
    const room = await tx.first(sql<{ id: number }>`select id from room where kind = ${kind} and partner_type = ${partnerType}`)
    if (!room) throw new Error(`No room ${kind}`)
    return tx.ids.outer('rom', room.id)
  })
/** As pages ask by themselves: it renews no session. */
const background = { 'x-portal-background': '1' }
const beat = (as: Name | null, roomId: string, { isNew = false, seconds = 0 } = {}) =>
  world.ask(as, 'POST /room-use/beats', { body: { roomId, isNew, seconds }, headers: background })
const open = (as: Name, roomId: string) => beat(as, roomId, { isNew: true })
const after = (minutes: number) => world.setNow(worldNow.add({ seconds: Math.round(minutes * 60) }))
const use = async (query: Record<string, string> = {}) => (await world.ask('vera', 'GET /room-use', { query, headers: background })).body
const usedRoom = async (id: string, query: Record<string, string> = {}) =>
  (await use(query)).rooms.find((room: { id: string }) => room.id === id)

describe('POST /room-use/beats', () => {
  it('counts looks, stays and the time on the screen', async () => {
    const [customers, report] = [await roomOf('customers'), await roomOf('report')]
    expect((await open('anna', customers)).status).toBe(204)
    after(1)
    await beat('anna', customers, { seconds: 60 })
    after(1.5)
    await open('anna', report)
    after(2)
    await beat('anna', report, { seconds: 30 })
    after(3)
    await open('anna', customers)
    await open('uma', customers)
    expect(await usedRoom(customers)).toMatchObject({ people: 2, stays: 2, views: 3, seconds: 60, lastDay: '2026-06-10' })
    expect(await usedRoom(report)).toMatchObject({ people: 1, stays: 1, views: 1, seconds: 30 })
    expect(await use()).toMatchObject({ people: 2, stays: 2, views: 4, seconds: 90, roomsUsed: 2 })
  })
  it('begins another stay after half an hour without a sign, and after four hours', async () => {
    world.portal.session.idleMinutes = 600 // another clock than the one that is tested
    const customers = await roomOf('customers')
    await open('anna', customers)
    after(29)
    await beat('anna', customers, { seconds: 60 })
    expect((await use()).stays).toBe(1)
    after(59)
    expect((await beat('anna', customers, { seconds: 60 })).body).toBe('')
    expect(await use()).toMatchObject({ stays: 2, views: 2 }) // the page was still open: it is looked at again
    for (let minutes = 59; minutes <= 59 + 4 * 60; minutes += 20) {
      after(minutes)
      await open('anna', customers)
    }
    expect((await use()).stays).toBe(3)
  })
  it('counts two windows on one room as one time', async () => {
    const customers = await roomOf('customers')
    await open('anna', customers)
    after(1)
    await Promise.all([beat('anna', customers, { seconds: 60 }), beat('anna', customers, { seconds: 60 })])
    expect((await usedRoom(customers)).seconds).toBe(60)
  })
  it('counts nobody who looks on: staff in the portal, and with somebody else’s eyes', async () => {
    const customers = await roomOf('customers')
    for (const as of ['vera', 'pavel'] as const) expect((await open(as, customers)).status, as).toBe(204)
    const cookie = await world.signIn('vera')
    const userId = await world.arrange(async (tx) => tx.ids.outer('usr', (await tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf('uma')}`))?.id ?? 0)) // prettier-ignore
    const viewing = await world.send(cookie, 'POST /session/view', { body: { userId } })
    const viewed = [viewing.headers['set-cookie'] ?? []].flat().map(String).findLast((one) => /_sid=/.test(one))?.split(';')[0] // prettier-ignore
    expect((await world.send(viewed, 'POST /room-use/beats', { body: { roomId: customers, isNew: true, seconds: 0 } })).status).toBe(204)
    expect(await use()).toMatchObject({ people: 0, views: 0, stays: 0 })
  })
  it('answers 404 for a room that is not open to the reader, 401 to nobody and 400 to nonsense', async () => {
    expect((await open('omar', await roomOf('customers'))).status).toBe(404)
    const customers = await roomOf('customers')
    await world.arrange((tx) => tx.rows(sql`update room set tiers = '{none}' where kind = 'customers' and partner_type = 'mssp'`))
    expect((await open('anna', customers)).status).toBe(404)
    expect((await beat(null, customers)).status).toBe(401)
    expect((await beat('anna', customers, { seconds: 91 })).status).toBe(400)
    expect((await beat('anna', customers, { seconds: -1 })).status).toBe(400)
    expect((await beat('anna', '7')).status).toBe(400)
  })
})

describe('GET /room-use', () => {
  it('is of one partnership or partner type when that is asked for, and of the days that are asked for', async () => {
    const [customers, resale] = [await roomOf('customers'), await roomOf('customers', 'reseller')]
    await open('anna', customers)
    await open('omar', resale)
    expect(await use()).toMatchObject({ people: 2, views: 2 })
    expect(await use({ type: 'reseller' })).toMatchObject({ people: 1, views: 1 })
    const partnership = await world.partnership('meridian-mssp')
    const ofOne = await use({ partnership })
    expect(ofOne).toMatchObject({ people: 1, views: 1 })
    expect(new Set(ofOne.rooms.map(({ partnerType }: { partnerType: string }) => partnerType))).toEqual(new Set(['mssp']))
    after(8 * 24 * 60)
    const cookie = await world.signIn('vera')
    const later = await world.send(cookie, 'GET /room-use', { query: { period: '7' } })
    expect(later.body).toMatchObject({ from: '2026-06-12', to: '2026-06-18', people: 0 })
    expect(later.body.days).toHaveLength(7)
  })
  it('names live rooms that nobody opened for 90 days, as other rooms learn it', async () => {
    const [customers, report] = [await roomOf('customers'), await roomOf('report')]
    await world.arrange((tx) => tx.rows(sql`update room set created_at = '2026-01-01'`))
    await open('anna', customers)
    expect((await usedRoom(customers)).isUnused).toBe(false)
    expect((await usedRoom(report)).isUnused).toBe(true)
    const keys = await world.arrange(async (tx) => [...(await unusedRooms(tx, '2026-06-10'))].map((id) => tx.ids.outer('rom', id)))
    expect(keys).toContain(report)
    expect(keys).not.toContain(customers)
  })
  it('answers 401 to nobody, 403 to whoever arranges no rooms, 400 to what it does not know and 404 to no partnership', async () => {
    expect((await world.ask(null, 'GET /room-use')).status).toBe(401)
    for (const as of ['anna', 'pavel'] as const) expect((await world.ask(as, 'GET /room-use')).status, as).toBe(403)
    expect((await world.ask('vera', 'GET /room-use', { query: { period: '8' } })).status).toBe(400)
    expect((await world.ask('vera', 'GET /room-use', { query: { partnership: 'psh_nothing0' } })).status).toBe(404)
  })
})

describe('GET /room-use/workbook', () => {
  it('holds what the page shows, in its order', async () => {
    await open('anna', await roomOf('report'))
    const { status, raw } = await world.ask('vera', 'GET /room-use/workbook', { query: { type: 'mssp' } })
    expect(status).toBe(200)
    const sheets = await readWorkbook(raw)
    expect([...sheets.keys()]).toEqual(['Rooms', 'Documents', 'Kit', 'Days'])
    expect(JSON.stringify(sheets.get('Rooms'))).toContain('Report')
    expect((await world.ask('pavel', 'GET /room-use/workbook')).status).toBe(403)
    expect((await world.ask(null, 'GET /room-use/workbook')).status).toBe(401)
    expect((await world.ask('vera', 'GET /room-use/workbook', { query: { sort: 'colour' } })).status).toBe(400)
  })
})

describe('the engine', () => {
  it('forgets looks after 90 days and days after two years', async () => {
    const customers = await roomOf('customers')
    await open('anna', customers)
    const run = (days: number) =>
      roomUseSchedule.run(
        { ...world.portal, log: pino({ level: 'silent' }), now: () => worldNow.add({ hours: days * 24 }) },
        { dueAt: worldNow, signal: new AbortController().signal, progress: async () => undefined },
      )
    expect(await run(90)).toEqual({ views: 0, days: 0 })
    expect(await run(91)).toEqual({ views: 1, days: 0 })
    expect((await usedRoom(customers)).views).toBe(1)
    expect(await run(761)).toEqual({ views: 0, days: 2 })
  })
})
