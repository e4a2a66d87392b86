import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import { takeKit } from '#rooms/kit/intake.actions.ts'
import { publishRoom, setKind, setRoom } from '#rooms/rooms/rooms.test-kit.ts'
import { searchKey } from '#shared/words.ts'
import { withClient } from '../../../test/database.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import type { FoundGroup } from './contract.ts'
import { nearParts, wordsIn, wordsKey } from './rules.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.arrange((tx, context) =>
    takeCustomers(
      tx,
      [
        ['angstrom', 'Ångström Kraftwerke'],
        ['elder', 'Elder Bank'],
        ['C0001-00012', 'Zürich Straßenbau'],
        ['shalom', 'שלום 🙂 Trading'],
      ].map(([externalId = '', name = '']) => ({
        ...{ partner: 'meridian', partnership: 'meridian-mssp', externalId, name, country: 'SE', state: 'paying', since: '2025-02-01' },
      })),
      context,
    ),
  )
})
afterAll(() => world.close())

const ask = (as: Name | null, text: string, query: Record<string, string> = {}) =>
  world.ask(as, 'GET /search', { query: { text, ...query } })
const groups = async (as: Name, text: string, query?: Record<string, string>): Promise<FoundGroup[]> =>
  (await ask(as, text, query)).body.groups
const group = async (as: Name, kind: FoundGroup['kind'], text: string) => (await groups(as, text)).find((one) => one.kind === kind)
const labels = async (as: Name, kind: FoundGroup['kind'], text: string) =>
  (await group(as, kind, text))?.items.map(({ label }) => label) ?? []
const customers = (as: Name, text: string) => labels(as, 'customer', text)

describe('GET /search', () => {
  it('finds customers by name, external id and tag, with where they lead', async () => {
    const { status, body } = await ask('anna', 'ald')
    expect(status).toBe(200)
    const id = await world.customer('alder')
    expect(body.groups[0]).toEqual({
      kind: 'customer', total: 1, isMistyped: false, items: [{ id, label: 'Alder Bank', note: 'alder', lead: { kind: 'customer', value: id } }],
    }) // prettier-ignore
    expect(await customers('anna', 'C0001-0001')).toEqual(['Zürich Straßenbau'])
    expect((await group('anna', 'customer', 'key acc'))?.items).toMatchObject([{ label: 'Alder Bank', note: 'Key account · alder' }])
    expect(await customers('anna', 'ount')).toEqual([])
    expect(await customers('anna', 'bank key')).toEqual(['Alder Bank'])
  })
  test.each([
    ['bank', ['Alder Bank', 'Elder Bank']],
    ['alder', ['Alder Bank']],
    ['aldre', ['Alder Bank']],
    ['bank edler', ['Elder Bank']],
    ['logsitics', ['Birch Logistics']],
    ['angstrom', ['Ångström Kraftwerke']],
    ['KRAFTWRK', ['Ångström Kraftwerke']],
    ['kraftwrekes', ['Ångström Kraftwerke']],
    ['strassenbau', ['Zürich Straßenbau']],
    ['Zurich STRAẞ', ['Zürich Straßenbau']],
    ['שלו', ['שלום 🙂 Trading']],
    ['🙂', ['שלום 🙂 Trading']],
    ['nobody at all', []],
  ])('for %s finds %j', async (text, found) => expect(await customers('anna', text)).toEqual(found))
  it('takes what has a meaning elsewhere as nothing', async () => {
    for (const text of ['%', '_', '\\', "'; drop table customer; --", '%%', '* ? . ^ $', '" or 1=1'])
      expect([text, (await ask('anna', text)).status, (await customers('anna', text)).length]).toEqual([text, 200, 0])
    expect((await customers('anna', 'ald%')).length).toBe(1)
    expect((await customers('anna', 'a_der')).length).toBe(0)
  })
  it('asks for a session, a text, not too much of it, and nothing else: 401 and 400', async () => {
    expect((await ask(null, 'alder')).status).toBe(401)
    expect((await ask('anna', '  ')).status).toBe(400)
    expect((await ask('anna', 'x'.repeat(200))).status).toBe(400)
    expect((await ask('anna', 'alder', { scope: 'everything' })).status).toBe(400)
    expect((await ask('anna', 'alder', { partner: '1' })).status).toBe(400)
    expect((await ask('pia', 'alder')).status).toBe(409)
  })
  it('looks among things of one kind where that is asked for', async () => {
    const kinds = async (scope: string) => (await groups('anna', 'a', { scope })).map(({ kind }) => kind)
    expect(await kinds('customers')).toEqual(['customer'])
    expect(await kinds('people')).toEqual(['person'])
    expect(await kinds('all')).toEqual(expect.arrayContaining(['customer', 'person']))
  })
  it('has what the reader left open before what answers as well', async () => {
    const elder = await world.customer('elder')
    await world.ask('anna', 'PUT /workspace', { body: { tabs: [{ customerId: elder, subTab: 'tasks', query: '' }] } })
    expect(await customers('anna', 'bank')).toEqual(['Elder Bank', 'Alder Bank'])
    await world.ask('anna', 'PUT /workspace', { body: { tabs: [] } })
  })
})

