import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, worldNow, type Asked, type World } from '../../../test/world.ts'
import type { KitItem, KitLine } from './contract.ts'

const lines = {
  list: 'GET /kit',
  choices: 'GET /kit/choices',
  visit: 'POST /kit/visits',
  download: 'POST /kit/:id/downloads',
}
const vendorLines = {
  list: 'GET /kit-items',
  one: 'GET /kit-items/:id',
  add: 'POST /kit-items',
  change: 'PATCH /kit-items/:id',
  renew: 'POST /kit-items/:id/versions',
  archive: 'POST /kit-items/:id/archival',
  restore: 'DELETE /kit-items/:id/archival',
}

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const everybody = { partnerTypes: [], categories: [], tiers: [], stages: [], tags: [] }
const sheet = {
  title: 'Network scanning datasheet',
  about: 'Two pages for a first meeting.',
  type: 'datasheet',
  audiences: ['sales'],
  industries: ['finance'],
  products: ['NET'],
  language: 'en',
  isCoBrandable: false,
  expiresOn: null,
  access: everybody,
  fileId: null,
  url: 'https://vendor.example/sheet.pdf',
}
const vera = (line: string, asked: Asked) => world.ask('vera', line, asked)
const add = async (more: object = {}): Promise<KitLine> => {
  const { status, body } = await vera(vendorLines.add, { body: { ...sheet, ...more } })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}
const titles = async (as: 'anna' | 'omar' | 'mark' | 'uma' | 'vera', query: Record<string, string> = {}) =>
  (await world.ask(as, lines.list, { query })).body.items.map(({ title }: KitItem) => title)
/** A file of the vendor's as the files room would have stored it. */
const addFile = (name: string, state = 'clean') =>
  world.arrange(async (tx) => {
    const row = await tx.first<{ id: number }>(sql`
      insert into file (purpose, name, mime, size, sha256, file_key, state) values ('kit', ${name}, 'application/pdf', 1200, 'x', ${name}, ${state}) returning id`)
    return tx.ids.outer('fil', row?.id ?? 0)
  })
const clear = () => world.arrange((tx) => tx.rows(sql`update kit_item set archived_at = now() where archived_at is null`))

describe('an item', () => {
  it('is found by every partner’s people as soon as it is added, with its words', async () => {
    await add()
    const { body } = await world.ask('mark', lines.list)
    expect(body).toMatchObject({
      total: 1,
      items: [
        {
          title: sheet.title, type: { code: 'datasheet', label: 'Datasheet' }, audiences: [{ label: 'Sales' }], industries: [{ label: 'Finance' }],
          products: ['NET'], language: 'en', version: 1, file: null, url: sheet.url, isNew: false,
        },
      ],
    }) // prettier-ignore
    expect(await titles('omar')).toEqual([sheet.title])
  })

  it.each<[string, object, boolean, boolean]>([
    ['a partner type', { partnerTypes: ['mssp'] }, true, false],
    ['a tier', { tiers: ['silver', 'bronze'] }, false, true],
    ['a tier and a type that no partner has both', { tiers: ['silver'], partnerTypes: ['mssp'] }, false, false],
    ['a stage that nobody has', { stages: ['strategic'] }, false, false],
    ['nothing', {}, true, true],
  ])('that is for %s is found by those alone, in list, choices and download', async (_, access, byAnna, byOmar) => {
    await clear()
    const { id } = await add({ access: { ...everybody, ...access } })
    for (const [as, isFound] of [['anna', byAnna], ['mark', byAnna], ['uma', byAnna], ['omar', byOmar]] as const) {
      expect(await titles(as), as).toEqual(isFound ? [sheet.title] : [])
      expect((await world.ask(as, lines.choices)).body.types, as).toEqual(isFound ? [{ code: 'datasheet', label: 'Datasheet' }] : [])
      expect((await world.ask(as, lines.download, { params: { id } })).status, as).toBe(isFound ? 204 : 404)
    }
    expect(await titles('vera')).toEqual(byAnna ? [sheet.title] : []) // who looks at Meridian's portal sees what Meridian sees
    expect((await vera(vendorLines.one, { params: { id } })).body.reach).toMatchObject({ all: 3 })
  }) // prettier-ignore

  it('vanishes after its last day and is shown to the vendor as what it is', async () => {
    await clear()
    await add({ title: 'Old', expiresOn: '2026-06-09' })
    await add({ title: 'Today', expiresOn: '2099-01-01' })
    expect(await titles('anna')).toEqual(['Today'])
    const states = async () => (await vera(vendorLines.list, {})).body.items.map(({ title, state }: KitLine) => `${title} ${state}`)
    expect(await states()).toEqual(['Today current', 'Old expired'])
    expect((await vera(vendorLines.list, { query: { state: 'expired' } })).body).toMatchObject({
      total: 1,
      counts: { current: 1, expired: 1, expiring: 0 },
    })
  })

  it('that is archived is gone for partners and comes back', async () => {
    await clear()
    const { id } = await add()
    await vera(vendorLines.archive, { params: { id } })
    expect(await titles('anna')).toEqual([])
    expect((await world.ask('anna', lines.download, { params: { id } })).status).toBe(404)
    expect((await vera(vendorLines.restore, { params: { id } })).body.state).toBe('current')
    expect(await titles('anna')).toEqual([sheet.title])
  })

  it('is found by what narrows the list', async () => {
    await clear()
    await add({ title: 'Deck', type: 'presentation', audiences: ['technical'], industries: [], products: ['WEB'], language: 'sv', about: '' })
    await add()
    const narrowing: Record<string, string>[] = [
      { type: 'presentation' }, { audience: 'technical' }, { product: 'WEB' }, { language: 'sv' }, { search: 'DECK' },
    ]
    for (const query of narrowing) expect(await titles('anna', query), JSON.stringify(query)).toEqual(['Deck'])
    expect(await titles('anna', { industry: 'finance' })).toEqual([sheet.title])
    expect(await titles('anna', { search: 'first meeting' })).toEqual([sheet.title])
    expect(await titles('anna', { type: 'presentation', language: 'en' })).toEqual([])
    expect((await world.ask('anna', lines.choices)).body).toMatchObject({ languages: ['en', 'sv'], products: ['NET', 'WEB'] })
  }) // prettier-ignore

  it('comes a page at a time, each once', async () => {
    await clear()
    for (const title of ['One', 'Two', 'Three']) await add({ title })
    const first = await world.ask('anna', lines.list, { query: { limit: '2' } })
    const second = await world.ask('anna', lines.list, { query: { limit: '2', cursor: first.body.next } })
    const seen = [first, second].flatMap(({ body }) => body.items.map(({ title }: KitItem) => title))
    expect(seen.toSorted()).toEqual(['One', 'Three', 'Two'])
    expect(second.body.next).toBeNull()
  })
})

