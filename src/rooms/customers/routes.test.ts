import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeCustomers, takeTags } from '#rooms/customers/intake.actions.ts'
import { takeAssignments, takeMemberships } from '#rooms/partners/people.actions.ts'
import { parseConfig } from '#shared/config.ts'
import config from '../../../portal.config.ts'
import { readWorkbook } from '../../../test/workbook.ts'
import { createWorld, emailOf, worldToday, type Name, type World } from '../../../test/world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const mssp = { partner: 'meridian', partnership: 'meridian-mssp' }
const namesIn = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name)
const at = async (customer: string) => ({ params: { id: await world.customer(customer) } })

describe('GET /customers/:id', () => {
  const line = 'GET /customers/:id'

  it('shows everything that the dashboard shows of the customer, and a little more', async () => {
    const [row] = (await world.ask('anna', 'GET /customers', { query: { search: 'alder' } })).body.items
    const { status, body } = await world.ask('anna', line, await at('alder'))
    expect(status).toBe(200)
    expect(body).toEqual({
      ...row,
      domain: null,
      region: null,
      since: '2025-02-01',
      archivedOn: null,
      subTabs: world.config.models[0]?.subTabs,
      may: { tag: true },
    })
    expect(body).toMatchObject({
      name: 'Alder Bank',
      peaks: { NET: 240, WEB: 12 },
      contact: 'Siv Holm',
      tags: [{ label: 'Key account' }],
      billableMinor: 240 * 120 + 12 * 2500,
    })
  })

  it('says to staff that they read only, and names no tab that a role may not open', async () => {
    expect((await world.ask('vera', line, await at('alder'))).body.may).toEqual({ tag: false })
    const blind = parseConfig({
      ...config,
      roles: config.roles.map((role) =>
        role.code === 'user' ? { ...role, permissions: ['portal.sign-in', 'customer.read', 'report.read'] } : role,
      ),
    })
    const other = await createWorld({ config: blind })
    const { body } = await other.ask('uma', line, { params: { id: await other.customer('alder') } })
    expect(body).toMatchObject({
      subTabs: [],
      may: { tag: false },
      acvMinor: null,
      billableMinor: null,
      orderNumber: null,
      contact: null,
      lastLoginOn: null,
      peaks: {},
      openTasks: 0,
      worstSeverity: null,
    })
    const unseen: Record<string, string>[] = [{ severity: 'low' }, { product: 'NET' }]
    for (const sort of ['acv', '-growth', 'billable', 'lastScan', '-tasks', 'peak:NET']) unseen.push({ sort })
    for (const query of unseen)
      expect(await other.ask('uma', 'GET /customers', { query }), JSON.stringify(query)).toMatchObject({ status: 403 })
    expect((await other.ask('uma', 'GET /customers')).body.totals).toMatchObject({
      acvMinor: null,
      renewalMinor: null,
      openTasks: null,
      peaks: [],
      customers: 2,
    })
    await other.close()
  })

  it('answers 404 for another partner’s customer, another partnership’s, one that is not assigned and none at all, with the same body', async () => {
    const missing = await world.arrange(async (tx) => tx.ids.outer('cus', 99_999_999_999))
    const answers = [await world.ask('anna', line, { params: { id: missing } })]
    for (const [as, customer] of [
      ['anna', 'oak'],
      ['anna', 'elm'],
      ['uma', 'cedar'],
      ['omar', 'alder'],
    ] as const)
      answers.push(await world.ask(as, line, await at(customer)))
    for (const { status, body } of answers)
      expect({ status, ...body, requestId: '' }).toEqual({ ...answers[0]?.body, status: 404, requestId: '' })
  })

  it('answers 400 to what is no id, 401 to nobody and 403 to marketing', async () => {
    expect((await world.ask('anna', line, { params: { id: '1' } })).status).toBe(400)
    expect((await world.ask(null, line, await at('alder'))).status).toBe(401)
    expect(await world.ask('mark', line, await at('alder'))).toMatchObject({ status: 403, body: { code: 'customer.read-not-granted' } })
  })
})

