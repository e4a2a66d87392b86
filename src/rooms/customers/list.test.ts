import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCursor } from '#shared/paging.ts'
import { searchKey } from '#shared/words.ts'
import { createWorld, worldToday, type Name, type World } from '../../../test/world.ts'
import { sortColumns } from './contract.ts'

// The list against an oracle in memory: random customers, sorted, filtered and cut into pages in plain loops.

const line = 'GET /customers'
type Raw = {
  customer_id: number; name: string; name_key: string; external_id: string; country: string | null; state: string; status: string
  acv_minor: number; acv_year_ago_minor: number | null; starts_on: string | null; ends_on: string | null; renewal_on: string | null
  peaks: Record<string, number>; billable_minor: number | null; last_login_on: string | null; last_scan_on: string | null
  inactive_scanners: number; failed_scans: number; open_tasks: number; worst_severity: 'low' | 'medium' | 'high' | null
  tags: string[]; is_assigned: boolean
} // prettier-ignore

let world: World
let admin: pg.Client
let rows: Raw[]
let tagIds: Map<string, string>
const idOf = new Map<number, string>()

const tagLabels = ['Key account', 'At risk', 'Überprüfen']
const hard = [
  '100% Safe_Ltd',
  "O'Brien \\ Sons",
  'Ångström Ab',
  'ÅNGSTRÖM  ab',
  'Straße "Nord"',
  '株式会社 東京',
  'Отдел ИБ',
  '<script>alert(1)</script>',
  '=SUM(A1)',
  'a_b',
  'a%b',
  'ab',
  'Zoë',
  'zoe',
  '٣ شركة',
]
const day = fc.integer({ min: 0, max: 700 }).map((back) => Temporal.PlainDate.from('2025-06-01').add({ days: back }).toString())
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 })
const few = fc.integer({ min: 0, max: 4 })
const madeCustomer = fc.record({
  name: fc.oneof(fc.constantFrom(...hard), fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '')),
  country: maybe(fc.constantFrom('SE', 'FI', 'DE')),
  state: fc.constantFrom('trial', 'paying', 'archived', 'internal', 'demo'),
  status: fc.constantFrom('active', 'upcoming', 'expired', 'none'),
  acv_minor: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000_000_000 }), few),
  acv_year_ago_minor: maybe(fc.integer({ min: 0, max: 1_000_000 })),
  starts_on: maybe(day), ends_on: maybe(day), renewal_on: maybe(day), last_login_on: maybe(day), last_scan_on: maybe(day),
  peaks: fc.dictionary(fc.constantFrom('NET', 'WEB', 'CLD'), few, { maxKeys: 3 }),
  billable_minor: maybe(few),
  inactive_scanners: few, failed_scans: few, open_tasks: few,
  worst_severity: maybe(fc.constantFrom('low', 'medium', 'high')),
  tags: fc.subarray(tagLabels),
  is_assigned: fc.boolean(),
}) // prettier-ignore

beforeAll(async () => {
  world = await createWorld()
  admin = new pg.Client({ connectionString: world.test.adminUrl })
  await admin.connect()
  await addCustomers(fc.sample(madeCustomer, { numRuns: 160, seed: 20_260_610 }))
  await admin.query(`analyze customer_summary, customer_tag`)
  const ids = await world.arrange(async (tx) => rows.map(({ customer_id }) => [customer_id, tx.ids.outer('cus', customer_id)] as const))
  for (const [inner, outer] of ids) idOf.set(inner, outer)
  const { body } = await world.ask('anna', 'GET /tags')
  tagIds = new Map(body.items.map((tag: { id: string; label: string }) => [tag.label, tag.id]))
}, 60_000)
afterAll(async () => {
  await admin.end()
  await world.close()
})

