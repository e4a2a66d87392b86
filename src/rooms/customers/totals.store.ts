import { sql } from 'kysely'
import { seesPart, type Member } from '#shared/actor.ts'
import { cycleOf, type Cycle } from '#shared/cycles.ts'
import type { Tx } from '#server/db.ts'
import type { ChannelModel } from '#shared/config.ts'
import type { Totals } from './contract.ts'
import { isActiveRow } from './summaries.store.ts'
import { countedStates, usedStates } from './counted.rules.ts'

type Row = {
  as_of: string | null
  listed: number
  customers: number
  active_customers: number
  active_lines: number
  acv_minor: number
  renewal_minor: number
  open_tasks: number
  peaks: Record<string, number>
  commitments: Record<string, number> | null
}

/**
 * The portfolio's totals as the actor may see them. Somebody who sees every customer reads the maintained row; for a restricted
 * person the same figures are summed from the customers that row-level security leaves. `listed`: how many there are in any state.
 */
export const getTotals = async (
  tx: Tx,
  actor: Member,
  products: readonly string[],
  model: ChannelModel,
): Promise<Totals & { listed: number }> => {
  const isRestricted = seesPart(actor)
  const ask = ({ end }: Cycle) => tx.first(isRestricted ? summed(actor, end, products, model) : maintained(actor, end))
  const open = cycleOf(actor.today, actor.cycle)
  const found = await ask(open)
  // Until a new day's figures are there, peaks are those of yesterday's cycle: on its first day the name must not run ahead of them.
  const cycle = cycleOf(found?.as_of ?? actor.today, actor.cycle)
  const row = cycle.start === open.start ? found : await ask(cycle)
  const seesMoney = actor.permissions.has('commercial.read')
  // A commitment is the whole partnership's: beside a part of its customers it would say nothing.
  const commitmentOf = (product: string) => (seesMoney && !isRestricted ? (row?.commitments?.[product] ?? null) : null)
  return {
    asOf: row?.as_of ?? actor.today,
    currency: actor.currency,
    listed: row?.listed ?? 0,
    customers: row?.customers ?? 0,
    activeCustomers: row?.active_customers ?? 0,
    activeSubscriptions: row?.active_lines ?? 0,
    acvMinor: seesMoney ? (row?.acv_minor ?? 0) : null,
    renewalMinor: seesMoney ? (row?.renewal_minor ?? 0) : null,
    openTasks: actor.permissions.has('task.read') ? (row?.open_tasks ?? 0) : null,
    cycle: { name: cycle.name, start: cycle.start, end: cycle.end },
    peaks: actor.permissions.has('usage.read')
      ? products.map((product) => ({ product, peak: row?.peaks[product] ?? 0, commitment: commitmentOf(product) }))
      : [],
  }
}

const commitments = (actor: Member, cycleEnd: string) => sql`
  (select jsonb_object_agg(t.product, t.commitment) filter (where t.commitment is not null)
     from terms_in_force(${actor.partnerId}, ${actor.partnershipId}, ${cycleEnd}) t) as commitments`

const maintained = (actor: Member, cycleEnd: string) => sql<Row>`
  select p.as_of, p.listed, p.customers, p.active_customers, p.active_lines, p.acv_minor, p.renewal_minor, p.open_tasks, p.peaks, ${commitments(actor, cycleEnd)}
    from partnership_summary p
   where p.partner_id = ${actor.partnerId} and p.partnership_id = ${actor.partnershipId}`

const sumOf = (product: string) => sql`${product}::text, sum((m.peaks ->> ${product}::text)::int)`

const summed = (actor: Member, cycleEnd: string, products: readonly string[], model: ChannelModel) => sql<Row>`
  with mine as materialized (
    select s.as_of, s.state, s.active_lines, s.acv_minor, s.renewal_minor, s.open_tasks, s.peaks
      from customer_summary s
     where s.partner_id = ${actor.partnerId} and s.partnership_id = ${actor.partnershipId}
  ), counted as (select * from mine where state = any (${countedStates(model)}))
  select max(as_of) as as_of, (select count(*) from mine) as listed, count(*) as customers, count(*) filter (where ${isActiveRow(model)}) as active_customers,
         coalesce(sum(active_lines), 0)::bigint as active_lines, coalesce(sum(acv_minor), 0)::bigint as acv_minor,
         coalesce(sum(renewal_minor), 0)::bigint as renewal_minor, (select coalesce(sum(open_tasks), 0)::bigint from mine) as open_tasks,
         (select jsonb_strip_nulls(jsonb_build_object(${sql.join(products.map(sumOf))})) from mine m where m.state = any (${usedStates(model)})) as peaks,
         ${commitments(actor, cycleEnd)}
    from counted`
