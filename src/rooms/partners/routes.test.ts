import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type Asked, type World } from '../../../test/world.ts'
import type { PartnerDetail, PartnerRow } from './contract.ts'
import { takePartners } from './intake.actions.ts'

const lines = {
  list: 'GET /partners',
  one: 'GET /partners/:id',
  change: 'PATCH /partners/:id',
  changeMany: 'POST /partners/changes',
}

let world: World
let ids: { meridian: string; ostrea: string }
beforeAll(async () => {
  world = await createWorld()
  const rows = await world.arrange((tx) => tx.rows<{ id: number; key: string }>(sql`select id, external_id as key from partner`))
  const outer = (key: string) => world.arrange(async (tx) => tx.ids.outer('par', rows.find((row) => row.key === key)?.id ?? 0))
  ids = { meridian: await outer('meridian'), ostrea: await outer('ostrea') }
})
afterAll(() => world.close())

const names = async (query: Record<string, string>, as: 'vera' | 'pavel' = 'vera') =>
  (await world.ask(as, lines.list, { query })).body.items.map(({ name }: PartnerRow) => name)
const change = (id: string, body: object) => world.ask('vera', lines.change, { params: { id }, body })
const detail = async (id: string): Promise<PartnerDetail> => (await world.ask('vera', lines.one, { params: { id } })).body

describe('the vendor’s partners', () => {
  it('come by name, with the vendor’s words for them', async () => {
    const { body } = await world.ask('vera', lines.list)
    expect(body).toMatchObject({
      total: 2,
      next: null,
      items: [
        { id: ids.meridian, name: 'Meridian Managed Security', type: 'mssp', typeLabel: 'MSSP', tier: { code: 'gold', label: 'Gold' }, stage: null, partnerships: 2 },
        { id: ids.ostrea, name: 'Ostrea Resale', tier: { code: 'silver', label: 'Silver' }, partnerships: 1 },
      ],
    }) // prettier-ignore
  })

  it('come a page at a time, each once', async () => {
    const first = await world.ask('vera', lines.list, { query: { limit: '1' } })
    const second = await world.ask('vera', lines.list, { query: { limit: '1', cursor: first.body.next } })
    expect([first, second].map(({ body }) => body.items.map(({ id }: PartnerRow) => id))).toEqual([[ids.meridian], [ids.ostrea]])
    expect(second.body.next).toBeNull()
  })

  it('are found by name, type, tier and what they lack', async () => {
    expect(await names({ search: 'ostr' })).toEqual(['Ostrea Resale'])
    expect(await names({ type: 'reseller' })).toEqual(['Meridian Managed Security', 'Ostrea Resale']) // Meridian resells as well
    expect(await names({ type: 'mssp' })).toEqual(['Meridian Managed Security'])
    expect(await names({ tier: 'gold' })).toEqual(['Meridian Managed Security'])
    expect(await names({ tier: 'gold', search: 'ostr' })).toEqual([])
    expect(await names({ tier: 'none' })).toEqual([])
    expect(await names({ stage: 'none', category: 'none' })).toHaveLength(2)
  })

  it('are the assigned ones for a partner manager, who reads and changes nothing', async () => {
    expect(await names({}, 'pavel')).toEqual(['Meridian Managed Security'])
    const seen = await world.ask('pavel', lines.one, { params: { id: ids.meridian } })
    expect(seen.body).toMatchObject({ may: { edit: false }, managers: [{ name: 'Pavel' }] })
    expect((await world.ask('pavel', lines.one, { params: { id: ids.ostrea } })).status).toBe(404)
  })
})

