import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#server/db.ts'
import { stageRows, type Rows } from '#server/intake.ts'

/** A usage file in temporary tables: its rows, the customers that they name, and the rows that are wrong. */

export type StagedUsage = { line: number; customerNumber: number; product: string; day: string; value: number }
export type NamedCustomer = { partner: string; partnership: string; customer: string }
export type WrongRow = { line: number; value: string; other: string }

export const stageUsage = async (tx: Tx, rows: Rows<StagedUsage>): Promise<void> => {
  await stageRows(
    tx,
    'import_usage',
    [
      ['line', 'int', (row) => row.line],
      ['customer_number', 'int', (row) => row.customerNumber],
      ['product', 'text', (row) => row.product],
      ['day', 'date', (row) => row.day],
      ['value', 'int', (row) => row.value],
    ],
    rows,
  )
  await tx.rows(sql`create temporary table import_wrong (line int not null) on commit drop`)
}

/** Finds the customers; those that there are none of keep empty ids. `number` counts from 0 in the given order. */
export const stageCustomers = async (tx: Tx, customers: Iterable<NamedCustomer>): Promise<void> => {
  await stageRows(
    tx,
    'import_usage_named',
    [
      ['partner', 'text', (row) => row.partner],
      ['partnership', 'text', (row) => row.partnership],
      ['customer', 'text', (row) => row.customer],
    ],
    customers,
  )
  await tx.rows(sql`drop table if exists pg_temp.import_usage_customer`)
  await tx.rows(sql`
    create temporary table import_usage_customer on commit drop as
    select n.position::int as number, n.partner, n.partnership, n.customer, s.partner_id, s.id as partnership_id, c.id as customer_id,
      s.active_from, s.active_to, s.time_zone
    from import_usage_named n
    left join partner p on p.external_id = n.partner
    left join partnership s on s.partner_id = p.id and s.external_id = n.partnership
    left join customer c on c.partner_id = s.partner_id and c.partnership_id = s.id and c.external_id = n.customer`)
  await tx.rows(sql`analyze import_usage_customer`)
}

/** Rows of partnerships that there are none of; `value` is the partnership, `other` the partner. */
export const strayPartnerships = (tx: Tx) =>
  wrongRows(tx, sql`select u.line, c.partnership as value, c.partner as other from import_usage u
    join import_usage_customer c on c.number = u.customer_number where c.partnership_id is null`) // prettier-ignore

/** Rows of customers that their partnership has not; `value` is the customer, `other` the partnership. */
export const strayCustomers = (tx: Tx) =>
  wrongRows(tx, sql`select u.line, c.customer as value, c.partnership as other from import_usage u
    join import_usage_customer c on c.number = u.customer_number where c.partnership_id is not null and c.customer_id is null`) // prettier-ignore

/** Rows of days before the partnership's first, after its last or still to come; `other` says which. */
export const strayDays = (tx: Tx, now: Temporal.Instant) =>
  wrongRows(tx, sql`
    select u.line, u.day::text as value,
      case when u.day < c.active_from then 'is before the partnership''s first day (' || c.active_from || ')'
           when u.day > c.active_to then 'is after the partnership''s last day (' || c.active_to || ')'
           else 'has not come yet' end as other
    from import_usage u join import_usage_customer c on c.number = u.customer_number
    where u.day < c.active_from or u.day > c.active_to or u.day > (${now.toString()}::timestamptz at time zone c.time_zone)::date`) // prettier-ignore

/** Rows that say the same customer, product and day; `other` is the line of another one. */
export const repeatedRows = async (tx: Tx) => {
  await tx.rows(sql`create temporary table import_usage_repeated on commit drop as
    select customer_number, product, day, (array_agg(line order by line))[1:2] as lines
    from import_usage group by customer_number, product, day having count(*) > 1`)
  return wrongRows(tx, sql`
    select u.line, concat_ws(' ', c.customer, u.product, u.day) as value,
      (case when u.line = r.lines[1] then r.lines[2] else r.lines[1] end)::text as other
    from import_usage u join import_usage_repeated r using (customer_number, product, day)
    join import_usage_customer c on c.number = u.customer_number`) // prettier-ignore
}

const wrongRows = async (tx: Tx, query: RawBuilder<unknown>): Promise<AsyncGenerator<WrongRow[]>> => {
  await tx.rows(sql`insert into import_wrong select line from (${query}) w`)
  return tx.batches(sql<WrongRow>`${query} order by line`, 5_000)
}

export const countWrongRows = async (tx: Tx): Promise<number> => {
  const found = await tx.first<{ wrong: number }>(sql`select count(distinct line) as wrong from import_wrong`)
  return found?.wrong ?? 0
}

/** The rows that nothing is wrong with, as the usage room takes them. */
export const goodUsage = sql`
  select c.partner_id, c.partnership_id, c.customer_id, u.product, u.day, u.value, u.line::bigint as position
  from import_usage u join import_usage_customer c on c.number = u.customer_number
  where not exists (select from import_wrong w where w.line = u.line)`

/** A usage file may follow another one in the same transaction. */
export const clearStage = (tx: Tx) =>
  tx.rows(sql`drop table if exists import_usage, import_usage_named, import_usage_customer, import_usage_repeated, import_wrong`)
