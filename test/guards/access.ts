import pg from 'pg'
import type { RoomFacts, Viewer } from '#rooms/rooms/rules.ts'
import { insertText, places, type Table } from './rows.ts'
import {
  databaseRoles,
  ruleOf,
  type Assignments,
  type Command,
  type Context,
  type DatabaseRole,
  type RoomRow,
  type TableRow,
} from './tenancy.ts'

const { partners, partnerships, customers, users } = places

/** Every combination that a forgotten or wrong setting could make; the last but two name a partnership of another partner. */
export const contexts: Record<string, Context> = {
  own: { partner_id: partners.own, partnership_id: partnerships.own, user_id: users.one },
  'own, another person': { partner_id: partners.own, partnership_id: partnerships.own, user_id: users.other },
  'other partnership of the partner': { partner_id: partners.own, partnership_id: partnerships.sibling, user_id: users.one },
  'foreign partner': { partner_id: partners.foreign, partnership_id: partnerships.foreign, user_id: users.one },
  'own partner, foreign partnership': { partner_id: partners.own, partnership_id: partnerships.foreign, user_id: users.one },
  'foreign partner, own partnership': { partner_id: partners.foreign, partnership_id: partnerships.own, user_id: users.one },
  'one of the vendor’s own': { partner_id: partners.own, partnership_id: partnerships.own, user_id: users.vendor },
  nobody: { partner_id: partners.own, partnership_id: partnerships.own, user_id: '' },
  'outside any partnership': { partner_id: '', partnership_id: '', user_id: users.one },
  emptied: { partner_id: '', partnership_id: '', user_id: '' },
}

/**
 * One statement as a role in its context, taken back by the exception that carries its outcome out of the subtransaction.
 * `arrange` runs as the superuser before.
 */
export const attemptFunction = `
create function pg_temp.attempt(arrange text, as_role text, settings jsonb, statement text) returns jsonb language plpgsql as $$
declare outcome jsonb; written bigint;
begin
  if arrange <> '' then execute arrange; end if;
  perform set_config('app.' || key, value, true) from jsonb_each_text(settings);
  perform set_config('role', as_role, true);
  if statement like '% as key%' then
    execute 'with attempted as (' || statement || ') select coalesce(jsonb_agg(key order by key collate "C"), ''[]'') from attempted' into outcome;
  else
    execute statement;
    get diagnostics written = row_count;
    outcome := jsonb_build_array(written);
  end if;
  raise exception using errcode = 'PP000', message = outcome::text;
exception
  when sqlstate 'PP000' then return sqlerrm::jsonb;
  when insufficient_privilege then return to_jsonb(case when sqlerrm like '%row-level security%' then 'refused by a policy' else 'not granted' end);
  when others then return to_jsonb('failed: ' || sqlerrm);
end $$`

export type Filled = { tables: Table[]; held: Map<string, TableRow[]> }
export type MayBeGranted = (role: DatabaseRole, command: Command) => boolean
type Attempt = { cell: string; role: DatabaseRole; context: Context; arrange: string; statement: string; expected: unknown }
export type Disagreement = { cell: string; expected: string; found: string }

const byPolicy = 'refused by a policy'
const notGranted = 'not granted'

/** Every cell of the matrix for one table: reading first, because most faults show there. */
export const attemptsOn = ({ held }: Filled, table: Table, mayBeGranted: MayBeGranted): Attempt[] => {
  const settings = Object.entries(contexts).flatMap(([name, context]) => databaseRoles.map((role) => ({ name, context, role })))
  const facts = factsOf(held, table)
  return [
    ...settings.flatMap((setting) => readings(facts, setting, mayBeGranted)),
    ...settings.flatMap((setting) => insertions(facts, setting, mayBeGranted)),
    ...settings.flatMap((setting) => moves(facts, setting, mayBeGranted)),
  ]
}

type Setting = { name: string; context: Context; role: DatabaseRole }
type Facts = { table: Table; rows: TableRow[]; keyOf: (row: TableRow) => string; at: (row: TableRow) => string; may: (setting: Setting, command: Command, row: TableRow) => boolean } // prettier-ignore

