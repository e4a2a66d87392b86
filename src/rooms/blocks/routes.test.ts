import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { personId } from '#rooms/people/people.test-kit.ts'
import { block, line, publishRoom, setRoom, words } from '#rooms/rooms/rooms.test-kit.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const see = async (as: Name, id: string) => world.ask(as, 'GET /rooms/:id', { params: { id } })
const field = (name: string) => ({ type: 'mergeField', attrs: { field: name } })
const text = (...content: unknown[]) => ({ type: 'doc', content })
const named = text({ type: 'paragraph', content: ['partner.name', 'partnership.name', 'person.firstName', 'person.name', 'vendor.name', 'manager.name'].map(field) }) // prettier-ignore

/** A file of the vendor's that is used by the room, or by none. */
const addFile = (given: { name?: string; mime?: string; state?: string; room?: string }) =>
  world.arrange(async (tx) => {
    const { name = 'a.png', mime = 'image/png', state = 'clean', room } = given
    const row = await tx.first(sql<{ id: number }>`
      insert into file (user_id, purpose, name, mime, size, sha256, file_key, width, height, state)
      values ((select id from app_user where side = 'vendor' limit 1), 'document', ${name}, ${mime}, 1234, ${'0'.repeat(64)}, ${`k-${Math.random()}`}, 40, 30, ${state})
      returning id`)
    if (!row) throw new Error('An added file has no key')
    if (room) await tx.rows(sql`insert into file_use (kind, ref_id, file_id) values ('room', ${tx.ids.inner('rom', room)}, ${row.id})`)
    return tx.ids.outer('fil', row.id)
  })
/** Puts blocks that name the room's own files in its place. */
const republish = (id: string, blocks: unknown[]) =>
  world.arrange((tx) =>
    tx.rows(sql`update room_revision set blocks = ${JSON.stringify(blocks)}::jsonb where room_id = ${tx.ids.inner('rom', id)}`),
  )
const dataOf = (body: { blocks: { kind: string; data: unknown }[] }) => body.blocks.map(({ kind, data }) => [kind, data])

describe('GET /block-choices', () => {
  const choices = (as: Name | null) => world.ask(as, 'GET /block-choices')
  it('tells whoever arranges rooms what blocks may show, whom they can introduce and where they can lead', async () => {
    const { status, body } = await choices('vera')
    expect(status).toBe(200)
    expect(body.hosts).toEqual(world.config.embeds.hosts)
    expect(body.videos).toEqual(['youtube', 'vimeo', 'loom'])
    expect(body.pictures).toBe('any')
    expect(body.people.map(({ name, role }: { name: string; role: string }) => `${name}: ${role}`)).toEqual([
      'Pavel: Partner manager', 'Pia: Partner manager', 'Vera: Administrator',
    ]) // prettier-ignore
    expect(body.rooms.some(({ label, partnerType }: { label: string; partnerType: string }) => label === 'Report' && partnerType === 'mssp')).toBe(true) // prettier-ignore
  })
  it('is for nobody else: 401, and 403 for a partner’s people and for staff without the permission', async () => {
    expect((await choices(null)).status).toBe(401)
    for (const as of ['anna', 'uma', 'pavel', 'pia'] as const) expect((await choices(as)).status, as).toBe(403)
  })
})

describe('what a text says to its reader', () => {
  it('is in the reader’s own names, whoever reads', async () => {
    const id = await publishRoom(world, 'mssp', 'Names', [
      block('text', { text: named }),
      block('faq', { items: [{ id: 'abc123', question: 'Who?', answer: named }] }),
    ])
    const expected = {
      'partner.name': 'Meridian Managed Security', 'partnership.name': expect.any(String), 'person.firstName': 'Anna', 'person.name': 'Anna',
      'vendor.name': world.config.branding.vendor, 'manager.name': 'Pavel',
    } // prettier-ignore
    expect(dataOf((await see('anna', id)).body)).toEqual([['text', { fields: expected }], ['faq', { fields: expected }]]) // prettier-ignore
    expect((await see('uma', id)).body.blocks[0].data.fields['person.name']).toBe('Uma')
    expect((await see('vera', id)).body.blocks[0].data.fields['person.name']).toBe('Vera')
  })
  it('names the vendor where no manager looks after the partner, and only the fields that it holds', async () => {
    const id = await publishRoom(world, 'reseller', 'Names', [
      block('text', { text: text({ type: 'paragraph', content: [field('manager.name')] }) }),
    ])
    expect(dataOf((await see('omar', id)).body)).toEqual([['text', { fields: { 'manager.name': world.config.branding.vendor } }]])
  })
})

