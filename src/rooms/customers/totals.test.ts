import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import { rollForward } from '#rooms/customers/summaries.actions.ts'
import { takeOrders } from '#rooms/orders/intake.actions.ts'
import { takeAssignments, takeMemberships } from '#rooms/partners/people.actions.ts'
import { settle } from '#rooms/tasks/tasks.test-kit.ts'
import { takeUsage } from '#rooms/usage/intake.actions.ts'
import { randomPortfolio, type Portfolio } from '../../../test/portfolio.ts'
import { createWorld, emailOf, worldToday, type World } from '../../../test/world.ts'

// The kept totals, those that are summed for a restricted person, and a recount by hand: the same figures.

let world: World
let made: Portfolio
const products = ['NET', 'WEB', 'CLD']
const places = [
  { partner: 'meridian', partnership: 'meridian-mssp' },
  { partner: 'meridian', partnership: 'meridian-resale' },
]

beforeAll(async () => {
  world = await createWorld()
  made = randomPortfolio(5, { prefix: 'r', size: 40, today: worldToday, products })
  for (const at of places)
    await world.arrange(async (tx, context) => {
      await takeCustomers(
        tx,
        made.customers.map((customer) => ({ ...at, since: '2024-01-01', ...customer })),
        context,
      )
      await takeUsage(
        tx,
        made.usage.map((row) => ({ ...at, ...row })),
        context,
      )
      await takeOrders(tx, made.lines.map(({ customer, order, successor: _successor, ...line }) => ({
        ...at, customer, externalId: order, status: line.status, placedOn: line.startsOn,
        lines: [{ ...line, lineNumber: 1, product: 'NET', quantity: 1, currency: 'EUR', oneOffMinor: 5, rate: '1' }],
      })), context) // prettier-ignore
      await takeMemberships(tx, [{ email: emailOf('uma'), ...at, role: 'user', customerScope: 'assigned' }], context)
      const known = at.partnership === 'meridian-mssp' ? ['alder', 'birch', 'cedar', 'dogwood'] : ['elm', 'fir']
      await takeAssignments(tx, [...known, ...made.customers.map(({ externalId }) => externalId)].map((customer) => ({ email: emailOf('uma'), ...at, customer })), context) // prettier-ignore
    })
  for (const { partnership } of places)
    await settle(world, made.customers.slice(0, 25).map(({ externalId }) => ({ customer: externalId, rule: 'renewal-upcoming' })), { partnership }) // prettier-ignore
}, 60_000)
afterAll(() => world.close())

describe.each(places)('the totals of $partnership', ({ partnership }) => {
  it('are for somebody to whom every customer is assigned what they are for everybody', async () => {
    for (const as of ['anna', 'uma'] as const) await world.move(as, partnership)
    const [all, own] = [(await world.ask('anna', 'GET /customers')).body, (await world.ask('uma', 'GET /customers')).body]
    expect(all.totals.peaks.some(({ commitment }: { commitment: number | null }) => commitment !== null)).toBe(
      partnership === 'meridian-mssp',
    )
    expect(own.totals).toEqual(withoutCommitments(all.totals))
    expect(own.total).toBe(all.total)
    expect(own.items).toEqual(all.items)
  })

  it('are of the customers that count, whatever the filter', async () => {
    await world.move('anna', partnership)
    const { totals } = (await world.ask('anna', 'GET /customers', { query: { state: 'archived' } })).body
    const counted = new Set(made.customers.filter(({ state }) => state === 'paying').map(({ externalId }) => externalId))
    const used = new Set(
      made.customers.filter(({ state }) => state === 'paying' || state === 'archived').map(({ externalId }) => externalId),
    )
    const begins = partnership === 'meridian-mssp' ? '2026-05-26' : '2026-06-01'
    const peak = (product: string) =>
      [...Map.groupBy(made.usage.filter((row) => row.product === product && row.day >= begins && used.has(row.customer)), (row) => row.customer).values()]
        .reduce((sum, rows) => sum + Math.max(...rows.map(({ value }) => value)), 0) // prettier-ignore
    const ofCast: Record<string, number> = partnership === 'meridian-mssp' ? { NET: 240 + 100 + 90, WEB: 12 } : {}
    for (const product of products)
      expect(totals.peaks.find((one: { product: string }) => one.product === product).peak, product).toBe(
        peak(product) + (ofCast[product] ?? 0),
      )
    expect(totals.customers).toBe(counted.size + (partnership === 'meridian-mssp' ? 3 : 2))
    const active = made.lines.filter(
      (line) =>
        counted.has(line.customer) &&
        ['active', 'superseded'].includes(line.status) &&
        line.startsOn <= worldToday &&
        worldToday <= line.endsOn,
    )
    expect(totals.activeSubscriptions).toBe(active.length + (partnership === 'meridian-mssp' ? 0 : 2))
    expect(totals.openTasks, 'a task about a trial is a task too').toBe(25)
    expect(totals.asOf).toBe(worldToday)
  })
})

/** Terms are the whole partnership's: who sees a part of the customers, even one that happens to be all, is shown none. */
function withoutCommitments<T extends { peaks: object[] }>(totals: T): T {
  return { ...totals, peaks: totals.peaks.map((peak) => ({ ...peak, commitment: null })) }
}

describe('on the first day of a cycle', () => {
  it('the totals name the cycle that their peaks are of, until the new day is counted', async () => {
    for (const as of ['anna', 'uma'] as const) await world.move(as, 'meridian-mssp')
    const { totals: before } = (await world.ask('anna', 'GET /customers')).body
    const nextDay = Temporal.Instant.from('2026-06-26T10:00:00Z')
    world.setNow(nextDay)
    for (const as of ['anna', 'uma'] as const) {
      const cookie = await world.signIn(as)
      const { totals } = (await world.send(cookie, 'GET /customers')).body
      expect(totals).toEqual(as === 'uma' ? withoutCommitments(before) : before)
    }
    await world.arrange((tx, context) => rollForward(tx, context))
    const { totals: after } = (await world.send(await world.signIn('anna'), 'GET /customers')).body
    expect(after).toMatchObject({ asOf: '2026-06-26', cycle: { start: '2026-06-26', end: '2026-07-25' } })
    expect(after.peaks.every(({ peak }: { peak: number }) => peak === 0)).toBe(true)
  })
})
