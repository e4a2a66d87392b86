import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, emailOf, type World } from '../../../test/world.ts'
import { takeMemberships } from '#rooms/partners/people.actions.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.arrange((tx, context) =>
    takeMemberships(
      tx,
      [
        { email: emailOf('mark'), partner: 'meridian', partnership: 'meridian-resale', role: 'marketing', customerScope: 'all' },
        { email: emailOf('uma'), partner: 'meridian', partnership: 'meridian-resale', role: 'user', customerScope: 'assigned' },
      ],
      context,
    ),
  )
}, 60_000)
afterAll(() => world.close())

const bar = { cycle: '2026-06', product: 'NET' }
const ofUsage: [string, Record<string, string>][] = [
  ['GET /report/usage', {}],
  ['GET /report/usage/customers', bar],
  ['GET /report/usage/workbook', { cycles: '3' }],
]
const ofOrders: [string, Record<string, string>][] = [
  ['GET /report/orders/usage', {}],
  ['GET /report/orders/usage/customers', bar],
  ['GET /report/orders/usage/workbook', {}],
  ['GET /report/orders/acv', {}],
  ['GET /report/orders/acv/customers', { day: '2026-06-10' }],
  ['GET /report/orders/acv/workbook', { from: '2026-06-01' }],
  ['GET /report/orders/renewals', {}],
  ['GET /report/orders/renewals/workbook', {}],
  ['GET /report/orders/growth', {}],
  ['GET /report/orders/growth/workbook', {}],
  ['GET /report/orders/statuses', {}],
  ['GET /report/orders/statuses/workbook', {}],
]

describe.each([...ofUsage, ...ofOrders])('%s', (line, query) => {
  const isUsage = line.startsWith('GET /report/usage')
  const home = isUsage ? 'meridian-mssp' : 'meridian-resale'
  const away = isUsage ? 'meridian-resale' : 'meridian-mssp'

  it('answers those who may read the report', async () => {
    await world.move('anna', home)
    const { status, headers } = await world.ask('anna', line, { query })
    expect(status).toBe(200)
    if (line.endsWith('workbook'))
      expect(headers['content-disposition']).toMatch(/^attachment; filename="northwall-[a-z]+-[\d-]+(-to-[\d-]+)?\.xlsx"/)
  })
  it('refuses what it does not know', async () => {
    await world.move('anna', home)
    expect(await world.ask('anna', line, { query: { ...query, surprise: '1' } })).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    })
  })
  it('asks who you are', async () => {
    expect((await world.ask(null, line, { query })).status).toBe(401)
  })
  it('is closed to a role without reports', async () => {
    await world.move('mark', home)
    expect((await world.ask('mark', line, { query })).status).toBe(403)
  })
  it('says that a partnership of the other layout has no such report', async () => {
    await world.move('anna', away)
    expect(await world.ask('anna', line, { query })).toMatchObject({ status: 409, body: { code: 'report.other-layout' } })
  })
  it('shows a person without assigned customers an empty report, not an error', async () => {
    if (isUsage) return
    await world.move('uma', 'meridian-resale')
    const { status, body } = await world.ask('uma', line, { query })
    expect(status).toBe(200)
    if (body.items) expect(body).toMatchObject({ items: [], total: 0 })
    await world.move('uma', 'meridian-mssp')
  })
})

describe('the report', () => {
  it('is the same for vendor staff who look at the partner', async () => {
    await world.move('anna', 'meridian-mssp')
    const own = await world.ask('anna', 'GET /report/usage')
    for (const staff of ['vera', 'pavel'] as const) expect((await world.ask(staff, 'GET /report/usage')).body).toEqual(own.body)
  })

  it('names no customer of another partner', async () => {
    await world.move('anna', 'meridian-resale')
    const of = async (as: 'anna' | 'omar') =>
      (await world.ask(as, 'GET /report/orders/acv/customers', { query: { day: '2026-06-10' } })).body.items.map(
        (item: { name: string }) => item.name,
      )
    expect(await of('anna')).toEqual(['Elm & Sons', '=Fir Holdings'])
    expect(await of('omar')).toEqual(['Oak Foods'])
  })

  it.each([
    ['GET /report/usage', { cycles: '4' }],
    ['GET /report/usage', { until: '2026-13' }],
    ['GET /report/usage', { until: '2026-07' }],
    ['GET /report/usage/customers', { ...bar, cycle: '2026-07' }],
    ['GET /report/usage/customers', { ...bar, product: 'NONE' }],
    ['GET /report/usage/customers', { ...bar, cursor: 'garbage' }],
    ['GET /report/usage/customers', { ...bar, limit: '0' }],
  ])('refuses %s %j by the name of the field', async (line, query) => {
    await world.move('anna', 'meridian-mssp')
    expect(await world.ask('anna', line, { query })).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  })

  it.each([
    ['GET /report/orders/acv', { to: '2026-06-11' }],
    ['GET /report/orders/acv', { from: '2026-06-10', to: '2026-06-09' }],
    ['GET /report/orders/acv', { from: '2020-01-01' }],
    ['GET /report/orders/acv/customers', { day: '2026-06-11' }],
    ['GET /report/orders/acv/customers', { day: '2026-02-30' }],
    ['GET /report/orders/renewals', { bucket: 'later' }],
    ['GET /report/orders/growth', { sort: 'luck' }],
  ])('refuses %s %j', async (line, query) => {
    await world.move('anna', 'meridian-resale')
    expect(await world.ask('anna', line, { query })).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  })

  it('keeps money from a role that may read reports but not commercial figures', async () => {
    const { default: written } = await import('../../../portal.config.ts')
    const roles = written.roles.map((role) =>
      role.code === 'admin' ? { ...role, permissions: role.permissions?.filter((one) => one !== 'commercial.read') } : role,
    )
    const without = await createWorld({ config: { ...written, roles } })
    try {
      const { body } = await without.ask('anna', 'GET /report/usage')
      expect(body.isPriced).toBe(false)
      expect(
        body.cells.every(
          (cell: { amountMinor: unknown; unitPriceMinor: unknown }) => cell.amountMinor === null && cell.unitPriceMinor === null,
        ),
      ).toBe(true)
      expect(body.cells.some((cell: { peak: unknown }) => cell.peak !== null)).toBe(true)
      await without.move('anna', 'meridian-resale')
      for (const section of ['acv', 'renewals', 'growth', 'acv/workbook'])
        expect(await without.ask('anna', `GET /report/orders/${section}`)).toMatchObject({
          status: 403,
          body: { code: 'commercial.read-not-granted' },
        })
      expect((await without.ask('anna', 'GET /report/orders/statuses')).status).toBe(200)
    } finally {
      await without.close()
    }
  }, 30_000)
})
