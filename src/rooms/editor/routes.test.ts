import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { lastTold, toldSince } from '#rooms/people/people.test-kit.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { maxBlocks } from './blocks.rules.ts'

const lines = {
  read: 'GET /drafts/:id',
  save: 'PUT /drafts/:id',
  publish: 'POST /drafts/:id/publication',
  revisions: 'GET /drafts/:id/revisions',
  revision: 'GET /drafts/:id/revisions/:number',
  restore: 'POST /drafts/:id/restoration',
  preview: 'GET /drafts/:id/preview',
  attend: 'PUT /drafts/:id/editors/:window',
  leave: 'DELETE /drafts/:id/editors/:window',
}

const text = (words: string): Record<string, unknown> => ({
  text: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }] },
})
const block = (words: string, parts: Partial<DraftBlock> = {}): DraftBlock => ({
  id: crypto.randomUUID(),
  kind: 'text',
  width: 'full',
  settings: text(words),
  ...parts,
})
const faulty = () => block('', { kind: 'image', settings: { file: '', alt: '' } })

let world: World
let id: string
let report: string

const ask = (
  as: Name | null,
  line: string,
  { body, params = {}, query }: { body?: unknown; params?: Record<string, string>; query?: Record<string, string> } = {},
) => world.ask(as, line, { params: { id, ...params }, body, ...(query ? { query } : {}) })
const save = (blocks: readonly DraftBlock[], version: number, more: object = {}) =>
  ask('vera', lines.save, { body: { version, blocks, ...more } })
const publish = (version: number) => ask('vera', lines.publish, { body: { version } })
const draft = async () => (await ask('vera', lines.read)).body

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.arrange(async (tx) => {
    await tx.rows(sql`delete from room where kind = 'custom'`)
    const added = await tx.first(sql<{ id: number }>`
      insert into room (partner_type, kind, label, icon, position, status) values ('mssp', 'custom', 'Training', 'school', 99, 'live') returning id`)
    const found = await tx.first(sql<{ id: number }>`select id from room where partner_type = 'mssp' and kind = 'report'`)
    id = tx.ids.outer('rom', added?.id ?? 0)
    report = tx.ids.outer('rom', found?.id ?? 0)
  })
})