describe('who sees a part of the customers', () => {
  it('finds and counts those alone, by whatever is typed of the others', async () => {
    expect(await customers('uma', 'bank')).toEqual(['Alder Bank'])
    expect((await group('uma', 'customer', 'bank'))?.total).toBe(1)
    for (const text of ['cedar', 'ced', 'cdear', 'kraftwerke', 'kraftwrek', 'edler', 'dogwood', 'C0001', 'elm', 'fir'])
      expect([text, await group('uma', 'customer', text)]).toEqual([text, undefined])
    // A slip that is nearer to a name that is not theirs finds theirs.
    expect(await customers('uma', 'lder')).toEqual(['Alder Bank'])
  })
  it('finds a customer with the next request after it is theirs, and no longer when it is not', async () => {
    const person = sql`select id from app_user where email = 'uma@meridian.example'`
    await world.arrange((tx) =>
      tx.rows(sql`insert into user_customer (partner_id, user_id, customer_id) select partner_id, (${person}), id from customer where external_id = 'cedar'`),
    ) // prettier-ignore
    expect(await customers('uma', 'cedra')).toEqual(['Cedar Health'])
    await world.arrange((tx) =>
      tx.rows(sql`delete from user_customer where customer_id = (select id from customer where external_id = 'cedar')`),
    )
    expect(await customers('uma', 'cedar')).toEqual([])
  })
  it('finds none where customers are not for the role, and nothing of another partner or partnership', async () => {
    expect(await customers('mark', 'alder')).toEqual([])
    for (const text of ['alder', 'aldre', 'bank', 'elm']) expect([text, await customers('omar', text)]).toEqual([text, []])
    expect(await customers('anna', 'elm')).toEqual([])
    expect(await customers('vera', 'cedar')).toEqual(['Cedar Health'])
    expect(await customers('pavel', 'cedra')).toEqual(['Cedar Health'])
  })
  it('finds a customer by its new name alone once it is renamed', async () => {
    const rename = (name: string) =>
      world.arrange((tx, context) =>
        takeCustomers(
          tx,
          [
            {
              partner: 'meridian',
              partnership: 'meridian-mssp',
              externalId: 'birch',
              name,
              country: 'SE',
              state: 'paying',
              since: '2025-02-01',
            },
          ],
          context,
        ),
      )
    await rename('Rowan Shipping')
    expect(await customers('anna', 'logistics')).toEqual([])
    expect(await customers('anna', 'logsitics')).toEqual([])
    expect(await customers('uma', 'shiping')).toEqual(['Rowan Shipping'])
    await rename('Birch Logistics')
    expect(await customers('uma', 'logistics')).toEqual(['Birch Logistics'])
  })
})

