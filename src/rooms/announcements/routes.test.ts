import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, worldNow, worldToday, type Name, type World } from '../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.arrange((tx) => tx.rows(sql`delete from announcement`)))

const everybody = { partnerTypes: [], partnerships: [], categories: [], tiers: [], stages: [], tags: [], roles: [] }
type Parts = { audience?: object } & Record<string, unknown>
const input = ({ audience = {}, ...parts }: Parts = {}) => ({
  title: 'New prices', body: 'From July on.', from: worldToday, to: null, isPinned: false, needsAcknowledgement: false,
  audience: { ...everybody, ...audience }, ...parts,
}) // prettier-ignore
const add = async (parts?: Parts): Promise<string> => {
  const { status, body } = await world.ask('vera', 'POST /announcements', { body: input(parts) })
  expect(status, JSON.stringify(body)).toBe(200)
  return body.id
}
const titles = async (as: Name): Promise<string[]> => {
  const { body } = await world.ask(as, 'GET /announcements/current')
  return body.items.map(({ title }: { title: string }) => title)
}
/** By a session of that hour: one of an earlier day has ended. */
const titlesNow = async (as: Name): Promise<string[]> => {
  const { body } = await world.send(await world.signIn(as), 'GET /announcements/current')
  return body.items.map(({ title }: { title: string }) => title)
}
const acknowledge = (as: Name | null, id: string) => world.ask(as, 'POST /announcements/:id/acknowledgement', { params: { id } })
const read = (as: Name | null, id: string) => world.ask(as, 'PUT /announcements/:id/reading', { params: { id } })

describe('whom it reaches', () => {
  it('everybody unless it says otherwise, and nobody on other days than its own', async () => {
    await add({ title: 'Planned', from: '2026-06-11' })
    await add({ title: 'Over', from: '2026-06-01', to: '2026-06-09' })
    await add({ title: 'Last day', from: '2026-06-01', to: worldToday })
    await add({ title: 'Pinned', from: '2026-05-01', isPinned: true })
    for (const name of ['anna', 'uma', 'mark', 'omar', 'pavel', 'vera'] as const) expect(await titles(name)).toEqual(['Pinned', 'Last day'])
  })

  it.each([
    ['partner type', { partnerTypes: ['reseller'] }, ['omar']],
    ['tier', { tiers: ['gold'] }, ['anna', 'uma', 'mark']],
    ['role', { roles: ['marketing'] }, ['mark']],
    ['tier and role', { tiers: ['silver'], roles: ['marketing'] }, []],
    ['either tier', { tiers: ['silver', 'gold'], roles: ['admin'] }, ['anna', 'omar']],
  ])('goes by %s', async (_, audience, wanted) => {
    const id = await add({ audience })
    for (const name of ['anna', 'uma', 'mark', 'omar'] as const) {
      const isMeant = wanted.includes(name)
      expect(await titles(name), name).toEqual(isMeant ? ['New prices'] : [])
      expect((await read(name, id)).status, name).toBe(isMeant ? 204 : 404)
    }
    // An administrator of the vendor may read all, and sees in Meridian's portal what is meant for anybody there.
    expect(await titles('vera')).toEqual(wanted.some((name) => name !== 'omar') ? ['New prices'] : [])
  })

  it('goes by partnership', async () => {
    await add({ audience: { partnerships: [await world.partnership('ostrea-resale')] } })
    expect([await titles('anna'), await titles('omar')]).toEqual([[], ['New prices']])
  })

  it('is no row for others in the database either', async () => {
    await add({ audience: { partnerTypes: ['reseller'] } })
    expect((await world.ask('anna', 'GET /announcements/current')).body.items).toEqual([])
    expect((await world.ask(null, 'GET /announcements/current')).status).toBe(401)
  })
})

