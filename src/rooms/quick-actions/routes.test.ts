import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publishRoom, setRoom } from '#rooms/rooms/rooms.test-kit.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { maxActions } from './rules.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() =>
  world.arrange(async (tx) => {
    await tx.rows(sql`delete from quick_action`)
    await tx.rows(sql`update room set status = 'live', tiers = '{}'`)
  }),
)

type Target = { kind: string; target?: string; roomId?: string | null }
const input = (label: string, target: Target, parts: object = {}) => ({
  label, description: '', icon: 'bolt', partnerTypes: [], roles: [], ...parts, target: { target: '', roomId: null, ...target },
}) // prettier-ignore
const add = async (...given: Parameters<typeof input>): Promise<string> => {
  const { status, body } = await world.ask('vera', 'POST /quick-actions', { body: input(...given) })
  expect(status, JSON.stringify(body)).toBe(200)
  return body.items.at(-1).id
}
const labels = async (as: Name, query: Record<string, string> = {}): Promise<string[]> => {
  const { status, body } = await world.ask(as, 'GET /quick-actions', { query })
  expect(status).toBe(200)
  return body.items.map(({ label }: { label: string }) => label)
}
const use = (as: Name | null, id: string) => world.ask(as, 'POST /quick-actions/:id/uses', { params: { id } })

describe('what a reader has', () => {
  it('leaves out what they may not open', async () => {
    await add('Report', { kind: 'room', target: 'report' })
    await add('People', { kind: 'page', target: 'people' })
    await add('Kit', { kind: 'room', target: 'kit' })
    await add('Form', { kind: 'link', target: 'https://vendor.example/form' })
    await add('Resellers', { kind: 'mail', target: 'sell@vendor.example' }, { partnerTypes: ['reseller'] })
    await add('Marketing', { kind: 'mail', target: 'market@vendor.example' }, { roles: ['marketing'] })
    expect(await labels('anna')).toEqual(['Report', 'People', 'Kit', 'Form'])
    expect(await labels('uma')).toEqual(['Report', 'Kit', 'Form'])
    expect(await labels('mark')).toEqual(['Kit', 'Form', 'Marketing'])
    expect(await labels('omar')).toEqual(['Report', 'People', 'Kit', 'Form', 'Resellers'])
    // The vendor's people see whatever anybody in this partnership can have.
    expect(await labels('vera')).toEqual(['Report', 'People', 'Kit', 'Form', 'Marketing'])
    await world.arrange((tx) => tx.rows(sql`update room set status = 'draft' where kind = 'kit' and partner_type = 'mssp'`))
    expect(await labels('mark')).toEqual(['Form', 'Marketing'])
  })

  it('leads to a custom room while that is open to them', async () => {
    const [room] = await world.arrange((tx) =>
      tx.rows(sql<{ id: number; outer: string }>`
        insert into room (partner_type, kind, label, icon, position, status) values ('mssp', 'custom', 'Campaigns', 'flag', 99, 'live') returning id`),
    )
    const roomId = await world.arrange(async (tx) => tx.ids.outer('rom', room?.id ?? 0))
    const id = await add('Campaigns', { kind: 'custom-room', roomId })
    expect((await world.ask('anna', 'GET /quick-actions')).body.items).toMatchObject([
      { label: 'Campaigns', target: { kind: 'custom-room', room: { id: roomId, label: 'Campaigns' } } },
    ])
    expect(await labels('omar')).toEqual([])
    expect((await use('omar', id)).status).toBe(404)
    await world.arrange((tx) => tx.rows(sql`update room set tiers = array['silver'] where id = ${room?.id}`))
    expect(await labels('anna')).toEqual([])
    expect(await labels('vera')).toEqual([])
    expect((await use('anna', id)).status).toBe(404)
  })

  it('begins with what they use most, by themselves, and ends after five on the overview', async () => {
    const ids = []
    for (const label of ['One', 'Two', 'Three', 'Four', 'Five', 'Six'])
      ids.push(await add(label, { kind: 'link', target: 'https://vendor.example' }))
    for (const at of [5, 5, 2]) expect((await use('anna', ids[at] ?? '')).status).toBe(204)
    expect(await labels('anna', { top: 'true' })).toEqual(['Six', 'Three', 'One', 'Two', 'Four'])
    expect(await labels('uma')).toEqual(['One', 'Two', 'Three', 'Four', 'Five', 'Six'])
    const arranged = (await world.ask('vera', 'GET /quick-actions/arranged')).body.items
    expect(arranged.map(({ uses, people }: { uses: number; people: number }) => [uses, people])).toEqual([[0, 0], [0, 0], [1, 1], [0, 0], [0, 0], [2, 1]]) // prettier-ignore
  })

  it('is not there without the room, nor for nobody', async () => {
    const id = await add('Form', { kind: 'link', target: 'https://vendor.example' })
    await world.arrange((tx) => tx.rows(sql`update room set status = 'draft' where kind = 'quick-actions'`))
    expect((await world.ask('anna', 'GET /quick-actions')).status).toBe(404)
    expect((await use('anna', id)).status).toBe(404)
    expect((await world.ask(null, 'GET /quick-actions')).status).toBe(401)
    expect((await use(null, id)).status).toBe(401)
  })

  it('is not counted for the vendor’s people', async () => {
    const id = await add('Form', { kind: 'link', target: 'https://vendor.example' })
    expect(await use('pavel', id)).toMatchObject({ status: 403, body: { code: 'quick-action.of-partners-people' } })
    expect((await use('anna', 'qac_abcdefgh')).status).toBe(404)
    expect((await use('anna', 'nonsense')).status).toBe(400)
  })
})

