import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkBlocks } from '#rooms/blocks/rules.ts'
import { lastTold, toldSince } from '#rooms/people/people.test-kit.ts'
import { parseConfig } from '#shared/config.ts'
import defaultConfig from '../../../portal.config.ts'
import { createWorld, type Asked, type World } from '../../../test/world.ts'
import { patterns } from './patterns/patterns.ts'
import { patternCodes } from './presets.rules.ts'
import { maxTemplates } from './templates.rules.ts'

const lines = {
  list: 'GET /arrangement/templates',
  save: 'POST /arrangement/templates',
  change: 'PATCH /arrangement/templates/:id',
  remove: 'DELETE /arrangement/templates/:id',
  start: 'POST /arrangement/templates/:id/rooms',
} as const

describe('the rooms that ship ready to be filled', () => {
  const config = parseConfig(defaultConfig)
  // What the guide says each is made of.
  const kinds = {
    training: ['text', 'video', 'checklist', 'goals', 'document'],
    campaign: ['text', 'image', 'document', 'action-bar', 'analytics'],
    'support-hub': ['faq', 'document', 'embed', 'video', 'introduction'],
    analytics: ['analytics', 'embed', 'goals', 'text'],
    onboarding: ['text', 'introduction', 'checklist', 'video', 'action-bar'],
  }
  for (const code of patternCodes)
    for (const model of config.models)
      it(`${code} for ${model.code}: has what the guide says, and nothing is left to fill but files, videos and pages of others`, () => {
        const blocks = patterns[code].blocks({ config, model })
        expect(blocks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds[code]))
        const unfilled = checkBlocks(blocks, config.embeds).map(({ blockId }) => blocks.find(({ id }) => id === blockId)?.kind)
        expect(unfilled.filter((kind) => !['image', 'video', 'document', 'embed'].includes(kind ?? ''))).toEqual([])
        expect(new Set(blocks.map(({ id }) => id)).size).toBe(blocks.length)
      })
})

