import { sql, type RawBuilder } from 'kysely'
import { seesPart, type Member } from '#shared/actor.ts'
import type { Cycle } from '#shared/cycles.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import type { Tx } from '#server/db.ts'
import type { UsageFacts } from './rules.ts'

/** The states whose customers' usage counts, as the channel model says. */
export type UsedStates = readonly string[]

/** Peaks and terms of each product in each of the cycles; a product without either in a cycle is absent there. */
export const listUsage = async (tx: Tx, actor: Member, usedStates: UsedStates, cycles: readonly Cycle[]): Promise<UsageFacts[]> => {
  const names = new Map(cycles.map((cycle) => [cycle.start, cycle.name]))
  const rows = await tx.rows(sql<Omit<UsageFacts, 'cycle'> & { cycleStart: string }>`
    with terms as (
      select c.cycle_start, t.product, t.commitment, t.unit_price_minor
        from (values ${sql.join(cycles.map(({ start, end }) => sql`(${start}::date, ${end}::date)`))}) c (cycle_start, cycle_end)
       cross join lateral terms_in_force(${actor.partnerId}, ${actor.partnershipId}, c.cycle_end) t
    ), used as (${seesPart(actor) ? summed(actor, usedStates, cycles) : maintained(actor, cycles)})
    select cycle_start as "cycleStart", product, coalesce(u.customers, 0) as customers, u.peak_total as peak,
           t.commitment, t.unit_price_minor as "unitPriceMinor"
      from used u full join terms t using (cycle_start, product)
     order by cycle_start, product`)
  return rows.map(({ cycleStart, ...facts }) => ({ cycle: names.get(cycleStart) ?? cycleStart, ...facts }))
}

const maintained = (actor: Member, cycles: readonly Cycle[]) => sql`
  select k.cycle_start, k.product, k.peak_total, k.customers
    from partnership_cycle k
   where k.partner_id = ${actor.partnerId} and k.partnership_id = ${actor.partnershipId}
     and k.cycle_start in (${startsOf(cycles)})`

// The definition of partnership_cycle, within the reader's customers.
const summed = (actor: Member, usedStates: UsedStates, cycles: readonly Cycle[]) => sql`
  select u.cycle_start, u.product, sum(u.peak)::bigint as peak_total, count(*)::int as customers
    from usage_cycle u join customer c on c.partner_id = u.partner_id and c.id = u.customer_id
   where ${inCycles(actor, cycles)} and u.peak is not null and c.state = any (${usedStates})
   group by u.cycle_start, u.product`

const inCycles = (actor: Member, cycles: readonly Cycle[]) => sql`
  u.partner_id = ${actor.partnerId} and u.partnership_id = ${actor.partnershipId} and u.cycle_start in (${startsOf(cycles)})`

// One by one: of an array the planner doesn't know how many there are, and then plans anew each time.
const startsOf = (cycles: readonly Cycle[]) => sql.join(cycles.map(({ start }) => sql`${start}::date`))

export type Bar = { cycle: Cycle; product: string }
export type BarRow = { customerId: number; name: string; peak: number; peakDay: string }
export type BarPage = { items: BarRow[]; next: string | null; customers: number; peak: number }

/** A page of the customers of one bar, the largest peak first, with the bar's own figures. */
export const listBarCustomers = async (
  tx: Tx,
  actor: Member,
  usedStates: UsedStates,
  { cycle, product, cursor, limit }: Bar & { cursor?: string | undefined; limit: number },
): Promise<BarPage> => {
  const used = seesPart(actor) ? summed(actor, usedStates, [cycle]) : maintained(actor, [cycle])
  // The bar's own index gives the largest peaks in order; a join there would read all customers before the first is known.
  const found = await tx.rows(sql<{
    peak_total: number
    customers: number
    customer_id: number | null
    name: string
    peak: number
    peak_day: string
  }>`
    select t.peak_total, t.customers, b.customer_id, n.name, b.peak, b.peak_day
      from (select peak_total, customers from (${used}) k where k.product = ${product}) t
      left join (
        select u.customer_id, u.peak, u.peak_day
          from usage_cycle u
         where u.partner_id = ${actor.partnerId} and u.partnership_id = ${actor.partnershipId} and u.cycle_start = ${cycle.start}
           and u.product = ${product} and u.peak is not null ${afterPeak(cursor)}
           and (select c.state from customer c where c.partner_id = ${actor.partnerId} and c.id = u.customer_id) = any (${usedStates})
         order by u.peak desc, u.customer_id
         limit ${limit + 1}) b on true
      left join lateral (select c.name from customer c where c.partner_id = ${actor.partnerId} and c.id = b.customer_id) n on true
     order by b.peak desc, b.customer_id`)
  const rows = found.flatMap((row) =>
    row.customer_id === null ? [] : [{ customerId: row.customer_id, name: row.name, peak: row.peak, peakDay: row.peak_day }],
  )
  return {
    ...pageFrom(rows, limit, ({ peak, customerId }) => ({ value: peak, id: customerId })),
    customers: found[0]?.customers ?? 0,
    peak: found[0]?.peak_total ?? 0,
  }
}

