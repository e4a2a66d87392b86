import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, worldToday, type Name, type World } from '../../../test/world.ts'
import { settle, type Found } from './tasks.test-kit.ts'

const line = 'GET /tasks'
const customerLine = 'GET /customers/:id/tasks'
let world: World

const cedars = (days: readonly number[]): Found[] =>
  [0, 1, 2, 3, 4, 5]
    .filter((at) => days.includes(at % 3))
    .map((at) => ({ customer: 'cedar', rule: 'scanner-inactive', objectKey: `s${at}` }))
/** What was found by the end of each day. */
const found: Record<string, Found[]> = {
  '2026-05-20': [{ customer: 'cedar', rule: 'scanner-inactive', severity: 'high' }, { customer: 'cedar', rule: 'scanner-inactive', objectKey: 's6' }],
  '2026-06-01': [
    { customer: 'alder', rule: 'scanner-inactive', facts: { scanner: 'rack-2', days: 20 } },
    { customer: 'alder', rule: 'product-inactive', severity: 'high', category: 'usage', subTab: 'usage', dueOn: '2026-06-20' },
    { customer: 'birch', rule: 'scans-failed', severity: 'high', dueOn: '2026-06-12' },
    { customer: 'birch', rule: 'contact-missing', severity: 'low', category: 'commercial', subTab: 'contacts' },
    ...cedars([0]),
  ],
  '2026-06-02': cedars([1]),
  '2026-06-03': cedars([2]),
} // prettier-ignore

beforeAll(async () => {
  world = await createWorld()
  const known: Found[] = []
  for (const [today, news] of Object.entries(found)) {
    known.push(...news)
    await settle(world, known.filter(({ objectKey }) => objectKey !== 's6' || today < '2026-06-01'), { today }) // prettier-ignore
  }
})
afterAll(() => world.close())

const ask = (as: Name, query: Record<string, string> = {}) => world.ask(as, line, { query })
type Seen = { id: string; customerName: string; severity: string; dueOn: string | null; openedOn: string; rule: string; category: string }
const everyPage = async (query: Record<string, string>) => {
  const seen: Seen[] = []
  let cursor: string | undefined
  do {
    const { body } = await ask('anna', { ...query, limit: '3', ...(cursor ? { cursor } : {}) })
    seen.push(...body.items)
    cursor = body.next ?? undefined
  } while (cursor)
  return seen
}

describe('the consolidated list', () => {
  it('has the open tasks of every customer, the most severe first, then by due day', async () => {
    const { status, body } = await ask('anna')
    expect(status).toBe(200)
    expect(body).toMatchObject({ asOf: worldToday, total: 11, next: null, counts: { high: 3, medium: 7, low: 1 } })
    expect(body.items.slice(0, 4).map((each: Seen) => [each.customerName, each.severity, each.dueOn])).toEqual([
      ['Birch Logistics', 'high', '2026-06-12'],
      ['Alder Bank', 'high', '2026-06-20'],
      ['Cedar Health', 'high', null],
      ['Alder Bank', 'medium', null],
    ])
    expect(body.items[3]).toMatchObject({
      rule: 'scanner-inactive',
      category: 'retention',
      subTab: 'signals',
      facts: { scanner: 'rack-2', days: 20 },
      openedOn: '2026-06-01',
    })
  })
  it.each(['severity', '-severity', 'dueOn', '-dueOn', 'openedOn', '-openedOn', 'customer', '-customer'])(
    'pages by %s without losing or repeating any',
    async (sort) => {
      const whole = (await ask('anna', { sort, limit: '200' })).body.items
      const paged = await everyPage({ sort })
      expect(paged).toEqual(whole)
      expect(new Set(paged.map((each) => each.id)).size).toBe(11)
      const keys = paged.map((each) => {
        const of = {
          severity: String(['high', 'medium', 'low'].indexOf(each.severity)),
          dueOn: each.dueOn ?? '9999',
          openedOn: each.openedOn,
          customer: each.customerName,
        }
        return of[sort.replace('-', '') as keyof typeof of] // the sorts above are its keys
      })
      const sorted = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      expect(keys).toEqual(sort.startsWith('-') ? sorted.toReversed() : sorted)
    },
  )
  it('filters, and counts severities as if none were chosen', async () => {
    const { body } = await ask('anna', { severity: 'high', category: 'retention' })
    expect(body.items.map((each: Seen) => each.customerName)).toEqual(['Birch Logistics', 'Cedar Health'])
    expect(body).toMatchObject({ total: 2, counts: { high: 2, medium: 7, low: 0 } })
    const missing = (await ask('anna', { rule: 'contact-missing' })).body
    expect(missing).toMatchObject({
      total: 1,
      counts: { high: 0, medium: 0, low: 1 },
      items: [{ rule: 'contact-missing', subTab: 'contacts' }],
    })
  })
  it('has only the tasks of the customers that a restricted person may see', async () => {
    const { body } = await ask('uma')
    expect(body).toMatchObject({ total: 4, counts: { high: 2, medium: 1, low: 1 } })
    expect(new Set(body.items.map((each: Seen) => each.customerName))).toEqual(new Set(['Alder Bank', 'Birch Logistics']))
  })
  it('counts what the dashboard counts', async () => {
    for (const as of ['anna', 'uma'] as const) {
      const { totals, items } = (await world.ask(as, 'GET /customers')).body
      expect((await ask(as)).body.total, as).toBe(totals.openTasks)
      for (const customer of items) {
        const { body } = await world.ask(as, customerLine, { params: { id: customer.id } })
        expect([body.items.length, body.items[0]?.severity ?? null], customer.name).toEqual([customer.openTasks, customer.worstSeverity])
      }
    }
  })
  it('is empty for another partner', async () => expect((await ask('omar')).body).toMatchObject({ items: [], total: 0 }))
})

describe('who may ask', () => {
  it.each([
    ['severity', 'urgent'],
    ['sort', 'rule'],
    ['cursor', 'x'],
    ['limit', '0'],
    ['rule', 'none'],
  ])('answers 400 to %s=%s', async (name, value) => {
    expect(await ask('anna', { [name]: value })).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  })
  it('answers 401 to nobody', async () => {
    expect((await world.ask(null, line)).status).toBe(401)
    expect((await world.ask(null, customerLine, { params: { id: await world.customer('alder') } })).status).toBe(401)
  })
  it('answers 403 to a role without tasks', async () => {
    expect(await ask('mark')).toMatchObject({ status: 403, body: { code: 'task.read-not-granted' } })
    expect((await world.ask('mark', customerLine, { params: { id: await world.customer('alder') } })).status).toBe(403)
  })
  it('answers 404 for tasks of another partner’s customer, another partnership’s and one that is not assigned', async () => {
    for (const [as, customer] of [
      ['anna', 'oak'],
      ['anna', 'elm'],
      ['uma', 'cedar'],
      ['omar', 'alder'],
    ] as const)
      expect((await world.ask(as, customerLine, { params: { id: await world.customer(customer) } })).status, `${as} ${customer}`).toBe(404)
  })
  it('answers vendor staff like anybody who may', async () => {
    const { items, counts } = (await ask('anna')).body
    for (const as of ['vera', 'pavel'] as const)
      expect((await ask(as)).body, as).toMatchObject({ items, counts, may: { edit: expect.stringContaining('its own people') } })
  })
})