describe('what a restricted person sees of the portfolio', () => {
  it('is the assigned customers alone: list, count, totals, tags, desk and workbook', async () => {
    await world.arrange((tx, context) =>
      takeTags(
        tx,
        [
          { ...mssp, customer: 'cedar', label: 'Secret project' },
          { ...mssp, customer: 'birch', label: 'Key account' },
        ],
        context,
      ),
    )
    const { body } = await world.ask('uma', 'GET /customers')
    expect(namesIn(body)).toEqual(['Alder Bank', 'Birch Logistics'])
    expect(body).toMatchObject({ total: 2, totals: { customers: 2, activeCustomers: 2 } })
    expect(body.totals.peaks.find((peak: { product: string }) => peak.product === 'NET')).toEqual({
      product: 'NET',
      peak: 340,
      commitment: null, // the partnership's, of which she sees a part
    })
    expect((await world.ask('uma', 'GET /tags')).body.items).toEqual([expect.objectContaining({ label: 'Key account', customers: 2 })])
    expect((await world.ask('anna', 'GET /tags')).body.items.map((tag: { label: string }) => tag.label)).toEqual([
      'Key account',
      'Secret project',
    ])
    expect((await world.ask('uma', 'GET /customers', { query: { search: 'cedar' } })).body).toMatchObject({ items: [], total: 0 })
    const sheets = await readWorkbook((await world.ask('uma', 'GET /customers/workbook')).raw)
    expect(
      sheets
        .get('Customers')
        ?.rows.map((row) => row['Customer'])
        .filter((name) => typeof name === 'string' && / (Bank|Logistics|Health|Trial)$/.test(name)),
    ).toEqual(['Alder Bank', 'Birch Logistics'])
  })

  it('is nothing when nobody is assigned, in figures of their own and not of others', async () => {
    await world.arrange((tx) => tx.rows(sql`delete from user_customer`))
    const { body } = await world.ask('uma', 'GET /customers')
    expect(body).toMatchObject({ items: [], total: 0, next: null, totals: { customers: 0, activeCustomers: 0, acvMinor: 0, openTasks: 0 } })
    expect(body.totals.peaks.every((peak: { peak: number }) => peak.peak === 0)).toBe(true)
  })

  it('does not reach into another partnership, whatever is assigned there', async () => {
    await world.arrange((tx, context) =>
      takeAssignments(
        tx,
        [
          { email: emailOf('uma'), partner: 'meridian', partnership: 'meridian-resale', customer: 'elm' },
          { email: emailOf('uma'), partner: 'ostrea', partnership: 'ostrea-resale', customer: 'oak' },
        ],
        context,
      ),
    )
    expect(namesIn((await world.ask('uma', 'GET /customers')).body)).toEqual(['Alder Bank', 'Birch Logistics'])
  })
})

describe('the tags of a customer', () => {
  const set = async (as: Name | null, labels: unknown, customer = 'alder') =>
    world.ask(as, 'PUT /customers/:id/tags', { ...(await at(customer)), body: { labels } })
  const labelsOf = async (customer: string) =>
    (await world.ask('anna', 'GET /customers/:id', await at(customer))).body.tags.map((tag: { label: string }) => tag.label)

  it('become exactly those that are given, by their order in the alphabet; new ones are made, known ones kept', async () => {
    const before = (await world.ask('anna', 'GET /tags')).body.items[0]
    const { status, body } = await set('anna', ['Zürich', 'at risk', 'key ACCOUNT', '  At risk '])
    expect(status).toBe(200)
    expect(body.tags.map((tag: { label: string }) => tag.label)).toEqual(['at risk', 'Key account', 'Zürich'])
    expect(body.tags[1].id).toBe(before.id)
    expect(await labelsOf('alder')).toEqual(['at risk', 'Key account', 'Zürich'])
    expect((await set('anna', [])).body.tags).toEqual([])
    expect(await labelsOf('alder')).toEqual([])
  })

  it('are shared by the partnership, not by another one', async () => {
    await set('uma', ['Mine'])
    expect((await world.ask('anna', 'GET /tags')).body.items).toEqual([expect.objectContaining({ label: 'Mine', customers: 1 })])
    expect((await world.ask('omar', 'GET /tags')).body.items).toEqual([])
  })

  it('are a text like any other', async () => {
    const odd = ["Robert'); drop table tag;--", '<b>x</b>', '{}', '100%', 'null']
    expect((await set('anna', odd)).body.tags.map((tag: { label: string }) => tag.label).toSorted()).toEqual(odd.toSorted())
  })

  it('are written down with who set them', async () => {
    await set('anna', ['One'])
    const told = await world.arrange((tx) =>
      tx.rows(
        sql<{
          facts: unknown
          email: string
        }>`select e.facts, u.email from event_log e join app_user u on u.id = e.user_id where e.name = 'customer.tagged'`,
      ),
    )
    expect(told).toEqual([{ facts: { labels: ['One'] }, email: emailOf('anna') }])
  })

  it('are read by staff and not changed: 403 with the reason, and nothing written', async () => {
    for (const as of ['vera', 'pavel'] as const)
      expect(await set(as, ['Theirs']), as).toMatchObject({ status: 403, body: { code: 'customer.staff-reads-only' } })
    expect(await labelsOf('alder')).toEqual(['Key account'])
  })

  it.each([
    ['a label that is too long', ['x'.repeat(41)]],
    ['an empty one', ['  ']],
    ['too many', Array.from({ length: 21 }, (_, n) => `t${n}`)],
    ['what is no list', 'one'],
    ['no labels', undefined],
  ])('refuse %s with 400', async (_, labels) => expect((await set('anna', labels)).status).toBe(400))

  it('answer 401 to nobody, 403 to marketing, 404 for a customer that the person may not see', async () => {
    expect((await set(null, [])).status).toBe(401)
    expect((await set('mark', [])).status).toBe(403)
    for (const [as, customer] of [
      ['anna', 'oak'],
      ['anna', 'elm'],
      ['uma', 'cedar'],
      ['omar', 'alder'],
    ] as const)
      expect((await set(as, ['x'], customer)).status, `${as} ${customer}`).toBe(404)
    expect(await labelsOf('cedar')).toEqual([])
  })

  it('survive two people who set the same new label at once', async () => {
    const answers = await Promise.all([set('anna', ['New']), set('uma', ['New'], 'birch'), set('anna', ['New'], 'cedar')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await world.ask('anna', 'GET /tags')).body.items).toEqual([expect.objectContaining({ label: 'New', customers: 3 })])
  })
})

