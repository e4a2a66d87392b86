import { sql, type RawBuilder } from 'kysely'
import type { ChannelModel, Thresholds } from '#shared/config.ts'
import { addDays, addMonths } from '#shared/dates.ts'
import type { Tx } from '#server/db.ts'
import { ofPartnership, type PartnershipScope } from '#server/scopes.ts'

export type SummaryScope = PartnershipScope & {
  thresholds: Thresholds
  /** Customer states that count in totals and bills. */
  countedStates: readonly string[]
  /** Those whose usage counts. */
  usedStates: readonly string[]
  /** The metric whose last day above zero is a customer's last sign-in. */
  signInMetric: string | undefined
}

// The columns of customer_summary that follow from other tables, in one order for writing and for comparing.
const followed = [
  'as_of', 'status', 'acv_minor', 'acv_year_ago_minor', 'active_lines', 'starts_on', 'ends_on', 'renewal_on', 'renewal_minor', 'order_number',
  'peaks', 'billable_minor', 'last_login_on', 'last_scan_on', 'inactive_scanners', 'failed_scans', 'open_tasks', 'worst_severity',
] as const // prettier-ignore
const named = ['name', 'external_id', 'country', 'state'] as const
const totals = [
  'as_of',
  'listed',
  'customers',
  'active_customers',
  'active_lines',
  'acv_minor',
  'renewal_minor',
  'open_tasks',
  'peaks',
] as const
const list = (alias: string, columns: readonly string[]) => sql.raw(columns.map((column) => `${alias}.${column}`).join(', '))

/** Whether a row of customer_summary counts as an active customer: one that is used, or one that has a line. */
export const isActiveRow = ({ reportLayout }: ChannelModel): RawBuilder<unknown> =>
  reportLayout === 'usage' ? sql`peaks <> '{}'` : sql`active_lines > 0`

/** Recomputes the given customers' rows of the dashboard, or all of the partnership. Writes only what differs. */
export const setCustomerSummaries = async (tx: Tx, scope: SummaryScope, customerIds?: readonly number[]): Promise<void> => {
  // All at once, the planner would take rows that this transaction has just written for few, and compare each with each.
  if (!customerIds) await tx.rows(sql`set local enable_nestloop = off`)
  await tx.rows(sql`
    with figures as materialized (${customerFigures(scope, customerIds)})
    update customer_summary s
       set ${sql.raw([...named, ...followed].map((column) => `${column} = f.${column}`).join(', '))}
      from figures f
     where ${ofPartnership('s', scope)} and s.customer_id = f.customer_id
       and (${list('s', [...named, ...followed])}) is distinct from (${list('f', [...named, ...followed])})`)
}

/** Recomputes the totals over all customers from their rows. */
export const setPartnershipSummary = (tx: Tx, scope: SummaryScope) =>
  tx.rows(sql`
    insert into partnership_summary as kept (partner_id, partnership_id, ${sql.raw(totals.join(', '))})
    select * from (${partnershipFigures(scope)}) f
    on conflict (partner_id, partnership_id) do update
      set ${sql.raw(totals.map((column) => `${column} = excluded.${column}`).join(', '))}
      where (${list('kept', totals)}) is distinct from (${list('excluded', totals)})`)

/** Counts the open tasks of the given customers again, and the partnership's sum of them; for the system. */
export const setTaskCounts = (
  tx: Tx,
  { partnerId, partnershipId }: { partnerId: number; partnershipId: number },
  customerIds: readonly number[],
  today: string,
) => tx.rows(sql`call write_task_counts(${partnerId}, ${partnershipId}, ${customerIds}::bigint[], ${today}::date)`)

/** The same for somebody in the current partnership, who may not write sums over all customers themselves. */
export const recountTasks = (
  tx: Tx,
  { partnerId, partnershipId }: { partnerId: number; partnershipId: number },
  customerIds: readonly number[],
  today: string,
) => tx.rows(sql`select recount_tasks(${partnerId}, ${partnershipId}, ${customerIds}::bigint[], ${today}::date)`)

/** The partnership's newest totals, or undefined before the first ones. */
export const findAsOf = async (tx: Tx, scope: Pick<PartnershipScope, 'partnerId' | 'partnershipId'>): Promise<string | undefined> => {
  const found = await tx.first<{ as_of: string }>(sql`select as_of from partnership_summary p where ${ofPartnership('p', scope)}`)
  return found?.as_of
}