/** Written past the intake: any combination of figures, also such as no rule would compute. */
const addCustomers = async (made: { name: string; tags: string[]; is_assigned: boolean }[]) => {
  const given = made.map((one, at) => ({ ...one, external_id: `Ref-${at}`, name_key: searchKey(one.name), as_of: worldToday }))
  await admin.query(
    `with given as (select * from jsonb_array_elements($1::jsonb) with ordinality as g (one, at)), place as (select partner_id, id as partnership_id from partnership where external_id = 'meridian-mssp'),
     added as (insert into customer (partner_id, partnership_id, external_id, name, country, state, since)
       select p.partner_id, p.partnership_id, one ->> 'external_id', one ->> 'name', one ->> 'country', one ->> 'state', '2025-01-01' from given, place p order by at
       returning *)
     insert into customer_summary (partner_id, partnership_id, customer_id, as_of, name, name_key, external_id, country, state, status, acv_minor, acv_year_ago_minor,
       starts_on, ends_on, renewal_on, peaks, billable_minor, last_login_on, last_scan_on, inactive_scanners, failed_scans, open_tasks, worst_severity)
     select a.partner_id, a.partnership_id, a.id, s.as_of, a.name, s.name_key, a.external_id, a.country, a.state, s.status, s.acv_minor, s.acv_year_ago_minor,
       s.starts_on, s.ends_on, s.renewal_on, s.peaks, s.billable_minor, s.last_login_on, s.last_scan_on, s.inactive_scanners, s.failed_scans, s.open_tasks, s.worst_severity
       from added a join given g on g.one ->> 'external_id' = a.external_id, jsonb_populate_record(null::customer_summary, g.one) s`,
    [JSON.stringify(given)],
  )
  await admin.query(
    `insert into tag (partner_id, partnership_id, label, label_key) select partner_id, id, l, k from partnership, unnest($1::text[], $2::text[]) t (l, k) where external_id = 'meridian-mssp' on conflict do nothing`,
    [tagLabels, tagLabels.map(searchKey)],
  )
  await admin.query(
    `insert into customer_tag select t.partner_id, t.partnership_id, c.id, t.id from jsonb_array_elements($1::jsonb) one
       join customer c on c.external_id = one ->> 'external_id' join tag t on t.partner_id = c.partner_id and t.partnership_id = c.partnership_id and one -> 'tags' ? t.label`,
    [JSON.stringify(given)],
  )
  await admin.query(
    `insert into user_customer (partner_id, user_id, customer_id) select c.partner_id, u.id, c.id from jsonb_array_elements($1::jsonb) one
       join customer c on c.external_id = one ->> 'external_id', app_user u where u.email like 'uma@%' and (one ->> 'is_assigned')::boolean`,
    [JSON.stringify(given)],
  )
  await admin.query(
    `update partnership_summary t set listed = (select count(*) from customer_summary s where s.partnership_id = t.partnership_id)`,
  )
  const found = await admin.query<Raw>(`
    select s.*, coalesce((select array_agg(t.label) from customer_tag ct join tag t on t.id = ct.tag_id where ct.customer_id = s.customer_id), '{}') as tags,
      exists (select from user_customer a join app_user u on u.id = a.user_id where u.email like 'uma@%' and a.customer_id = s.customer_id) as is_assigned
      from customer_summary s join partnership p on p.id = s.partnership_id where p.external_id = 'meridian-mssp'`)
  rows = found.rows
}

const severities = ['low', 'medium', 'high']
const grade = { low: 1, medium: 2, high: 3 }

/** What each column compares. */
const valueIn = (row: Raw, column: string): string | number | null => {
  if (column.startsWith('peak:')) return row.peaks[column.slice(5)] ?? null
  const of: Record<string, string | number | null> = {
    name: row.name_key, externalId: row.external_id, country: row.country, status: row.status, acv: row.acv_minor,
    tasks: (row.worst_severity ? grade[row.worst_severity] : 0) * 1_000_000 + row.open_tasks,
    growth: row.acv_year_ago_minor ? (row.acv_minor - row.acv_year_ago_minor) / row.acv_year_ago_minor : null,
    startsOn: row.starts_on, endsOn: row.ends_on, daysToRenewal: row.renewal_on, billable: row.billable_minor,
    lastLogin: row.last_login_on, lastScan: row.last_scan_on, inactiveScanners: row.inactive_scanners, failedScans: row.failed_scans,
  } // prettier-ignore
  if (!(column in of)) throw new Error(`The oracle knows no column ${column}`)
  return of[column] ?? null
}