describe('reading and acknowledging', () => {
  it('are counted by person and by partner, with who has not', async () => {
    const id = await add({ needsAcknowledgement: true })
    const row = async () => (await world.ask('vera', 'GET /announcements')).body.items[0]
    // Anna twice, of whom there is one; Nils reads mail only.
    expect(await row()).toMatchObject({ people: { meant: 4, read: 0, acknowledged: 0 }, partners: { meant: 2, read: 0, acknowledged: 0 } })
    expect((await read('uma', id)).status).toBe(204)
    expect((await read('uma', id)).status).toBe(204)
    expect((await acknowledge('anna', id)).status).toBe(204)
    expect(await row()).toMatchObject({ people: { meant: 4, read: 2, acknowledged: 1 }, partners: { meant: 2, read: 1, acknowledged: 1 } })
    const recipients = async (query = {}) => (await world.ask('vera', 'GET /announcements/:id/recipients', { params: { id }, query })).body
    expect((await recipients()).items.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`)).toEqual([
      'Anna unread', 'Mark unread', 'Omar unread', 'Uma read', 'Anna acknowledged',
    ]) // prettier-ignore
    expect(await recipients({ state: 'unread' })).toMatchObject({ total: 3 })
    const first = await recipients({ limit: '2' })
    const second = await recipients({ limit: '2', cursor: first.next })
    expect([...first.items, ...second.items].map(({ name }: { name: string }) => name)).toEqual(['Anna', 'Mark', 'Omar', 'Uma'])
  })

  it('shows its reader when they did', async () => {
    const id = await add({ needsAcknowledgement: true })
    await acknowledge('uma', id)
    const [mine] = (await world.ask('uma', 'GET /announcements/current')).body.items
    expect(mine).toMatchObject({ readAt: '2026-06-10T12:00:00.000Z', acknowledgedAt: '2026-06-10T12:00:00.000Z', refusal: null })
    const [hers] = (await world.ask('anna', 'GET /announcements/current')).body.items
    expect(hers).toMatchObject({ readAt: null, acknowledgedAt: null })
  })

  it('is written down once', async () => {
    const id = await add({ title: 'Only once', needsAcknowledgement: true })
    await acknowledge('uma', id)
    await acknowledge('uma', id)
    const events = await world.arrange((tx) =>
      tx.rows(sql`select from event_log where name = 'announcement.acknowledged' and facts ->> 'title' = 'Only once'`),
    )
    expect(events).toHaveLength(1)
  })

  it('is not for the vendor’s people, nor where nobody is asked', async () => {
    const id = await add()
    expect(await read('pavel', id)).toMatchObject({ status: 403, body: { code: 'announcement.of-partners-people' } })
    expect(await acknowledge('vera', id)).toMatchObject({ status: 403 })
    expect(await acknowledge('anna', id)).toMatchObject({ status: 409, body: { code: 'announcement.needs-no-acknowledgement' } })
    expect((await read(null, id)).status).toBe(401)
    expect((await acknowledge(null, id)).status).toBe(401)
    expect((await read('anna', 'ann_abcdefgh')).status).toBe(404)
    expect((await read('anna', 'nonsense')).status).toBe(400)
  })
})

describe('writing', () => {
  it('is the vendor’s administrators’ alone', async () => {
    const id = await add()
    const asked = [
      ['GET /announcements', {}],
      ['GET /announcements/choices', {}],
      ['GET /announcements/:id/recipients', { params: { id } }],
      ['POST /announcements', { body: input() }],
      ['PUT /announcements/:id', { params: { id }, body: input() }],
      ['DELETE /announcements/:id', { params: { id } }],
    ] as const
    for (const [line, parts] of asked) {
      expect((await world.ask('anna', line, parts)).status, line).toBe(403)
      expect((await world.ask('pavel', line, parts)).status, line).toBe(403)
      expect((await world.ask(null, line, parts)).status, line).toBe(401)
    }
  })

  it('changes the whole of it and keeps what was read; withdrawing takes it away', async () => {
    const id = await add()
    await read('anna', id)
    const changed = await world.ask('vera', 'PUT /announcements/:id', {
      params: { id },
      body: input({ title: 'Newer prices', audience: { tiers: ['gold'] } }),
    })
    expect(changed).toMatchObject({
      status: 200,
      body: { title: 'Newer prices', people: { meant: 3, read: 1 }, audience: { tiers: ['gold'] } },
    })
    expect((await world.ask('vera', 'DELETE /announcements/:id', { params: { id } })).status).toBe(204)
    expect((await world.ask('vera', 'DELETE /announcements/:id', { params: { id } })).status).toBe(404)
    expect((await world.ask('vera', 'PUT /announcements/:id', { params: { id }, body: input() })).status).toBe(404)
    expect(await titles('anna')).toEqual([])
  })

  it.each([
    ['no title', input({ title: ' ' }), 'title'],
    ['an end before the beginning', input({ to: '2026-06-09' }), 'to'],
    ['a partner type that there is not', input({ audience: { partnerTypes: ['franchise'] } }), 'audience.partnerTypes'],
    ['a tier that there is not', input({ audience: { tiers: ['wooden'] } }), 'audience.tiers'],
    ['a role of the vendor', input({ audience: { roles: ['administrator'] } }), 'audience.roles'],
  ])('refuses %s', async (_, body, path) => {
    const answer = await world.ask('vera', 'POST /announcements', { body })
    expect(answer.status).toBe(400)
    expect(answer.body.fields[0].path).toBe(path)
  })

  it('refuses a partnership that there is not', async () => {
    const body = input({ audience: { partnerships: ['psh_abcdefgh'] } })
    expect((await world.ask('vera', 'POST /announcements', { body })).status).toBe(404)
  })

  it('offers what it can be restricted to, and finds by title', async () => {
    const { body } = await world.ask('vera', 'GET /announcements/choices')
    expect(body.partnerTypes.map(({ code }: { code: string }) => code)).toEqual(['mssp', 'reseller', 'referral', 'distributor'])
    expect(body.roles.map(({ code }: { code: string }) => code)).toEqual(['admin', 'user', 'marketing'])
    expect(body.tiers.map(({ code }: { code: string }) => code)).toEqual(expect.arrayContaining(['gold', 'silver']))
    await add({ title: 'Training days' })
    await add()
    const found = await world.ask('vera', 'GET /announcements', { query: { search: 'TRAINING' } })
    expect(found.body).toMatchObject({ total: 1, items: [{ title: 'Training days', state: 'shown' }] })
  })
})

// Last: sessions of the hour before have ended then.
describe('as time goes by', () => {
  it('begins and ends by itself, on the day where the partnership is', async () => {
    await add({ title: 'Today', to: worldToday })
    await add({ title: 'Tomorrow', from: '2026-06-11' })
    // Half past eleven in Sweden, and half past midnight in Finland.
    world.setNow(Temporal.Instant.from('2026-06-10T21:30:00Z'))
    expect(await titlesNow('anna')).toEqual(['Today'])
    expect(await titlesNow('omar')).toEqual(['Tomorrow'])
    world.setNow(worldNow.add({ hours: 24 }))
    expect(await titlesNow('anna')).toEqual(['Tomorrow'])
  })
})
