import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineConfig } from '#shared/config.ts'
import defaultConfig from '../../../portal.config.ts'
import { createWorld, type Asked, type World } from '../../../test/world.ts'
import { prepareTerms } from './first.actions.ts'
import type { Term } from './contract.ts'

const lines = {
  list: 'GET /categories',
  choices: 'GET /categories/choices',
  add: 'POST /categories',
  order: 'PUT /categories/order',
  change: 'PATCH /categories/:id',
  archive: 'POST /categories/:id/archival',
  restore: 'DELETE /categories/:id/archival',
}

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const list = async (kind: string): Promise<Term[]> => (await world.ask('vera', lines.list, { query: { kind } })).body.items
const labels = async (kind: string) => (await list(kind)).map(({ label }) => label)
const find = async (kind: string, label: string): Promise<Term> => {
  const found = (await list(kind)).find((one) => one.label === label)
  if (!found) throw new Error(`No ${kind} ${label}`)
  return found
}
const add = (body: object) => world.ask('vera', lines.add, { body })

describe('the vendor’s words', () => {
  it('begin with those of the configuration, and a second start changes nothing', async () => {
    expect(await labels('tier')).toEqual(['Bronze', 'Silver', 'Gold', 'Platinum'])
    expect(await list('stage')).toMatchObject([
      { code: 'onboarding', phase: 'onboarding' },
      { code: 'active', phase: 'active' },
      { code: 'strategic', phase: 'active' },
    ])
    const before = await list('tier')
    await prepareTerms(world)
    expect(await list('tier')).toEqual(before)
  })

  it('are added to by a later configuration, behind what was put in order; what was renamed or archived stays so', async () => {
    const silver = await find('tier', 'Silver')
    await world.ask('vera', lines.change, { params: { id: silver.id }, body: { label: 'Sterling' } })
    const bronze = await find('tier', 'Bronze')
    await world.ask('vera', lines.archive, { params: { id: bronze.id } })
    const config = { ...world.config, partnerTiers: [...world.config.partnerTiers, 'Diamond'] }
    await prepareTerms({ database: world.database, config })
    expect(await labels('tier')).toEqual(['Sterling', 'Gold', 'Platinum', 'Diamond', 'Bronze'])
    await world.ask('vera', lines.restore, { params: { id: bronze.id } })
    await world.ask('vera', lines.change, { params: { id: silver.id }, body: { label: 'Silver' } })
    expect(await find('tier', 'Silver')).toMatchObject({ code: 'silver' })
  })

  it('get a code of their own that no renaming changes', async () => {
    const added = await add({ kind: 'tag', label: 'Förmånlig – nordic' })
    expect(added.body.items.at(-1)).toMatchObject({ code: 'formanlig-nordic', label: 'Förmånlig – nordic', isArchived: false })
    const { id } = await find('tag', 'Förmånlig – nordic')
    const renamed = await world.ask('vera', lines.change, { params: { id }, body: { label: 'Nordic' } })
    expect(renamed.body.items.at(-1)).toMatchObject({ code: 'formanlig-nordic', label: 'Nordic' })
    expect((await add({ kind: 'tag', label: '優先' })).body.items.at(-1).code).toMatch(/^word-[0-9a-f]{10}$/)
  })

  it('may be called the same for two types of partners, never for one', async () => {
    for (const partnerType of ['mssp', 'reseller'])
      expect((await add({ kind: 'category', label: 'Regional', partnerType })).status, partnerType).toBe(200)
    expect((await list('category')).filter(({ label }) => label === 'Regional').map(({ code }) => code)).toEqual(['regional', 'regional-2'])
    for (const partnerType of ['mssp', null])
      expect(await add({ kind: 'category', label: 'REGIONAL', partnerType })).toMatchObject({
        status: 409,
        body: { code: 'term.label-taken' },
      })
  })

  it('are counted where they are held: with partners, rooms and kit', async () => {
    expect(await find('tier', 'Gold')).toMatchObject({ usage: { partners: 1, rooms: 0, kitItems: 0 } })
    await world.arrange((tx) =>
      tx.rows(sql`update room set tiers = '{gold}', unlock_tiers = '{gold,silver}' where kind = 'report' and partner_type = 'reseller'`),
    )
    expect(await find('tier', 'Gold')).toMatchObject({ usage: { partners: 1, rooms: 1, kitItems: 0 } })
    expect(await find('tier', 'Silver')).toMatchObject({ usage: { partners: 1, rooms: 1, kitItems: 0 } })
    await world.arrange((tx) => tx.rows(sql`update room set tiers = '{}', unlock_tiers = '{}'`))
  })

  it('are archived, not deleted: nobody can choose one any more, and who has it keeps it', async () => {
    const gold = await find('tier', 'Gold')
    const archived = await world.ask('vera', lines.archive, { params: { id: gold.id } })
    expect(archived.body.items.at(-1)).toMatchObject({ label: 'Gold', isArchived: true, usage: { partners: 1 } })
    const codes = async () => (await world.ask('pavel', lines.choices)).body.items.map((one: Term) => `${one.kind} ${one.code}`)
    expect(await codes()).not.toContain('tier gold')
    expect(await add({ kind: 'tier', label: 'Gold' })).toMatchObject({ status: 409, body: { code: 'term.label-taken' } })
    await world.ask('vera', lines.restore, { params: { id: gold.id } })
    expect(await codes()).toContain('tier gold')
    await expect(world.arrange((tx) => tx.rows(sql`delete from term`))).rejects.toThrow(/permission denied/)
  })

  it('stand in the order that they were put in, unless somebody changed the list meanwhile', async () => {
    const ids = (await list('industry')).map(({ id }) => id)
    const turned = await world.ask('vera', lines.order, { body: { kind: 'industry', ids: ids.toReversed() } })
    expect(turned.body.items.map(({ id }: Term) => id)).toEqual(ids.toReversed())
    for (const given of [ids.slice(1), [...ids.slice(1), ids[1]], [...ids, (await find('tier', 'Gold')).id]])
      expect(await world.ask('vera', lines.order, { body: { kind: 'industry', ids: given } })).toMatchObject({
        status: 409,
        body: { code: 'term.order-outdated' },
      })
  })

  it('are written down in the audit log', async () => {
    const names = await world.arrange((tx) =>
      tx.rows<{ name: string }>(sql`select distinct name from event_log where name like 'category.%' order by 1`),
    )
    expect(names.map(({ name }) => name)).toEqual([
      'category.added', 'category.archived', 'category.changed', 'category.ordered', 'category.restored',
    ]) // prettier-ignore
  })
})

