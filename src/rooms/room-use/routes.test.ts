import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { block, publishRoom } from '#rooms/rooms/rooms.test-kit.ts'
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
    expect(await usedRoom(customers)).toMatchObject({ partners: 1, people: 2, stays: 2, views: 3, seconds: 60, lastDay: '2026-06-10' })
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
    expect(await use()).toMatchObject({ partners: 2, people: 2, views: 2 })
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

const bar = block('action-bar', {
  title: 'Next',
  buttons: [
    { id: 'mailone', label: 'Ask us', to: { kind: 'mail', mail: 'help@example.com', subject: '' } },
    { id: 'pageone', label: 'Read more', to: { kind: 'address', address: 'https://example.com/' } },
  ],
})
const video = block('video', { title: 'First steps', source: { from: 'vimeo', id: '123456789' } })

/** A room with an action bar and a video, and one that leads to it. */
const campaign = async () => {
  const room = await publishRoom(world, 'mssp', 'Campaign', [bar, video])
  const link = block('link', { to: { kind: 'room', room }, label: '' })
  const from = await publishRoom(world, 'mssp', 'Start', [link])
  const click = (who: Name, at: { room: string; block: string }, target: string) =>
    world.ask(who, 'POST /rooms/:id/blocks/:blockId/clicks', { params: { id: at.room, blockId: at.block }, body: { target } })
  const watch = (who: Name, percent: number) =>
    world.ask(who, 'PUT /rooms/:id/blocks/:blockId/watched', { params: { id: room, blockId: video.id }, body: { percent } })
  return { room, from, click, watch, start: { room, block: bar.id }, led: { room: from, block: link.id } }
}
const clicks = async (query: Record<string, string> = {}) =>
  (await world.ask('vera', 'GET /room-use/clicks', { query, headers: background })).body
const videos = async (query: Record<string, string> = {}) =>
  (await world.ask('vera', 'GET /room-use/videos', { query, headers: background })).body
const replaceBlocks = (room: string, blocks: unknown[]) =>
  world.arrange(async (tx) => {
    const id = tx.ids.inner('rom', room)
    await tx.rows(sql`insert into room_revision (room_id, number, blocks) values (${id}, 2, ${JSON.stringify(blocks)}::jsonb)`)
    await tx.rows(sql`update room set published_revision = 2 where id = ${id}`)
  })

describe('GET /room-use/clicks', () => {
  it('says which buttons and links were followed, by how many people, those that were most first', async () => {
    const { room, from, click, start, led } = await campaign()
    await click('anna', start, 'mailone')
    for (const who of ['anna', 'uma'] as const) await click(who, start, 'pageone')
    await click('uma', start, 'pageone')
    await click('uma', led, room)
    await click('uma', led, room)
    const { items, total, next } = await clicks()
    expect({ total, next }).toEqual({ total: 3, next: null })
    const place = { id: room, label: 'Campaign', partnerType: 'mssp' }
    expect(items).toEqual([
      { id: items[0].id, label: 'Read more', kind: 'action-bar', room: place, isPublished: true, clicks: 3, people: 2, lastDay: '2026-06-10' },
      // It says nothing of its own: it is called as the room that it leads to.
      { id: items[1].id, label: 'Campaign', kind: 'link', room: { ...place, id: from, label: 'Start' }, isPublished: true, clicks: 2, people: 1, lastDay: '2026-06-10' },
      { id: items[2].id, label: 'Ask us', kind: 'action-bar', room: place, isPublished: true, clicks: 1, people: 1, lastDay: '2026-06-10' },
    ]) // prettier-ignore
  })
  it('is of one room, partnership, partner type and period when that is asked for', async () => {
    const { room, from, click, start, led } = await campaign()
    await click('anna', start, 'mailone')
    await click('anna', led, room)
    const resale = await publishRoom(world, 'reseller', 'Campaign', [bar])
    await click('omar', { room: resale, block: bar.id }, 'mailone')
    const labels = async (query: Record<string, string>) => (await clicks(query)).items.map((one: { room: { id: string } }) => one.room.id)
    expect((await labels({})).toSorted()).toEqual([room, from, resale].toSorted())
    expect(await labels({ room: from })).toEqual([from])
    expect(await labels({ type: 'reseller' })).toEqual([resale])
    expect((await labels({ partnership: await world.partnership('meridian-mssp') })).toSorted()).toEqual([room, from].toSorted())
    after(8 * 24 * 60)
    const later = await world.send(await world.signIn('vera'), 'GET /room-use/clicks', { query: { period: '7' } })
    expect(later.body).toEqual({ items: [], next: null, total: 0 })
  })
  it('comes in pages that hold each once, also where many were followed as often', async () => {
    const { room, click, start, led } = await campaign()
    await click('anna', start, 'mailone')
    await click('anna', start, 'pageone')
    await click('anna', led, room)
    const all = (await clicks()).items.map(({ id }: { id: string }) => id)
    const taken: string[] = []
    for (let cursor: string | undefined; ;) {
      const page = await clicks({ limit: '1', ...(cursor ? { cursor } : {}) })
      expect(page.total).toBe(3)
      taken.push(...page.items.map(({ id }: { id: string }) => id))
      if (page.next === null) break
      cursor = page.next
    }
    expect(taken).toEqual(all)
    expect(new Set(taken).size).toBe(3)
  })
  it('goes on naming what partners find no more, and says so', async () => {
    const { room, click, start } = await campaign()
    await click('anna', start, 'mailone')
    await replaceBlocks(room, [video])
    expect((await clicks()).items).toMatchObject([{ label: 'Ask us', kind: 'action-bar', room: { label: 'Campaign' }, isPublished: false }])
  })
  it('counts a button that its block has no more, and what stood in a room that was removed', async () => {
    const { room, from, click, start, led } = await campaign()
    await click('anna', start, 'mailone')
    const rest = { ...bar, settings: { ...bar.settings, buttons: [] } }
    await replaceBlocks(room, [rest])
    expect((await clicks({ room })).items).toMatchObject([{ label: '', kind: 'action-bar', isPublished: false, clicks: 1 }])
    await click('anna', led, room)
    await world.arrange((tx) => tx.rows(sql`delete from room where id = ${tx.ids.inner('rom', from)}`))
    expect((await clicks()).items).toContainEqual(expect.objectContaining({ label: '', kind: null, room: null, isPublished: false }))
  })
  it('answers 401 to nobody, 403 to whoever arranges no rooms, 400 to what it does not know and 404 to no room', async () => {
    for (const line of ['GET /room-use/clicks', 'GET /room-use/videos'] as const) {
      expect((await world.ask(null, line)).status).toBe(401)
      for (const as of ['anna', 'pavel'] as const) expect((await world.ask(as, line)).status, as).toBe(403)
      expect((await world.ask('vera', line, { query: { cursor: 'nonsense' } })).status).toBe(400)
      expect((await world.ask('vera', line, { query: { period: '8' } })).status).toBe(400)
      expect((await world.ask('vera', line, { query: { room: 'rom_nothing0' } })).status).toBe(404)
      expect((await world.ask('vera', line, { query: { partnership: 'psh_nothing0' } })).status).toBe(404)
    }
  })
})

