import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeOrders } from '#rooms/orders/intake.actions.ts'
import { takeUsage } from '#rooms/usage/intake.actions.ts'
import { createWorld, worldToday, type Name, type World } from '../../../test/world.ts'

const line = 'GET /customers/:id/commercial'
let world: World
const of = async (as: Name, customer: string, query: Record<string, string> = {}) =>
  world.ask(as, line, { params: { id: await world.customer(customer) }, query })

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

describe('an MSSP customer', () => {
  it('shows the partnership’s terms, the customer’s peak and what it comes to at the unit price', async () => {
    const { status, body } = await of('anna', 'alder')
    expect(status).toBe(200)
    expect(body).toEqual({
      layout: 'usage', asOf: worldToday, currency: 'EUR', isBilled: true,
      cycle: { name: '2026-06', start: '2026-05-26', end: '2026-06-25', isOpen: true },
      products: [
        { product: 'NET', commitment: 500, unitPriceMinor: 120, peak: 240, peakDay: '2026-06-05', amountMinor: 28_800, previousPeak: 200 },
        { product: 'WEB', commitment: null, unitPriceMinor: 2500, peak: 12, peakDay: '2026-05-26', amountMinor: 30_000, previousPeak: 12 },
      ],
      amountMinor: 58_800,
    }) // prettier-ignore
  })
  it('comes to what the dashboard shows of each customer', async () => {
    const stored = await world.arrange((tx) =>
      tx.rows(sql<{ external_id: string; billable_minor: number | null }>`
        select external_id, billable_minor from customer_summary where external_id in ('alder', 'birch', 'cedar', 'dogwood')`),
    )
    expect(stored).toHaveLength(4)
    for (const { external_id, billable_minor } of stored)
      expect((await of('anna', external_id)).body.amountMinor, external_id).toBe(billable_minor)
  })
  it('shows another cycle by its name', async () => {
    const { body } = await of('anna', 'alder', { cycle: '2026-05' })
    expect(body).toMatchObject({
      cycle: { name: '2026-05', start: '2026-04-26', isOpen: false },
      products: [{ peak: 200, amountMinor: 24_000 }, { peak: 12 }],
    })
  })
  it('bills nobody on trial, whatever they use', async () => {
    const dogwood = { partner: 'meridian', partnership: 'meridian-mssp', customer: 'dogwood', product: 'NET', day: worldToday, value: 7 }
    await world.arrange((tx, context) => takeUsage(tx, [dogwood], context))
    expect((await of('anna', 'dogwood')).body).toMatchObject({
      isBilled: false,
      amountMinor: null,
      products: [{ peak: 7, amountMinor: null }, {}],
    })
  })
})

