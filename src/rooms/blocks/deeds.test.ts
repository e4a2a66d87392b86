import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { personId } from '#rooms/people/people.test-kit.ts'
import { block, publishRoom, setKind, setRoom } from '#rooms/rooms/rooms.test-kit.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const seen = async (who: Name, room: string) => (await world.ask(who, 'GET /rooms/:id', { params: { id: room } })).body.blocks
const button = (id: string, to: Record<string, unknown>, label = id) => ({ id, label, to })
const bar = (...buttons: unknown[]) => block('action-bar', { title: 'Next', buttons })
const uses = () =>
  world.arrange((tx) =>
    tx.rows(sql<{ who: string; deed: string; target: string; times: number; share: number | null; day: string }>`
      select u.name as who, b.deed, b.target, b.times, b.share_percent as share, b.day from block_use b join app_user u on u.id = b.user_id
       order by 1, 2, 3, b.day`),
  )

describe('an action bar', () => {
  test('leaves out what its reader may not open', async () => {
    const other = await publishRoom(world, 'mssp', 'Course', [])
    const gold = await publishRoom(world, 'mssp', 'For platinum', [], { tiers: ['platinum'] })
    const locked = await publishRoom(world, 'mssp', 'Later', [], { unlock_tiers: ['platinum'], shows_lock: true })
    const foreign = await publishRoom(world, 'reseller', 'Of others', [])
    const actions = bar(
      button('course1', { kind: 'room', room: other }, ''),
      button('hidden1', { kind: 'room', room: gold }),
      button('locked1', { kind: 'room', room: locked }),
      button('foreign', { kind: 'room', room: foreign }),
      button('report1', { kind: 'address', address: '/report?view=usage' }),
    )
    const rest = bar(
      button('custom1', { kind: 'address', address: `/rooms/${gold}` }),
      button('pageone', { kind: 'address', address: 'https://example.com/' }),
      button('mailone', { kind: 'mail', mail: 'help@example.com', subject: 'Hello' }),
    )
    const room = await publishRoom(world, 'mssp', 'Start', [actions, rest, bar(button('hidden1', { kind: 'room', room: gold }))])
    const shown = async () => (await seen('anna', room)).map(({ settings }: { settings: { buttons: { id: string }[] } }) => settings.buttons.map(({ id }) => id)) // prettier-ignore
    expect(await shown()).toEqual([
      ['course1', 'locked1', 'report1'],
      ['pageone', 'mailone'],
    ])
    const [first] = await seen('anna', room)
    expect(first.data.buttons).toEqual([
      { id: 'course1', room: { label: 'Course', isLocked: false } },
      { id: 'locked1', room: { label: 'Later', isLocked: true } },
      { id: 'report1', room: null },
    ])
    expect(JSON.stringify(await seen('anna', room))).not.toContain(gold)
    await setKind(world, 'mssp', 'report', { status: 'archived' })
    expect((await shown())[0]).toEqual(['course1', 'locked1'])
  })
})

describe('an analytics block', () => {
  const figure = (metric: string, chart: string, more: Record<string, unknown> = {}) =>
    block('analytics', { title: '', metric, chart, ...more })

  test('never shows more than its reader’s own customers: the dashboard’s number for the same person', async () => {
    const blocks = [figure('customers', 'number'), figure('peak:NET', 'number'), figure('peaks', 'bars', { periods: 2 }), figure('peak:NET', 'number', { grouping: 'quarter' })] // prettier-ignore
    const room = await publishRoom(world, 'mssp', 'Figures', blocks)
    for (const who of ['anna', 'uma'] as const) {
      const { totals } = (await world.ask(who, 'GET /customers')).body
      const net = totals.peaks.find((one: { product: string }) => one.product === 'NET').peak
      const [customers, peak, peaks, quarter] = (await seen(who, room)).map(({ data }: { data: unknown }) => data)
      expect([customers.now.value, peak.now.value, peak.now.isPartial]).toEqual([totals.customers, net, who === 'uma'])
      expect(peaks.series.lines[0]).toEqual({ product: 'NET', values: [who === 'uma' ? 300 : 390, net] })
      expect(quarter.now.period.name).toBe('2026-Q2')
    }
  })
  test('is not there for who may not see the figure, nor where the partner type lacks it', async () => {
    const room = await publishRoom(world, 'mssp', 'Figures', [figure('customers', 'number'), figure('acv', 'line')])
    expect((await seen('anna', room)).map(({ settings }: { settings: { metric: string } }) => settings.metric)).toEqual(['customers'])
    expect(await seen('mark', room)).toEqual([])
  })
  test('GET /block-metrics says what each partner type’s can be made of', async () => {
    const { status, body } = await world.ask('vera', 'GET /block-metrics')
    expect(status).toBe(200)
    const of = (type: string) => body.types.find((one: { partnerType: string }) => one.partnerType === type).metrics
    expect(of('mssp')).toContainEqual({ code: 'peak:NET', unit: 'units', hasNow: true, hasSeries: true, isGoal: true })
    expect(of('mssp').map(({ code }: { code: string }) => code)).not.toContain('acv')
    expect(of('reseller')).toContainEqual({ code: 'openTasks', unit: 'count', hasNow: true, hasSeries: false, isGoal: false })
    expect([(await world.ask('anna', 'GET /block-metrics')).status, (await world.ask(null, 'GET /block-metrics')).status]).toEqual([
      403, 401,
    ])
  })
})