const factsOf = (held: Map<string, TableRow[]>, table: Table): Facts => {
  const rule = ruleOf(table.name, table.columns.map(({ name }) => name)) // prettier-ignore
  const of = (name: string, column: string) => (user: unknown) =>
    (held.get(name) ?? []).flatMap((row) => (row.user_id === user ? [row[column]] : []))
  const within = (name: string, column: string) => (place: unknown) =>
    (held.get(name) ?? []).flatMap((row) => (`${row.partner_id} ${row.partnership_id}` === place ? [row[column]] : []))
  const assigned: Assignments = {
    partnersOf: of('staff_partner', 'partner_id'),
    customersOf: of('user_customer', 'customer_id'),
    peopleIn: within('membership', 'user_id'),
    customersIn: within('customer', 'id'),
    viewerIn: viewerIn(held),
    roomOf: roomOf(held),
    rowsOf: (name) => held.get(name) ?? [],
    usesOf: (file) => (held.get('file_use') ?? []).filter((use) => use.file_id === file),
  }
  const keyOf = (row: TableRow) => JSON.stringify(table.key.map((column) => row[column])).replaceAll(',', ', ')
  return {
    table,
    rows: held.get(table.name) ?? [],
    keyOf,
    at: (row) => `${keyColumns(table)} = ${pg.escapeLiteral(keyOf(row))}::jsonb`,
    may: ({ context, role }, command, row) => rule({ role, command, context, row, assigned }),
  }
}

/** Somebody of the context's partnership, or of the vendor. */
const viewerIn =
  (held: Map<string, TableRow[]>) =>
  (context: Context): Viewer | undefined => {
    const one = (table: string, column: string, value: unknown) => held.get(table)?.find((row) => row[column] === value)
    const person = one('app_user', 'id', context.user_id)
    const place = held.get('partnership')?.find((row) => row.id === context.partnership_id && row.partner_id === context.partner_id)
    const partner = one('partner', 'id', context.partner_id)
    if (!person || !place || !partner) return undefined
    const isHere = (row: TableRow) => row.partner_id === context.partner_id && row.partnership_id === context.partnership_id
    const membership = held.get('membership')?.find((row) => isHere(row) && row.user_id === person.id)
    const isVendors = person.side === 'vendor'
    if (!membership && !isVendors) return undefined
    const steps = (held.get('step_completion') ?? []).filter(
      (row) => isHere(row) && (isVendors || row.user_id === null || row.user_id === person.id),
    )
    return {
      side: isVendors ? 'vendor' : 'partner',
      partnerType: String(place.model),
      partnershipId: Number(place.id),
      // The columns' own types.
      tier: partner.tier as string | null,
      category: partner.category as string | null,
      stage: partner.stage as string | null,
      tags: partner.tags as string[],
      role: membership ? String(membership.role) : null,
      steps: steps.map(({ step }) => String(step)),
    }
  }

const roomOf =
  (held: Map<string, TableRow[]>) =>
  (id: unknown): RoomRow | undefined => {
    const row = held.get('room')?.find((one) => one.id === id)
    if (!row) return undefined
    const { partner_type, status, visibility, shows_lock, ...lists } = row as unknown as RawRoom // as the table has it
    return {
      facts: {
        partnerType: partner_type,
        status,
        visibility,
        access: { partnershipIds: lists.partnership_ids, ...lists },
        unlock: { tiers: lists.unlock_tiers, stages: lists.unlock_stages, steps: lists.unlock_steps, showsLock: shows_lock },
      },
      publishedRevision: row.published_revision,
    }
  }

type Lists = 'categories' | 'tiers' | 'stages' | 'tags' | 'roles' | 'unlock_tiers' | 'unlock_stages' | 'unlock_steps'
type RawRoom = Pick<RoomFacts, 'status' | 'visibility'> &
  Record<Lists, string[]> & { partner_type: string; partnership_ids: number[]; shows_lock: boolean }