describe('files', () => {
  it('are told of where they stand in the room, clean and of the right kind', async () => {
    const id = await publishRoom(world, 'mssp', 'Files', [])
    const [image, waiting, paper, elsewhere] = [
      await addFile({ room: id }), await addFile({ room: id, state: 'quarantined' }), await addFile({ room: id, name: 'b.pdf', mime: 'application/pdf' }), await addFile({}),
    ] // prettier-ignore
    await republish(id, [
      block('image', { file: image, alt: 'x' }),
      block('image', { file: waiting, alt: 'x' }),
      block('image', { file: paper, alt: 'x' }),
      block('image', { file: elsewhere, alt: 'x' }),
      block('image', { file: 'fil_aaaaaaaa', alt: 'x' }),
      block('document', { files: [waiting, paper, elsewhere, image].map((file) => ({ file })) }),
      block('document', { files: [{ file: waiting }] }),
      block('banner', { title: 'x', image: elsewhere }),
      block('video', { source: { from: 'file', file: paper } }),
    ])
    expect(dataOf((await see('anna', id)).body)).toEqual([
      ['image', { width: 40, height: 30 }],
      ['document', { files: [{ id: paper, name: 'b.pdf', mime: 'application/pdf', size: 1234, uploadedAt: expect.any(String) }, { id: image, name: 'a.png', mime: 'image/png', size: 1234, uploadedAt: expect.any(String) }] }],
      ['banner', { hasImage: false }],
    ]) // prettier-ignore
  })
})

describe('an introduction', () => {
  it('is of the partner’s own manager, with name and mail from the directory', async () => {
    const id = await publishRoom(world, 'mssp', 'Hello', [block('introduction', { who: 'manager', bio: 'Soon' })])
    expect(dataOf((await see('uma', id)).body)).toEqual([
      ['introduction', { people: [{ name: 'Pavel', email: 'pavel@vendor.example', title: '' }], hasPhoto: false }],
    ])
  })
  it('is of nobody where no manager looks after the partner', async () => {
    const id = await publishRoom(world, 'reseller', 'Hello', [block('introduction', { who: 'manager', bio: 'Soon' }), words(line('x'))])
    expect(dataOf((await see('omar', id)).body).map(([kind]) => kind)).toEqual(['text'])
  })
  it('of one of the vendor’s people says name, mail and role, and nothing of anybody else', async () => {
    const [pia, anna] = [await personId(world, 'pia'), await personId(world, 'anna')]
    const id = await publishRoom(world, 'mssp', 'Hello', [
      block('introduction', { who: 'person', person: pia }),
      block('introduction', { who: 'person', person: pia, title: 'Trainer' }),
      block('introduction', { who: 'person', person: anna }),
      block('introduction', { who: 'person', person: 'usr_aaaaaaaa' }),
      block('introduction', { who: 'company', name: 'Northwall' }),
    ])
    const people = (title: string) => ({ people: [{ name: 'Pia', email: 'pia@vendor.example', title }], hasPhoto: false })
    expect(dataOf((await see('anna', id)).body)).toEqual([
      ['introduction', people('Partner manager')],
      ['introduction', people('Trainer')],
      ['introduction', { people: [], hasPhoto: false }],
    ])
    await world.arrange((tx) => tx.rows(sql`update app_user set is_active = false where id = ${tx.ids.inner('usr', pia)}`))
    expect(dataOf((await see('anna', id)).body)).toHaveLength(1)
    await world.arrange((tx) => tx.rows(sql`update app_user set is_active = true where id = ${tx.ids.inner('usr', pia)}`))
  })
})

