import { sql, type RawBuilder } from 'kysely'
import { acvByDay, customerStates, customerStatuses, lineStatuses, type ValuedLine } from '#rooms/orders/rules.ts'
import { seesPart, type Member } from '#shared/actor.ts'
import { daysBetween, type Day, type Span } from '#shared/dates.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import type { Tx } from '#server/db.ts'
import type { StatusReport } from './contract.ts'

/** The states whose customers count in ACV, renewals and totals, as the channel model says. */
export type CountedStates = readonly string[]

/** The portfolio's ACV of each day, minor units; null for days that are not computed yet. */
export const listAcvDays = async (tx: Tx, actor: Member, countedStates: CountedStates, { from, to }: Span): Promise<(number | null)[]> => {
  if (seesPart(actor)) return acvByDay(await listLines(tx, actor, countedStates, { from, to }), from, to).map(({ acvMinor }) => acvMinor)
  // One row: a row for each day costs more than all the rest of the request.
  const row = await tx.first(sql<{ first_day: Day | null; last_day: Day | null; computed: number[] | null }>`
    select min(day) as first_day, max(day) as last_day, json_agg(acv_minor order by day) as computed from acv_day
     where partner_id = ${actor.partnerId} and partnership_id = ${actor.partnershipId} and day between ${from} and ${to}`)
  const length = daysBetween(from, to) + 1
  // Before the first order there was nothing; after the last day that was computed nobody knows.
  if (!row?.first_day || !row.last_day || !row.computed) {
    return Array<number | null>(length).fill((await isBeforeAll(tx, actor, to)) ? 0 : null)
  }
  const before = daysBetween(from, row.first_day)
  const after = daysBetween(row.last_day, to)
  // What setAcvDays promises; with a day missing all values behind it would stand on wrong days.
  if (before + row.computed.length + after !== length) throw new Error('The ACV of a day between two others was never computed')
  if (!row.computed.every(Number.isSafeInteger)) throw new RangeError('An ACV is beyond the whole numbers that can be held exactly')
  return [...Array<number>(before).fill(0), ...row.computed, ...Array<null>(after).fill(null)]
}

const isBeforeAll = async (tx: Tx, actor: Member, day: Day): Promise<boolean> => {
  const found = await tx.first(sql<{ earlier: boolean }>`
    select exists (select from acv_day where partner_id = ${actor.partnerId} and partnership_id = ${actor.partnershipId} and day < ${day}) as earlier`)
  return !found?.earlier
}

/**
 * Order lines that count on some day of the span. A customer that was archived counts until the day before;
 * internal and demo customers never do. The definition of acv_day. Lines and customers are read each by
 * themselves where they are somebody's assigned ones: the planner would go through all the lines for each customer.
 */
const countedLines = (actor: Member, countedStates: CountedStates, { from, to }: Span): RawBuilder<unknown> => sql`
  with l as ${apart(actor)} (
    select l.customer_id, l.acv_minor, l.starts_on, l.ends_on from order_line l
     where l.partner_id = ${actor.partnerId} and l.partnership_id = ${actor.partnershipId}
       and l.status in ('active', 'superseded') and l.starts_on <= ${to} and l.ends_on >= ${from}
  ), c as ${apart(actor)} (
    select c.id, c.state, c.archived_on from customer c where c.partner_id = ${actor.partnerId} and c.partnership_id = ${actor.partnershipId}
  )
  select l.customer_id, l.acv_minor, l.starts_on, e.ends_on
    from l join c on c.id = l.customer_id
   cross join lateral (select case when c.state = any (${countedStates}) then l.ends_on else least(l.ends_on, c.archived_on - 1) end as ends_on) e
   where e.ends_on >= greatest(${from}::date, l.starts_on)
     and (c.state = any (${countedStates}) or (c.state = 'archived' and c.archived_on is not null))`

const apart = (actor: Member): RawBuilder<unknown> => (seesPart(actor) ? sql`materialized` : sql`not materialized`)

const listLines = async (tx: Tx, actor: Member, countedStates: CountedStates, span: Span): Promise<ValuedLine[]> => {
  const rows = await tx.rows(sql<LineRow>`${countedLines(actor, countedStates, span)}`)
  return rows.map(lineFrom)
}

type LineRow = { customer_id: number; acv_minor: number; starts_on: Day; ends_on: Day }
const lineFrom = (row: LineRow): ValuedLine => ({ status: 'active', acvMinor: row.acv_minor, startsOn: row.starts_on, endsOn: row.ends_on })

export type AcvRow = { customerId: number; name: string; acvMinor: number; lines: number }