describe('a draft', () => {
  it('begins empty, and is saved as a whole', async () => {
    expect(await draft()).toMatchObject({
      room: { id, label: 'Training', partnerType: 'mssp', status: 'live' },
      blocks: [], version: 0, changedAt: null, published: null, hasChanges: false, problems: [],
    }) // prettier-ignore
    const blocks = [block('one'), block('two', { width: 'half' })]
    expect(await save(blocks, 0)).toMatchObject({ status: 200, body: { version: 1, problems: [], hasChanges: true } })
    expect(await draft()).toMatchObject({ blocks, version: 1, changedBy: 'Vera' })
  })
  it('keeps blocks that are unfinished or of a kind that nobody knows, and says what they miss', async () => {
    const [unknown, unfinished] = [block('', { kind: 'hologram', settings: { depth: { of: [1, null, 'x'] } } }), faulty()]
    const { body } = await save([unknown, unfinished], 0)
    expect(new Set(body.problems.map((problem: { blockId: string }) => problem.blockId))).toEqual(new Set([unknown.id, unfinished.id]))
    expect((await draft()).blocks).toEqual([unknown, unfinished])
  })
  it('refuses a save that read another version, says who was quicker, and keeps what stands', async () => {
    const mine = [block('mine')]
    await save(mine, 0)
    const late = await save([block('late')], 0)
    expect(late).toMatchObject({ status: 409, body: { code: 'draft.changed-meanwhile', detail: expect.stringContaining('Vera') } })
    expect(await draft()).toMatchObject({ blocks: mine, version: 1 })
  })
  it('takes exactly one of several saves that come at once, the first one as well as later ones', async () => {
    for (const version of [0, 1]) {
      const answers = await Promise.all([1, 2, 3, 4].map((number) => save([block(`try ${number}`)], version)))
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
      expect((await draft()).version).toBe(version + 1)
    }
  })
  it('puts aside what a save takes the place of knowingly, and takes it back', async () => {
    const [theirs, mine] = [[block('theirs')], [block('mine')]]
    await save(theirs, 0)
    expect((await save(mine, 1, { keepsOther: true })).body.asideAt).not.toBeNull()
    const back = await ask('vera', lines.restore, { body: { version: 2, from: 'aside' } })
    expect(back).toMatchObject({ status: 200, body: { blocks: theirs, version: 3 } })
    expect((await ask('vera', lines.restore, { body: { version: 3, from: 'aside' } })).body.blocks).toEqual(mine)
  })
  it('has a size: too many blocks, ids that stand twice and too much text are refused', async () => {
    const many = Array.from({ length: maxBlocks + 1 }, () => block('x'))
    expect(await save(many, 0)).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect(await save([block('x', { id: many[0]?.id ?? '' }), block('y', { id: many[0]?.id ?? '' })], 0)).toMatchObject({ status: 400 })
    const long = Array.from({ length: 24 }, () => block('x'.repeat(90_000)))
    expect(await save(long, 0)).toMatchObject({ status: 400, body: { code: 'draft.too-large' } })
    const longest = long.slice(0, 21) // more than the megabyte that others may send
    expect(await save(longest, 0)).toMatchObject({ status: 200 })
    expect((await draft()).blocks).toEqual(longest)
    expect(await save([...long, ...long], 1)).toMatchObject({ status: 413 })
  })
  it('is of custom rooms alone', async () => {
    expect(await world.ask('vera', lines.read, { params: { id: report } })).toMatchObject({
      status: 409,
      body: { code: 'draft.only-custom' },
    })
    const body = { version: 0, blocks: [block('x')] }
    expect(await world.ask('vera', lines.save, { params: { id: report }, body })).toMatchObject({
      status: 409,
      body: { code: 'draft.only-custom' },
    })
  })
  it('goes into the log once for somebody’s work, not for each second of it', async () => {
    const before = await lastTold(world)
    await save([block('a')], 0)
    await save([block('b')], 1)
    await save([block('c')], 2)
    await publish(3)
    expect((await toldSince(world, before)).map(({ name }) => name)).toEqual(['draft.changed', 'draft.published'])
  })
})

describe('publishing', () => {
  it('gives partners the blocks, and leaves them there while the draft goes on', async () => {
    const first = [block('Welcome to the course')]
    await save(first, 0)
    const { status, body } = await publish(1)
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toMatchObject({ published: { number: 1, publishedBy: 'Vera' }, hasChanges: false, version: 1 })
    expect((await ask('anna', 'GET /rooms/:id')).body.blocks).toMatchObject([{ id: first[0]?.id, kind: 'text' }])
    await save([...first, block('Not yet')], 1)
    expect((await ask('anna', 'GET /rooms/:id')).body.blocks).toHaveLength(1)
    expect(await draft()).toMatchObject({ hasChanges: true, published: { number: 1 } })
  })
  it('keeps the words that can be searched', async () => {
    await save([block('Passphrases and how to keep them')], 0)
    await publish(1)
    const found = await world.arrange((tx) => tx.rows(sql<{ words: string }>`select words from room_revision`))
    expect(found).toEqual([{ words: 'Passphrases and how to keep them' }])
  })
  it('is refused with each block’s fault, and nothing changes for partners', async () => {
    const wrong = faulty()
    await save([block('fine'), wrong, block('', { kind: 'hologram' })], 0)
    const refused = await publish(1)
    expect(refused).toMatchObject({ status: 409, body: { code: 'draft.not-ready', detail: expect.stringContaining('2 blocks') } })
    expect(refused.body.fields.map(({ path }: { path: string }) => path)).toContain(`${wrong.id}.alt`)
    expect((await draft()).published).toBeNull()
  })
  it('is refused where partners read the same already, where there is nothing, and where somebody saved since', async () => {
    expect(await publish(0)).toMatchObject({ status: 409, body: { code: 'draft.unchanged' } })
    await save([block('a')], 0)
    expect(await publish(0)).toMatchObject({ status: 409, body: { code: 'draft.changed-meanwhile' } })
    await publish(1)
    expect(await publish(1)).toMatchObject({ status: 409, body: { code: 'draft.unchanged' } })
  })
})

