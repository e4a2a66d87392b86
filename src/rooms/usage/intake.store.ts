import { sql, type RawBuilder } from 'kysely'
import type { CycleRule } from '#shared/config.ts'
import { cycleOf, nextCycle } from '#shared/cycles.ts'
import type { Tx } from '#server/db.ts'
import { insistKnown, joinCustomer, lockPartnerships, stageRows, type Column, type Rows, type Taken, type Touched } from '#server/intake.ts'

export type UsageIn = { partner: string; partnership: string; customer: string; product: string; day: string; value: number }

/** A customer's days of one product in one cycle, from its first; null is no statement and leaves what is known. */
export type UsageCycleIn = {
  partner: string
  partnership: string
  customer: string
  product: string
  cycleStart: string
  days: readonly (number | null)[]
}

export type UsageTaken = Taken & { touched: Touched[]; cycleStarts: string[] }

const dayColumns: Column<UsageIn>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['customer', 'text', (row) => row.customer],
  ['product', 'text', (row) => row.product],
  ['day', 'date', (row) => row.day],
  ['value', 'int', (row) => row.value],
]

/** Stages daily values and merges them. Counts daily values. */
export const addUsage = async (tx: Tx, rows: Rows<UsageIn>): Promise<UsageTaken> => {
  await stageRows(tx, 'staged_usage', dayColumns, rows)
  await insistKnown(tx, 'staged_usage', ['partner', 'partnership', 'customer'], joinCustomer)
  return addStagedUsage(
    tx,
    sql`select c.partner_id, c.partnership_id, c.id as customer_id, s.product, s.day, s.value, s.position from staged_usage s ${joinCustomer}`,
  )
}

/**
 * Merges daily values that a select yields as (partner_id, partnership_id, customer_id, product, day, value, position);
 * of two values for one day the higher position wins.
 */
export const addStagedUsage = async (tx: Tx, from: RawBuilder<unknown>): Promise<UsageTaken> => {
  await clear(tx, 'staged_day')
  await tx.rows(sql`
    create temporary table staged_day on commit drop as
    select distinct on (s.customer_id, s.product, s.day) s.partner_id, s.partnership_id, s.customer_id, s.product, s.day, s.value, p.cycle_start_day
    from (${from}) s join partnership p on p.partner_id = s.partner_id and p.id = s.partnership_id
    order by s.customer_id, s.product, s.day, s.position desc`)
  await tx.rows(sql.raw('analyze pg_temp.staged_day'))
  const calendar = await calendarOf(tx)
  const at = Array.from({ length: 31 }, (_, index) => `max(s.value) filter (where s.day = y.first + ${index})`).join(', ')
  await clear(tx, 'staged_cycle')
  await tx.rows(sql`
    create temporary table staged_cycle on commit drop as
    select s.partner_id, s.partnership_id, s.customer_id, s.product, y.first as cycle_start, (array[${sql.raw(at)}])[1:y.last - y.first + 1] as days
    from staged_day s join unnest(${calendar.startDays}::int[], ${calendar.first}::date[], ${calendar.last}::date[]) as y (start_day, first, last)
      on y.start_day = s.cycle_start_day and s.day between y.first and y.last
    group by s.partner_id, s.partnership_id, s.customer_id, s.product, y.first, y.last`)
  return mergeCycles(tx)
}

const cycleColumns: Column<UsageCycleIn>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['customer', 'text', (row) => row.customer],
  ['product', 'text', (row) => row.product],
  ['cycle_start', 'date', (row) => row.cycleStart],
  ['days', 'int[]', (row) => row.days],
]

/** Merges whole cycle rows, of which the last one wins when a key comes twice. Their cycles must be the partnership's. */
export const addUsageCycles = async (tx: Tx, rows: Rows<UsageCycleIn>): Promise<UsageTaken> => {
  await stageRows(tx, 'staged_usage_cycle', cycleColumns, rows)
  await insistKnown(tx, 'staged_usage_cycle', ['partner', 'partnership', 'customer'], joinCustomer)
  await clear(tx, 'staged_cycle')
  await tx.rows(sql`
    create temporary table staged_cycle on commit drop as
    select distinct on (c.id, s.product, s.cycle_start) c.partner_id, c.partnership_id, c.id as customer_id, s.product, s.cycle_start, s.days
    from staged_usage_cycle s ${joinCustomer} order by c.id, s.product, s.cycle_start, s.position desc`)
  return mergeCycles(tx)
}

