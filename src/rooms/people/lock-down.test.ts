import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeMemberships } from '#rooms/partners/people.actions.ts'
import { takeContacts } from '#rooms/contacts/intake.actions.ts'
import { settle } from '#rooms/tasks/tasks.test-kit.ts'
import { createWorld, emailOf, worldToday, type Answered, type World } from '../../../test/world.ts'
import { readWorkbook } from '../../../test/workbook.ts'
import { personId } from './people.test-kit.ts'

const names = {
  alder: 'Alder Bank',
  birch: 'Birch Logistics',
  cedar: 'Cedar Health',
  dogwood: 'Dogwood Trial',
  elm: 'Elm & Sons',
  fir: '=Fir Holdings',
  oak: 'Oak Foods',
}
type Customer = keyof typeof names

/** Every read of each kind of partnership that speaks of customers. */
const surfaces = {
  'meridian-mssp': [
    ['GET /customers'], ['GET /customers', { search: 'a' }], ['GET /customers', { sort: '-tasks', limit: '1' }], ['GET /customers/workbook'],
    ['GET /tags'], ['GET /tasks'], ['GET /workspace'], ['GET /report/usage'], ['GET /report/usage/workbook'],
    ['GET /report/usage/customers', { cycle: '2026-06', product: 'NET' }],
  ],
  'meridian-resale': [
    ['GET /customers'], ['GET /customers/workbook'], ['GET /tags'], ['GET /tasks'], ['GET /report/orders/usage'], ['GET /report/orders/usage/workbook'],
    ['GET /report/orders/acv'], ['GET /report/orders/acv/workbook'], ['GET /report/orders/acv/customers', { day: worldToday }],
    ['GET /report/orders/renewals'], ['GET /report/orders/renewals/workbook'], ['GET /report/orders/growth'],
    ['GET /report/orders/growth/workbook'], ['GET /report/orders/statuses'], ['GET /report/orders/statuses/workbook'],
  ],
} as const satisfies Record<string, [string, Record<string, string>?][]> // prettier-ignore
/** Every read of one customer. */
const ofCustomer = ['', '/contacts', '/usage', '/activity', '/signals', '/commercial', '/tasks'].map((part) => `GET /customers/:id${part}`)

let world: World
let uma: string

beforeAll(async () => {
  world = await createWorld()
  uma = await personId(world, 'uma')
  await world.arrange(async (tx, context) => {
    const resale = { email: emailOf('uma'), partner: 'meridian', partnership: 'meridian-resale' }
    await takeMemberships(tx, [{ ...resale, role: 'user', customerScope: 'assigned' }], context)
    const place = { partner: 'meridian', partnership: 'meridian-mssp' }
    await takeContacts(tx, (['alder', 'birch', 'cedar'] as const).map((customer) => ({ ...place, customer, name: `Contact of ${names[customer]}`, email: `it@${customer}.example`, types: ['sales'] })), context) // prettier-ignore
  })
  const facts = { scanner: 'one', days: 20 }
  await settle(world, (['alder', 'birch', 'cedar'] as const).map((customer) => ({ customer, rule: 'scanner-inactive', severity: 'high', facts }))) // prettier-ignore
})
afterAll(() => world.close())

