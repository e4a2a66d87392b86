import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Tx } from '#server/db.ts'
import { addPaying, openIntake, resale } from '../../../test/intake.ts'
import { takeOrders, type LineIn, type OrderIn } from './intake.actions.ts'

let world: Awaited<ReturnType<typeof openIntake>>
let customer = ''
let made = 0

beforeAll(async () => {
  world = await openIntake()
})
afterAll(() => world?.close())
beforeEach(async () => {
  customer = `o${++made}`
  await world.arrange((tx, context) => addPaying(tx, resale, [customer], context))
})

const line = (more: Partial<LineIn> = {}): LineIn => ({
  lineNumber: 1, product: 'NET', quantity: 10, currency: 'SEK', recurringMinor: 240_000, oneOffMinor: 5_000, rate: '1', termMonths: 24,
  startsOn: '2026-01-01', endsOn: '2027-12-31', autoRenew: true, noticeDays: 60, status: 'active', ...more,
}) // prettier-ignore
const order = (number: string, lines: readonly LineIn[], more: Partial<OrderIn> = {}): OrderIn => ({
  ...resale, customer, externalId: `${customer}-${number}`, status: 'active', placedOn: '2025-12-20', lines, ...more,
}) // prettier-ignore
const take = (orders: readonly OrderIn[]) => world.arrange((tx, context) => takeOrders(tx, orders, context))
const stored = (tx: Tx) =>
  tx.rows<Record<string, unknown>>(sql`
    select o.external_id as order, l.line_number, l.acv_minor, l.is_short_term, l.renewal_on, n.line_number as successor_line, f.external_id as successor_order
    from order_line l join customer_order o on o.id = l.order_id join customer c on c.id = l.customer_id
    left join order_line n on n.id = l.successor_id left join customer_order f on f.id = n.order_id
    where c.external_id = ${customer} order by 1, 2`)

describe('taking orders', () => {
  test('works out ACV without what is paid once, the notice deadline and short terms, and a second run leaves all as it is', async () => {
    const orders = [
      order('1', [line(), line({ lineNumber: 2, termMonths: 6, endsOn: '2026-06-30', recurringMinor: 700, autoRenew: false })]),
    ]
    expect(await take(orders)).toEqual({ added: 2, changed: 0, same: 0 })
    const first = { order: `${customer}-1`, successor_line: null, successor_order: null }
    expect(await world.arrange(stored)).toEqual([
      { ...first, line_number: 1, acv_minor: 120_000, is_short_term: false, renewal_on: '2027-11-01' },
      { ...first, line_number: 2, acv_minor: 700, is_short_term: true, renewal_on: '2026-06-30' },
    ])
    expect(await take(orders)).toEqual({ added: 0, changed: 0, same: 2 })
  })

  test("turns the contract's currency into the partnership's at the rate of the order", async () => {
    await take([order('1', [line({ currency: 'EUR', rate: '11.25', termMonths: 12, recurringMinor: 1_001 })])])
    expect(await world.arrange(stored)).toMatchObject([{ acv_minor: 11_261 }])
  })

  test('links a line to the one that renews it, wherever in the file that stands', async () => {
    const next = order('2', [line({ startsOn: '2028-01-01', endsOn: '2029-12-31' })])
    const first = (more: Partial<LineIn>) => order('1', [line(more)])
    const linked = first({ successor: { order: `${customer}-2`, lineNumber: 1 } })
    expect(await take([linked, next])).toEqual({ added: 2, changed: 0, same: 0 })
    expect(await world.arrange(stored)).toMatchObject([{ successor_order: `${customer}-2`, successor_line: 1 }, { successor_order: null }])
    expect(await take([linked, next])).toEqual({ added: 0, changed: 0, same: 2 })
    expect(await take([first({})])).toEqual({ added: 0, changed: 1, same: 0 })
    await expect(take([first({ successor: { order: `${customer}-9`, lineNumber: 1 } })])).rejects.toMatchObject({
      code: 'intake.unknown-reference',
    })
  })

  test('drops a line that the order no longer has, with its ACV', async () => {
    await take([order('1', [line(), line({ lineNumber: 2 })])])
    expect(await take([order('1', [line()])])).toEqual({ added: 0, changed: 1, same: 1 })
    const row = await world.arrange((tx) =>
      tx.first<{ acv_minor: number }>(sql`select acv_minor from customer_summary where external_id = ${customer}`),
    )
    expect(row?.acv_minor).toBe(120_000)
  })

  test('refuses an order number that names another customer', async () => {
    await take([order('1', [line()])])
    await world.arrange((tx, context) => addPaying(tx, resale, [`${customer}x`], context))
    await expect(take([order('1', [line()], { customer: `${customer}x` })])).rejects.toMatchObject({
      code: 'order.other-customer',
      status: 409,
    })
  })

  test('of an order that comes twice the last one wins', async () => {
    expect(await take([order('1', [line()]), order('1', [line({ quantity: 99 })])])).toEqual({ added: 1, changed: 0, same: 0 })
    const row = await world.arrange((tx) =>
      tx.first(sql`select l.quantity from order_line l join customer c on c.id = l.customer_id where c.external_id = ${customer}`),
    )
    expect(row).toEqual({ quantity: 99 })
  })
})
