import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rollForward } from '#rooms/customers/summaries.actions.ts'
import { block, publishRoom, setRoom } from '#rooms/rooms/rooms.test-kit.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { settleSteps } from './deeds.jobs.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const goal = (settings: Record<string, unknown>) => block('goals', { title: 'Target', period: { by: 'month' }, ...settings })
const ofMetric = (metric: string, target: number, more: Record<string, unknown> = {}) =>
  goal({ source: { from: 'metric', metric }, target, ...more })
const byHand = (target: number, more: Record<string, unknown> = {}) => goal({ source: { from: 'hand', unit: 'people' }, target, ...more })

const settle = () => settleSteps({ ...world.portal, log: pino({ level: 'silent' }) })
const seen = async (who: Name, room: string) => (await world.ask(who, 'GET /rooms/:id', { params: { id: room } })).body.blocks
const standing = async (who: Name, id: string) =>
  (await world.ask(who, 'GET /rooms')).body.items.find((one: { id: string }) => one.id === id)?.standing
const kept = (blockId: string) =>
  world.arrange((tx) =>
    tx.rows(sql<{ place: string; from: string; value: number | null; reached: boolean }>`
      select s.external_id as place, g.period_from as "from", g.value, g.reached_at is not null as reached
        from goal_period g join partnership s on s.id = g.partnership_id where g.block = ${blockId} order by 1, 2`),
  )

describe('a goal that counts by itself', () => {
  test('has the dashboard’s and the report’s own numbers', async () => {
    const [customers, peak, billable] = [ofMetric('customers', 4), ofMetric('peak:NET', 500), ofMetric('billable', 100_000)]
    const year = ofMetric('peak:NET', 860, { period: { by: 'year' } })
    const room = await publishRoom(world, 'mssp', 'Targets', [customers, peak, billable, year])
    const { totals } = (await world.ask('anna', 'GET /customers')).body
    const { amounts, cells } = (await world.ask('anna', 'GET /report/usage', { query: { cycles: '6' } })).body
    const net = cells.flatMap((cell: { product: string; peak: number | null }) => (cell.product === 'NET' ? (cell.peak ?? []) : []))
    const values = (await seen('anna', room)).map(({ data }: { data: { value: number } }) => data.value)
    expect(values).toEqual([
      totals.customers,
      totals.peaks.find((one: { product: string }) => one.product === 'NET').peak,
      amounts.find(({ cycle }: { cycle: string }) => cycle === '2026-06').amountMinor,
      Math.max(...net),
    ])
    expect((await seen('anna', room))[0].data).toMatchObject({
      value: 3, percent: 75, isReached: false, isPartial: false, unit: 'count', ended: [],
      period: { name: '2026-06', from: '2026-05-26', to: '2026-06-25', state: 'running', daysLeft: 15 },
    }) // prettier-ignore
    expect((await seen('anna', room))[3].data.period).toMatchObject({ name: '2026', from: '2025-12-26', to: '2026-12-25' })
  })

  test('of orders has them too', async () => {
    const room = await publishRoom(world, 'reseller', 'Targets', [ofMetric('acv', 900_000, { period: { by: 'quarter' } })])
    const { totals } = (await world.ask('omar', 'GET /customers')).body
    expect((await seen('omar', room))[0].data).toMatchObject({ value: totals.acvMinor, percent: 100, isReached: true, unit: 'money' })
  })

  test('of money asks for the same round amount where a currency has no parts', async () => {
    await world.arrange((tx) => tx.rows(sql`update partnership set currency = 'JPY' where external_id = 'ostrea-resale'`))
    const [near, far] = [ofMetric('acv', 90_000_000), ofMetric('acv', 90_000_100)]
    const room = await publishRoom(world, 'reseller', 'Targets', [near, far])
    const shown = (await seen('omar', room)).map(({ data }: { data: Record<string, unknown> }) => [data['value'], data['target'], data['currency'], data['isReached']]) // prettier-ignore
    expect(shown).toEqual([
      [900_000, 900_000, 'JPY', true],
      [900_000, 900_001, 'JPY', false],
    ])
    await settle()
    expect(await kept(near.id)).toContainEqual({ place: 'ostrea-resale', from: '2026-06-01', value: 900_000, reached: true })
    expect(await kept(far.id)).toContainEqual({ place: 'ostrea-resale', from: '2026-06-01', value: 900_000, reached: false })
  })

  test('shows who sees some customers their part, and who may not see the figure nothing', async () => {
    const goals = [ofMetric('peak:NET', 400), ofMetric('billable', 1)]
    const room = await publishRoom(world, 'mssp', 'Targets', goals)
    await settle()
    const [peak, billable] = await seen('uma', room)
    expect(peak.data).toMatchObject({ value: 340, isPartial: true, isReached: true })
    expect(billable.data).toMatchObject({ value: null, isPartial: true })
    expect(await seen('mark', room)).toEqual([])
  })

  test('unlocks when the engine finds it reached, for good, and keeps what it came to', async () => {
    const [near, far] = [ofMetric('peak:NET', 430), ofMetric('peak:NET', 431)]
    const room = await publishRoom(world, 'mssp', 'Targets', [near, far])
    const open = await publishRoom(world, 'mssp', 'Reward', [], { unlock_steps: [near.id], shows_lock: true })
    const locked = await publishRoom(world, 'mssp', 'Greater reward', [], { unlock_steps: [far.id], shows_lock: true })
    expect(await standing('anna', open)).toBe('locked')
    expect(await settle()).toMatchObject({ goals: 2, reached: 1, left: 0 })
    expect(await settle()).toMatchObject({ goals: 2, reached: 0 })
    expect([await standing('anna', open), await standing('uma', open), await standing('anna', locked)]).toEqual(['open', 'open', 'locked'])
    world.setNow(Temporal.Instant.from('2026-06-27T12:00:00Z'))
    // Until the figures are those of the new day they are not taken for it.
    await settle()
    expect(await kept(near.id)).toEqual([{ place: 'meridian-mssp', from: '2026-05-26', value: 430, reached: true }])
    await world.arrange((tx, context) => rollForward(tx, context))
    await settle()
    expect(await kept(near.id)).toEqual([
      { place: 'meridian-mssp', from: '2026-05-26', value: 430, reached: true },
      { place: 'meridian-mssp', from: '2026-06-26', value: 0, reached: false },
    ])
    for (const who of ['anna', 'uma'] as const) {
      const cookie = await world.signIn(who)
      const { items } = (await world.send(cookie, 'GET /rooms')).body
      expect(items.find((one: { id: string }) => one.id === open).standing).toBe('open')
      const [{ data }] = (await world.send(cookie, 'GET /rooms/:id', { params: { id: room } })).body.blocks
      expect(data).toMatchObject({ isReached: false, period: { name: '2026-07' } })
      // What it came to altogether is not for who sees some customers.
      expect(data.ended).toMatchObject([{ name: '2026-06', value: who === 'anna' ? 430 : null, target: 430, isReached: true }])
    }
  })

  test('does not count before it starts', async () => {
    const early = ofMetric('customers', 1, { startsOn: '2026-06-11' })
    const room = await publishRoom(world, 'mssp', 'Targets', [early])
    expect(await settle()).toMatchObject({ goals: 0, reached: 0 })
    expect((await seen('anna', room))[0].data).toMatchObject({ value: null, isReached: false, period: { state: 'ahead' } })
  })
})

