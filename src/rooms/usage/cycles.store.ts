import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#server/db.ts'
import { ofPartnership, type PartnershipScope } from '#server/scopes.ts'

/** Recomputes a partnership's totals per product of the given cycles (their first days), or of all. Writes only what differs. */
export const setPartnershipCycles = async (
  tx: Tx,
  scope: PartnershipScope,
  usedStates: readonly string[],
  cycleStarts?: readonly string[],
): Promise<void> => {
  await tx.rows(sql`
    with counted as materialized (${cycleTotals(scope, usedStates, cycleStarts)}),
    gone as (
      delete from partnership_cycle k where ${ofPartnership('k', scope)} ${among('k', cycleStarts)}
        and (k.cycle_start, k.product) not in (select f.cycle_start, f.product from counted f))
    insert into partnership_cycle as kept (partner_id, partnership_id, cycle_start, product, peak_total, customers)
    select ${scope.partnerId}::bigint, ${scope.partnershipId}::bigint, f.cycle_start, f.product, f.peak_total, f.customers from counted f
    on conflict (partner_id, partnership_id, cycle_start, product) do update set peak_total = excluded.peak_total, customers = excluded.customers
      where (kept.peak_total, kept.customers) is distinct from (excluded.peak_total, excluded.customers)`)
}

/** Stored peaks and totals that are not what the daily values say, at most 20 of each. */
export const listUsageDifferences = async (tx: Tx, scope: PartnershipScope, usedStates: readonly string[]) => [
  ...(await tx.rows<{ table: string; key: string; stored: unknown; counted: unknown }>(sql`
    select 'usage_cycle' as table, concat_ws(' ', u.customer_id, u.product, u.cycle_start) as key,
      jsonb_build_array(u.peak, u.peak_day) as stored, jsonb_build_array(p.peak, u.cycle_start + array_position(u.days, p.peak) - 1) as counted
    from usage_cycle u cross join lateral (select max(d) as peak from unnest(u.days) d) p
    where ${ofPartnership('u', scope)} and (u.peak, u.peak_day) is distinct from (p.peak, u.cycle_start + array_position(u.days, p.peak) - 1) limit 20`)),
  ...(await tx.rows<{ table: string; key: string; stored: unknown; counted: unknown }>(sql`
    with counted as (${cycleTotals(scope, usedStates)}),
    stored as (select k.cycle_start, k.product, k.peak_total, k.customers from partnership_cycle k where ${ofPartnership('k', scope)})
    select 'partnership_cycle' as table, concat_ws(' ', cycle_start, product) as key, to_jsonb(stored) as stored, to_jsonb(counted) as counted
    from stored full join counted using (cycle_start, product) where to_jsonb(stored) is distinct from to_jsonb(counted) limit 20`)),
]

// totalPeak of rules.ts: the sum of the customers' peaks, of those whose usage counts.
const cycleTotals = (scope: PartnershipScope, usedStates: readonly string[], cycleStarts?: readonly string[]): RawBuilder<unknown> => sql`
  select u.cycle_start, u.product, sum(u.peak)::bigint as peak_total, count(*)::int as customers
  from usage_cycle u join customer c on c.partner_id = u.partner_id and c.id = u.customer_id
  where ${ofPartnership('u', scope)} ${among('u', cycleStarts)} and u.peak is not null and c.state = any(${usedStates})
  group by u.cycle_start, u.product`

const among = (alias: string, cycleStarts: readonly string[] | undefined) =>
  cycleStarts ? sql`and ${sql.ref(`${alias}.cycle_start`)} = any(${cycleStarts}::date[])` : sql``