describe('what is refused', () => {
  it.each<[string, object, string, string]>([
    ['colours that are too much alike', { kind: 'tier', label: 'Grey', background: '#777777', foreground: '#999999' }, 'term.unreadable', 'foreground'],
    ['a stage without a phase', { kind: 'stage', label: 'Leaving' }, 'term.phase-needed', 'phase'],
    ['a tier with one', { kind: 'tier', label: 'Tin', phase: 'active' }, 'term.phase-needed', 'phase'],
    ['a partner type that there is not', { kind: 'tier', label: 'Tin', partnerType: 'agency' }, 'term.unknown-partner-type', 'partnerType'],
  ])('%s', async (_, body, code, path) => {
    expect(await add(body)).toMatchObject({ status: 400, body: { code, fields: [{ path }] } })
  }) // prettier-ignore

  it('more than a list can hold', async () => {
    await world.arrange((tx) =>
      tx.rows(
        sql`insert into term (kind, code, label, position) select 'kit-type', 'many-' || n, 'Many ' || n, n from generate_series(1, 300) n`,
      ),
    )
    expect(await add({ kind: 'kit-type', label: 'One more' })).toMatchObject({ status: 409, body: { code: 'term.too-many' } })
  })

  it('a role that edits partners and does not see all of them', () => {
    const roles = defaultConfig.roles.map((role) =>
      role.code === 'partner-manager' ? { ...role, permissions: [...role.permissions, 'partner.edit' as const] } : role,
    )
    return expect(createWorld({ config: defineConfig({ ...defaultConfig, roles }) })).rejects.toThrow(/needs reach "all"/)
  })

  it('400, 401, 403 and 404 as fits', async () => {
    const { id } = await find('tier', 'Gold')
    const bodies: Record<string, Asked> = {
      [lines.list]: { query: { kind: 'tier' } },
      [lines.choices]: {},
      [lines.add]: { body: { kind: 'tag', label: 'New' } },
      [lines.order]: { body: { kind: 'tag', ids: [] } },
      [lines.change]: { params: { id }, body: {} },
      [lines.archive]: { params: { id } },
      [lines.restore]: { params: { id } },
    }
    for (const [line, asked] of Object.entries(bodies)) {
      expect((await world.ask(null, line, asked)).status, line).toBe(401)
      for (const as of ['anna', 'uma', 'mark'] as const) expect((await world.ask(as, line, asked)).status, `${line} ${as}`).toBe(403)
      expect((await world.ask('pavel', line, asked)).status, line).toBe(line === lines.choices ? 200 : 403)
      if (!line.includes(':id')) continue
      expect((await world.ask('vera', line, { ...asked, params: { id: 'gold' } })).status, line).toBe(400)
      expect((await world.ask('vera', line, { ...asked, params: { id: 'trm_aaaaaaaa' } })).status, line).toBe(404)
    }
    expect((await world.ask('vera', lines.list, { query: { kind: 'colour' } })).status).toBe(400)
    expect((await add({ kind: 'tag', label: ' ' })).status).toBe(400)
  })

  it('to partners, what they are sorted into among ourselves', async () => {
    const kinds = await world.database.within({ role: 'pp_full', partnerId: 1, partnershipId: 1, userId: 1, readOnly: true }, (tx) =>
      tx.rows<{ kind: string }>(sql`select distinct kind from term order by 1`),
    )
    expect(kinds.map(({ kind }) => kind)).toEqual(['industry', 'kit-audience', 'kit-type', 'stage', 'tier'])
  })
})