/** A page of the customers behind one day's ACV, the largest first, with the day's sum. */
export const listAcvCustomers = async (
  tx: Tx,
  actor: Member,
  countedStates: CountedStates,
  { day, cursor, limit }: { day: Day; cursor?: string | undefined; limit: number },
): Promise<{ items: AcvRow[]; next: string | null; total: number; acvMinor: number }> => {
  const found = await tx.rows(sql<AcvRow & { total: number; sum: number }>`
    with each as materialized (
      select customer_id, sum(acv_minor)::bigint as acv_minor, count(*)::int as lines
        from (${countedLines(actor, countedStates, { from: day, to: day })}) l group by customer_id)
    select e.customer_id as "customerId", c.name, e.acv_minor as "acvMinor", e.lines,
           (select count(*) from each) as total, (select coalesce(sum(acv_minor), 0)::bigint from each) as sum
      from (select * from each e ${afterLargest(cursor)} order by e.acv_minor desc, e.customer_id limit ${limit + 1}) e
      join customer c on c.partner_id = ${actor.partnerId} and c.id = e.customer_id
     order by e.acv_minor desc, e.customer_id`)
  const page = pageFrom(found, limit, (row) => ({ value: row.acvMinor, id: row.customerId }))
  return { ...page, total: found[0]?.total ?? 0, acvMinor: found[0]?.sum ?? 0 }
}

const afterLargest = (cursor: string | undefined): RawBuilder<unknown> => {
  if (cursor === undefined) return sql``
  const { value, id } = readCursor(cursor, 'whole')
  return sql`where e.acv_minor <= ${value}::bigint and (e.acv_minor < ${value}::bigint or e.customer_id > ${id})`
}

export type CustomerLines = { name: string; externalId: string; lines: ValuedLine[] }

/** Every customer whose orders count in the span, by name, with those lines; in batches. */
export async function* customerLinesInBatches(
  tx: Tx,
  actor: Member,
  countedStates: CountedStates,
  span: Span,
): AsyncGenerator<CustomerLines[]> {
  const query = sql<{ name: string; externalId: string; lines: [Day, Day, number][] }>`
    select c.name, c.external_id as "externalId", p.lines
      from (select customer_id, jsonb_agg(jsonb_build_array(starts_on, ends_on, acv_minor)) as lines
              from (${countedLines(actor, countedStates, span)}) l group by customer_id) p
      join customer c on c.partner_id = ${actor.partnerId} and c.id = p.customer_id
     order by lower(c.name), c.id`
  for await (const batch of tx.batches(query, 25))
    yield batch.map(({ lines, ...customer }) => ({
      ...customer,
      lines: lines.map(([startsOn, endsOn, acvMinor]): ValuedLine => ({ status: 'active', startsOn, endsOn, acvMinor })),
    }))
}

/** How many lines and customers there are of each status; see lineStatusOn of the orders' rules. */
export const countStatuses = async (
  tx: Tx,
  actor: Member,
  countedStates: CountedStates,
): Promise<Pick<StatusReport, 'lines' | 'customers' | 'states'>> => {
  // Lines are counted by customer before customers are asked for their state: one pass over the partnership's lines.
  const rows = await tx.rows(sql<{ of: string; status: string; n: number }>`
    with line as materialized (
      select l.customer_id, count(*) as n, case when l.status in ('draft', 'cancelled') then l.status when ${actor.today} < l.starts_on then 'upcoming'
                              when ${actor.today} <= l.ends_on then 'active' when l.status = 'superseded' then 'superseded' else 'expired' end as status
        from order_line l
       where l.partner_id = ${actor.partnerId} and l.partnership_id = ${actor.partnershipId}
       group by l.customer_id, 3)
    select 'line' as of, line.status, sum(line.n)::bigint as n
      from line join customer c on c.partner_id = ${actor.partnerId} and c.id = line.customer_id
     where c.state = any (${countedStates})
     group by 2
    union all
    select 'customer', s.status, count(*) from customer_summary s
     where s.partner_id = ${actor.partnerId} and s.partnership_id = ${actor.partnershipId} and s.state = any (${countedStates})
     group by 2
    union all
    select 'state', s.state, count(*) from customer_summary s
     where s.partner_id = ${actor.partnerId} and s.partnership_id = ${actor.partnershipId}
     group by 2`)
  const of = <S extends string>(what: string, statuses: readonly S[]) =>
    statuses.map((status) => ({ status, count: rows.find((row) => row.of === what && row.status === status)?.n ?? 0 }))
  return { lines: of('line', lineStatuses), customers: of('customer', customerStatuses), states: of('state', customerStates) }
}
