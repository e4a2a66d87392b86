import type pg from 'pg'
import type { TableRow } from './tenancy.ts'

export type Column = { name: string; type: string; isNullable: boolean; isGenerated: boolean; hasDefault: boolean; words: string[] }
export type Table = { name: string; columns: Column[]; key: string[] }

/** Every protected table with what is needed to write rows of it. */
export const listTables = async (client: pg.Client): Promise<Table[]> => {
  const found = await client.query<Table>(`
    select c.relname as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'isNullable', not a.attnotnull,
              'isGenerated', a.attidentity = 'a', 'hasDefault', a.atthasdef,
              'words', (select coalesce(json_agg(w[1]), '[]') from pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::text', 'g') w
                         where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) like '%ARRAY[%')) order by a.attnum)
         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select array_agg(a.attname::text order by a.attnum) from pg_index x join pg_attribute a on a.attrelid = c.oid and a.attnum = any (x.indkey)
        where x.indrelid = c.oid and x.indisprimary) as key
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'applied_migration' order by 1`)
  return found.rows
}

/** Two partners, of whom the first has two partnerships; two people that act, one who belongs nowhere and one of the vendor’s; four customers. */
export const places = {
  partners: { own: 101, foreign: 102 },
  partnerships: { own: 201, sibling: 202, foreign: 203 },
  customers: { assigned: 301, unassigned: 302, sibling: 303, foreign: 304 },
  users: { one: 401, other: 402, lonely: 403, vendor: 404 },
} as const

type Place = { partner_id: number; partnership_id: number; customer_id: number; user_id: number }
const { partners, partnerships, customers, users } = places
const own = { partner_id: partners.own, partnership_id: partnerships.own }
/** Rows stand at each of these, so that every way of seeing too much has a row to see. */
export const corners: Place[] = [
  { ...own, customer_id: customers.assigned, user_id: users.one },
  { ...own, customer_id: customers.unassigned, user_id: users.one },
  { ...own, customer_id: customers.assigned, user_id: users.other },
  { partner_id: partners.own, partnership_id: partnerships.sibling, customer_id: customers.sibling, user_id: users.one },
  { partner_id: partners.foreign, partnership_id: partnerships.foreign, customer_id: customers.foreign, user_id: users.one },
  { partner_id: partners.foreign, partnership_id: partnerships.foreign, customer_id: customers.foreign, user_id: users.other },
]

// Seen by some and not by others, for each of the reasons that there are.
const rooms: (TableRow & { id: number })[] = [
  { status: 'live' },
  { status: 'draft' },
  { status: 'live', partner_type: 'reseller' },
  { status: 'live', visibility: 'internal' },
  { status: 'live', visibility: 'partners' },
  { status: 'live', tiers: ['gold'] },
  { status: 'live', partnership_ids: [partnerships.foreign] },
  { status: 'live', unlock_tiers: ['silver'], shows_lock: true },
  { status: 'live', unlock_tiers: ['silver'], shows_lock: false },
  { status: 'live', unlock_steps: ['first-steps'], shows_lock: true },
].map((room, at) => ({ partner_type: 'mssp', kind: 'custom', published_revision: 2, ...room, id: 501 + at }))

// One in each of the rooms, and one that stands nowhere.
const vendorsFiles = [...rooms.map(({ id }) => ({ id: id + 200 })), { id: 799 }]

// The same for what stands in the kit; each has a file that was and one that is.
const kitItems: (TableRow & { id: number })[] = [
  {},
  { archived_at: '2026-01-01T00:00:00Z' },
  { expires_on: '2026-01-01' },
  { expires_on: '2999-01-01' },
  { partner_types: ['reseller'] },
  { tiers: ['gold'] },
  { tiers: ['silver'], partner_types: ['mssp'] },
].map((item, at) => ({ ...item, id: 851 + at }))
const kitVersions = kitItems.flatMap(({ id }) =>
  [1, 2].map((number) => ({ kit_id: id, number, is_current: number === 2, file_id: id * 10 + number, url: null })),
)