const clear = (tx: Tx, table: string) => tx.rows(sql.raw(`drop table if exists pg_temp.${table}`))

// The cycles that the staged days fall into, from the one definition of a cycle.
const calendarOf = async (tx: Tx) => {
  const spans = await tx.rows<{ startDay: number; from: string; to: string }>(
    sql`select cycle_start_day as "startDay", min(day) as from, max(day) as to from staged_day group by 1`,
  )
  const calendar = { startDays: [] as number[], first: [] as string[], last: [] as string[] }
  for (const { startDay, from, to } of spans) {
    const rule: CycleRule = { startDay, namedBy: 'start' } // a name plays no part here
    for (let cycle = cycleOf(from, rule); cycle.start <= to; cycle = nextCycle(cycle)) {
      calendar.startDays.push(startDay)
      calendar.first.push(cycle.start)
      calendar.last.push(cycle.end)
    }
  }
  return calendar
}

// New days go over the known ones and the peak is recomputed from the whole row, so that a correction can lower it.
const mergeCycles = async (tx: Tx): Promise<UsageTaken> => {
  const partnerships = await tx.rows<{ id: number }>(sql`select distinct partnership_id as id from staged_cycle`)
  await lockPartnerships(
    tx,
    partnerships.map(({ id }) => id),
  )
  await tx.rows(sql.raw('analyze pg_temp.staged_cycle'))
  const found = await tx.first<UsageTaken>(sql`
    with merged as (
      select s.partner_id, s.partnership_id, s.customer_id, s.product, s.cycle_start, k.customer_id is null as is_new,
        case when k.customer_id is null then s.days
          else (select array_agg(coalesce(n.new, n.old) order by n.at) from unnest(s.days, k.days) with ordinality as n (new, old, at)) end as days,
        case when k.customer_id is null then cardinality(array_remove(s.days, null))
          else (select count(*) from unnest(s.days, k.days) as n (new, old) where n.new is not null and n.old is null) end as added,
        case when k.customer_id is null then 0
          else (select count(*) from unnest(s.days, k.days) as n (new, old) where n.new <> n.old) end as changed,
        cardinality(array_remove(s.days, null)) as given
      from staged_cycle s left join usage_cycle k on k.partner_id = s.partner_id and k.partnership_id = s.partnership_id
        and k.customer_id = s.customer_id and k.product = s.product and k.cycle_start = s.cycle_start
        and k.partner_id = any(array(select distinct partner_id from staged_cycle))),
    peaked as materialized (select m.*, (select max(value) from unnest(m.days) value) as peak from merged m),
    written as (
      insert into usage_cycle (partner_id, partnership_id, customer_id, product, cycle_start, days, peak, peak_day)
      select partner_id, partnership_id, customer_id, product, cycle_start, days, peak, cycle_start + array_position(days, peak) - 1
      from peaked where added + changed > 0
      order by partner_id, partnership_id, customer_id, product, cycle_start
      on conflict (partner_id, partnership_id, customer_id, product, cycle_start)
        do update set days = excluded.days, peak = excluded.peak, peak_day = excluded.peak_day
      returning partner_id, partnership_id, customer_id, cycle_start)
    select coalesce(sum(added), 0)::bigint as added, coalesce(sum(changed), 0)::bigint as changed,
      coalesce(sum(given) - sum(added) - sum(changed), 0)::bigint as same,
      (select coalesce(json_agg(g), '[]') from (select partner_id as "partnerId", partnership_id as "partnershipId", json_agg(distinct customer_id) as "customerIds"
        from written group by 1, 2) g) as touched,
      (select coalesce(json_agg(distinct cycle_start), '[]') from written) as "cycleStarts"
    from peaked`)
  if (!found) throw new Error('A merge answers with one row')
  return found
}
