import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { settle } from '#rooms/tasks/tasks.test-kit.ts'
import { createWorld, worldNow, type Name, type World } from '../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() =>
  world.arrange(async (tx) => {
    await tx.rows(sql`update overview_desk set widgets = null, period = 'month', since = null, visited_at = null`)
    await tx.rows(sql`delete from overview_default`)
    await tx.rows(sql`delete from announcement`)
    await tx.rows(sql`update kit_item set archived_at = now()`)
    await tx.rows(sql`delete from room where kind = 'custom'`)
    await tx.rows(sql`update room set status = 'live'`)
  }),
)

const show = async (as: Name, query: Record<string, string> = {}) => {
  const { status, body } = await world.ask(as, 'GET /overview', { query })
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
type Coded = { code: string; value: unknown; isShown: boolean }
const codes = (items: Coded[]) => items.map(({ code }) => code)
const shownCodes = (items: Coded[]) => codes(items.filter(({ isShown }) => isShown))
const place = (as: Name | null, widgets: object[]) => world.ask(as, 'PUT /overview/widgets', { body: { widgets } })

describe('figures', () => {
  it.each(['anna', 'uma', 'pavel'] as const)('are the dashboard’s own for %s', async (name) => {
    const { figures } = await show(name)
    const { totals } = (await world.ask(name, 'GET /customers')).body
    const peaks = totals.peaks.map((one: { product: string; peak: number }) => [`peak:${one.product}`, one.peak])
    expect(figures.map(({ code, value }: Coded) => [code, value])).toEqual([
      ['customers', totals.customers],
      ['activeCustomers', totals.activeCustomers],
      ...peaks,
      ['openTasks', totals.openTasks],
    ])
    expect(figures.every(({ isPartial }: { isPartial: boolean }) => isPartial === (name === 'uma'))).toBe(true)
  })

  it('of a reseller are those of orders, with the change in the asked period', async () => {
    const { figures, period } = await show('omar', { period: 'quarter' })
    const { totals } = (await world.ask('omar', 'GET /customers')).body
    expect(period).toBe('quarter')
    expect(codes(figures)).toEqual(['customers', 'activeSubscriptions', 'acv', 'renewals', 'openTasks'])
    expect(figures.find(({ code }: Coded) => code === 'acv')).toMatchObject({
      value: totals.acvMinor,
      previous: 900_000,
      period: { name: '2026-Q2' },
    })
  })

  it('are none of customers for marketing, who has no part of theirs', async () => {
    const { figures, widgets, trend } = await show('mark')
    expect(figures).toEqual([])
    expect(trend).toBeNull()
    expect(codes(widgets)).toEqual(['figures', 'quick-actions', 'announcements', 'feed'])
  })

  it('are not worked out when they are hidden; the trend is when it is added', async () => {
    await place('anna', [
      { code: 'figures', isShown: false },
      { code: 'trend', isShown: true },
    ])
    const { figures, trend } = await show('anna')
    expect(figures).toEqual([])
    expect(trend).toMatchObject({ code: 'peaks', isPartial: false, lines: [{ product: 'NET' }, { product: 'WEB' }] })
    expect(trend.periods).toHaveLength(6)
  })
})

describe('parts', () => {
  it('stand as a person places them, in this partnership alone, until they reset them', async () => {
    expect((await place('anna', [{ code: 'feed', isShown: true }, { code: 'figures', isShown: true }, { code: 'tasks', isShown: false }])).status).toBe(204) // prettier-ignore
    const mine = await show('anna')
    expect(mine.isOwn).toBe(true)
    expect(shownCodes(mine.widgets)[0]).toBe('feed')
    expect(shownCodes(mine.widgets)).not.toContain('tasks')
    expect((await show('uma')).isOwn).toBe(false)
    await world.move('anna', 'meridian-resale')
    expect((await show('anna')).isOwn).toBe(false)
    await world.move('anna', 'meridian-mssp')
    expect((await world.ask('anna', 'DELETE /overview/widgets')).status).toBe(204)
    expect(await show('anna')).toMatchObject({ isOwn: false })
    expect(shownCodes((await show('anna')).widgets)[0]).toBe('figures')
  })

  it('stay within what the vendor allows', async () => {
    const widgets = [
      { code: 'announcements', state: 'fixed' },
      { code: 'feed', state: 'off' },
      { code: 'figures', state: 'offered' },
    ]
    const set = await world.ask('vera', 'PUT /overview/defaults/:partnerType', { params: { partnerType: 'mssp' }, body: { widgets } })
    expect(set.status).toBe(200)
    const mine = await show('anna')
    expect(mine.widgets[0]).toMatchObject({ code: 'announcements', isFixed: true, isShown: true })
    expect(codes(mine.widgets)).not.toContain('feed')
    expect(shownCodes(mine.widgets)).not.toContain('figures')
    expect(codes((await show('omar')).widgets)).toContain('feed')
    expect(await place('anna', [{ code: 'feed', isShown: true }])).toMatchObject({
      status: 409,
      body: { code: 'overview.widget-not-allowed' },
    })
    expect(await place('anna', [{ code: 'announcements', isShown: false }])).toMatchObject({
      status: 409,
      body: { code: 'overview.widget-fixed' },
    })
    expect(await place('anna', [{ code: 'renewals', isShown: true }])).toMatchObject({ status: 409 })
    expect(
      await place('anna', [
        { code: 'figures', isShown: true },
        { code: 'figures', isShown: true },
      ]),
    ).toMatchObject({ status: 400 })
    expect(await place('anna', [{ code: 'weather', isShown: true }])).toMatchObject({ status: 400 })
    const reset = await world.ask('vera', 'DELETE /overview/defaults/:partnerType', { params: { partnerType: 'mssp' } })
    expect(reset.body.items[0]).toMatchObject({ partnerType: 'mssp', isArranged: false })
    expect(codes((await show('anna')).widgets)).toContain('feed')
  })

  it('are the vendor’s administrators’ to allow', async () => {
    const { body } = await world.ask('vera', 'GET /overview/defaults')
    expect(body.items.map(({ partnerType }: { partnerType: string }) => partnerType)).toEqual([
      'mssp',
      'reseller',
      'referral',
      'distributor',
    ])
    expect(codes(body.items[0].widgets)).not.toContain('renewals')
    expect(codes(body.items[1].widgets)).toContain('renewals')
    const one = { params: { partnerType: 'mssp' } }
    const asked = [
      ['GET /overview/defaults', {}],
      ['PUT /overview/defaults/:partnerType', { ...one, body: { widgets: [] } }],
      ['DELETE /overview/defaults/:partnerType', one],
    ] as const
    for (const [line, parts] of asked) {
      expect((await world.ask('anna', line, parts)).status, line).toBe(403)
      expect((await world.ask('pavel', line, parts)).status, line).toBe(403)
      expect((await world.ask(null, line, parts)).status, line).toBe(401)
    }
    const missing = { params: { partnerType: 'franchise' } }
    expect((await world.ask('vera', 'PUT /overview/defaults/:partnerType', { ...missing, body: { widgets: [] } })).status).toBe(404)
    expect((await world.ask('vera', 'DELETE /overview/defaults/:partnerType', missing)).status).toBe(404)
    const unsuited = { ...one, body: { widgets: [{ code: 'renewals', state: 'shown' }] } }
    expect(await world.ask('vera', 'PUT /overview/defaults/:partnerType', unsuited)).toMatchObject({
      status: 409,
      body: { code: 'overview.widget-not-allowed' },
    })
    expect(
      (await world.ask('vera', 'PUT /overview/defaults/:partnerType', { ...one, body: { widgets: [{ code: 'feed', state: 'loud' }] } }))
        .status,
    ).toBe(400)
  })
})

it('is not there without the room, nor for nobody', async () => {
  await world.arrange((tx) => tx.rows(sql`update room set status = 'draft' where kind = 'overview' and partner_type = 'mssp'`))
  const asked = [
    ['GET /overview', {}],
    ['GET /overview/feed', {}],
    ['PUT /overview/visit', { body: { period: 'month' } }],
    ['PUT /overview/widgets', { body: { widgets: [] } }],
    ['DELETE /overview/widgets', {}],
  ] as const
  for (const [line, parts] of asked) {
    expect((await world.ask('anna', line, parts)).status, line).toBe(404)
    expect((await world.ask(null, line, parts)).status, line).toBe(401)
  }
  expect((await world.ask('omar', 'GET /overview')).status).toBe(200)
  expect((await world.ask('omar', 'GET /overview', { query: { period: 'year' } })).status).toBe(400)
  expect((await world.ask('omar', 'GET /overview/feed', { query: { kind: 'gossip' } })).status).toBe(400)
})

describe('the feed', () => {
  type Item = { kind: string; customer?: { name: string }; label?: string; title?: string; titles?: string[]; isNew: boolean }
  const feed = async (as: Name, query: Record<string, string> = {}): Promise<{ items: Item[]; since: string | null; kinds: string[] }> => {
    const { status, body } = await world.ask(as, 'GET /overview/feed', { query })
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }
  const told = async (as: Name) =>
    (await feed(as)).items.map(
      ({ kind, customer, label, title, titles }) => `${kind} ${customer?.name ?? label ?? title ?? titles?.join(', ')}`,
    )

  beforeAll(async () => {
    await settle(world, [
      { customer: 'alder', rule: 'scans-failed', objectKey: 'NET', severity: 'high' },
      { customer: 'alder', rule: 'scanner-inactive', objectKey: 'scn-1' },
      { customer: 'cedar', rule: 'scans-failed', objectKey: 'NET' },
    ])
  })
  const arrangeNews = () =>
    world.arrange(async (tx) => {
      await tx.rows(sql`
        with r as (
          insert into room (partner_type, kind, label, icon, position, status, tiers, published_revision)
          values ('mssp', 'custom', 'Campaigns', 'flag', 90, 'live', '{}', 1), ('mssp', 'custom', 'Silver only', 'star', 91, 'live', array['silver'], 1),
                 ('mssp', 'custom', 'Draft', 'star', 92, 'draft', '{}', 1), ('reseller', 'custom', 'Resale', 'star', 93, 'live', '{}', 1)
          returning id)
        insert into room_revision (room_id, number, blocks, published_at) select r.id, 1, '[]', '2026-06-09T08:00:00Z' from r`)
      await tx.rows(sql`
        insert into announcement (title, body, shown_from, roles, created_at)
        values ('For all', '', '2026-06-08', '{}', '2026-06-01'), ('For marketing', '', '2026-06-08', array['marketing'], '2026-06-01'), ('Planned', '', '2026-06-11', '{}', '2026-06-01')`)
      await tx.rows(sql`
        insert into kit_item (title, type, language, renewed_at, tiers)
        values ('Battle card', 'x', 'en', '2026-06-07T09:00:00Z', '{}'), ('Silver card', 'x', 'en', '2026-06-07T09:00:00Z', array['silver']),
               ('Old card', 'x', 'en', '2026-01-07T09:00:00Z', '{}')`)
    })

  it('tells each reader what they may open, and nothing else', async () => {
    await arrangeNews()
    const ofAll = ['room Campaigns', 'announcement For all', 'kit Battle card']
    expect(await told('anna')).toEqual(expect.arrayContaining(['task Alder Bank', 'task Cedar Health', ...ofAll]))
    expect(await told('anna')).toHaveLength(5)
    // Uma sees Alder and Birch: not a word of Cedar.
    expect((await told('uma')).toSorted()).toEqual(['task Alder Bank', ...ofAll].toSorted())
    expect((await told('mark')).toSorted()).toEqual([...ofAll, 'announcement For marketing'].toSorted())
    expect(await told('omar')).toEqual(expect.arrayContaining(['room Resale', 'announcement For all']))
    expect((await told('omar')).some((line) => /Alder|Cedar|Campaigns|marketing/.test(line))).toBe(false)
    // The vendor's administrator may read everything, and is told what this partner is.
    expect((await told('vera')).some((line) => /Silver|Draft|Resale|Planned/.test(line))).toBe(false)
  })

  it('loses what is of a room that is not open', async () => {
    await arrangeNews()
    await world.arrange((tx) => tx.rows(sql`update room set status = 'draft' where kind in ('tasks', 'kit') and partner_type = 'mssp'`))
    expect((await feed('anna')).kinds).toEqual(['room', 'announcement'])
    expect((await told('anna')).toSorted()).toEqual(['announcement For all', 'room Campaigns'])
    expect((await feed('anna', { kind: 'task' })).items).toEqual([])
  })

  it('groups by customer and day, and leaves out one’s own deeds', async () => {
    const { items } = await feed('anna', { kind: 'task' })
    expect(items.find(({ customer }) => customer?.name === 'Alder Bank')).toMatchObject({
      day: '2026-06-10',
      raised: 2,
      worst: 'high',
      taskId: null,
    })
    const cedar = items.find(({ customer }) => customer?.name === 'Cedar Health')
    expect(cedar).toMatchObject({ raised: 1, taskId: expect.stringMatching(/^tsk_/) })
    const id = (cedar as unknown as { taskId: string }).taskId
    await world.ask('anna', 'POST /tasks/:id/comments', { params: { id }, body: { body: 'Called them.' } })
    expect((await feed('anna', { kind: 'task' })).items.find(({ customer }) => customer?.name === 'Cedar Health')).toMatchObject({
      commented: 0,
    })
    expect((await feed('pavel', { kind: 'task' })).items.find(({ customer }) => customer?.name === 'Cedar Health')).toMatchObject({
      commented: 1,
    })
  })

  it('tells of a day on which nothing was raised', async () => {
    const birch = () =>
      feed('anna', { kind: 'task' }).then(({ items }) => items.find(({ customer }) => customer?.name === 'Birch Logistics'))
    await settle(world, [{ customer: 'birch', rule: 'scans-failed', objectKey: 'NET' }], { today: '2026-06-07' })
    expect(await birch()).toMatchObject({ raised: 1, worst: 'medium' })
    const id = await world.arrange((tx) =>
      tx
        .first(sql<{ id: number }>`select t.id from task t join customer c on c.id = t.customer_id where c.external_id = 'birch'`)
        .then((row) => tx.ids.outer('tsk', row?.id ?? 0)),
    )
    await world.ask('uma', 'POST /tasks/:id/comments', { params: { id }, body: { body: 'On it.' } })
    const { items } = await feed('anna', { kind: 'task' })
    const commented = items.find((item) => item.customer?.name === 'Birch Logistics' && 'commented' in item && item.commented === 1)
    expect(commented).toMatchObject({ raised: 0 })
    expect(commented).not.toHaveProperty('worst')
  })

  it('knows the last visit once there was one', async () => {
    await arrangeNews()
    expect(await feed('anna')).toMatchObject({ since: null })
    const visit = () => world.ask('anna', 'PUT /overview/visit', { body: { period: 'quarter' } })
    expect((await visit()).status).toBe(204)
    expect((await feed('anna')).since).toBeNull() // still the first
    expect((await show('anna')).period).toBe('quarter')
    // That was on the eighth, then; what came on the ninth is new.
    await world.arrange((tx) => tx.rows(sql`update overview_desk set visited_at = '2026-06-08T10:00:00Z'`))
    const since = Temporal.Instant.from('2026-06-08T10:00:00Z')
    for (const _ of [1, 2]) {
      const { since: line, items } = await feed('anna')
      expect(Temporal.Instant.from(line ?? '').equals(since)).toBe(true)
      expect(items.filter(({ isNew }) => isNew).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['task', 'room']))
      expect(items.filter(({ kind, isNew }) => isNew && (kind === 'announcement' || kind === 'kit'))).toEqual([])
      await visit() // the second look of the same visit leaves the line where it is
    }
    expect(worldNow.since(since).total('hours')).toBeGreaterThan(1)
    expect((await world.ask('anna', 'PUT /overview/visit', { body: { period: 'year' } })).status).toBe(400)
  })
})