describe('templates', () => {
  let world: World
  let begun: number[]
  beforeAll(async () => {
    world = await createWorld()
    begun = (await world.arrange((tx) => tx.rows(sql<{ id: number }>`select id from room`))).map(({ id }) => id)
  })
  beforeEach(() =>
    world.arrange(async (tx) => {
      await tx.rows(sql`delete from room where id <> all (${begun}::bigint[])`)
      await tx.rows(sql`delete from room_template`)
    }),
  )
  afterAll(() => world.close())

  const vera = (line: string, asked?: Asked) => world.ask('vera', line, asked)
  const start = async (id: string, label: string, type = 'mssp') => vera(lines.start, { params: { id }, body: { type, label } })
  const draft = async (id: string) => (await vera('GET /drafts/:id', { params: { id } })).body
  const saved = async (label = 'Our course') => {
    const room = (await start('training', 'Course')).body
    const { body } = await vera(lines.save, { body: { room: room.id, label, about: 'For every course.' } })
    return { room, template: body }
  }

  it('GET /arrangement/templates lists the five that ship, and the vendor’s own before them', async () => {
    await saved()
    const { status, body } = await vera(lines.list)
    expect(status).toBe(200)
    expect(body.items.map(({ label, saved: own }: { label: string; saved: object | null }) => [label, own !== null])).toEqual([
      ['Our course', true], ['Training portal', false], ['Campaign centre', false], ['Support hub', false], ['Analytics dashboard', false], ['Onboarding', false],
    ]) // prettier-ignore
    expect(body.items[0]).toMatchObject({ about: 'For every course.', icon: 'school', saved: { by: 'Vera' } })
    expect(body.items[0].kinds).toEqual(body.items[1].kinds)
  })
  it('POST /arrangement/templates/:id/rooms starts a draft with blocks of its own, of a type that it is said for', async () => {
    const { status, body } = await start('onboarding', 'Welcome', 'reseller')
    expect(status).toBe(200)
    expect(body).toMatchObject({ label: 'Welcome', kind: 'custom', status: 'draft', type: 'reseller', icon: 'rocket' })
    expect(body.leavesWhenDone, 'done, it leaves the menu').toBe(true)
    expect((await start('training', 'Course')).body.leavesWhenDone).toBe(false)
    const first = (await draft(body.id)).blocks
    const second = (await draft((await start('onboarding', 'Welcome again', 'reseller')).body.id)).blocks
    expect(first.map(({ kind }: { kind: string }) => kind)).toEqual(second.map(({ kind }: { kind: string }) => kind))
    const ids = [...first, ...second].map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
  it('POST /arrangement/templates keeps a room’s blocks as they are worked on; what is started from it has the same under other ids', async () => {
    const { room, template } = await saved()
    const { body } = await start(template.id, 'Second course', 'distributor')
    const [first, second] = [(await draft(room.id)).blocks, (await draft(body.id)).blocks]
    const withoutIds = (blocks: { id: string }[]) => blocks.map(({ id: _id, ...block }) => block)
    expect(withoutIds(second)).toEqual(withoutIds(first))
    expect(second.map(({ id }: { id: string }) => id)).not.toEqual(first.map(({ id }: { id: string }) => id))
    // What becomes of the room later is nothing to the template.
    await vera('PUT /drafts/:id', { params: { id: room.id }, body: { version: (await draft(room.id)).version, blocks: [] } })
    expect((await draft((await start(template.id, 'Third')).body.id)).blocks.length).toBe(first.length)
  })
  it('PATCH and DELETE rename and remove one of the vendor’s own; rooms that were started from it stay', async () => {
    const { template } = await saved()
    const { body: room } = await start(template.id, 'Second course')
    const before = await lastTold(world)
    const { body } = await vera(lines.change, { params: { id: template.id }, body: { label: 'Course' } })
    expect(body).toMatchObject({ label: 'Course', about: 'For every course.' })
    expect((await vera(lines.remove, { params: { id: template.id } })).status).toBe(204)
    expect((await toldSince(world, before)).map(({ name }) => name)).toEqual(['template.changed', 'template.removed'])
    expect((await vera(lines.list)).body.items).toHaveLength(5)
    expect((await draft(room.id)).blocks.length).toBeGreaterThan(0)
    for (const line of [lines.change, lines.remove]) expect((await vera(line, { params: { id: template.id }, body: {} })).status).toBe(404)
  })
  it('are refused of rooms without blocks, and when there are too many: 409', async () => {
    const { rooms } = (await vera('GET /arrangement', { query: { type: 'mssp' } })).body
    const report = rooms.find(({ kind }: { kind: string }) => kind === 'report')
    const save = async (room: string) => (await vera(lines.save, { body: { room, label: 'X', about: '' } })).body.code
    expect(await save(report.id)).toBe('template.not-of-blocks')
    const { body: empty } = await vera('POST /arrangement', { body: { type: 'mssp', kind: 'custom', label: 'Empty', icon: 'book' } })
    expect(await save(empty.id)).toBe('template.nothing-in-it')
    const { room } = await saved()
    await world.arrange((tx) =>
      tx.rows(
        sql`insert into room_template (label, icon, blocks) select 'T' || n, 'book', '[]' from generate_series(2, ${maxTemplates}) n`,
      ),
    )
    expect(await save(room.id)).toBe('template.too-many')
  })
  it('are for administrators of the vendor: 401 and 403; 400 for no name and no template, 404 for none of ours', async () => {
    const { room, template } = await saved()
    const asked: [string, Asked][] = [
      [lines.list, {}],
      [lines.save, { body: { room: room.id, label: 'X', about: '' } }],
      [lines.change, { params: { id: template.id }, body: { label: 'X' } }],
      [lines.remove, { params: { id: template.id } }],
      [lines.start, { params: { id: template.id }, body: { type: 'mssp', label: 'X' } }],
    ]
    for (const [line, what] of asked) {
      expect((await world.ask(null, line, what)).status).toBe(401)
      for (const as of ['anna', 'pavel'] as const) expect([line, as, (await world.ask(as, line, what)).status]).toEqual([line, as, 403])
    }
    expect((await vera(lines.save, { body: { room: room.id, label: ' ', about: '' } })).status).toBe(400)
    expect((await start('no-such-template', 'X')).status).toBe(400)
    expect((await start('rtp_zzzzzzzz', 'X')).status).toBe(404)
    expect((await start('training', 'X', 'nobody')).status).toBe(400)
    expect((await vera(lines.save, { body: { room: 'rom_zzzzzzzz', label: 'X', about: '' } })).status).toBe(404)
  })
})
