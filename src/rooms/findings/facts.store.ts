import { sql, type RawBuilder } from 'kysely'
import { countedStates } from '#rooms/customers/counted.rules.ts'
import type { PortalConfig, Thresholds } from '#shared/config.ts'
import { cyclesBack } from '#shared/cycles.ts'
import { addDays, daysAhead, type Day } from '#shared/dates.ts'
import type { Tx } from '#server/db.ts'
import { ofPartnership, type PartnershipScope } from '#server/scopes.ts'
import { requiredContactTypes, type Facts, type Part } from './rules.ts'

export type FactsScope = PartnershipScope & {
  thresholds: Thresholds
  /** The states of the customers that are looked at. */
  states: readonly string[]
  requiredTypes: readonly string[]
}

export const factsScope = (scope: PartnershipScope, config: PortalConfig): FactsScope => ({
  ...scope,
  thresholds: config.thresholds,
  // A deployment may count archived customers in its totals; nobody has to look after them any more.
  states: countedStates(scope.model).filter((state) => state !== 'archived'),
  requiredTypes: requiredContactTypes(config),
})

/**
 * Reads parts of the facts of one partnership, each in one statement. The statements leave out what no rule can have anything to say
 * about, so that what comes grows with the findings and not with the customers; what is said is decided by the rules alone.
 */
export const gatherFacts = async (tx: Tx, scope: FactsScope, parts: readonly Part[]): Promise<Partial<Facts>> => {
  const facts: Partial<Record<Part, readonly unknown[]>> = {}
  const usual = await tx.first<JoinKinds>(
    sql`select current_setting('enable_nestloop') as nested, current_setting('enable_mergejoin') as merged`,
  )
  await setJoins(tx, { nested: 'off', merged: 'off' })
  for (const part of parts) {
    const statement: RawBuilder<unknown> = factStatements[part](scope)
    facts[part] = await tx.rows(statement)
  }
  await setJoins(tx, usual ?? { nested: 'on', merged: 'on' })
  return facts as Partial<Facts> // each statement is typed by its part
}

type JoinKinds = { nested: string; merged: string }

// The planner takes a partnership for a few rows, because it multiplies how rare its two keys are, and would compare each row with each.
const setJoins = (tx: Tx, { nested, merged }: JoinKinds) =>
  tx.rows(sql`select set_config('enable_nestloop', ${nested}, true), set_config('enable_mergejoin', ${merged}, true)`)