describe('rooms and what stands in them', () => {
  afterEach(() => world.arrange((tx) => tx.rows(sql`delete from room where kind = 'custom'`)))
  const publish = async (label: string, words: string, set: Record<string, unknown> = {}) => {
    const id = await publishRoom(world, 'mssp', label, [], set)
    await world.arrange((tx) =>
      tx.rows(sql`update room_revision set words = ${words}, words_key = ${wordsKey(words)} where room_id = ${tx.ids.inner('rom', id)}`),
    )
    return id
  }
  it('are found by their names and texts, where they are open', async () => {
    const id = await publish('Academy', 'Choose a passphrase.\nThen the crème of the crop.')
    expect((await group('mark', 'room', 'acad'))?.items).toEqual([{ id, label: 'Academy', note: '', lead: { kind: 'room', value: id } }])
    expect((await group('mark', 'room', 'acdaemy'))?.isMistyped).toBe(true)
    const text = await group('mark', 'text', 'creme passph')
    expect(text).toEqual({
      kind: 'text', total: 1, isMistyped: false,
      items: [{ id, label: 'Academy', note: 'Choose a passphrase. Then the crème of the crop.', lead: { kind: 'room', value: id } }],
    }) // prettier-ignore
    expect(await group('mark', 'text', 'phrase')).toBeUndefined()
    expect((await group('anna', 'room', 'customers'))?.items[0]?.lead).toEqual({ kind: 'kind', value: 'customers' })
    expect(await group('mark', 'room', 'customers')).toBeUndefined()
  })
  test.each([
    ['a draft', { status: 'draft' }],
    ['in the archive', { status: 'archived' }],
    ['for the vendor alone', { visibility: 'internal' }],
    ['for a tier that the reader has not', { tiers: ['no-such-tier'] }],
    ['hidden until it is unlocked', { unlock_tiers: ['no-such-tier'] }],
    ['locked', { unlock_tiers: ['no-such-tier'], shows_lock: true }],
  ])('are not found while they are %s, and count for nothing', async (_why, set) => {
    const id = await publish('Academy', 'Choose a passphrase.')
    expect((await groups('anna', 'academy')).map(({ kind }) => kind)).toEqual(['room'])
    await setRoom(world, id, set)
    for (const text of ['academy', 'acdaemy', 'passphrase']) expect([text, await groups('anna', text)]).toEqual([text, []])
  })
  it('are not found by another partner type, nor by what was not published', async () => {
    const id = await publish('Academy', 'Choose a passphrase.')
    expect(await groups('omar', 'academy')).toEqual([])
    expect(await groups('omar', 'passphrase')).toEqual([])
    await world.arrange((tx) =>
      tx.rows(sql`
        insert into room_revision (room_id, number, blocks, words, words_key)
        values (${tx.ids.inner('rom', id)}, 2, '[]', 'Unpublished', ' unpublished')`),
    )
    for (const as of ['anna', 'vera', 'pavel'] as const) expect([as, await groups(as, 'unpublished')]).toEqual([as, []])
  })
})

describe('material, shortcuts, help and people', () => {
  it('are found as far as they are the reader’s', async () => {
    const item = { about: 'For the first meeting', type: 'datasheet', audiences: [], industries: [], products: [], language: 'en', isCoBrandable: false, expiresOn: null, fileId: null, url: 'https://vendor.example/sheet.pdf', renewedAt: '2026-06-01T08:00:00Z', partnerTypes: [], categories: [], tiers: [], stages: [], tags: [] } // prettier-ignore
    await world.arrange((tx) =>
      takeKit(tx, [
        { ...item, title: 'Walnut datasheet' },
        { ...item, title: 'Walnut price list', partnerTypes: ['reseller'] },
        { ...item, title: 'Walnut of old', expiresOn: '2026-01-01' },
      ]),
    )
    expect(await labels('mark', 'kit', 'walnut')).toEqual(['Walnut datasheet'])
    expect(await labels('mark', 'kit', 'wallnut meeting')).toEqual(['Walnut datasheet'])
    expect(await labels('omar', 'kit', 'walnut')).toEqual(['Walnut datasheet', 'Walnut price list'])
    await setKind(world, 'mssp', 'kit', { status: 'draft' })
    expect(await groups('mark', 'walnut')).toEqual([])
    await setKind(world, 'mssp', 'kit', { status: 'live' })
  })
  it('follow the rooms that they stand in', async () => {
    await world.arrange(async (tx) => {
      await tx.rows(sql`
        insert into quick_action (label, description, icon, target_kind, target, position)
        values ('Walnut page', 'Elsewhere', 'star', 'link', 'https://vendor.example/walnut', 99)`)
      await tx.rows(sql`
        insert into support_channel (name, purpose, time_zone, contact_kind, contact, position)
        values ('Walnut line', 'For emergencies', 'UTC', 'mail', 'walnut@vendor.example', 99)`)
    })
    expect((await group('mark', 'action', 'walnut page'))?.items[0]?.lead).toEqual({ kind: 'link', value: 'https://vendor.example/walnut' })
    expect(await labels('mark', 'channel', 'emergencies')).toEqual(['Walnut line'])
    await setKind(world, 'mssp', 'quick-actions', { status: 'draft' })
    await setKind(world, 'mssp', 'support', { status: 'draft' })
    expect((await groups('mark', 'walnut')).map(({ kind }) => kind)).toEqual(['kit'])
    await setKind(world, 'mssp', 'quick-actions', { status: 'live' })
    await setKind(world, 'mssp', 'support', { status: 'live' })
  })
  it('people: for who may see them, of their partnership', async () => {
    expect(await labels('anna', 'person', 'uma')).toEqual(['Uma'])
    expect(await labels('anna', 'person', 'meridian')).toEqual(expect.arrayContaining(['Anna', 'Mark', 'Uma']))
    expect(await labels('anna', 'person', 'omar')).toEqual([])
    expect(await labels('mark', 'person', 'uma')).toEqual([])
    expect(await labels('omar', 'person', 'omar')).toEqual(['Omar'])
  })
})