describe('a goal that is counted by hand', () => {
  const enter = async (room: string, blockId: string, value: number | null, more: { place?: string; period?: string; as?: Name } = {}) => {
    const { place = 'meridian-mssp', period, as = 'vera' } = more
    return world.ask(as, 'PUT /goals/:id/:blockId/:partnershipId', {
      params: { id: room, blockId, partnershipId: await world.partnership(place) },
      body: { value, ...(period ? { period } : {}) },
    })
  }

  test('is entered for each partnership, and unlocks at that moment; mended, it locks again', async () => {
    const hand = byHand(3)
    const room = await publishRoom(world, 'mssp', 'Targets', [hand])
    const reward = await publishRoom(world, 'mssp', 'Reward', [], { unlock_steps: [hand.id], shows_lock: true })
    const { status, body } = await world.ask('vera', 'GET /goals/:id/:blockId', { params: { id: room, blockId: hand.id } })
    expect([status, body]).toMatchObject([
      200,
      { title: 'Target', unit: 'people', target: 3, by: 'month', period: 'running', items: [{ partner: 'Meridian Managed Security', value: null, from: '2026-05-26' }] },
    ]) // prettier-ignore
    expect((await enter(room, hand.id, 2)).body).toMatchObject({ name: 'Meridian MSSP Nordics', value: 2, isReached: false })
    expect((await seen('uma', room))[0].data).toMatchObject({ value: 2, percent: 66, isReached: false, unit: null, isPartial: false })
    expect(await standing('anna', reward)).toBe('locked')
    expect((await enter(room, hand.id, 3)).body).toMatchObject({ value: 3, isReached: true })
    expect(await standing('anna', reward)).toBe('open')
    await enter(room, hand.id, 1)
    expect(await standing('anna', reward)).toBe('locked')
    await enter(room, hand.id, 5, { period: 'last' })
    expect(await standing('anna', reward)).toBe('open')
    expect((await seen('anna', room))[0].data).toMatchObject({
      value: 1,
      isReached: false,
      ended: [{ name: '2026-05', value: 5, isReached: true }],
    })
  })

  test('is listed by pages, each partnership once by name, and found by its partner', async () => {
    const hand = byHand(3)
    const room = await publishRoom(world, 'reseller', 'Targets', [hand])
    const page = async (query: Record<string, string>) =>
      (await world.ask('vera', 'GET /goals/:id/:blockId', { params: { id: room, blockId: hand.id }, query })).body
    const all = await page({})
    expect(all.items.length).toBeGreaterThan(1)
    expect([all.next, all.total]).toEqual([null, all.items.length])
    expect((await enter(room, hand.id, 2, { place: 'ostrea-resale' })).status).toBe(200)
    const taken: { name: string; value: number | null }[] = []
    for (let cursor: string | undefined; ;) {
      const { items, next, total } = await page({ limit: '1', ...(cursor ? { cursor } : {}) })
      expect([items.length, total]).toEqual([1, all.items.length])
      taken.push(...items)
      if (next === null) break
      cursor = next
    }
    expect(taken.map(({ name }) => name)).toEqual(all.items.map(({ name }: { name: string }) => name))
    expect(taken.filter(({ value }) => value === 2)).toHaveLength(1)
    expect((await page({ search: 'OSTREA' })).items).toMatchObject([{ value: 2 }])
    expect(await page({ search: '%' })).toMatchObject({ items: [], total: 0 })
    const { status } = await world.ask('vera', 'GET /goals/:id/:blockId', {
      params: { id: room, blockId: hand.id },
      query: { cursor: 'x' },
    })
    expect(status).toBe(400)
  })

  test('is told in the log, and reached when the vendor lowers the target', async () => {
    const hand = byHand(10)
    const room = await publishRoom(world, 'mssp', 'Targets', [hand])
    await enter(room, hand.id, 4)
    const lower = JSON.stringify([{ ...hand, settings: { ...hand.settings, target: 4 } }])
    await world.arrange((tx) =>
      tx.rows(sql`update room_revision set blocks = ${lower}::jsonb where room_id = ${tx.ids.inner('rom', room)}`),
    )
    expect(await settle()).toMatchObject({ reached: 1 })
    const told = await world.arrange((tx) =>
      tx.rows(sql<{ name: string }>`select name from event_log where name like 'goal.%' order by seq nulls last, at`),
    )
    expect(told.map(({ name }) => name).toSorted()).toEqual(['goal.reached', 'goal.value-entered'])
  })

  test('is entered by nobody but who arranges rooms, for partnerships that have it', async () => {
    const [hand, metric] = [byHand(3), ofMetric('customers', 3)]
    const room = await publishRoom(world, 'mssp', 'Targets', [hand, metric])
    const list = (who: Name | null, blockId = hand.id) => world.ask(who, 'GET /goals/:id/:blockId', { params: { id: room, blockId } })
    expect([(await list(null)).status, (await list('anna')).status, (await list('pavel')).status]).toEqual([401, 403, 403])
    expect([(await enter(room, hand.id, 1, { as: 'anna' })).status, (await enter(room, hand.id, 1, { as: 'pia' })).status]).toEqual([
      403, 403,
    ])
    expect((await list('vera', crypto.randomUUID())).status).toBe(404)
    expect([(await list('vera', metric.id)).status, (await list('vera', metric.id)).body.code]).toEqual([409, 'goal.not-by-hand'])
    expect((await enter(room, hand.id, 1, { place: 'ostrea-resale' })).status).toBe(404)
    expect((await enter(room, hand.id, -1)).status).toBe(400)
    await setRoom(world, room, { status: 'draft' })
    expect((await list('vera')).status).toBe(200) // it is prepared before partners see it
  })
})

test('a checklist whose last open item was taken out is completed by the engine', async () => {
  const item = (id: string) => ({ id, title: id })
  const list = block('checklist', { title: 'Steps', items: [item('first1'), item('second2')] })
  const room = await publishRoom(world, 'mssp', 'Steps', [list])
  await world.ask('anna', 'PUT /rooms/:id/blocks/:blockId/items/:itemId/mark', {
    params: { id: room, blockId: list.id, itemId: 'first1' },
    body: {},
  })
  expect(await settle()).toMatchObject({ completed: 0 })
  const shorter = JSON.stringify([{ ...list, settings: { ...list.settings, items: [item('first1')] } }])
  await world.arrange((tx) =>
    tx.rows(sql`update room_revision set blocks = ${shorter}::jsonb where room_id = ${tx.ids.inner('rom', room)}`),
  )
  expect([await settle(), await settle()]).toMatchObject([{ completed: 1 }, { completed: 0 }])
})