describe('a reseller’s customer', () => {
  beforeAll(async () => {
    const elm = { partner: 'meridian', partnership: 'meridian-resale', customer: 'elm' }
    const of = { quantity: 10, currency: 'GBP', oneOffMinor: 0, rate: '1', noticeDays: 0, autoRenew: false, status: 'active' as const }
    await world.arrange((tx, context) =>
      takeOrders(tx, [
        { ...elm, externalId: 'PO-0900', status: 'active', placedOn: '2024-07-01', lines: [
          { ...of, lineNumber: 1, product: 'NET', recurringMinor: 900_000, termMonths: 12, startsOn: '2024-07-01', endsOn: '2025-06-30', successor: { order: 'PO-1001', lineNumber: 1 } },
          { ...of, lineNumber: 2, product: 'WEB', recurringMinor: 50_000, oneOffMinor: 7_000, termMonths: 3, startsOn: '2026-05-01', endsOn: '2026-07-31', autoRenew: true, noticeDays: 60 },
          { ...of, lineNumber: 3, product: 'CLD', recurringMinor: 1, termMonths: 12, startsOn: '2026-05-01', endsOn: '2027-04-30', status: 'draft' },
        ] },
      ], context),
    ) // prettier-ignore
    await world.move('anna', 'meridian-resale')
  })

  it('lists orders with derived statuses, successors and the flag of short terms', async () => {
    const { status, body } = await of('anna', 'elm')
    expect(status).toBe(200)
    expect(body).toMatchObject({ layout: 'orders', asOf: worldToday, currency: 'GBP', startsOn: '2024-07-01' })
    expect(
      body.orders.map((order: { number: string; status: string; acvMinor: number }) => [order.number, order.status, order.acvMinor]),
    ).toEqual([
      ['PO-1001', 'active', 1_200_000],
      ['PO-0900', 'active', 50_000],
    ])
    expect(body.orders[1].lines).toMatchObject([
      {
        lineNumber: 1,
        product: 'NET',
        status: 'expired',
        successor: { orderNumber: 'PO-1001', lineNumber: 1 },
        isShortTerm: false,
        acvMinor: 900_000,
      },
      {
        lineNumber: 2,
        product: 'WEB',
        status: 'active',
        successor: null,
        isShortTerm: true,
        acvMinor: 50_000,
        oneOffMinor: 7_000,
        autoRenew: true,
        noticeDays: 60,
      },
      { lineNumber: 3, product: 'CLD', status: 'draft' },
    ])
  })
  it('lists renewals near their deadline: notice for what renews by itself, the end for what does not', async () => {
    const { body } = await of('anna', 'elm')
    expect(body.renewals).toMatchObject([
      {
        orderNumber: 'PO-0900',
        product: 'WEB',
        endsOn: '2026-07-31',
        deadline: '2026-06-01',
        daysLeft: -9,
        bucket: 'overdue',
        acvMinor: 50_000,
      },
      {
        orderNumber: 'PO-1001',
        product: 'NET',
        endsOn: '2026-06-30',
        deadline: '2026-06-30',
        daysLeft: 20,
        bucket: '0-30',
        acvMinor: 1_200_000,
      },
    ])
  })
  it('has the figures that the dashboard has', async () => {
    const stored = await world.arrange((tx) =>
      tx.rows(sql<{ external_id: string; acv: number; ago: number | null; lines: number; renewal: number; starts: string | null }>`
        select external_id, acv_minor as acv, acv_year_ago_minor as ago, active_lines as lines, renewal_minor as renewal, starts_on as starts
          from customer_summary where external_id in ('elm', 'fir')`),
    )
    expect(stored).toHaveLength(2)
    for (const { external_id, ...row } of stored) {
      const { acvMinor, acvYearAgoMinor, activeLines, renewalMinor, startsOn } = (await of('anna', external_id)).body
      expect({ acv: acvMinor, ago: acvYearAgoMinor, lines: activeLines, renewal: renewalMinor, starts: startsOn }, external_id).toEqual(row)
    }
  })
})

describe('who may ask', () => {
  beforeAll(() => world.move('anna', 'meridian-mssp'))
  it.each(['2026-13', '2026', '2026-06-01', '2026-07'])('answers 400 to a cycle called %s', async (cycle) => {
    expect(await of('anna', 'alder', { cycle })).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  })
  it('answers 401 to nobody', async () =>
    expect((await world.ask(null, line, { params: { id: await world.customer('alder') } })).status).toBe(401))
  it('answers 403 to a role without commercial figures', async () =>
    expect(await of('mark', 'alder')).toMatchObject({ status: 403, body: { code: 'commercial.read-not-granted' } }))
  it('answers 404 for another partner’s customer, another partnership’s and one that is not assigned', async () => {
    for (const [as, customer] of [
      ['anna', 'oak'],
      ['anna', 'elm'],
      ['uma', 'cedar'],
      ['omar', 'elm'],
    ] as const)
      expect((await of(as, customer)).status, `${as} ${customer}`).toBe(404)
  })
  it('answers a restricted person and vendor staff like anybody who may', async () => {
    const { body } = await of('anna', 'birch')
    for (const as of ['uma', 'vera', 'pavel'] as const) expect((await of(as, 'birch')).body, as).toEqual(body)
  })
})