// The tables that say who is who have rows of their own choosing.
const written: Record<string, TableRow[]> = {
  deployment: [{ only_row: true }],
  partner: Object.values(partners).map((id) => ({ id, tier: id === partners.own ? 'gold' : 'silver' })),
  partnership: [
    { ...own, partnership_id: undefined, id: partnerships.own, model: 'mssp' },
    { partner_id: partners.own, id: partnerships.sibling, model: 'reseller' },
    { partner_id: partners.foreign, id: partnerships.foreign, model: 'mssp' },
  ],
  room: rooms,
  file: [
    ...corners,
    // A foreign partner's, that somebody put into an open room: it stays that partner's.
    { id: 798, partner_id: partners.foreign, partnership_id: partnerships.foreign, user_id: users.other },
    ...[...vendorsFiles, ...kitVersions.map(({ file_id }) => ({ id: file_id }))].map((file) => ({
      ...file,
      partner_id: null,
      partnership_id: null,
    })),
  ],
  file_use: [
    { kind: 'room', ref_id: 501, file_id: 798 },
    ...rooms.map(({ id }) => ({ kind: 'room', ref_id: id, file_id: id + 200 })),
    ...kitVersions.map(({ kit_id, file_id }) => ({ kind: 'kit', ref_id: kit_id, file_id })),
    // A file that is found in the kit stands in a draft as well; a number that is an open room's is an item's too.
    { kind: 'room', ref_id: 502, file_id: 8512 },
    { kind: 'kit', ref_id: 501, file_id: 799 },
  ],
  kit_item: kitItems,
  kit_version: kitVersions,
  kit_visit: corners,
  term: ['tier', 'category', 'tag', 'kit-type'].map((kind) => ({ kind })),
  partner_change: Object.values(partners).flatMap((partner_id) =>
    [users.one, users.vendor, null].map((by_user_id) => ({ partner_id, by_user_id })),
  ),
  support_channel: [{}, { partner_types: ['mssp'] }, { partner_types: ['reseller'] }],
  announcement: [
    {},
    { partner_types: ['mssp'] },
    { partner_types: ['reseller'] },
    { tiers: ['gold'] },
    { tiers: ['silver'], partner_types: ['mssp'] },
    { partnership_ids: [partnerships.foreign] },
    { roles: ['none-such'] },
  ].map((row) => ({ ...row, shown_from: '2026-01-01', shown_to: null })),
  quick_action: [{}, { partner_types: ['mssp'] }, { partner_types: ['reseller'] }, { roles: ['none-such'] }].map((row) => ({
    ...row,
    target_kind: 'link',
    room_id: null,
  })),
  overview_default: ['mssp', 'reseller'].map((partner_type) => ({ partner_type })),
  room_revision: rooms.flatMap(({ id }) => [1, 2].map((number) => ({ room_id: id, number }))),
  checklist_mark: [
    ...corners.map((row) => ({ ...row, marked_by_user_id: row.user_id })),
    { ...own, user_id: users.one, marked_by_user_id: users.other, block: 'another' },
    ...[users.one, users.other].map((id) => ({ ...own, user_id: null, marked_by_user_id: id, block: `shared-${id}` })),
  ],
  checklist_start: [...corners, { ...own, user_id: null }],
  step_completion: [...corners, { ...own, user_id: null }].map((row) => ({ ...row, step: 'first-steps' })),
  // The two that act, somebody who belongs nowhere, and one of the vendor's own.
  app_user: [
    ...[users.one, users.other, users.lonely].map((id) => ({ id, side: 'partner', vendor_role: null })),
    { id: users.vendor, side: 'vendor', vendor_role: 'administrator' },
  ],
  partner_role: Object.values(partners).map((id) => ({ partner_id: id })),
  // Assigned to a customer of another partner as well: an assignment must never widen what the partnership allows.
  user_customer: [
    { partner_id: partners.own, user_id: users.one, customer_id: customers.assigned },
    { partner_id: partners.foreign, user_id: users.one, customer_id: customers.foreign },
    { partner_id: partners.own, user_id: users.other, customer_id: customers.unassigned },
    { partner_id: partners.own, user_id: users.one, customer_id: customers.sibling },
    // Of somebody who is no member there, and of a customer that is another partner's: neither may come into sight.
    { partner_id: partners.own, user_id: users.other, customer_id: customers.sibling },
    { partner_id: partners.foreign, user_id: users.other, customer_id: customers.assigned },
  ],
  staff_partner: [
    { partner_id: partners.own, user_id: users.one },
    { partner_id: partners.foreign, user_id: users.other },
  ],
  event_log: [
    ...corners,
    { partner_id: partners.own, partnership_id: null, user_id: users.one },
    ...[users.one, users.lonely, null].map((id) => ({ partner_id: null, partnership_id: null, user_id: users.one, subject_user_id: id })),
    // What another partner did to somebody who is also here.
    { partner_id: partners.foreign, partnership_id: partnerships.foreign, user_id: users.other, subject_user_id: users.one },
  ],
  access_link: [
    ...[...corners, { user_id: users.one, partner_id: null, partnership_id: null }].map((row) => ({
      ...row,
      kind: 'invitation',
      salt: '\\x01',
      sealed: '\\x01',
    })),
    { ...own, user_id: users.one, kind: 'reset' },
  ],
  mail: [
    ...Object.values(users).map((id) => ({ user_id: id, asked_by_user_id: id })),
    { user_id: users.one, asked_by_user_id: users.one, composer: 'test.letter', compose_of: {} },
  ],
  mail_trouble: Object.values(users).map((id) => ({ user_id: id })),
  engine_process: [{ id: 'pool-one' }],
  engine_schedule: [{ name: 'test.daily', cron: '0 6 * * *' }],
  engine_run: [...Object.values(users), null].map((id) => ({ schedule: `test.of-${id}`, asked_by_user_id: id })),
  job_progress: [{ job_id: 1 }],
  news: [
    ...corners.map((corner) => ({ ...corner, object_kind: 'task', object_id: 1 })),
    { ...own, customer_id: null },
    ...[users.one, users.lonely].map((id) => ({ partner_id: null, partnership_id: null, to_user_ids: [id] })),
    { partner_id: partners.foreign, partnership_id: partnerships.foreign, to_user_ids: [users.one] },
  ],
  notification: [
    ...corners,
    ...[users.one, users.other].flatMap((id) => [
      { ...own, customer_id: null, user_id: id },
      { partner_id: null, partnership_id: null, user_id: id },
    ]),
  ],
  customer: [
    ...new Map(
      corners.map(({ partner_id, partnership_id, customer_id }) => [customer_id, { partner_id, partnership_id, id: customer_id }]),
    ).values(),
  ],
}