describe('what is used', () => {
  const place = async () => {
    const actions = bar(button('mailone', { kind: 'mail', mail: 'help@example.com' }))
    const link = block('link', { to: { kind: 'address', address: 'https://example.com/page' }, label: 'Page' })
    const video = block('video', { title: 'See', source: { from: 'vimeo', id: '123456789' } })
    const room = await publishRoom(world, 'mssp', 'Start', [actions, link, video])
    const at = (blockId: string) => ({ params: { id: room, blockId } })
    return {
      room, actions, link, video,
      click: (who: Name | null, blockId: string, target: string) =>
        world.ask(who, 'POST /rooms/:id/blocks/:blockId/clicks', { ...at(blockId), body: { target } }),
      watch: (who: Name | null, blockId: string, percent: unknown) =>
        world.ask(who, 'PUT /rooms/:id/blocks/:blockId/watched', { ...at(blockId), body: { percent } }),
    } // prettier-ignore
  }

  test('is counted by person and day: every click, and the furthest of a video in steps', async () => {
    const { room, actions, link, video, click, watch } = await place()
    expect((await click('anna', actions.id, 'mailone')).status).toBe(204)
    await click('anna', actions.id, 'mailone')
    await click('uma', link.id, 'https://example.com/page')
    for (const percent of [12, 57, 30]) expect((await watch('uma', video.id, percent)).status).toBe(204)
    world.setNow(Temporal.Instant.from('2026-06-11T12:00:00Z'))
    // A day later: they have signed in again.
    const again = { params: { id: room, blockId: video.id }, body: { percent: 100 } }
    await world.send(await world.signIn('uma'), 'PUT /rooms/:id/blocks/:blockId/watched', again)
    expect(await uses()).toEqual([
      { who: 'Anna', deed: 'click', target: 'mailone', times: 2, share: null, day: '2026-06-10' },
      { who: 'Uma', deed: 'click', target: 'https://example.com/page', times: 1, share: null, day: '2026-06-10' },
      { who: 'Uma', deed: 'watch', target: '', times: 1, share: 55, day: '2026-06-10' },
      { who: 'Uma', deed: 'watch', target: '', times: 1, share: 100, day: '2026-06-11' },
    ])
  })
  test('by staff, and by who looks with somebody’s eyes, is not', async () => {
    const { room, actions, video, click, watch } = await place()
    for (const who of ['vera', 'pavel'] as const)
      expect([(await click(who, actions.id, 'mailone')).status, (await watch(who, video.id, 50)).status]).toEqual([204, 204])
    const cookie = await world.signIn('pavel')
    const body = { userId: await personId(world, 'anna') }
    const answer = await world.send(cookie, 'POST /session/view', { body })
    const seeing = String(answer.headers['set-cookie']).split(';')[0]
    const at = { params: { id: room, blockId: actions.id } }
    expect((await world.send(seeing, 'POST /rooms/:id/blocks/:blockId/clicks', { ...at, body: { target: 'mailone' } })).status).toBe(204)
    expect(await uses()).toEqual([])
  })
  test('is refused of what is not there, not offered, hidden, locked, or another’s', async () => {
    const { room, actions, video, click, watch } = await place()
    const statuses = async (who: Name | null) => [(await click(who, actions.id, 'mailone')).status, (await watch(who, video.id, 50)).status]
    expect(await statuses(null)).toEqual([401, 401])
    expect(await statuses('omar')).toEqual([404, 404])
    expect([(await click('anna', actions.id, 'another')).status, (await click('anna', video.id, '123456789')).status]).toEqual([404, 404])
    expect([(await watch('anna', actions.id, 50)).status, (await watch('anna', video.id, 101)).status]).toEqual([404, 400])
    expect((await click('anna', actions.id, 'x'.repeat(2_001))).status).toBe(400)
    for (const set of [{ tiers: ['platinum'] }, { tiers: [], unlock_tiers: ['platinum'], shows_lock: true }]) {
      await setRoom(world, room, set)
      expect(await statuses('anna')).toEqual([404, 404])
    }
    expect(await uses()).toEqual([])
  })
})