describe('what is new', () => {
  it('is what came since the visit before, to each person by themselves', async () => {
    const own = await createWorld() // its clock moves on
    try {
      // Half a day ends a session.
      const as = async (name: 'anna' | 'mark' | 'vera', line: string, asked: Asked = {}) => own.send(await own.signIn(name), line, asked)
      const news = async (name: 'anna' | 'mark') => (await as(name, lines.choices)).body.news
      await as('vera', vendorLines.add, { body: { ...sheet, title: 'Before' } })
      expect(await news('anna')).toBe(0) // never here before: nothing is newer than anything
      expect((await as('anna', lines.visit)).status).toBe(204)
      expect(await news('anna')).toBe(0)
      own.setNow(worldNow.add({ hours: 30 }))
      await as('vera', vendorLines.add, { body: { ...sheet, title: 'After' } })
      const seen = [{ title: 'After', isNew: true }, { title: 'Before', isNew: false }] // prettier-ignore
      expect((await as('anna', lines.list)).body.items).toMatchObject(seen)
      await as('anna', lines.visit)
      expect((await as('anna', lines.list, { query: { news: 'yes' } })).body.items).toMatchObject(seen.slice(0, 1)) // while the visit lasts
      await as('vera', lines.visit)
      expect(await own.arrange((tx) => tx.rows(sql`select user_id from kit_visit`))).toHaveLength(1)
      own.setNow(worldNow.add({ hours: 35 }))
      expect(await news('anna')).toBe(0)
      expect(await news('mark')).toBe(0)
    } finally {
      await own.close()
    }
  })
})

describe('a version', () => {
  it('takes the place of the one before, which the vendor keeps and partners can’t open', async () => {
    await clear()
    const [first, second] = [await addFile('first.pdf'), await addFile('second.pdf')]
    const { id } = await add({ title: 'Guide', url: null, fileId: first })
    expect((await world.ask('anna', lines.list)).body.items).toMatchObject([
      { version: 1, file: { id: first, name: 'first.pdf', size: 1200 } },
    ])
    expect((await world.ask('anna', 'GET /files/:id/facts', { params: { id: first } })).status).toBe(200)
    await world.ask('anna', lines.download, { params: { id } })
    const renewed = await vera(vendorLines.renew, { params: { id }, body: { fileId: second, url: null, note: 'New prices' } })
    expect(renewed.body).toMatchObject({
      version: 2,
      versions: [
        { number: 2, file: { id: second }, note: 'New prices', byName: 'Vera', downloads: 0 },
        { number: 1, file: { id: first }, downloads: 1 },
      ],
    })
    expect((await world.ask('anna', lines.list)).body.items).toMatchObject([{ version: 2, file: { id: second } }])
    for (const as of ['anna', 'mark'] as const) {
      expect((await world.ask(as, 'GET /files/:id/facts', { params: { id: first } })).status, as).toBe(404)
      expect((await world.ask(as, 'GET /files/:id/facts', { params: { id: second } })).status, as).toBe(200)
    }
    expect((await vera('GET /files/:id/facts', { params: { id: first } })).status).toBe(200)
    await vera(vendorLines.change, { params: { id }, body: { access: { ...everybody, tiers: ['silver'] } } })
    expect((await world.ask('anna', 'GET /files/:id/facts', { params: { id: second } })).status).toBe(404)
    expect((await world.ask('omar', 'GET /files/:id/facts', { params: { id: second } })).status).toBe(200)
  })

  it('needs a file that is there and was found safe', async () => {
    for (const fileId of ['fil_aaaaaaaa', await addFile('ill.pdf', 'quarantined')])
      expect(await vera(vendorLines.add, { body: { ...sheet, url: null, fileId } })).toMatchObject({
        status: 400,
        body: { code: 'kit.unknown-file' },
      })
    for (const content of [{ url: null }, { fileId: 'fil_aaaaaaaa' }])
      expect((await vera(vendorLines.add, { body: { ...sheet, ...content } })).status).toBe(400)
  })
})

