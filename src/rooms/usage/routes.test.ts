import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, describe } from 'vitest'
import { takeUsage } from '#rooms/usage/intake.actions.ts'
import { addDays, eachDay } from '#shared/dates.ts'
import { createWorld, worldToday, type World } from '../../../test/world.ts'

const line = 'GET /customers/:id/usage'
let world: World
let alder: string

beforeAll(async () => {
  world = await createWorld()
  alder = await world.customer('alder')
})
afterAll(() => world.close())

describe('a customer’s usage', () => {
  it('gives every day from the first of the last three cycles up to today, and the peaks of whole cycles', async () => {
    const { status, body } = await world.ask('anna', line, { params: { id: alder } })
    expect(status).toBe(200)
    expect(body).toMatchObject({ asOf: worldToday, from: '2026-03-26', to: worldToday })
    const [net, web] = body.products
    expect([net.product, web.product]).toEqual(['NET', 'WEB'])
    expect(net.values).toHaveLength(eachDay({ from: body.from, to: body.to }).length)
    expect(net.cycles.map((cycle: { name: string }) => cycle.name)).toEqual(['2026-04', '2026-05', '2026-06'])
    expect(net.thisCycle).toEqual({
      name: '2026-06',
      start: '2026-05-26',
      end: '2026-06-25',
      isOpen: true,
      peak: 240,
      peakDay: '2026-06-05',
    })
    expect(net.lastCycle).toMatchObject({ name: '2026-05', isOpen: false, peak: 200, peakDay: '2026-04-26' })
  })

  it('tells no sample from zero', async () => {
    await world.arrange((tx, context) =>
      takeUsage(
        tx,
        [{ partner: 'meridian', partnership: 'meridian-mssp', customer: 'cedar', product: 'WEB', day: '2026-06-01', value: 0 }],
        context,
      ),
    )
    const { body } = await world.ask('anna', line, {
      params: { id: await world.customer('cedar') },
      query: { from: '2026-05-31', to: '2026-06-02', product: 'WEB' },
    })
    expect(body.products).toEqual([
      expect.objectContaining({
        product: 'WEB',
        values: [null, 0, null],
        thisCycle: expect.objectContaining({ peak: 0, peakDay: '2026-06-01' }),
        lastCycle: expect.objectContaining({ peak: null, peakDay: null }),
      }),
    ])
  })

  it('keeps the last two cycles when the range lies elsewhere, and a product that was not used in it', async () => {
    const { body } = await world.ask('anna', line, { params: { id: alder }, query: { from: '2025-03-01', to: '2025-03-31' } })
    expect(body.products[0]).toMatchObject({ product: 'NET', thisCycle: { peak: 240 }, lastCycle: { peak: 200 } })
    expect(new Set(body.products[0].values)).toEqual(new Set([null]))
  })

  it('shows in each cycle the peak that is stored beside it, which is the largest of its daily values', async () => {
    const customer = await world.customer('birch')
    const rows = Array.from({ length: 100 }, (_, back) => ({
      partner: 'meridian', partnership: 'meridian-mssp', customer: 'birch', product: 'CLD', day: addDays(worldToday, -back), value: (back * 7919) % 83,
    })).filter((_, at) => at % 5 !== 3) // prettier-ignore
    await world.arrange((tx, context) => takeUsage(tx, rows, context))
    const stored = await world.arrange((tx) =>
      tx.rows(sql<{ start: string; peak: number; peakDay: string }>`
        select cycle_start as start, peak, peak_day as "peakDay" from usage_cycle where product = 'CLD' order by cycle_start`),
    )
    const { body } = await world.ask('anna', line, {
      params: { id: customer },
      query: { from: addDays(worldToday, -99), to: worldToday, product: 'CLD' },
    })
    const [shown] = body.products
    expect(shown.cycles.map(({ start, peak, peakDay }: (typeof stored)[number]) => ({ start, peak, peakDay }))).toEqual(stored)
    for (const { start, end, peak } of shown.cycles) {
      const within = rows.filter(({ day }) => day >= start && day <= end).map(({ value }) => value)
      expect(peak).toBe(Math.max(...within))
    }
    expect(shown.values).toEqual(eachDay({ from: body.from, to: body.to }).map((day) => rows.find((row) => row.day === day)?.value ?? null))
  })
})

describe('who may ask', () => {
  it.each([
    ['backwards', { from: '2026-06-02', to: '2026-06-01' }],
    ['too long', { from: '2020-01-01', to: '2026-06-01' }],
    ['no day', { from: '2026-02-30' }],
    ['an unknown key', { since: '2026-01-01' }],
  ])('answers 400 to a range that is %s', async (_, query) => {
    expect(await world.ask('anna', line, { params: { id: alder }, query })).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    })
  })
  it('answers 401 to nobody', async () => expect((await world.ask(null, line, { params: { id: alder } })).status).toBe(401))
  it('answers 403 to a role without usage', async () =>
    expect(await world.ask('mark', line, { params: { id: alder } })).toMatchObject({
      status: 403,
      body: { code: 'usage.read-not-granted' },
    }))
  it('answers 404 for another partner’s customer, another partnership’s, one that is not assigned and what is no id', async () => {
    for (const [as, customer] of [
      ['anna', 'oak'],
      ['anna', 'elm'],
      ['uma', 'cedar'],
      ['omar', 'alder'],
    ] as const)
      expect((await world.ask(as, line, { params: { id: await world.customer(customer) } })).status, `${as} ${customer}`).toBe(404)
    expect((await world.ask('anna', line, { params: { id: 'cus_aaaaaaaa' } })).status).toBe(404)
  })
  it('answers a restricted person and vendor staff like anybody who may', async () => {
    const { body } = await world.ask('anna', line, { params: { id: alder } })
    for (const as of ['uma', 'vera', 'pavel'] as const)
      expect((await world.ask(as, line, { params: { id: alder } })).body, as).toEqual(body)
  })
})