const keyColumns = (table: Table) => `jsonb_build_array(${table.key.map((column) => `t.${column}`).join(', ')})`

const readings = ({ table, rows, keyOf, may }: Facts, setting: Setting, mayBeGranted: MayBeGranted): Attempt[] => {
  const key = `${keyColumns(table)}::text as key`
  const settable = table.columns.find((column) => !column.isGenerated)?.name
  const statements = {
    select: `select ${key} from ${table.name} t`,
    update: `update ${table.name} t set ${settable} = ${settable} returning ${key}`,
    delete: `delete from ${table.name} t returning ${key}`,
  }
  return (['select', 'update', 'delete'] as const).map((command) => ({
    ...cellOf(`${command} ${table.name}`, setting),
    arrange: '',
    statement: statements[command],
    expected: mayBeGranted(setting.role, command) ? rows.filter((row) => may(setting, 'select', row) && may(setting, command, row)).map(keyOf).toSorted() : notGranted, // prettier-ignore
  }))
}

const insertions = ({ table, rows, keyOf, at, may }: Facts, setting: Setting, mayBeGranted: MayBeGranted): Attempt[] =>
  rows.map((row) => ({
    ...cellOf(`insert ${table.name} ${keyOf(row)}`, setting),
    arrange: `delete from ${table.name} t where ${at(row)}`,
    statement: insertText(table.name, row).replace('$1', pg.escapeLiteral(JSON.stringify(row))),
    expected: !mayBeGranted(setting.role, 'insert') ? notGranted : may(setting, 'insert', row) ? [1] : byPolicy,
  }))

const elsewhere = {
  partner_id: partners.foreign,
  partnership_id: partnerships.sibling,
  customer_id: customers.unassigned,
  user_id: users.other,
}

/** A row that may be changed must not leave what its reader may see. */
const moves = ({ table, rows, keyOf, at, may }: Facts, setting: Setting, mayBeGranted: MayBeGranted): Attempt[] => {
  const mine = rows.find((row) => may(setting, 'select', row) && may(setting, 'update', row))
  if (!mine || !mayBeGranted(setting.role, 'update')) return []
  return Object.entries(elsewhere).flatMap(([column, value]) => {
    if (!table.columns.some((one) => one.name === column && !one.isGenerated)) return []
    const moved = { ...mine, [column]: value }
    return {
      ...cellOf(`move ${table.name} ${keyOf(mine)} to ${column} ${value}`, setting),
      // A move may meet a row that stands there; that is no matter of the policies.
      arrange: `delete from ${table.name} t where not ${at(mine)}`,
      statement: `update ${table.name} t set ${column} = ${value} where ${at(mine)}`,
      expected: may(setting, 'select', moved) && may(setting, 'update', moved) ? [1] : byPolicy,
    }
  })
}

const cellOf = (what: string, { name, context, role }: Setting) => ({ cell: `${what} as ${role}, ${name}`, role, context })

/** What the database does otherwise than `expected`, in order; the first lot that disagrees ends it when `untilOne`. */
export const disagreements = async (
  client: pg.Client,
  attempts: readonly Attempt[],
  { untilOne = false } = {},
): Promise<Disagreement[]> => {
  const found: Disagreement[] = []
  const atOnce = untilOne ? 40 : 500
  for (let from = 0; from < attempts.length && !(untilOne && found.length > 0); from += atOnce) {
    const lot = attempts.slice(from, from + atOnce)
    const { rows } = await client.query<{ outcome: unknown }>(
      `select pg_temp.attempt(a.arrange, a.role, a.context, a.statement) as outcome
         from rows from (jsonb_to_recordset($1) as (arrange text, role text, context jsonb, statement text)) with ordinality as a order by ordinality`,
      [JSON.stringify(lot)],
    )
    lot.forEach(({ cell, expected }, at) => {
      const outcome = rows[at]?.outcome
      if (JSON.stringify(outcome) !== JSON.stringify(expected))
        found.push({ cell, expected: JSON.stringify(expected), found: JSON.stringify(outcome) })
    })
  }
  return found
}