describe('arranging', () => {
  it('is the vendor’s administrators’ alone', async () => {
    const id = await add('Form', { kind: 'link', target: 'https://vendor.example' })
    const body = input('Form', { kind: 'link', target: 'https://vendor.example' })
    const asked = [
      ['GET /quick-actions/arranged', {}],
      ['POST /quick-actions', { body }],
      ['PUT /quick-actions/order', { body: { ids: [id] } }],
      ['PUT /quick-actions/:id', { params: { id }, body }],
      ['DELETE /quick-actions/:id', { params: { id } }],
    ] as const
    for (const [line, parts] of asked) {
      expect((await world.ask('anna', line, parts)).status, line).toBe(403)
      expect((await world.ask('pavel', line, parts)).status, line).toBe(403)
      expect((await world.ask(null, line, parts)).status, line).toBe(401)
    }
  })

  it('changes, orders and removes', async () => {
    const [one, two] = [await add('One', { kind: 'page', target: 'account' }), await add('Two', { kind: 'page', target: 'account' })]
    const ordered = await world.ask('vera', 'PUT /quick-actions/order', { body: { ids: [two, one] } })
    expect(ordered.body.items.map(({ label }: { label: string }) => label)).toEqual(['Two', 'One'])
    expect(await labels('anna')).toEqual(['Two', 'One'])
    expect(await world.ask('vera', 'PUT /quick-actions/order', { body: { ids: [two] } })).toMatchObject({
      status: 409,
      body: { code: 'quick-action.order-outdated' },
    })
    const changed = await world.ask('vera', 'PUT /quick-actions/:id', {
      params: { id: one },
      body: input('Uno', { kind: 'mail', target: 'a@vendor.example' }),
    })
    expect(changed.body.items[1]).toMatchObject({ label: 'Uno', target: { kind: 'mail', target: 'a@vendor.example', room: null } })
    expect((await world.ask('vera', 'DELETE /quick-actions/:id', { params: { id: one } })).body.items).toHaveLength(1)
    expect((await world.ask('vera', 'DELETE /quick-actions/:id', { params: { id: one } })).status).toBe(404)
    expect(
      (await world.ask('vera', 'PUT /quick-actions/:id', { params: { id: one }, body: input('Uno', { kind: 'page', target: 'account' }) }))
        .status,
    ).toBe(404)
  })

  it('names those whose room is live for none of whom they are for', async () => {
    await add('Report', { kind: 'room', target: 'report' }, { partnerTypes: ['mssp'] })
    await add('Account', { kind: 'page', target: 'account' })
    const dead = async () =>
      (await world.ask('vera', 'GET /quick-actions/arranged')).body.items.map(({ leadsNowhere }: { leadsNowhere: boolean }) => leadsNowhere)
    expect(await dead()).toEqual([false, false])
    await world.arrange((tx) => tx.rows(sql`update room set status = 'archived' where kind = 'report' and partner_type = 'mssp'`))
    expect(await dead()).toEqual([true, false])
    const room = await publishRoom(world, 'mssp', 'Campaigns', [])
    await add('Campaigns', { kind: 'custom-room', roomId: room })
    expect(await dead()).toEqual([true, false, false])
    await setRoom(world, room, { status: 'draft' })
    expect(await dead()).toEqual([true, false, true])
  })

  it.each([
    ['a room that comes later', input('X', { kind: 'room', target: 'leads' }), 'quick-action.target-unusable'],
    ['a plain address', input('X', { kind: 'link', target: 'http://vendor.example' }), 'quick-action.target-unusable'],
    ['a script', input('X', { kind: 'link', target: 'javascript:alert(1)' }), 'quick-action.target-unusable'],
    ['no room', input('X', { kind: 'custom-room' }), 'quick-action.target-unusable'],
    ['a role of the vendor', input('X', { kind: 'page', target: 'account' }, { roles: ['administrator'] }), 'quick-action.unknown-choice'],
    [
      'a type that there is not',
      input('X', { kind: 'page', target: 'account' }, { partnerTypes: ['franchise'] }),
      'quick-action.unknown-choice',
    ],
    ['no name', input(' ', { kind: 'page', target: 'account' }), 'request.invalid'],
  ])('refuses %s', async (_, body, code) =>
    expect(await world.ask('vera', 'POST /quick-actions', { body })).toMatchObject({ status: 400, body: { code } }),
  )

  it('refuses a room that there is not, and more than a menu’s worth', async () => {
    expect(
      (await world.ask('vera', 'POST /quick-actions', { body: input('X', { kind: 'custom-room', roomId: 'rom_abcdefgh' }) })).status,
    ).toBe(404)
    await world.arrange((tx) =>
      tx.rows(
        sql`insert into quick_action (label, icon, target_kind, target, position) select 'n', 'bolt', 'page', 'account', n from generate_series(1, ${maxActions}::int) n`,
      ),
    )
    expect(await world.ask('vera', 'POST /quick-actions', { body: input('X', { kind: 'page', target: 'account' }) })).toMatchObject({
      status: 409,
      body: { code: 'quick-action.too-many' },
    })
    expect((await world.ask('vera', 'GET /quick-actions/arranged')).body.refusal).toContain('100')
  })
})