describe('a change', () => {
  it('is written with who made it, before and after, and a change of stage is an event of its own', async () => {
    const { status, body } = await change(ids.meridian, { tier: 'platinum', stage: 'onboarding', tags: ['event-partner', 'co-marketing'] })
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { tier: { label: 'Platinum' }, stage: { label: 'Onboarding' }, tags: [{ label: 'Co-marketing' }, { label: 'Event partner' }] },
    })
    expect(body.changes).toMatchObject([
      { field: 'tags', byName: 'Vera', before: [], after: ['Co-marketing', 'Event partner'] },
      { field: 'stage', before: [], after: ['Onboarding'] },
      { field: 'tier', before: ['Gold'], after: ['Platinum'] },
    ])
    const told = await world.arrange((tx) =>
      tx.rows(
        sql`select name, facts->'stage' as stage, facts->'tierBefore' as tier from event_log where name like 'partner.%' order by id`,
      ),
    )
    expect(told).toEqual([
      { name: 'partner.stage-changed', stage: ['onboarding'], tier: null },
      { name: 'partner.changed', stage: null, tier: ['gold'] },
    ])
  })

  it('that changes nothing writes nothing', async () => {
    const before = (await detail(ids.meridian)).changes.length
    expect((await change(ids.meridian, { tier: 'platinum', tags: ['co-marketing', 'event-partner'] })).status).toBe(200)
    expect((await detail(ids.meridian)).changes).toHaveLength(before)
  })

  it('takes a word away with null', async () => {
    expect((await change(ids.meridian, { stage: null, tags: [] })).body).toMatchObject({ stage: null, tags: [] })
  })

  it('of many is made of all or of none', async () => {
    const both = { ids: [ids.meridian, ids.ostrea], stage: 'active', addTags: ['under-review'] }
    expect((await world.ask('vera', lines.changeMany, { body: both })).body).toEqual({ changed: 2 })
    expect(await names({ stage: 'active', tag: 'under-review' })).toHaveLength(2)
    const some = { ids: [ids.meridian, ids.ostrea], removeTags: ['under-review'], tier: 'silver' }
    expect((await world.ask('vera', lines.changeMany, { body: some })).body).toEqual({ changed: 2 })
    await world.ask('vera', 'POST /categories', { body: { kind: 'tier', label: 'Service gold', partnerType: 'mssp' } })
    const refused = await world.ask('vera', lines.changeMany, { body: { ids: [ids.meridian, ids.ostrea], tier: 'service-gold' } })
    expect(refused).toMatchObject({ status: 400, body: { code: 'partner.unfit-word', fields: [{ path: 'tier' }] } })
    expect(await names({ tier: 'silver' })).toHaveLength(2)
    expect((await change(ids.meridian, { tier: 'service-gold' })).status).toBe(200)
  })

  it('acts on the rooms of the partner’s people with their next click', async () => {
    await world.arrange((tx) => tx.rows(sql`update room set tiers = '{platinum}' where kind = 'report' and partner_type = 'reseller'`))
    await change(ids.ostrea, { tier: 'silver' })
    expect((await world.ask('omar', 'GET /report/orders/acv', { query: { from: '2026-01-01', to: '2026-06-01' } })).status).toBe(404)
    await change(ids.ostrea, { tier: 'platinum' })
    expect((await world.ask('omar', 'GET /report/orders/acv', { query: { from: '2026-01-01', to: '2026-06-01' } })).status).not.toBe(404)
    await world.arrange((tx) => tx.rows(sql`update room set tiers = '{}'`))
  })

  it.each<[string, object]>([
    ['a word that there is not', { tier: 'tin' }],
    ['a word of another kind', { stage: 'gold' }],
    ['a tag that there is not', { tags: ['tin'] }],
  ])('to %s is refused', async (_, body) => {
    expect(await change(ids.ostrea, body)).toMatchObject({ status: 400, body: { code: 'partner.unfit-word' } })
  })

  it('of a row in an import is written down without a name; a tag that is new becomes a word; an unknown tier is refused', async () => {
    const row = { externalId: 'ostrea', name: 'Ostrea Resale', type: 'reseller', tier: 'gold', stage: 'ACTIVE', tags: ['Baltic Sea', 'Baltic Sea'], country: 'FI' }
    await world.arrange((tx, context) => takePartners(tx, [row], context))
    const { tier, stage, tags, changes } = await detail(ids.ostrea)
    expect({ tier, stage, tags }).toMatchObject({ tier: { code: 'gold' }, stage: { code: 'active' }, tags: [{ code: 'baltic-sea', label: 'Baltic Sea' }] })
    expect(changes[0]).toMatchObject({ byName: null })
    const tin = world.arrange((tx, context) => takePartners(tx, [{ ...row, tier: 'Tin' }], context))
    await expect(tin).rejects.toMatchObject({ code: 'intake.unknown-reference', publicMessage: expect.stringContaining('tier Tin') })
  }) // prettier-ignore
})

describe('who is refused', () => {
  it('400, 401, 403 and 404 as fits', async () => {
    const asked: Record<string, Asked> = {
      [lines.list]: {},
      [lines.one]: { params: { id: ids.meridian } },
      [lines.change]: { params: { id: ids.meridian }, body: {} },
      [lines.changeMany]: { body: { ids: [ids.meridian] } },
    }
    for (const [line, what] of Object.entries(asked)) {
      expect((await world.ask(null, line, what)).status, line).toBe(401)
      for (const as of ['anna', 'uma', 'mark', 'omar'] as const) expect((await world.ask(as, line, what)).status, `${line} ${as}`).toBe(403)
      const isRead = line.startsWith('GET')
      expect((await world.ask('pavel', line, what)).status, line).toBe(isRead ? 200 : 403)
      if (!line.includes(':id')) continue
      expect((await world.ask('vera', line, { ...what, params: { id: 'meridian' } })).status, line).toBe(400)
      expect((await world.ask('vera', line, { ...what, params: { id: 'par_aaaaaaaa' } })).status, line).toBe(404)
    }
    expect((await world.ask('vera', lines.changeMany, { body: { ids: [ids.meridian, 'par_aaaaaaaa'] } })).status).toBe(404)
    expect((await world.ask('vera', lines.changeMany, { body: { ids: [] } })).status).toBe(400)
    expect((await world.ask('vera', lines.list, { query: { limit: '0' } })).status).toBe(400)
  })
})