export type Difference = { table: string; key: string; stored: unknown; counted: unknown }

/** Rows whose stored figures are not what their sources say, at most 20 of each table. */
export const listSummaryDifferences = async (tx: Tx, scope: SummaryScope): Promise<Difference[]> => [
  ...(await tx.rows<Difference>(sql`
    with counted as (select f.customer_id, ${list('f', [...named, ...followed])} from (${customerFigures(scope)}) f),
    stored as (select s.customer_id, ${list('s', [...named, ...followed])} from customer_summary s where ${ofPartnership('s', scope)})
    select 'customer_summary' as table, coalesce(stored.customer_id, counted.customer_id)::text as key, to_jsonb(stored) as stored, to_jsonb(counted) as counted
      from stored full join counted using (customer_id)
     where to_jsonb(stored) is distinct from to_jsonb(counted) limit 20`)),
  ...(await tx.rows<Difference>(sql`
    with counted as (${partnershipFigures(scope)}), stored as (
      select s.partner_id, s.partnership_id, ${list('s', totals)} from partnership_summary s where ${ofPartnership('s', scope)})
    select 'partnership_summary' as table, counted.partnership_id::text as key, to_jsonb(stored) as stored, to_jsonb(counted) as counted
      from counted left join stored using (partner_id, partnership_id)
     where to_jsonb(stored) is distinct from to_jsonb(counted)`)),
]

/** One row for each customer with what the tables say today; the same figures as `orderFigures` and `peakOf` of the rules. */
const customerFigures = (scope: SummaryScope, ids?: readonly number[]): RawBuilder<unknown> => {
  const mine = (alias: string, key = 'customer_id') =>
    sql`${ofPartnership(alias, scope)} ${ids ? sql`and ${sql.ref(`${alias}.${key}`)} = any(${ids})` : sql``}`
  return sql`
    with ordered as materialized (${orderFigures(scope, mine('l'))}),
    used as materialized (${usageFigures(scope, mine('u'))}),
    scanned as materialized (
      select r.customer_id,
        max((r.finished_at at time zone ${scope.timeZone})::date) filter (where r.outcome in ('finished', 'finished-with-warning')) as last_scan_on,
        count(*) filter (where r.outcome = 'failed' and (r.finished_at at time zone ${scope.timeZone})::date
          between ${addDays(scope.today, 1 - scope.thresholds.failedScansWindowDays)}::date and ${scope.today}::date) as failed_scans
      from scan_result r where ${mine('r')} group by r.customer_id),
    silent as materialized (
      select n.customer_id, count(*) as inactive_scanners
      from scanner n join customer c on c.partner_id = n.partner_id and c.id = n.customer_id
      where ${mine('n')} and ${scope.today}::date - coalesce((n.last_seen_at at time zone ${scope.timeZone})::date, c.since)
        > ${scope.thresholds.inactiveScannerDays.low}::int
      group by n.customer_id),
    raised as materialized (
      select t.customer_id, t.open_tasks, t.worst_severity
      from open_task_counts(${scope.partnerId}, ${scope.partnershipId}, ${scope.today}::date) t ${ids ? sql`where t.customer_id = any(${ids})` : sql``})
    select c.partner_id, c.partnership_id, c.id as customer_id, c.name, c.external_id, c.country, c.state, ${scope.today}::date as as_of,
      coalesce(o.status, 'none') as status, coalesce(o.acv_minor, 0) as acv_minor, o.acv_year_ago_minor, coalesce(o.active_lines, 0)::int as active_lines,
      o.starts_on, o.ends_on, o.renewal_on, coalesce(o.renewal_minor, 0) as renewal_minor, o.order_number,
      coalesce(u.peaks, '{}') as peaks, case when c.state = any(${scope.countedStates}) then u.billable_minor end as billable_minor,
      ${lastSignIn(scope)} as last_login_on, r.last_scan_on,
      coalesce(n.inactive_scanners, 0)::int as inactive_scanners, coalesce(r.failed_scans, 0)::int as failed_scans,
      coalesce(t.open_tasks, 0)::int as open_tasks, t.worst_severity
    from customer c
      left join ordered o on o.customer_id = c.id left join used u on u.customer_id = c.id left join scanned r on r.customer_id = c.id
      left join silent n on n.customer_id = c.id left join raised t on t.customer_id = c.id
    where ${mine('c', 'id')}`
}