describe('how somebody left their desk', () => {
  const tab = async (customer: string) => ({ customerId: await world.customer(customer), subTab: 'usage', query: '?from=2026-01-01' })
  const put = (as: Name | null, body: unknown) => world.ask(as, 'PUT /workspace', { body })
  const desk = async (as: Name) => (await world.ask(as, 'GET /workspace')).body
  const view = { name: 'Renewals', query: 'renewsWithinDays=90' }

  it('is empty at first and then as it was left: tabs in their order, columns and views', async () => {
    expect(await desk('anna')).toEqual({ tabs: [], hiddenColumns: [], views: [] })
    expect(
      (await put('anna', { tabs: [await tab('birch'), await tab('alder')], hiddenColumns: ['country', 'peak:WEB'], views: [view] })).status,
    ).toBe(204)
    expect(await desk('anna')).toMatchObject({
      tabs: [
        { name: 'Birch Logistics', query: '?from=2026-01-01', worstSeverity: null },
        { name: 'Alder Bank', subTab: 'usage' },
      ],
      hiddenColumns: ['country', 'peak:WEB'],
      views: [view],
    })
  })

  it('keeps what a change leaves out', async () => {
    await put('anna', { views: [view] })
    await put('anna', { tabs: [await tab('alder')] })
    await put('anna', {})
    expect(await desk('anna')).toMatchObject({ tabs: [{ name: 'Alder Bank' }], views: [view] })
    await put('anna', { tabs: [] })
    expect(await desk('anna')).toMatchObject({ tabs: [], views: [view] })
  })

  it('is everybody’s own, and another one in each partnership', async () => {
    await put('anna', { tabs: [await tab('alder')] })
    expect((await desk('uma')).tabs).toEqual([])
    await world.move('anna', 'meridian-resale')
    expect((await desk('anna')).tabs).toEqual([])
    await world.move('anna', 'meridian-mssp')
    expect((await desk('anna')).tabs).toHaveLength(1)
  })

  it('drops tabs of customers that the person may no longer see', async () => {
    await put('uma', { tabs: [await tab('alder'), await tab('birch'), await tab('cedar'), await tab('oak')] })
    expect((await desk('uma')).tabs.map((one: { name: string }) => one.name)).toEqual(['Alder Bank', 'Birch Logistics'])
    await world.arrange((tx) =>
      tx.rows(sql`delete from user_customer u using customer c where c.id = u.customer_id and c.external_id = 'alder'`),
    )
    expect((await desk('uma')).tabs.map((one: { name: string }) => one.name)).toEqual(['Birch Logistics'])
  })

  it('is kept for staff as well, who may not change anything else', async () => {
    expect((await put('pavel', { tabs: [await tab('alder')] })).status).toBe(204)
    expect((await desk('pavel')).tabs).toHaveLength(1)
    expect((await desk('vera')).tabs).toEqual([])
  })

  it('answers 400 to more tabs than can be open, to unknown tabs and columns, and to ids of nothing', async () => {
    const one = await tab('alder')
    for (const body of [
      { tabs: Array.from({ length: 11 }, () => one) },
      { tabs: [{ ...one, subTab: 'secrets' }] },
      { hiddenColumns: ['password'] },
      { tabs: [{ ...one, customerId: '71300000001' }] },
    ])
      expect((await put('anna', body)).status).toBe(400)
    expect((await put('anna', { tabs: [{ ...one, customerId: `cus_${'a'.repeat(24)}` }] })).status).toBe(404)
    expect((await put(null, {})).status).toBe(401)
    expect((await put('mark', {})).status).toBe(403)
    expect((await world.ask(null, 'GET /workspace')).status).toBe(401)
    expect((await world.ask('mark', 'GET /workspace')).status).toBe(403)
  })
})