/** One statement for each part; the benchmark runs them bare. */
export const factStatements: { [P in Part]: (scope: FactsScope) => RawBuilder<Facts[P][number]> } = {
  openLines: (scope) => sql`
    select l.customer_id as "customerId", o.external_id as "orderNumber", l.status, l.starts_on as "startsOn", l.ends_on as "endsOn",
      l.auto_renew as "autoRenew", l.notice_days as "noticeDays", false as "hasSuccessor"
    from order_line l ${ofCounted('l', scope)} join customer_order o on o.partner_id = l.partner_id and o.id = l.order_id
    where ${ofPartnership('l', scope)} and l.status = 'active' and l.successor_id is null and l.starts_on <= ${scope.today}::date
      and l.renewal_on <= ${addDays(scope.today, daysAhead(scope.today, scope.thresholds.renewalMonths.low))}::date
    order by l.id`,

  // Figures of another day than the one that is asked about say nothing.
  acvChanges: (scope) => sql`
    select s.customer_id as "customerId", s.acv_minor as "acvMinor", s.acv_year_ago_minor as "acvYearAgoMinor"
    from customer_summary s
    where ${ofPartnership('s', scope)} and s.state = any(${scope.states}) and s.as_of = ${scope.today}::date and s.acv_minor < s.acv_year_ago_minor
    order by s.customer_id`,

  missingContacts: (scope) => sql`
    select c.id as "customerId", r.type, held.types is null as "hasNobody"
    from customer c cross join unnest(${scope.requiredTypes}::text[]) as r (type)
      left join (select t.customer_id, array_agg(t.type) as types from contact_type t
        where ${ofPartnership('t', scope)} and t.type = any(${scope.requiredTypes}) group by 1) held on held.customer_id = c.id
    where ${ofPartnership('c', scope)} and c.state = any(${scope.states}) and (held.types is null or r.type <> all(held.types))
    order by c.id, r.type`,

  licences: (scope) => {
    const [last, open] = cyclesBack(scope.cycle, 2)
    return sql`
    with bought as materialized (
      select l.customer_id, l.product, sum(l.quantity) as licensed from order_line l
      where ${ofPartnership('l', scope)} and l.status in ('active', 'superseded') and ${scope.today}::date between l.starts_on and l.ends_on
        and (l.recurring_minor > 0 or l.one_off_minor = 0) -- what is only paid once gives no licence
      group by 1, 2),
    used as materialized (
      select u.customer_id, u.product, max(u.peak) filter (where u.cycle_start = ${open?.start}::date) as this_peak,
        max(u.peak) filter (where u.cycle_start = ${last?.start}::date) as last_peak, max(u.peak) as peak
      from usage_cycle u where ${ofPartnership('u', scope)} and u.cycle_start in (${last?.start}::date, ${open?.start}::date) and u.peak > 0 group by 1, 2)
    select b.customer_id as "customerId", b.product, b.licensed::bigint as licensed, u.this_peak as "thisPeak", u.last_peak as "lastPeak"
    from bought b join used u on u.customer_id = b.customer_id and u.product = b.product
      join customer c on c.partner_id = ${scope.partnerId} and c.id = b.customer_id and c.state = any(${scope.states})
    where u.peak * 100::numeric >= b.licensed * ${scope.thresholds.usagePercent.low}::numeric
    order by 1, 2`
  },

  // Of a product that was used within the days that no rule minds, nothing more is read; the others' last cycle with use is opened.
  lastUses: (scope) => {
    const silentFrom = addDays(scope.today, -scope.thresholds.inactiveProductDays.low)
    const cycles = cyclesBack(scope.cycle, 1 + yearOfCycles)
    return sql`
    with used as materialized (
      select u.customer_id, u.product, max(u.cycle_start) as cycle_start, max(u.peak_day) as peak_day from usage_cycle u
      where ${ofPartnership('u', scope)} and u.cycle_start between ${cycles[0]?.start}::date and ${scope.today}::date and u.peak > 0 group by 1, 2)
    select k.customer_id as "customerId", k.product, last.day as "lastUseOn"
    from used k join customer c on c.partner_id = ${scope.partnerId} and c.id = k.customer_id and c.state = any(${scope.states})
      join usage_cycle u on ${ofPartnership('u', scope)} and u.customer_id = k.customer_id and u.product = k.product and u.cycle_start = k.cycle_start
      cross join lateral (select u.cycle_start + max(d.at)::int - 1 as day from unnest(u.days) with ordinality as d (value, at) where d.value > 0) last
    where k.peak_day < ${silentFrom}::date and not ${usedSince('u', silentFrom)} and last.day < ${silentFrom}::date
    order by 1, 2`
  },

  newestPeaks: (scope) => {
    const [last, open] = cyclesBack(scope.cycle, 2)
    const oldest = cyclesBack(scope.cycle, 2 + yearOfCycles)[0]
    return sql`
    with newest as materialized (
      select distinct on (u.customer_id, u.product) u.customer_id, u.product, u.cycle_start, u.peak, u.peak_day from usage_cycle u
      where ${ofPartnership('u', scope)} and u.cycle_start in (${last?.start}::date, ${open?.start}::date) and u.peak is not null
      order by u.customer_id, u.product, u.cycle_start desc)
    select n.customer_id as "customerId", n.product, n.peak, n.peak_day as day, max(b.peak) as before, count(b.peak)::int as "cyclesBefore"
    from newest n join customer c on c.partner_id = ${scope.partnerId} and c.id = n.customer_id and c.state = any(${scope.states})
      join usage_cycle b on ${ofPartnership('b', scope)} and b.customer_id = n.customer_id and b.product = n.product
        and b.cycle_start between ${oldest?.start}::date and ${last?.start}::date
        and b.cycle_start < n.cycle_start and b.cycle_start >= (n.cycle_start - make_interval(months => ${yearOfCycles}))::date
    where n.peak_day between ${addDays(scope.today, -1)}::date and ${scope.today}::date
    group by 1, 2, 3, 4 having n.peak > max(b.peak)
    order by 1, 2`
  },

  growers: (scope) => {
    const before = cyclesBack(scope.cycle, 1 + quarterOfCycles)[0]
    return sql`
    with beyond as materialized (
      select k.product, k.peak_total as used, t.commitment from partnership_cycle k
        join terms_in_force(${scope.partnerId}, ${scope.partnershipId}, ${scope.cycle.end}::date) t on t.product = k.product
      where ${ofPartnership('k', scope)} and k.cycle_start = ${scope.cycle.start}::date and k.peak_total * 100::numeric > t.commitment * ${scope.thresholds.commitmentPercent.low}::numeric)
    select u.customer_id as "customerId", u.product, b.used, b.commitment, u.peak, coalesce(e.peak, 0) as "peakBefore"
    from beyond b join usage_cycle u on ${ofPartnership('u', scope)} and u.cycle_start = ${scope.cycle.start}::date and u.product = b.product
      ${ofCounted('u', scope)}
      left join usage_cycle e on ${ofPartnership('e', scope)} and e.cycle_start = ${before?.start}::date and e.product = u.product and e.customer_id = u.customer_id
    where u.peak > coalesce(e.peak, 0)
    order by 1, 2`
  },

  scanners: (scope) => sql`
    select n.customer_id as "customerId", n.external_id as key, n.name, c.since as "customerSince",
      (n.last_seen_at at time zone ${scope.timeZone})::date as "lastSeenOn"
    from scanner n ${ofCounted('n', scope)}
    where ${ofPartnership('n', scope)}
      and coalesce((n.last_seen_at at time zone ${scope.timeZone})::date, c.since) < ${addDays(scope.today, -scope.thresholds.inactiveScannerDays.low)}::date
    order by n.id`,

  // failuresByProduct of activity/rules.ts. The clock is a day wider than any time zone; the partnership's own day decides.
  failures: (scope) => {
    const from = addDays(scope.today, 1 - scope.thresholds.failedScansWindowDays)
    return sql`
    with ended as (
      select r.customer_id, r.product, r.outcome, (r.finished_at at time zone ${scope.timeZone})::date as day from scan_result r
      where ${ofPartnership('r', scope)} and r.outcome <> 'stopped' and r.finished_at >= ${addDays(from, -1)}::date and r.finished_at < ${addDays(scope.today, 2)}::date)
    select e.customer_id as "customerId", e.product, (count(*) filter (where e.outcome = 'failed'))::int as failed, count(*)::int as ended,
      min(e.day) filter (where e.outcome = 'failed') as "firstFailedOn", max(e.day) filter (where e.outcome = 'failed') as "lastFailedOn"
    from ended e join customer c on c.partner_id = ${scope.partnerId} and c.id = e.customer_id and c.state = any(${scope.states})
    where e.day between ${from}::date and ${scope.today}::date
    group by 1, 2 having bool_or(e.outcome = 'failed')
    order by 1, 2`
  },
}

/** How far back a product counts as the customer's, and a peak as the highest. */
const yearOfCycles = 12
const quarterOfCycles = 3

const ofCounted = (alias: string, { states }: FactsScope) =>
  sql`join customer c on c.partner_id = ${sql.ref(`${alias}.partner_id`)} and c.id = ${sql.ref(`${alias}.customer_id`)} and c.state = any(${states})`

const usedSince = (alias: string, day: Day) => {
  const row = sql.ref(`${alias}.cycle_start`)
  const days = sql.ref(`${alias}.days`)
  return sql`coalesce(0 < any (${days}[greatest(1, ${day}::date - ${row} + 1):]), false)`
}