// orders/renewals.rules.ts orderFigures, line by line.
const orderFigures = ({ today }: SummaryScope, mine: RawBuilder<unknown>) => sql`
  with line as (
    select l.*, l.status in ('active', 'superseded') as counts,
      l.status in ('active', 'superseded') and ${today}::date between l.starts_on and l.ends_on as is_active,
      l.status in ('active', 'superseded') and ${addMonths(today, -12)}::date between l.starts_on and l.ends_on as was_active,
      l.status = 'active' and l.successor_id is null and l.starts_on <= ${today}::date as is_open
    from order_line l where ${mine}),
  figures as (
    select customer_id,
      case when bool_or(is_active) then 'active' when bool_or(counts and starts_on > ${today}::date) then 'upcoming'
        when bool_or(counts) then 'expired' else 'none' end as status,
      coalesce(sum(acv_minor) filter (where is_active), 0)::bigint as acv_minor,
      (sum(acv_minor) filter (where was_active))::bigint as acv_year_ago_minor,
      count(*) filter (where is_active) as active_lines,
      min(starts_on) filter (where counts) as starts_on,
      coalesce(sum(acv_minor) filter (where is_open and renewal_on between ${today}::date and ${addMonths(today, 3)}::date), 0)::bigint as renewal_minor,
      case when bool_or(is_active)
        then (array_agg(id order by renewal_on, ends_on, id) filter (where is_open and is_active))[1]
        else (array_agg(id order by renewal_on desc, ends_on desc, id desc) filter (where is_open))[1] end as next_id
    from line group by customer_id)
  select f.*, l.ends_on, l.renewal_on, o.external_id as order_number
  from figures f left join line l on l.id = f.next_id
    left join customer_order o on o.partner_id = l.partner_id and o.id = l.order_id`

const usageFigures = ({ partnerId, partnershipId, cycle }: SummaryScope, mine: RawBuilder<unknown>) => sql`
  select u.customer_id, jsonb_object_agg(u.product, u.peak) as peaks, sum(u.peak * w.unit_price_minor)::bigint as billable_minor
  from usage_cycle u left join terms_in_force(${partnerId}, ${partnershipId}, ${cycle.end}::date) w on w.product = u.product
  where ${mine} and u.cycle_start = ${cycle.start}::date and u.peak is not null group by u.customer_id`

// The newest month with a sign-in decides; the others are not opened.
const lastSignIn = ({ signInMetric = '' }: SummaryScope) => sql`(
  select m.month + d.at::int - 1 from activity_month m, unnest(m.days) with ordinality as d (value, at)
  where m.partner_id = c.partner_id and m.partnership_id = c.partnership_id and m.customer_id = c.id and m.metric = ${signInMetric} and d.value > 0
  order by m.month desc, d.at desc limit 1)`

const partnershipFigures = ({
  partnerId,
  partnershipId,
  today,
  countedStates,
  usedStates,
  model,
}: SummaryScope): RawBuilder<unknown> => sql`
  with mine as (select * from customer_summary s where s.partner_id = ${partnerId} and s.partnership_id = ${partnershipId})
  select ${partnerId}::bigint as partner_id, ${partnershipId}::bigint as partnership_id, ${today}::date as as_of,
    (select count(*)::int from mine) as listed,
    count(*)::int as customers,
    (count(*) filter (where ${isActiveRow(model)}))::int as active_customers,
    coalesce(sum(active_lines), 0)::int as active_lines, coalesce(sum(acv_minor), 0)::bigint as acv_minor,
    coalesce(sum(renewal_minor), 0)::bigint as renewal_minor,
    (select coalesce(sum(open_tasks), 0)::int from mine) as open_tasks,
    coalesce((select jsonb_object_agg(product, peak) from (
      select e.key as product, sum(e.value::bigint) as peak from mine m, jsonb_each_text(m.peaks) e
      where m.state = any(${usedStates}) group by e.key) p), '{}') as peaks
  from mine where state = any(${countedStates})`