describe('versions', () => {
  const publishThree = async () => {
    const all = [[block('first')], [block('second'), block('more')], [block('third')]]
    for (const [version, blocks] of all.entries()) {
      await save(blocks, version)
      await publish(version + 1)
    }
    return all
  }
  it('are listed, the newest first, a page at a time', async () => {
    await publishThree()
    const { body } = await ask('vera', lines.revisions, { query: { limit: '2' } })
    expect(body).toMatchObject({
      items: [
        { number: 3, isPublished: true, blockCount: 1, publishedBy: 'Vera' },
        { number: 2, isPublished: false, blockCount: 2 },
      ],
      total: 3,
    })
    expect((await ask('vera', lines.revisions, { query: { limit: '2', cursor: body.next } })).body).toMatchObject({
      items: [{ number: 1 }],
      next: null,
    })
    expect((await ask('vera', lines.revisions, { query: { cursor: 'nonsense' } })).status).toBe(400)
  })
  it('come back as the draft, which is kept as well', async () => {
    const [first, , third] = await publishThree()
    expect((await ask('vera', lines.revision, { params: { number: '1' } })).body).toMatchObject({ number: 1, blocks: first })
    const restored = await ask('vera', lines.restore, { body: { version: 3, from: 1 } })
    expect(restored).toMatchObject({ status: 200, body: { blocks: first, version: 4, hasChanges: true, published: { number: 3 } } })
    expect(restored.body.asideAt).not.toBeNull()
    expect((await ask('vera', lines.restore, { body: { version: 4, from: 'aside' } })).body).toMatchObject({
      blocks: third,
      hasChanges: false,
    })
  })
  it('are not there under numbers that never were, and nothing is aside before something was put there', async () => {
    await publishThree()
    expect((await ask('vera', lines.revision, { params: { number: '9' } })).status).toBe(404)
    expect((await ask('vera', lines.revision, { params: { number: '0' } })).status).toBe(400)
    expect((await ask('vera', lines.restore, { body: { version: 3, from: 9 } })).status).toBe(404)
    expect(await ask('vera', lines.restore, { body: { version: 3, from: 'aside' } })).toMatchObject({
      status: 409,
      body: { code: 'draft.nothing-aside' },
    })
    expect(await ask('vera', lines.restore, { body: { version: 1, from: 1 } })).toMatchObject({
      status: 409,
      body: { code: 'draft.changed-meanwhile' },
    })
  })
})

describe('a preview', () => {
  it('is what a partnership of the type sees, without what is not ready', async () => {
    const shown = block('', {
      settings: {
        text: {
          type: 'doc',
          content: [
            {
              type: 'paragraph',
              content: [
                { type: 'text', text: 'For ' },
                { type: 'mergeField', attrs: { field: 'partner.name' } },
              ],
            },
          ],
        },
      },
    })
    await save([shown, faulty()], 0)
    const partnership = await world.partnership('meridian-mssp')
    const { status, body } = await ask('vera', lines.preview, { query: { partnership } })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.leftOut).toBe(1)
    expect(body.blocks).toMatchObject([{ id: shown.id, data: { fields: { 'partner.name': 'Meridian Managed Security' } } }])
  })
  it('shows an earlier version as well', async () => {
    const first = [block('first')]
    await save(first, 0)
    await publish(1)
    await save([block('second')], 1)
    const query = { partnership: await world.partnership('meridian-mssp'), revision: '1' }
    expect((await ask('vera', lines.preview, { query })).body.blocks).toMatchObject([{ id: first[0]?.id }])
    expect((await ask('vera', lines.preview, { query: { ...query, revision: '2' } })).status).toBe(404)
  })
  it('is refused for a partner of another type, and for none', async () => {
    await save([block('x')], 0)
    expect(await ask('vera', lines.preview, { query: { partnership: await world.partnership('ostrea-resale') } })).toMatchObject({
      status: 409, body: { code: 'draft.other-type' },
    }) // prettier-ignore
    expect((await ask('vera', lines.preview, { query: { partnership: 'psh_000000000' } })).status).toBe(404)
    expect((await ask('vera', lines.preview)).status).toBe(400)
  })
})