const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))

/** In the asked order; what is unknown comes last whichever way, and equal ones by their age. */
const sorted = (given: Raw[], sort: string): string[] => {
  const way = sort.startsWith('-') ? -1 : 1
  const column = sort.replace(/^-/, '')
  return given
    .toSorted((a, b) => {
      const [left, right] = [valueIn(a, column), valueIn(b, column)]
      const byValue = left === null || right === null ? Number(left === null) - Number(right === null) : way * compare(left, right)
      return byValue || a.customer_id - b.customer_id
    })
    .map(({ customer_id }) => idOf.get(customer_id) ?? '')
}

type Filter = {
  search?: string
  state?: string[]
  status?: string[]
  tag?: string[]
  severity?: string
  renewsWithinDays?: number
  product?: string
}
const addedTo = (from: string, days: number) => Temporal.PlainDate.from(from).add({ days }).toString()
const keeps = (filter: Filter) => (row: Raw) => {
  const term = searchKey(filter.search ?? '')
  return (
    (searchKey(row.name).includes(term) || row.external_id.toLowerCase().includes(term)) &&
    (!filter.state?.length || filter.state.includes(row.state)) &&
    (!filter.status?.length || filter.status.includes(row.status)) &&
    (!filter.tag?.length || filter.tag.some((label) => row.tags.includes(label))) &&
    (!filter.severity || (row.worst_severity !== null && severities.indexOf(row.worst_severity) >= severities.indexOf(filter.severity))) &&
    (filter.renewsWithinDays === undefined ||
      (row.renewal_on !== null && row.renewal_on <= addedTo(worldToday, filter.renewsWithinDays))) &&
    (!filter.product || (row.peaks[filter.product] ?? 0) > 0)
  )
}
const written = (filter: Filter): Record<string, string> => ({
  ...(filter.search === undefined ? {} : { search: filter.search }),
  ...(filter.state ? { state: filter.state.join(',') } : {}),
  ...(filter.status ? { status: filter.status.join(',') } : {}),
  ...(filter.tag ? { tag: filter.tag.map((label) => tagIds.get(label) ?? '').join(',') } : {}),
  ...(filter.severity ? { severity: filter.severity } : {}),
  ...(filter.renewsWithinDays === undefined ? {} : { renewsWithinDays: String(filter.renewsWithinDays) }),
  ...(filter.product ? { product: filter.product } : {}),
})

/** Every page from the first to the last. */
const pagedThrough = async (as: Name, query: Record<string, string>, limit: number): Promise<string[]> => {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const { status, body } = await world.ask(as, line, { query: { ...query, limit: String(limit), ...(cursor ? { cursor } : {}) } })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.totals === null, 'totals come with the first page').toBe(cursor !== null)
    ids.push(...body.items.map(({ id }: { id: string }) => id))
    if (body.next === null) expect(body.total).toBe(ids.length)
    else expect(body.items).toHaveLength(limit)
    cursor = body.next
  } while (cursor)
  return ids
}

