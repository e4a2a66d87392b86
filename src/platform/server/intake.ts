import { sql, type RawBuilder } from 'kysely'
import type { PortalConfig } from '#shared/config.ts'
import { Problem } from '#shared/problem.ts'
import type { Tx } from './db.ts'

/** What an intake did to the rows it was given; the three add up to the distinct keys. */
export type Taken = { added: number; changed: number; same: number }

/**
 * What every intake needs to know besides its rows. `figures: 'later'` leaves the summaries alone: a bulk load that fills many tables
 * in one transaction calls refreshPartnerships once, at its end.
 */
export type IntakeContext = { config: PortalConfig; now: Temporal.Instant; figures?: 'now' | 'later' }

export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>

/** The customers of a partnership whose rows were written. */
export type Touched = { partnerId: number; partnershipId: number; customerIds: number[] }

export type Cell = string | number | boolean | null | undefined | readonly (string | number | null)[] | Readonly<Record<string, unknown>>

/** Name, SQL type and where a row has it. */
export type Column<Row> = readonly [name: string, type: string, of: (row: Row) => Cell]

const linesAtOnce = 500
const manyRows = 200

/**
 * Streams rows into a temporary table of their own through COPY, with their `position` (0, 1, …) in the order given.
 * Row-level security forbids COPY into the tables themselves. Returns how many came.
 */
export const stageRows = async <Row>(tx: Tx, table: string, columns: readonly Column<Row>[], rows: Rows<Row>): Promise<number> => {
  const declared = columns.map(([name, type]) => `${name} ${type}`).join(', ')
  await tx.rows(sql.raw(`drop table if exists pg_temp.${table}`))
  await tx.rows(sql.raw(`create temporary table ${table} (position bigint not null, ${declared}) on commit drop`))
  let position = 0
  async function* lines() {
    let chunk: string[] = []
    for await (const row of rows) {
      chunk.push(`${position++}\t${columns.map(([, , of]) => copyText(of(row))).join('\t')}\n`)
      if (chunk.length < linesAtOnce) continue
      yield chunk.join('')
      chunk = []
    }
    if (chunk.length > 0) yield chunk.join('')
  }
  await tx.copyInto(`pg_temp.${table} (position, ${columns.map(([name]) => name).join(', ')})`, lines())
  await tx.rows(sql.raw(`analyze pg_temp.${table}`))
  if (position >= manyRows) await hashJoins(tx)
  return position
}

// Tables that were filled a moment ago look empty to the planner, which would compare each row with each, or merge them by the first part
// of their keys: until autovacuum has seen them, joins are hashed, in the order in which they are written, each by its whole key.
const hashJoins = (tx: Tx) =>
  tx.rows(sql`
    select set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('join_collapse_limit', '1', true)
    from pg_class where oid = any(array['customer', 'customer_order', 'order_line', 'usage_cycle']::regclass[])
    having min(reltuples) < 5000`)

/** One value in COPY's text format. */
export const copyText = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '\\N'
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'boolean') return cell ? 't' : 'f'
  if (typeof cell === 'string') return escaped(cell)
  if (isList(cell)) return escaped(`{${cell.map(arrayElement).join(',')}}`)
  return escaped(JSON.stringify(cell))
}

const isList = (cell: object): cell is readonly (string | number | null)[] => Array.isArray(cell)