describe('who edits too', () => {
  const [mine, other] = [crypto.randomUUID(), crypto.randomUUID()]
  it('is told to each window, until it is closed or not heard of for a while', async () => {
    expect((await ask('vera', lines.attend, { params: { window: mine } })).body).toEqual({ version: 0, changedBy: null, others: [] })
    const second = await ask('vera', lines.attend, { params: { window: other } })
    expect(second.body.others).toEqual([{ window: mine, name: 'Vera', isYou: true }])
    expect((await ask('vera', lines.leave, { params: { window: mine } })).status).toBe(204)
    expect((await ask('vera', lines.attend, { params: { window: other } })).body.others).toEqual([])
    await ask('vera', lines.attend, { params: { window: mine } })
    await world.arrange((tx) => tx.rows(sql`update room_editor set seen_at = now() - interval '1 minute' where editor_window = ${mine}`))
    expect((await ask('vera', lines.attend, { params: { window: other } })).body.others).toEqual([])
  })
  it('hears which version stands', async () => {
    await save([block('x')], 0)
    expect((await ask('vera', lines.attend, { params: { window: mine } })).body).toMatchObject({ version: 1, changedBy: 'Vera' })
    expect((await ask('vera', lines.attend, { params: { window: 'me' } })).status).toBe(400)
    expect((await ask('vera', lines.leave, { params: { window: 'me' } })).status).toBe(400)
  })
})

describe('nobody but the vendor’s administrators', () => {
  const asked = async (): Promise<[string, { body?: unknown; params?: Record<string, string>; query?: Record<string, string> }][]> => {
    const params = { window: crypto.randomUUID(), number: '1' }
    return [
      [lines.read, {}],
      [lines.save, { body: { version: 0, blocks: [] } }],
      [lines.publish, { body: { version: 0 } }],
      [lines.revisions, {}],
      [lines.revision, { params }],
      [lines.restore, { body: { version: 0, from: 1 } }],
      [lines.preview, { query: { partnership: await world.partnership('meridian-mssp') } }],
      [lines.attend, { params }],
      [lines.leave, { params }],
    ]
  }
  it('opens the editor: partners and partner managers are refused, strangers asked to sign in', async () => {
    for (const [line, given] of await asked()) {
      for (const as of ['anna', 'omar', 'pavel'] as const) expect([line, as, (await ask(as, line, given)).status]).toEqual([line, as, 403])
      expect([line, (await ask(null, line, given)).status]).toEqual([line, 401])
    }
  })
  it('finds a room that is none, and says what can’t be read', async () => {
    for (const [line, given] of await asked()) {
      const params = { ...given.params, id: 'rom_00000000' }
      expect([line, (await world.ask('vera', line, { ...given, params })).status]).toEqual([line, 404])
      expect([line, (await world.ask('vera', line, { ...given, params: { ...given.params, id: '7' } })).status]).toEqual([line, 400])
    }
    expect((await ask('vera', lines.save, { body: { version: 0, blocks: [{ ...block('x'), colour: 'red' }] } })).status).toBe(400)
    expect((await ask('vera', lines.publish, { body: {} })).status).toBe(400)
    expect((await ask('vera', lines.restore, { body: { version: 0, from: 'yesterday' } })).status).toBe(400)
  })
})