describe('the list of customers', () => {
  it.each([...sortColumns, 'peak:NET', 'peak:DEV'].flatMap((column) => [column, `-${column}`]))(
    'sorted by %s pages through every customer once, in order',
    async (sort) => {
      expect(await pagedThrough('anna', { sort }, 41)).toEqual(sorted(rows, sort))
    },
  )

  it('begins by name, and cuts pages anywhere: between equal values and among the unknown', async () => {
    expect(await pagedThrough('anna', {}, 50)).toEqual(sorted(rows, 'name'))
    for (const sort of ['country', '-country', '-billable'])
      expect(await pagedThrough('anna', { sort }, 3), sort).toEqual(sorted(rows, sort))
  })

  it('shows a restricted person the assigned customers, in the same order and with their own total', async () => {
    const own = rows.filter(({ is_assigned }) => is_assigned)
    expect(own.length).toBeLessThan(rows.length)
    for (const sort of ['name', '-acv', 'lastScan']) expect(await pagedThrough('uma', { sort }, 37), sort).toEqual(sorted(own, sort))
  })

  it('leaves what every filter, and any of them together, leaves', async () => {
    const filter = fc.record(
      {
        search: fc.constantFrom(
          'a',
          'ab',
          'ref-1',
          'REF-12',
          '%',
          '_',
          'a_b',
          'a%b',
          '\\',
          "'",
          '"',
          'ångström',
          'ANGSTROM AB',
          'strasse',
          'straße',
          '東京',
          'отдел',
          'zoe',
          'ZOË',
          '=',
          '<',
          'شركة',
          'no such',
        ),
        state: fc.subarray(['trial', 'paying', 'archived', 'internal', 'demo'], { minLength: 1 }),
        status: fc.subarray(['active', 'upcoming', 'expired', 'none'], { minLength: 1 }),
        tag: fc.subarray(tagLabels, { minLength: 1 }),
        severity: fc.constantFrom(...severities),
        renewsWithinDays: fc.constantFrom(0, 1, 30, 90, 365),
        product: fc.constantFrom('NET', 'WEB', 'DEV'),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(filter, filter.map((one) => Object.fromEntries(Object.entries(one).slice(0, 1)))), fc.constantFrom('name', '-acv', 'growth'), async (chosen, sort) => {
        const expected = sorted(rows.filter(keeps(chosen)), sort)
        expect(await pagedThrough('anna', { ...written(chosen), sort }, 60)).toEqual(expected)
      }),
      { numRuns: 80, seed: 7 },
    ) // prettier-ignore
  }, 60_000)

  it.each(hard)('finds %o by its whole name, however it is spelt', async (name) => {
    for (const search of [name, name.toUpperCase(), name.normalize('NFD'), ` ${name}  `]) {
      const found = await pagedThrough('anna', { search }, 200)
      expect(found, search).toEqual(sorted(rows.filter(keeps({ search })), 'name'))
      expect(found.length, search).toBeGreaterThan(0)
    }
  })

  it.each([
    ['a column that is none', { sort: 'password' }],
    ['SQL for a column', { sort: 'name; drop table customer' }],
    ['a state that is none', { state: 'paying,gone' }],
    ['a tag that is none of ours', { tag: 'tag_a' }],
    ['a page of none', { limit: '0' }],
    ['a page of everything', { limit: '201' }],
    ['a marker that was made up', { cursor: 'abc' }],
    ['a marker of something else', { cursor: btoa('["x",0]') }],
    ['a character that no text has', { search: 'a\u0000' }],
    ['a product that can be no product', { product: 'x'.repeat(11) }],
    ['days that are no number', { renewsWithinDays: 'soon' }],
  ])('answers 400 to %s', async (_, query) => expect((await world.ask('anna', line, { query })).status).toBe(400))

  it('takes any text in a marker for a value and nothing else', async () => {
    for (const value of ["' or 1=1 --", 'zzz', '', '東京']) {
      const cursor = writeCursor({ value, id: 1 })
      const { status, body } = await world.ask('anna', line, { query: { cursor } })
      expect(status, value).toBe(200)
      expect(body.items.every(({ id }: { id: string }) => [...idOf.values()].includes(id))).toBe(true)
    }
  })

  it.each([
    ['acv', 'text'],
    ['endsOn', 'no day'],
    ['name', 5],
    ['billable', '2026-01-01'],
    ['peak:NET', 'x'],
    ['endsOn', '2026-02-31'],
  ])('answers 400 to a marker of another sort: %s after %o', async (sort, value) => {
    const cursor = writeCursor({ value, id: 1 })
    expect(await world.ask('anna', line, { query: { sort, cursor } })).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  })
})