/** What Anna decides about Uma, in the partnership that both are in. */
const decide = async (customers: readonly Customer[] | 'all') => {
  const body =
    customers === 'all'
      ? { scope: 'all' }
      : { scope: 'assigned', customers: await Promise.all(customers.map((customer) => world.customer(customer))) }
  const answer = await world.ask('anna', 'PATCH /people/:id', { params: { id: uma }, body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

const textOf = async ({ headers, raw, body }: Answered) =>
  String(headers['content-type']).includes('spreadsheet')
    ? JSON.stringify([...(await readWorkbook(raw))].map(([name, sheet]) => [name, sheet.rows, sheet.total]))
    : JSON.stringify(body)

/** The customers whose names or addresses stand in the answer. */
const namedIn = (text: string) =>
  (Object.keys(names) as Customer[]).filter((customer) => text.includes(names[customer]) || text.includes(`@${customer}.example`)) // its own keys

const everySurface = async (partnership: keyof typeof surfaces) => {
  const seen = new Map<string, string>()
  for (const [line, query] of surfaces[partnership]) {
    const answer = await world.ask('uma', line, query ? { query } : {})
    expect(answer.status, `${line} ${JSON.stringify(answer.body)}`).toBe(200)
    seen.set(`${line} ${JSON.stringify(query ?? {})}`, await textOf(answer))
  }
  return seen
}

const steps: Record<keyof typeof surfaces, (readonly Customer[])[]> = {
  'meridian-mssp': [['alder'], ['cedar'], ['alder', 'birch'], [], ['dogwood', 'cedar'], ['alder', 'birch', 'cedar', 'dogwood']],
  'meridian-resale': [['elm'], ['fir'], [], ['elm', 'fir']],
}

describe.each(['meridian-mssp', 'meridian-resale'] as const)('what is assigned in %s', (partnership) => {
  beforeAll(async () => {
    await world.move('anna', partnership)
    await world.move('uma', partnership)
  })

  it('is all that any surface speaks of, from the next request on', async () => {
    for (const customers of steps[partnership]) {
      await decide(customers)
      for (const [surface, text] of await everySurface(partnership))
        for (const named of namedIn(text))
          expect(customers, `${surface} with ${customers.join(' and ') || 'nothing'} assigned`).toContain(named)
      const { body } = await world.ask('uma', 'GET /customers')
      expect(body.items.map((item: { name: string }) => item.name).toSorted()).toEqual(
        customers.map((customer) => names[customer]).toSorted(),
      )
      expect(body.total).toBe(customers.length)
    }
  })

  it('is all that can be opened', async () => {
    for (const customers of steps[partnership]) {
      await decide(customers)
      for (const customer of Object.keys(names) as Customer[])
        for (const line of ofCustomer) {
          const { status } = await world.ask('uma', line, { params: { id: await world.customer(customer) } })
          expect(status, `${line} of ${customer} with ${customers.join(' and ') || 'nothing'}`).toBe(
            customers.includes(customer) ? 200 : 404,
          )
        }
    }
  })

  it('is all or everything: with the whole scope every surface answers as it does to an admin', async () => {
    await decide('all')
    for (const [line, query] of surfaces[partnership]) {
      if (line === 'GET /workspace') continue // everybody's own
      const [own, whole] = await Promise.all([
        world.ask('uma', line, query ? { query } : {}),
        world.ask('anna', line, query ? { query } : {}),
      ])
      expect(line.endsWith('workbook') ? withoutName(await textOf(own)) : own.body, line).toEqual(
        line.endsWith('workbook') ? withoutName(await textOf(whole)) : whole.body,
      )
    }
  })
})

/** A file says who fetched it. */
const withoutName = (text: string) => text.replaceAll(/Anna|Uma/g, '')

describe('figures', () => {
  it('are of the assigned customers alone', async () => {
    await world.move('anna', 'meridian-mssp')
    await world.move('uma', 'meridian-mssp')
    const peak = async () => {
      const { totals } = (await world.ask('uma', 'GET /customers')).body
      const report = (await world.ask('uma', 'GET /report/usage')).body
      const tasks = (await world.ask('uma', 'GET /tasks')).body
      return {
        customers: totals.customers,
        net: totals.peaks.find((one: { product: string }) => one.product === 'NET').peak,
        tasks: tasks.total,
        isPartial: report.isPartial,
      }
    }
    await decide(['alder'])
    expect(await peak()).toMatchObject({ customers: 1, net: 240, tasks: 1 })
    await decide(['cedar'])
    expect(await peak()).toMatchObject({ customers: 1, net: 90, tasks: 1 })
    await decide(['alder', 'birch'])
    expect(await peak()).toMatchObject({ customers: 2, net: 340, tasks: 2 })
    await decide([])
    expect(await peak()).toMatchObject({ customers: 0, net: 0, tasks: 0 })
    await world.move('anna', 'meridian-resale')
    await world.move('uma', 'meridian-resale')
    const acv = async () => {
      const { totals } = (await world.ask('uma', 'GET /customers')).body
      const growth = (await world.ask('uma', 'GET /report/orders/growth')).body
      return [totals.acvMinor, growth.acvMinor]
    }
    await decide(['elm'])
    expect(await acv()).toEqual([1_200_000, 1_200_000])
    await decide(['fir'])
    expect(await acv()).toEqual([480_000, 480_000])
    await decide([])
    expect(await acv()).toEqual([0, 0])
  })
  it('of one partnership say nothing of what is assigned in another', async () => {
    await decide(['elm'])
    await world.move('uma', 'meridian-mssp')
    expect((await world.ask('uma', 'GET /customers')).body.total).toBe(0)
  })
})

describe('who only receives mail', () => {
  it('cannot sign in, whatever the password, and answers as an unknown address does', async () => {
    const known = await world.send(undefined, 'POST /session', { body: { email: emailOf('nils'), password: 'a long enough passphrase' } })
    const unknown = await world.send(undefined, 'POST /session', {
      body: { email: 'nobody@meridian.example', password: 'a long enough passphrase' },
    })
    expect(known.status).toBe(401)
    expect({ ...known.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' })
  })
  it('is signed out with the next request when the role becomes that one', async () => {
    await world.move('anna', 'meridian-mssp')
    const cookie = await world.signIn('mark')
    expect((await world.send(cookie, 'GET /start')).body.person.name).toBe('Mark')
    await world.ask('anna', 'PATCH /people/:id', { params: { id: await personId(world, 'mark') }, body: { role: 'notifications' } })
    expect((await world.send(cookie, 'GET /start')).body.person).toBeNull()
  })
})

describe('marketing', () => {
  it('opens the kit and nothing of customers', async () => {
    await world.ask('anna', 'PATCH /people/:id', { params: { id: await personId(world, 'mark') }, body: { role: 'marketing' } })
    const { person } = (await world.ask('mark', 'GET /start')).body
    expect(person.permissions.toSorted()).toEqual(['kit.read', 'portal.sign-in'])
    for (const [line, query] of surfaces['meridian-mssp'])
      expect((await world.ask('mark', line, query ? { query } : {})).status, line).toBe(403)
    for (const line of ofCustomer)
      expect((await world.ask('mark', line, { params: { id: await world.customer('alder') } })).status, line).toBe(403)
  })
})
