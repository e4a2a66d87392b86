import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recount } from '#rooms/customers/summaries.actions.ts'
import type { Tx } from '#server/db.ts'
import { addPaying, home, openIntake, resale } from '../../../test/intake.ts'
import { takeUsage, takeUsageCycles, type UsageIn } from './intake.actions.ts'

let world: Awaited<ReturnType<typeof openIntake>>
let customer = ''
let made = 0

beforeAll(async () => {
  world = await openIntake()
})
afterAll(() => world?.close())
beforeEach(async () => {
  customer = `u${++made}`
  await world.arrange((tx, context) => addPaying(tx, home, [customer], context))
})

const net = (day: string, value: number): UsageIn => ({ ...home, customer, product: 'NET', day, value })
const send = (rows: readonly UsageIn[]) => world.arrange((tx, context) => takeUsage(tx, rows, context))
const peaks = (tx: Tx) =>
  tx.rows<{ cycle_start: string; peak: number | null; peak_day: string | null }>(sql`
    select u.cycle_start, u.peak, u.peak_day from usage_cycle u join customer c on c.id = u.customer_id
    where c.external_id = ${customer} order by u.cycle_start`)

describe('taking usage', () => {
  test('a second run of the same rows changes nothing', async () => {
    const rows = [net('2026-05-25', 3), net('2026-05-26', 4), net('2026-06-01', 9)]
    expect(await send(rows)).toEqual({ added: 3, changed: 0, same: 0 })
    expect(await send(rows)).toEqual({ added: 0, changed: 0, same: 3 })
    expect(await world.arrange(peaks)).toEqual([
      { cycle_start: '2026-04-26', peak: 3, peak_day: '2026-05-25' },
      { cycle_start: '2026-05-26', peak: 9, peak_day: '2026-06-01' },
    ])
  })

  test('a correction that lowers the highest day lowers the peak and every figure above it', async () => {
    await send([net('2026-06-01', 40), net('2026-06-02', 12)])
    expect(await send([net('2026-06-01', 5)])).toEqual({ added: 0, changed: 1, same: 0 })
    expect(await world.arrange(peaks)).toEqual([{ cycle_start: '2026-05-26', peak: 12, peak_day: '2026-06-02' }])
    const [shown] = await world.arrange((tx) =>
      tx.rows<{ peaks: unknown }>(sql`select peaks from customer_summary where external_id = ${customer}`),
    )
    expect(shown?.peaks).toEqual({ NET: 12 })
    await expectProven()
  })

  test('a batch adds to the days that are known and leaves the others alone', async () => {
    await send([net('2026-06-01', 7)])
    expect(await send([net('2026-06-02', 3), net('2026-06-01', 7)])).toEqual({ added: 1, changed: 0, same: 1 })
    expect(await world.arrange(peaks)).toEqual([{ cycle_start: '2026-05-26', peak: 7, peak_day: '2026-06-01' }])
  })

  test('of one day that comes twice in a batch the last value wins', async () => {
    expect(await send([net('2026-06-01', 80), net('2026-06-01', 2)])).toEqual({ added: 1, changed: 0, same: 0 })
    expect(await world.arrange(peaks)).toEqual([{ cycle_start: '2026-05-26', peak: 2, peak_day: '2026-06-01' }])
  })

  test('an explicit zero is a sample and no sample is none', async () => {
    await send([net('2026-06-01', 0)])
    expect(await world.arrange(peaks)).toEqual([{ cycle_start: '2026-05-26', peak: 0, peak_day: '2026-06-01' }])
  })

  test('whole cycle rows merge like days, and their gaps leave what is known', async () => {
    await send([net('2026-05-27', 30)])
    const days = Array.from({ length: 31 }, (_, index) => (index === 0 ? 10 : null))
    const taken = await world.arrange((tx, context) =>
      takeUsageCycles(tx, [{ ...home, customer, product: 'NET', cycleStart: '2026-05-26', days }], context),
    )
    expect(taken).toEqual({ added: 1, changed: 0, same: 0 })
    expect(await world.arrange(peaks)).toEqual([{ cycle_start: '2026-05-26', peak: 30, peak_day: '2026-05-27' }])
    await expectProven()
  })

  test('a customer that nobody knows is refused by name and nothing is kept', async () => {
    const lost = { ...resale, customer: 'nobody', product: 'NET', day: '2026-06-01', value: 1 }
    await expect(send([net('2026-06-01', 1), lost])).rejects.toMatchObject({
      code: 'intake.unknown-reference',
      publicMessage: expect.stringContaining('nobody'),
    })
    expect(await world.arrange(peaks)).toEqual([])
  })
})

const expectProven = async () => {
  const [{ id } = { id: 0 }] = await world.arrange((tx) =>
    tx.rows<{ id: number }>(sql`select id from partnership where external_id = 'mssp'`),
  )
  expect(await world.arrange((tx, context) => recount(tx, context, id))).toEqual([])
}