describe('GET /customers/workbook', () => {
  const line = 'GET /customers/workbook'
  const rowsOf = async (as: Name, query: Record<string, string> = {}) => {
    const answer = await world.ask(as, line, { query })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    return (await readWorkbook(answer.raw)).get('Customers')
  }

  it('holds the customers of the filter, in its order, with the columns that are shown', async () => {
    const sheet = await rowsOf('anna', { sort: '-name', state: 'paying', columns: 'country,peak:NET' })
    expect(sheet?.rows.map((row) => row['Customer']).slice(0, 3)).toEqual(['Cedar Health', 'Birch Logistics', 'Alder Bank'])
    expect(Object.keys(sheet?.rows[0] ?? {})).toEqual(['Customer', 'Country', 'Network (IPs)'])
    expect(sheet?.rows.slice(0, 3).map((row) => row['Network (IPs)'])).toEqual([90, 100, 240])
  })

  it('keeps a name that looks like a formula as the text that it is', async () => {
    await world.move('anna', 'meridian-resale')
    expect((await rowsOf('anna'))?.rows[0]?.['Customer']).toBe('=Fir Holdings')
  })

  it('answers 400 to a column that is none, 401 to nobody, 403 to marketing', async () => {
    expect((await world.ask('anna', line, { query: { columns: 'secrets' } })).status).toBe(400)
    expect((await world.ask(null, line)).status).toBe(401)
    expect((await world.ask('mark', line)).status).toBe(403)
  })
})

describe('GET /customers', () => {
  it('answers 401 to nobody and 403 to marketing', async () => {
    expect((await world.ask(null, 'GET /customers')).status).toBe(401)
    expect((await world.ask('mark', 'GET /customers')).status).toBe(403)
    expect((await world.ask(null, 'GET /tags')).status).toBe(401)
    expect((await world.ask('mark', 'GET /tags')).status).toBe(403)
  })

  it('shows staff the partnership that they look at, and no other', async () => {
    expect(namesIn((await world.ask('vera', 'GET /customers')).body)).toHaveLength(4)
    await world.move('vera', 'ostrea-resale')
    expect(namesIn((await world.ask('vera', 'GET /customers')).body)).toEqual(['Oak Foods'])
  })

  it('shows a customer from the moment that it is imported', async () => {
    await world.arrange((tx, context) =>
      takeCustomers(tx, [{ ...mssp, externalId: 'new', name: 'Äpple', state: 'trial', since: worldToday }], context),
    )
    const { body } = await world.ask('anna', 'GET /customers', { query: { search: 'apple' } })
    expect(body).toMatchObject({ total: 1, items: [{ name: 'Äpple', state: 'trial', status: 'none', peaks: {} }] })
    expect((await world.ask('anna', 'GET /customers')).body.total).toBe(5)
  })

  it('counts for somebody whose restriction was lifted what it counts for everybody', async () => {
    await world.arrange((tx, context) =>
      takeMemberships(tx, [{ email: emailOf('uma'), ...mssp, role: 'user', customerScope: 'all' }], context),
    )
    expect((await world.ask('uma', 'GET /customers')).body).toEqual((await world.ask('anna', 'GET /customers')).body)
  })
})
