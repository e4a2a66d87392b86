import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { StandingPartnership } from './partners.rules.ts'
import { keyOf } from './rules.ts'

/** What rows refer to, found by the ids that the vendor's own systems know. Reads only: each room writes its own tables. */

type Named = { partner: string; partnership: string }
const distinct = (values: readonly string[]) => [...new Set(values)]

/** One import at a time; false when another one is under way. An import may take longer than a screen's request. */
export const beginImport = async (tx: Tx): Promise<boolean> => {
  await tx.rows(sql`select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`)
  const found = await tx.first<{ free: boolean }>(sql`select pg_try_advisory_xact_lock(hashtext('partner-portal import')) as free`)
  return found?.free ?? false
}

export const listPartners = async (tx: Tx, partners: readonly string[]): Promise<Set<string>> => {
  const found = await tx.rows<{ partner: string }>(
    sql`select external_id as partner from partner where external_id = any(${distinct(partners)}::text[])`,
  )
  return new Set(found.map(({ partner }) => partner))
}

/** All partnerships of the partners, by `keyOf(partner, partnership)`. */
export const listPartnerships = async (tx: Tx, partners: readonly string[]): Promise<Map<string, StandingPartnership>> => {
  const found = await tx.rows<StandingPartnership>(sql`
    select p.external_id as partner, s.external_id as partnership, s.currency, s.cycle_start_day as "cycleStartDay",
      s.cycle_named_by as "cycleNamedBy", s.is_main as "isMain",
      exists (select from order_line l where l.partner_id = s.partner_id and l.partnership_id = s.id) as "hasOrders",
      exists (select from usage_cycle u where u.partner_id = s.partner_id and u.partnership_id = s.id) as "hasUsage"
    from partner p join partnership s on s.partner_id = p.id where p.external_id = any(${distinct(partners)}::text[])`)
  return new Map(found.map((each) => [keyOf(each.partner, each.partnership), each]))
}

/** Which of the named customers exist, as `keyOf(partner, partnership, customer)`. */
export const listCustomers = async (tx: Tx, named: readonly (Named & { customer: string })[]): Promise<Set<string>> => {
  const found = await tx.rows<Named & { customer: string }>(sql`
    select p.external_id as partner, s.external_id as partnership, c.external_id as customer
    from (select distinct * from unnest(${named.map((each) => each.partner)}::text[], ${named.map((each) => each.partnership)}::text[],
      ${named.map((each) => each.customer)}::text[]) g (partner, partnership, customer)) g
    join partner p on p.external_id = g.partner
    join partnership s on s.partner_id = p.id and s.external_id = g.partnership
    join customer c on c.partner_id = s.partner_id and c.partnership_id = s.id and c.external_id = g.customer`)
  return new Set(found.map((each) => keyOf(each.partner, each.partnership, each.customer)))
}

export type KnownOrder = Named & { order: string; customer: string; lines: number[] }

/** The named orders that are here already, by `keyOf(partner, partnership, order)`. */
export const listOrders = async (tx: Tx, named: readonly (Named & { order: string })[]): Promise<Map<string, KnownOrder>> => {
  const found = await tx.rows<KnownOrder>(sql`
    select p.external_id as partner, s.external_id as partnership, o.external_id as "order", c.external_id as customer,
      array(select l.line_number from order_line l where l.partner_id = o.partner_id and l.order_id = o.id) as lines
    from (select distinct * from unnest(${named.map((each) => each.partner)}::text[], ${named.map((each) => each.partnership)}::text[],
      ${named.map((each) => each.order)}::text[]) g (partner, partnership, number)) g
    join partner p on p.external_id = g.partner
    join partnership s on s.partner_id = p.id and s.external_id = g.partnership
    join customer_order o on o.partner_id = s.partner_id and o.partnership_id = s.id and o.external_id = g.number
    join customer c on c.partner_id = o.partner_id and c.id = o.customer_id`)
  return new Map(found.map((each) => [keyOf(each.partner, each.partnership, each.order), each]))
}

/** The side of each address that is known already. */
export const listSides = async (tx: Tx, emails: readonly string[]): Promise<Map<string, 'partner' | 'vendor'>> => {
  const found = await tx.rows<{ email: string; side: 'partner' | 'vendor' }>(
    sql`select email, side from app_user where email = any(${distinct(emails)}::text[])`,
  )
  return new Map(found.map(({ email, side }) => [email, side]))
}
