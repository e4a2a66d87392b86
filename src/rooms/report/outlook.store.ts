import { sql, type RawBuilder } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { addDays, addMonths, type Day } from '#shared/dates.ts'
import { pageFrom, readCursor, type Position } from '#shared/paging.ts'
import type { Tx } from '#server/db.ts'
import type { GrowthSort, RenewalTotal, ReportBucket } from './contract.ts'
import type { CountedStates } from './orders.store.ts'
import { renewalLimits } from './rules.ts'

// ---------------------------------------------------------------- renewals

export type RenewalRow = {
  lineId: number
  customerId: number
  customer: string
  orderNumber: string
  product: string
  quantity: number
  endsOn: Day
  deadline: Day
  acvMinor: number
  autoRenew: boolean
}

// The lines first, by the index of open renewals, and their customers by key (`offset 0` keeps it so): once a statement is planned for
// all its values, the planner would rather look up every customer's lines.
const openRenewals = (actor: Member, countedStates: CountedStates, bounds: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  from (select l.* from order_line l where ${isOpen(actor)} and ${bounds} offset 0) l
  ${itsCustomer(actor, countedStates)}`

const itsCustomer = (actor: Member, countedStates: CountedStates): RawBuilder<unknown> => sql`
  cross join lateral (
    select c.name from customer c where c.partner_id = ${actor.partnerId} and c.id = l.customer_id and c.state = any (${countedStates}) offset 0) c`

// isRenewalOpen of the orders' rules; renewal_on is the deadline that they compute.
const isOpen = (actor: Member): RawBuilder<unknown> => sql`
       l.partner_id = ${actor.partnerId} and l.partnership_id = ${actor.partnershipId}
   and l.status = 'active' and l.successor_id is null and l.starts_on <= ${actor.today}`

/** Lines and ACV of each bucket and of the next three calendar months; `later`: lines that are listed beyond the buckets. */
export const sumRenewals = async (
  tx: Tx,
  actor: Member,
  countedStates: CountedStates,
): Promise<{ buckets: Map<ReportBucket, RenewalTotal>; threeMonths: RenewalTotal; later: number }> => {
  const { bucketsTo, threeMonthsTo, listedTo } = renewalLimits(actor.today)
  const rows = await tx.rows(sql<{
    bucket: ReportBucket | 'later'
    lines: number
    acv_minor: number
    lines_3: number
    acv_minor_3: number
  }>`
    select case when l.renewal_on < ${actor.today} then 'overdue' when l.renewal_on <= ${addDays(actor.today, 30)} then '0-30'
                when l.renewal_on <= ${addDays(actor.today, 60)} then '31-60' when l.renewal_on <= ${bucketsTo} then '61-90' else 'later' end as bucket,
           count(*)::int as lines, sum(l.acv_minor)::bigint as acv_minor,
           (count(*) filter (where l.renewal_on between ${actor.today} and ${threeMonthsTo}))::int as lines_3,
           coalesce(sum(l.acv_minor) filter (where l.renewal_on between ${actor.today} and ${threeMonthsTo}), 0)::bigint as acv_minor_3
      ${openRenewals(actor, countedStates, sql`l.renewal_on <= ${listedTo}`)}
     group by 1`)
  const buckets = new Map<ReportBucket, RenewalTotal>()
  const threeMonths = { lines: 0, acvMinor: 0 }
  for (const row of rows) {
    if (row.bucket !== 'later') buckets.set(row.bucket, { lines: row.lines, acvMinor: row.acv_minor })
    threeMonths.lines += row.lines_3
    threeMonths.acvMinor += row.acv_minor_3
  }
  return { buckets, threeMonths, later: rows.find((row) => row.bucket === 'later')?.lines ?? 0 }
}

export type RenewalAsked = { bucket?: ReportBucket | undefined; cursor?: string | undefined; limit: number }

/** A page of open renewals by deadline, up to ninety days or three months ahead, whichever is longer. */
export const listRenewals = async (
  tx: Tx,
  actor: Member,
  countedStates: CountedStates,
  { bucket, cursor, limit }: RenewalAsked,
): Promise<{ items: RenewalRow[]; next: string | null }> => {
  const found = await tx.rows(sql<RenewalRow>`
    ${renewalColumns} ${openRenewals(actor, countedStates, sql`${within(bucket, actor.today)} ${afterDeadline(cursor)}`)}
     order by l.renewal_on, l.id limit ${limit + 1}`)
  return pageFrom(found, limit, (row) => ({ value: row.deadline, id: row.lineId }))
}

/** All of them, in batches. */
export const renewalsInBatches = (tx: Tx, actor: Member, countedStates: CountedStates): AsyncGenerator<RenewalRow[]> =>
  tx.batches(
    sql<RenewalRow>`${renewalColumns} ${openRenewals(actor, countedStates, within(undefined, actor.today))} order by l.renewal_on, l.id`,
    1_000,
  )

const renewalColumns = sql`
  select l.id as "lineId", l.customer_id as "customerId", c.name as customer,
         (select o.external_id from customer_order o where o.partner_id = l.partner_id and o.id = l.order_id) as "orderNumber",
         l.product, l.quantity, l.ends_on as "endsOn", l.renewal_on as deadline, l.acv_minor as "acvMinor", l.auto_renew as "autoRenew"`

const within = (bucket: ReportBucket | undefined, today: Day): RawBuilder<unknown> => {
  const day = (count: number) => addDays(today, count)
  if (bucket === undefined) return sql`l.renewal_on <= ${renewalLimits(today).listedTo}`
  if (bucket === 'overdue') return sql`l.renewal_on < ${today}`
  const [first, last] = { '0-30': [0, 30] as const, '31-60': [31, 60] as const, '61-90': [61, 90] as const }[bucket]
  return sql`l.renewal_on between ${day(first)} and ${day(last)}`
}

const afterDeadline = (cursor: string | undefined): RawBuilder<unknown> => {
  if (cursor === undefined) return sql``
  const { value, id } = readCursor(cursor, 'day')
  return sql`and l.renewal_on >= ${value}::date and (l.renewal_on > ${value}::date or l.id > ${id})`
}

// ---------------------------------------------------------------- growth

export type GrowthRow = { customerId: number; name: string; externalId: string; acvMinor: number; acvYearAgoMinor: number | null }
export type GrowthTotals = {
  asOf: Day | null
  acvMinor: number
  acvYearAgoMinor: number
  startMinor: number
  endMinor: number
  keptMinor: number
  total: number
}

/**
 * Customers that pay or paid twelve months ago. One that was archived in between was a customer then and is none now:
 * without it, retention would forget exactly those who left.
 */
const grown = (actor: Member, countedStates: CountedStates): RawBuilder<unknown> => sql`
  select * from (
    select s.customer_id, s.name, s.name_key, s.external_id, s.as_of,
           case when s.state = 'archived' then 0 else s.acv_minor end as acv_minor, s.acv_year_ago_minor
      from customer_summary s
     where s.partner_id = ${actor.partnerId} and s.partnership_id = ${actor.partnershipId}
       and (s.state = any (${countedStates}) or (s.state = 'archived' and s.acv_year_ago_minor is not null and exists (
         select from customer c where c.partner_id = s.partner_id and c.id = s.customer_id
            and c.archived_on > (s.as_of - interval '12 months')::date)))) g
   where g.acv_minor > 0 or g.acv_year_ago_minor > 0`

/** The sums behind growth and retention: of those who paid a year ago, what they paid, what they pay, and what of it they paid already. */
export const sumGrowth = async (tx: Tx, actor: Member, countedStates: CountedStates): Promise<GrowthTotals> => {
  const row = await tx.first(sql<GrowthTotals>`
    select min(g.as_of) as "asOf", count(*)::int as total, coalesce(sum(acv_minor), 0)::bigint as "acvMinor",
           coalesce(sum(acv_year_ago_minor), 0)::bigint as "acvYearAgoMinor",
           coalesce(sum(acv_year_ago_minor) filter (where acv_year_ago_minor > 0), 0)::bigint as "startMinor",
           coalesce(sum(acv_minor) filter (where acv_year_ago_minor > 0), 0)::bigint as "endMinor",
           coalesce(sum(least(acv_minor, acv_year_ago_minor)) filter (where acv_year_ago_minor > 0), 0)::bigint as "keptMinor"
      from (${grown(actor, countedStates)}) g`)
  return row ?? { asOf: null, total: 0, acvMinor: 0, acvYearAgoMinor: 0, startMinor: 0, endMinor: 0, keptMinor: 0 }
}

// What is new has no percentage: it comes last whichever way that sorts.
const sortable = {
  change: sql`(g.acv_minor - coalesce(g.acv_year_ago_minor, 0))`,
  percent: sql`((g.acv_minor - g.acv_year_ago_minor)::float8 / nullif(g.acv_year_ago_minor, 0))`,
  acv: sql`g.acv_minor`,
  name: sql`g.name_key`,
}

/** A page of customers by growth. */
export const listGrowth = async (
  tx: Tx,
  actor: Member,
  countedStates: CountedStates,
  { sort, cursor, limit }: { sort: GrowthSort; cursor?: string | undefined; limit: number },
): Promise<{ items: GrowthRow[]; next: string | null }> => {
  const isDown = sort.startsWith('-')
  const value = sortable[(isDown ? sort.slice(1) : sort) as keyof typeof sortable] // the contract lists them
  const found = await tx.rows(sql<GrowthRow & { sortValue: string | number | null }>`
    select g.customer_id as "customerId", g.name, g.external_id as "externalId", g.acv_minor as "acvMinor",
           g.acv_year_ago_minor as "acvYearAgoMinor", ${value} as "sortValue"
      from (${grown(actor, countedStates)}) g
     where true ${afterGrown(value, isDown, cursor && readCursor(cursor, kindOf(sort)))}
     order by ${value} is null, ${value} ${isDown ? sql`desc` : sql`asc`}, g.customer_id
     limit ${limit + 1}`)
  return pageFrom(found, limit, (row) => ({ value: row.sortValue, id: row.customerId }))
}

const kindOf = (sort: GrowthSort) => (sort.endsWith('name') ? 'text' : sort.endsWith('percent') ? 'number' : 'whole')

const afterGrown = (value: RawBuilder<unknown>, isDown: boolean, position: Position | '' | undefined): RawBuilder<unknown> => {
  if (!position) return sql``
  const { value: last, id } = position
  if (last === null) return sql`and ${value} is null and g.customer_id > ${id}`
  const beyond = isDown ? sql`<` : sql`>`
  return sql`and (${value} ${beyond} ${last} or (${value} = ${last} and g.customer_id > ${id}) or ${value} is null)`
}

/** All of them by name, in batches. */
export const growthInBatches = (tx: Tx, actor: Member, countedStates: CountedStates): AsyncGenerator<GrowthRow[]> =>
  tx.batches(
    sql<GrowthRow>`
      select g.customer_id as "customerId", g.name, g.external_id as "externalId", g.acv_minor as "acvMinor", g.acv_year_ago_minor as "acvYearAgoMinor"
        from (${grown(actor, countedStates)}) g order by g.name_key, g.customer_id`,
    1_000,
  )

/** Twelve months before the day that growth is as of. */
export const growthStart = (asOf: Day): Day => addMonths(asOf, -12)
