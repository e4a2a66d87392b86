import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type Asked, type World } from '../../../test/world.ts'
import type { ArrangedChannel, Channel } from './contract.ts'

const lines = {
  list: 'GET /support-channels',
  add: 'POST /support-channels',
  order: 'PUT /support-channels/order',
  change: 'PUT /support-channels/:id',
  remove: 'DELETE /support-channels/:id',
}

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const desk = {
  name: 'Technical desk',
  purpose: 'Questions about scans and integrations.',
  partnerTypes: [],
  languages: ['en', 'sv'],
  timeZone: 'Europe/Stockholm',
  hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  response: 'Within 4 working hours',
  severity: 'A system that is down goes by phone.',
  contactKind: 'mail',
  contact: 'desk@vendor.example',
}
const vera = (line: string, asked: Asked = {}) => world.ask('vera', line, asked)
const add = (more: object = {}) => vera(lines.add, { body: { ...desk, ...more } })
const arranged = async (): Promise<ArrangedChannel[]> => (await vera(lines.list)).body.items
const names = async (as: 'anna' | 'omar' | 'mark' | 'vera') =>
  (await world.ask(as, 'GET /support')).body.items.map(({ name }: Channel) => name)

describe('ways to get help', () => {
  it('are shown with whether somebody answers now, and with who looks after the partner', async () => {
    expect((await add()).status).toBe(200)
    expect((await world.ask('anna', 'GET /support')).body).toMatchObject({
      items: [{ name: 'Technical desk', isOpen: true, changesAt: '2026-06-10T15:00:00Z', hours: desk.hours, contact: desk.contact }],
      managers: [{ name: 'Pavel', email: 'pavel@vendor.example' }],
    })
    expect((await world.ask('omar', 'GET /support')).body.managers).toEqual([]) // nobody is assigned to Ostrea
  })

  it('are those of the partnership’s own model, also for staff who look on', async () => {
    await add({ name: 'Usage desk', partnerTypes: ['mssp'] })
    await add({ name: 'Order desk', partnerTypes: ['reseller', 'distributor'] })
    expect(await names('mark')).toEqual(['Technical desk', 'Usage desk'])
    expect(await names('vera')).toEqual(['Technical desk', 'Usage desk'])
    expect(await names('omar')).toEqual(['Technical desk', 'Order desk'])
    const hidden = await world.database.within({ role: 'pp_full', partnerId: 1, partnershipId: 1, userId: 1, readOnly: true }, (tx) =>
      tx.rows(sql`select name from support_channel where partner_types <> '{}'`),
    )
    expect(hidden).toEqual([])
  })

  it('stand in the vendor’s order, unless somebody changed the list meanwhile', async () => {
    const ids = (await arranged()).map(({ id }) => id)
    const turned = await vera(lines.order, { body: { ids: ids.toReversed() } })
    expect(turned.body.items.map(({ id }: ArrangedChannel) => id)).toEqual(ids.toReversed())
    expect(await names('anna')).toEqual(['Usage desk', 'Technical desk'])
    expect(await vera(lines.order, { body: { ids: ids.slice(1) } })).toMatchObject({
      status: 409,
      body: { code: 'support.order-outdated' },
    })
  })

  it('change and go', async () => {
    const [first] = await arranged()
    const params = { id: first?.id ?? '' }
    const changed = await vera(lines.change, { params, body: { ...desk, name: 'By phone', hours: [], contactKind: 'phone', contact: '+46 8 123 45 67' } })
    expect(changed.body.items[0]).toMatchObject({ name: 'By phone', hours: [], contactKind: 'phone' })
    expect((await vera(lines.remove, { params })).body.items.map(({ name }: ArrangedChannel) => name)).not.toContain('By phone')
    expect((await vera(lines.remove, { params })).status).toBe(404)
    const told = await world.arrange((tx) => tx.rows<{ name: string }>(sql`select distinct name from event_log where name like 'support.%' order by 1`))
    expect(told.map(({ name }) => name)).toEqual([
      'support.channel-added', 'support.channel-changed', 'support.channel-removed', 'support.channels-ordered',
    ]) // prettier-ignore
  }) // prettier-ignore
})

describe('what is refused', () => {
  it.each<[string, object, string]>([
    ['a contact of another kind', { contactKind: 'link' }, 'contact'],
    ['a partner type that there is not', { partnerTypes: ['agency'] }, 'partnerTypes'],
    ['a time zone that there is not', { timeZone: 'Europe/Atlantis' }, 'timeZone'],
    ['hours without a day', { hours: [{ days: [], from: '09:00', to: '17:00' }] }, 'hours'],
    ['a time that there is not', { hours: [{ days: [1], from: '25:00', to: '17:00' }] }, 'hours'],
  ])('%s', async (_, more, path) => {
    const { status, body } = await add(more)
    expect({ status, body }).toMatchObject({ status: 400, body: { fields: [{ path: expect.stringContaining(path) }] } })
  })

  it('more than a page can hold', async () => {
    await world.arrange((tx) =>
      tx.rows(
        sql`insert into support_channel (name, time_zone, contact_kind, contact, position) select 'n' || n, 'UTC', 'mail', 'a@b.example', n from generate_series(1, 50) n`,
      ),
    )
    expect(await add()).toMatchObject({ status: 409, body: { code: 'support.too-many' } })
  })

  it('the page, where the room is not open', async () => {
    await world.arrange((tx) => tx.rows(sql`update room set status = 'draft' where kind = 'support'`))
    expect((await world.ask('anna', 'GET /support')).status).toBe(404)
    await world.arrange((tx) => tx.rows(sql`update room set status = 'live' where kind = 'support'`))
    expect((await world.ask('anna', 'GET /support')).status).toBe(200)
    expect((await world.ask(null, 'GET /support')).status).toBe(401)
  })

  it('400, 401, 403 and 404 as fits', async () => {
    const [first] = await arranged()
    for (const line of Object.values(lines)) {
      const body = line === lines.add || line === lines.change ? desk : line === lines.order ? { ids: [] } : undefined
      const asked = { params: { id: first?.id ?? '' }, ...(body ? { body } : {}) }
      expect((await world.ask(null, line, asked)).status, line).toBe(401)
      for (const as of ['anna', 'mark', 'omar', 'pavel'] as const)
        expect((await world.ask(as, line, asked)).status, `${line} ${as}`).toBe(403)
      if (!line.includes(':id')) continue
      expect((await vera(line, { ...asked, params: { id: 'desk' } })).status, line).toBe(400)
      expect((await vera(line, { ...asked, params: { id: 'sch_aaaaaaaa' } })).status, line).toBe(404)
    }
  })
})