// The first comparison is where the index begins, the second leaves out what was shown.
const afterPeak = (cursor: string | undefined): RawBuilder<unknown> => {
  if (cursor === undefined) return sql``
  const { value, id } = readCursor(cursor, 'whole')
  return sql`and u.peak <= ${value}::bigint and (u.peak < ${value}::bigint or u.customer_id > ${id})`
}

export type CustomerPeaks = { name: string; externalId: string; peaks: Record<string, [peak: number, day: string]> }

/** Every customer with a sample in a cycle, by name, with the peak and its day of each product; in batches. */
export const customerPeaksInBatches = (tx: Tx, actor: Member, usedStates: UsedStates, cycle: Cycle): AsyncGenerator<CustomerPeaks[]> =>
  tx.batches(
    sql<CustomerPeaks>`
      select c.name, c.external_id as "externalId", p.peaks
        from (select u.customer_id, jsonb_object_agg(u.product, jsonb_build_array(u.peak, u.peak_day)) as peaks
                from usage_cycle u
               where ${inCycles(actor, [cycle])} and u.peak is not null
               group by u.customer_id) p
        join customer c on c.partner_id = ${actor.partnerId} and c.id = p.customer_id
       where c.state = any (${usedStates})
       order by lower(c.name), c.id`,
    500,
  )

export type DailyRow = { name: string; externalId: string; product: string; days: (number | null)[] }

/** Every customer's daily values of a cycle, by product and name; in batches. */
export const dailyValuesInBatches = (tx: Tx, actor: Member, usedStates: UsedStates, cycle: Cycle): AsyncGenerator<DailyRow[]> =>
  tx.batches(
    sql<DailyRow>`
      select c.name, c.external_id as "externalId", u.product, u.days
        from usage_cycle u join customer c on c.partner_id = u.partner_id and c.id = u.customer_id
       where ${inCycles(actor, [cycle])} and u.peak is not null and c.state = any (${usedStates})
       order by u.product, lower(c.name), c.id`,
    100, // each becomes up to 31 rows of a file
  )

/** How many daily values each cycle can have at most, the newest cycle first: what a sheet of them would hold. */
export const countDailyValues = async (
  tx: Tx,
  actor: Member,
  usedStates: UsedStates,
  cycles: readonly Cycle[],
): Promise<Map<string, number>> => {
  const rows = await tx.rows(sql<{ cycle_start: string; n: number }>`
    select u.cycle_start, sum(cardinality(u.days))::bigint as n
      from usage_cycle u join customer c on c.partner_id = u.partner_id and c.id = u.customer_id
     where ${inCycles(actor, cycles)} and u.peak is not null and c.state = any (${usedStates})
     group by u.cycle_start`)
  return new Map(rows.map((row) => [row.cycle_start, row.n]))
}

/** The name of the partnership and of its partner, for the first lines of a file. */
export const getTitle = async (tx: Tx, actor: Member): Promise<{ partner: string; partnership: string }> => {
  const row = await tx.first(sql<{ partner: string; partnership: string }>`
    select p.name as partner, s.name as partnership
      from partnership s join partner p on p.id = s.partner_id
     where s.partner_id = ${actor.partnerId} and s.id = ${actor.partnershipId}`)
  return row ?? { partner: '', partnership: '' }
}

/** From here on the transaction sees one moment, so that every sheet of a file agrees with the others. Before the first read only. */
export const holdStill = async (tx: Tx): Promise<void> => {
  await tx.holdStill()
  await tx.rows(sql`set local statement_timeout = '120s'`) // a cursor's time runs from its first batch to its last
}