const arrayElement = (element: string | number | null) => {
  if (element === null) return 'NULL'
  return typeof element === 'number' ? String(element) : `"${element.replace(/["\\]/g, '\\$&')}"`
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escaped = (text: string) => (/[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (letter) => escapes[letter] ?? letter) : text)

export type Upsert = {
  table: string
  /** The columns of the table's unique key. */
  key: readonly string[]
  /** The columns that a known row takes over when they differ. */
  values: readonly string[]
  /** A select of the key's and the values' columns and `position`; of equal keys the highest position wins. */
  from: RawBuilder<unknown>
  /** Columns that only a new row gets. */
  once?: readonly string[]
  /** What a known row takes instead of the new value. */
  instead?: Readonly<Record<string, string>>
  /** The condition of a partial unique index. */
  keyWhere?: string
  /** The order in which rows are written, where one must make room for another. */
  orderBy?: string
}

export type Upserted = Taken & { touched: Touched[]; addedIds: number[]; changedIds: number[] }

/**
 * Adds what is new, changes what differs and leaves the rest unwritten, in one statement.
 * `touches: 'customers'` reports whose rows were written, `ids: true` the keys of the rows.
 */
export const upsert = async (
  tx: Tx,
  { table, key, values, from, once = [], instead = {}, keyWhere, orderBy }: Upsert,
  { touches, ids = false }: { touches?: 'customers' | 'partnerships'; ids?: boolean } = {},
): Promise<Upserted> => {
  const keys = key.join(', ')
  const taken = (column: string) => instead[column] ?? `excluded.${column}`
  const update = values.length
    ? `do update set ${values.map((column) => `${column} = ${taken(column)}`).join(', ')}
       where (${values.map((column) => `kept.${column}`).join(', ')}) is distinct from (${values.map(taken).join(', ')})`
    : 'do nothing'
  const groups =
    touches === undefined
      ? `'[]'::json`
      : `(select coalesce(json_agg(g), '[]') from (select partner_id as "partnerId", partnership_id as "partnershipId", ${
          touches === 'customers' ? 'json_agg(distinct customer_id)' : `'[]'::json`
        } as "customerIds" from written group by 1, 2) g)`
  const found = await tx.first<{
    total: number
    added: number
    changed: number
    touched: Touched[]
    addedIds: number[]
    changedIds: number[]
  }>(sql`
    with latest as materialized (select distinct on (${sql.raw(keys)}) * from (${from}) given order by ${sql.raw(keys)}, position desc),
    written as (
      insert into ${sql.raw(table)} as kept (${sql.raw([...key, ...values, ...once].join(', '))})
      select ${sql.raw([...key, ...values, ...once].join(', '))} from latest ${sql.raw(orderBy ? `order by ${orderBy}` : '')}
      on conflict (${sql.raw(keys)}) ${sql.raw(keyWhere ? `where ${keyWhere}` : '')} ${sql.raw(update)}
      returning kept.*, kept.xmax = 0 as is_new
    )
    select (select count(*) from latest) as total,
      (select count(*) from written where is_new) as added,
      (select count(*) from written where not is_new) as changed,
      ${sql.raw(groups)} as touched,
      ${sql.raw(ids ? `(select coalesce(json_agg(id), '[]') from written where is_new)` : `'[]'::json`)} as "addedIds",
      ${sql.raw(ids ? `(select coalesce(json_agg(id), '[]') from written where not is_new)` : `'[]'::json`)} as "changedIds"`)
  if (!found) throw new Error('An upsert answers with one row')
  const { total, added, changed, ...rest } = found
  return { added, changed, same: total - added - changed, ...rest }
}

export const takenOf = ({ added, changed, same }: Taken): Taken => ({ added, changed, same })

/** `customer` of a staged table stands for one that exists: joins it as `c`. */
export const joinCustomer = sql.raw(
  `join partner p on p.external_id = s.partner
   join partnership ps on ps.partner_id = p.id and ps.external_id = s.partnership
   join customer c on c.partner_id = ps.partner_id and c.partnership_id = ps.id and c.external_id = s.customer`,
)
export const joinPartnership = sql.raw(
  `join partner p on p.external_id = s.partner
   join partnership ps on ps.partner_id = p.id and ps.external_id = s.partnership`,
)

/** Refuses a staged table whose references lead nowhere. Callers that read files check before, with line numbers. */
export const insistKnown = async (tx: Tx, table: string, references: readonly string[], join: RawBuilder<unknown>): Promise<void> => {
  const names = sql.raw(references.map((name) => `s.${name}`).join(', '))
  const lost = await tx.rows<{ named: string }>(sql`
    select concat_ws(' / ', ${sql.raw(references.join(', '))}) as named
    from (select ${names} from ${sql.raw(table)} s except select ${names} from ${sql.raw(table)} s ${join}) lost limit 3`)
  if (lost.length === 0) return
  throw new Problem('intake.unknown-reference', 400, {
    publicMessage: `Rows name what does not exist here: ${lost.map(({ named }) => named).join('; ')}.`,
  })
}

/**
 * One intake of a partnership at a time: two that merge into the same rows would lose each other's days. People's deeds that move figures
 * wait as well; they may not lock a partnership's row.
 */
export const lockPartnerships = async (tx: Tx, partnershipIds: readonly number[]): Promise<void> => {
  const ids = [...new Set(partnershipIds)]
  await tx.rows(sql`select from partnership where id = any(${ids}::bigint[]) order by id for no key update`)
  await lockFigures(tx, ids)
}

/** The part of it that tenants may do. */
export const lockFigures = (tx: Tx, partnershipIds: readonly number[]) =>
  tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('figures of ' || id::text, 0)) from (
    select id from unnest(${partnershipIds}::bigint[]) as given (id) order by id) ordered`)
