import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#server/db.ts'
import { ofPartnership, type PartnershipScope } from '#server/scopes.ts'

/** Recomputes the portfolio's ACV of every day from its first line to today. Writes only what differs. */
export const setAcvDays = async (tx: Tx, scope: PartnershipScope, countedStates: readonly string[]): Promise<void> => {
  await tx.rows(sql`
    insert into acv_day as kept (partner_id, partnership_id, day, acv_minor)
    select ${scope.partnerId}::bigint, ${scope.partnershipId}::bigint, f.day, f.acv_minor from (${acvDays(scope, countedStates)}) f
    on conflict (partner_id, partnership_id, day) do update set acv_minor = excluded.acv_minor where kept.acv_minor <> excluded.acv_minor`)
  await tx.rows(sql`
    delete from acv_day a where ${ofPartnership('a', scope)}
      and (a.day > ${scope.today}::date or a.day < coalesce((select min(starts_on) from (${countedLines(scope, countedStates)}) l), 'infinity'::date))`)
}

/** Days whose stored ACV is not what the lines say, at most 20. */
export const listAcvDifferences = (tx: Tx, scope: PartnershipScope, countedStates: readonly string[]) =>
  tx.rows<{ table: string; key: string; stored: unknown; counted: unknown }>(sql`
    with counted as (${acvDays(scope, countedStates)}), stored as (select a.day, a.acv_minor from acv_day a where ${ofPartnership('a', scope)})
    select 'acv_day' as table, day::text as key, stored.acv_minor as stored, counted.acv_minor as counted
      from stored full join counted using (day) where stored.acv_minor is distinct from counted.acv_minor limit 20`)

// acvByDay of rules.ts: a line adds its ACV on its first day and takes it away on the day after its last.
const acvDays = (scope: PartnershipScope, countedStates: readonly string[]): RawBuilder<unknown> => sql`
  with line as (${countedLines(scope, countedStates)}),
  step as (
    select day, sum(amount) as amount from (
      select starts_on as day, acv_minor as amount from line
      union all select ends_on + 1, -acv_minor from line) each group by day)
  select d.day, (sum(coalesce(step.amount, 0)) over (order by d.day))::bigint as acv_minor
  from (select generate_series((select min(starts_on) from line), ${scope.today}::date, interval '1 day')::date as day) d left join step using (day)`

// A customer that was archived counts until the day before; internal and demo customers never do.
const countedLines = (scope: PartnershipScope, countedStates: readonly string[]): RawBuilder<unknown> => sql`
  select l.starts_on, l.acv_minor,
    case when c.state = any(${countedStates}) then l.ends_on else least(l.ends_on, c.archived_on - 1) end as ends_on
  from order_line l join customer c on c.partner_id = l.partner_id and c.id = l.customer_id
  where ${ofPartnership('l', scope)} and l.status in ('active', 'superseded') and l.starts_on <= ${scope.today}::date
    and (c.state = any(${countedStates}) or (c.state = 'archived' and c.archived_on > l.starts_on))`