describe('GET /search/vendor', () => {
  const vendor = async (as: Name | null, text: string) => {
    const { status, body } = await world.ask(as, 'GET /search/vendor', { query: { text } })
    return {
      status,
      found: (body.groups ?? []).map(({ kind, items, total }: FoundGroup) => [kind, total, items.map(({ label }) => label)]),
    }
  }
  it('finds partners, what is arranged, the kit and the vendor’s people, each for who may read them', async () => {
    expect(await vendor('vera', 'meridain')).toEqual({ status: 200, found: [['partner', 1, ['Meridian Managed Security']]] })
    expect((await vendor('vera', 'overview')).found[0]?.[0]).toBe('arranged-room')
    expect((await vendor('vera', 'pavel')).found).toEqual([['staff', 1, ['Pavel']]])
  })
  it('finds a partner manager’s own partners and nothing that is arranged', async () => {
    expect((await vendor('pavel', 'meridian')).found).toEqual([['partner', 1, ['Meridian Managed Security']]])
    for (const text of ['ostrea', 'overview', 'pavel']) expect([text, (await vendor('pavel', text)).found]).toEqual([text, []])
    expect((await vendor('pia', 'meridian')).found).toEqual([])
  })
  it('is for nobody else: 401, 403, and 400 for what is no question', async () => {
    expect((await vendor(null, 'meridian')).status).toBe(401)
    expect((await vendor('anna', 'meridian')).status).toBe(403)
    expect((await vendor('vera', '')).status).toBe(400)
    expect(await vendor('vera', '%')).toEqual({ status: 200, found: [] })
  })
})

describe('the words of the database', () => {
  it('are those of the rules, whatever stands in a name', async () => {
    const signs = Array.from({ length: 0x3100 }, (_, code) => `x${String.fromCodePoint(code + 1)}y`).filter(
      (text) => !/[\uD800-\uDFFF]/.test(text),
    )
    const keys = [...signs, 'a', 'bc', 'word', 'sevenly', 'eightlet', 'harbourline', '🙂🙂🙂🙂🙂🙂🙂🙂', 'Ångström & Söhne'].map(searchKey)
    const words = [...new Set(keys.flatMap(wordsIn))]
    await withClient(world.test.adminUrl, async (client) => {
      const split = await client.query<{ words: string[] }>(
        'select words_of(key) as words from unnest($1::text[]) with ordinality k (key, at) order by at',
        [keys],
      )
      expect(split.rows.map((row) => row.words)).toEqual(keys.map(wordsIn))
      const near = await client.query<{ parts: string[] }>(
        'select array(select near_parts(word)) as parts from unnest($1::text[]) with ordinality w (word, at) order by at',
        [words],
      )
      expect(near.rows.map(({ parts }) => parts.toSorted())).toEqual(words.map((word) => nearParts(word).toSorted()))
    })
  })
  it('are there for customers that are written past the rooms as well', async () => {
    const [row] = await world.arrange((tx) =>
      tx.rows(sql<{ missing: number }>`
        select count(*)::int as missing from customer_summary s
         where array(select w.word from customer_word w where w.customer_id = s.customer_id order by 1)
           <> array(select w.word from customer_words(s.name_key, s.external_id) w order by 1)`),
    )
    expect(row?.missing).toBe(0)
  })
})