/** Values that a CHECK asks for and a column's type does not tell. */
const known: Record<string, (n: number) => unknown> = {
  currency: () => 'EUR',
  days: () => Array.from({ length: 30 }, () => 1),
  month: (n) => `2026-${String((n % 12) + 1).padStart(2, '0')}-01`,
  email: (n) => `person${n}@example.com`,
  ends_on: () => '2027-01-01',
  code: (n) => `own-${n}`,
}

const valueFor = (column: Column, n: number): unknown => {
  const value = known[column.name]
  if (value) return value(n)
  if (column.words[0]) return column.words[0]
  if (column.type === 'text') return `x${n}`
  if (column.type === 'date') return `2026-01-${String((n % 28) + 1).padStart(2, '0')}`
  if (column.type.startsWith('timestamp')) return '2026-01-01T00:00:00Z'
  if (column.type === 'boolean') return false
  if (column.type === 'uuid') return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
  if (column.type === 'bytea') return `\\x${String(n).padStart(4, '0')}`
  if (column.type === 'jsonb') return {}
  if (column.type.endsWith('[]')) return []
  return n // whole numbers and the like; what it does not fit is taught above
}

/**
 * Fills every table, also ones made later, with a row at each corner (where its key leaves room). As superuser and without foreign keys:
 * policies are what is looked at. Returns what each table then holds.
 */
export const fillTables = async (client: pg.Client, tables: Table[]): Promise<Map<string, TableRow[]>> => {
  const held = new Map<string, TableRow[]>()
  await client.query(`set session_replication_role = replica`)
  for (const table of tables) {
    let n = 1
    for (const given of written[table.name] ?? corners) {
      const row: TableRow = {}
      for (const column of table.columns) {
        const place = (given as TableRow)[column.name] // a place is a row of some columns
        if (place !== undefined) row[column.name] = place
        else if (column.isGenerated || (!column.isNullable && !column.hasDefault)) row[column.name] = valueFor(column, n)
      }
      n++
      await client.query(`${insertText(table.name, row)} on conflict do nothing`, [JSON.stringify(row)]).catch((cause: Error) => {
        throw new Error(`No row of ${table.name} could be made (${cause.message}): teach test/guards/rows.ts a value`, { cause })
      })
    }
    // Without what the database works out by itself, which nobody can write.
    const derived = `array(select attname::text from pg_attribute where attrelid = '${table.name}'::regclass and attgenerated <> '')`
    const { rows } = await client.query<{ row: TableRow }>(`select to_jsonb(t) - ${derived} as row from ${table.name} t`)
    if (rows.length === 0) throw new Error(`${table.name} stayed empty`)
    held.set(
      table.name,
      rows.map(({ row }) => row),
    )
  }
  await client.query(`set session_replication_role = origin`)
  return held
}

/** Inserts the row that $1 describes; generated keys included. */
export const insertText = (table: string, row: TableRow) => {
  const columns = Object.keys(row).join(', ')
  return `insert into ${table} (${columns}) overriding system value select ${columns} from jsonb_populate_record(null::${table}, $1::jsonb)`
}