describe('GET /room-use/videos', () => {
  it('says how far people came with each, by the furthest that they were', async () => {
    const { room, watch } = await campaign()
    for (const percent of [50, 20]) await watch('anna', percent)
    await watch('uma', 100)
    expect(await videos()).toEqual({
      items: [{
        id: expect.any(String), label: 'First steps', kind: 'video', room: { id: room, label: 'Campaign', partnerType: 'mssp' }, isPublished: true,
        people: 2, sharePercent: 75, watchedWhole: 1, lastDay: '2026-06-10',
      }],
      next: null,
      total: 1,
    }) // prettier-ignore
    expect((await videos({ type: 'reseller' })).items).toEqual([])
    await replaceBlocks(room, [bar])
    expect((await videos({ room })).items).toMatchObject([{ label: 'First steps', isPublished: false }])
  })
})

describe('GET /room-use/workbook', () => {
  it('has the links that were followed and the videos that were watched', async () => {
    const { click, watch, start } = await campaign()
    await click('anna', start, 'pageone')
    await watch('anna', 100)
    const sheets = await readWorkbook((await world.ask('vera', 'GET /room-use/workbook')).raw)
    expect(JSON.stringify(sheets.get('Links and buttons'))).toContain('Read more')
    expect(JSON.stringify(sheets.get('Videos'))).toContain('First steps')
  })
  it('holds what the page shows, in its order', async () => {
    await open('anna', await roomOf('report'))
    const { status, raw } = await world.ask('vera', 'GET /room-use/workbook', { query: { type: 'mssp' } })
    expect(status).toBe(200)
    const sheets = await readWorkbook(raw)
    expect([...sheets.keys()]).toEqual(['Rooms', 'Documents', 'Kit', 'Links and buttons', 'Videos', 'Days'])
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
    const { click, start } = await campaign()
    await click('anna', start, 'mailone')
    const run = (days: number) =>
      roomUseSchedule.run(
        { ...world.portal, log: pino({ level: 'silent' }), now: () => worldNow.add({ hours: days * 24 }) },
        { dueAt: worldNow, signal: new AbortController().signal, progress: async () => undefined },
      )
    expect(await run(90)).toEqual({ views: 0, days: 0, blocks: 0 })
    expect(await run(91)).toEqual({ views: 1, days: 0, blocks: 0 })
    expect((await usedRoom(customers)).views).toBe(1)
    expect((await clicks()).total).toBe(1)
    expect(await run(761)).toEqual({ views: 0, days: 2, blocks: 1 })
    expect((await clicks()).total).toBe(0)
  })
})