describe('a link to a room', () => {
  it('is there for whoever has the room, says when it is locked, and is not there for anybody else', async () => {
    const goal = await publishRoom(world, 'mssp', 'Secret plans', [])
    const id = await publishRoom(world, 'mssp', 'Links', [
      block('link', { to: { kind: 'room', room: goal }, about: 'Where it gets interesting' }),
      block('link', { to: { kind: 'address', address: 'https://example.com' }, label: 'News' }),
    ])
    expect(dataOf((await see('anna', id)).body)).toEqual([['link', { label: 'Secret plans', isLocked: false }], ['link', { label: null, isLocked: false }]]) // prettier-ignore
    await setRoom(world, goal, { unlock_tiers: ['Platinum'], shows_lock: true })
    expect(dataOf((await see('anna', id)).body)[0]).toEqual(['link', { label: 'Secret plans', isLocked: true }])
    for (const hidden of [{ shows_lock: false }, { unlock_tiers: [], roles: ['partner-user'] }, { roles: [], status: 'draft' }, { status: 'live', visibility: 'internal' }]) {
      await setRoom(world, goal, hidden)
      const { raw } = await see('anna', id)
      expect(raw.toString(), JSON.stringify(hidden)).not.toMatch(/Secret|interesting/)
    } // prettier-ignore
    // The vendor's administrators see as the partner's people do, and rooms for the vendor's own people besides.
    expect(dataOf((await see('vera', id)).body)[0]).toEqual(['link', { label: 'Secret plans', isLocked: false }])
  })
})

it('a link or a button to what its reader can’t open is not there, written as an address or chosen', async () => {
  const { items } = (await world.ask('anna', 'GET /rooms')).body
  const customers = items.find(({ kind }: { kind: string }) => kind === 'customers').id
  const leading = (address: string) => block('link', { to: { kind: 'address', address }, label: address })
  const button = (id: string, to: Record<string, unknown>) => ({ id, label: id, to })
  const hidden = await publishRoom(world, 'mssp', 'For platinum', [], { tiers: ['platinum'] })
  const id = await publishRoom(world, 'mssp', 'Ways', [
    ...['/customers', '/people', '/account', `/rooms/${hidden}`, 'https://example.com/'].map(leading),
    block('link', { to: { kind: 'room', room: customers }, label: 'Chosen' }),
    block('action-bar', { buttons: [button('people1', { kind: 'address', address: '/people' }), button('report1', { kind: 'address', address: '/report' }), button('chosen1', { kind: 'room', room: customers }), button('mailone', { kind: 'mail', mail: 'help@example.com' })] }),
  ])
  const ways = async (as: Name) =>
    (await see(as, id)).body.blocks.flatMap(({ settings }: { settings: { label: string; buttons?: { id: string }[] } }) => settings.buttons?.map((one) => one.id) ?? settings.label)
  expect(await ways('anna')).toEqual(['/customers', '/people', '/account', 'https://example.com/', 'Chosen', 'people1', 'report1', 'chosen1', 'mailone'])
  // Marketing sees no customers, no figures and no list of colleagues.
  expect(await ways('mark')).toEqual(['/account', 'https://example.com/', 'mailone'])
}) // prettier-ignore

it('a block that should never have been published is left out, and the rest stands', async () => {
  const id = await publishRoom(world, 'mssp', 'Mixed', [
    block('html', { html: '<script>alert(1)</script>' }),
    words({ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] }] }),
    block('embed', { address: 'https://www.openstreetmap.org.evil.example', title: 'x' }),
    block('image', { file: 'fil_abcdefgh', alt: 'x', onerror: 'alert(1)' }),
    words(line('kept')),
  ])
  const { status, body, raw } = await see('anna', id)
  expect([status, body.blocks.length]).toEqual([200, 1])
  expect(raw.toString()).not.toMatch(/alert|evil/)
})