describe('downloads', () => {
  it('are counted for partners’ people, not for staff who look on, and told by partner', async () => {
    await clear()
    const { id } = await add({ title: 'Counted' })
    for (const as of ['anna', 'mark', 'anna', 'omar', 'vera', 'pavel'] as const) await world.ask(as, lines.download, { params: { id } })
    expect((await vera(vendorLines.one, { params: { id } })).body).toMatchObject({
      downloads: 4,
      recentDownloads: 4,
      partners: [{ name: 'Meridian Managed Security', downloads: 3 }, { name: 'Ostrea Resale', downloads: 1 }],
    })
  }) // prettier-ignore

  it('can’t be written in somebody else’s name', async () => {
    const write = world.database.within({ role: 'pp_full', partnerId: 1, partnershipId: 1, userId: 1, readOnly: false }, (tx) =>
      tx.rows(sql`insert into kit_download (partner_id, partnership_id, user_id, kit_id, version) values (1, 1, 2, 1, 1)`),
    )
    await expect(write).rejects.toThrow(/row-level security/)
  })
})

describe('what is refused', () => {
  it.each([
    ['a type', { type: 'song' }, 'type'],
    ['an audience', { audiences: ['pets'] }, 'audiences'],
    ['a product', { products: ['XYZ'] }, 'products'],
    ['a tier', { access: { ...everybody, tiers: ['tin'] } }, 'access.tiers'],
  ])('%s that there is not', async (_, more, path) => {
    expect(await vera(vendorLines.add, { body: { ...sheet, ...more } })).toMatchObject({
      status: 400,
      body: { code: 'kit.unknown-word', fields: [{ path }] },
    })
  })

  it('everything, where the room is not open', async () => {
    const { id } = await add()
    await world.arrange((tx) => tx.rows(sql`update room set tiers = '{silver}' where kind = 'kit'`))
    for (const [line, as] of [[lines.list, 'anna'], [lines.choices, 'mark'], [lines.visit, 'uma'], [lines.download, 'anna']] as const)
      expect((await world.ask(as, line, line === lines.download ? { params: { id } } : {})).status, line).toBe(404)
    await world.arrange((tx) => tx.rows(sql`update room set tiers = '{}'`))
    expect((await world.ask('anna', lines.list)).status).toBe(200)
  }) // prettier-ignore

  it('400, 401, 403 and 404 as fits', async () => {
    const { id } = await add()
    for (const line of Object.values(lines)) {
      expect((await world.ask(null, line, { params: { id } })).status, line).toBe(401)
    }
    expect((await world.ask('anna', lines.list, { query: { limit: '0' } })).status).toBe(400)
    expect((await world.ask('anna', lines.download, { params: { id: 'kit_aaaaaaaa' } })).status).toBe(404)
    expect((await world.ask('anna', lines.download, { params: { id: 'sheet' } })).status).toBe(400)
    for (const line of Object.values(vendorLines)) {
      const body = line === vendorLines.add ? sheet : line === vendorLines.change ? {} : line === vendorLines.renew ? { fileId: null, url: sheet.url, note: '' } : undefined
      const asked = { params: { id }, ...(body ? { body } : {}) }
      expect((await world.ask(null, line, asked)).status, line).toBe(401)
      for (const as of ['anna', 'mark', 'omar', 'pavel'] as const) expect((await world.ask(as, line, asked)).status, `${line} ${as}`).toBe(403)
      if (!line.includes(':id')) continue
      expect((await vera(line, { ...asked, params: { id: 'sheet' } })).status, line).toBe(400)
      expect((await vera(line, { ...asked, params: { id: 'kit_aaaaaaaa' } })).status, line).toBe(404)
    }
  }) // prettier-ignore
})
