import type pg from 'pg'
import type { Tag } from '#rooms/customers/contract.ts'
import type { Member } from '#shared/actor.ts'
import { cycleOf } from '#shared/cycles.ts'
import type { Manner } from './bare-tx.ts'

type Listed = { [column: string]: string | number | null } & { tags: { id: number; label: string }[] | null; peaks: Record<string, number> }
type Sums = Record<'listed' | 'customers' | 'active_customers' | 'active_lines' | 'acv_minor' | 'renewal_minor' | 'open_tasks', number> & {
  as_of: string
  peaks: Record<string, number>
  commitments: Record<string, number> | null
}

const pageSql = `
  select s.customer_id, s.name, s.external_id, s.country, s.state, s.status, s.acv_minor, s.acv_year_ago_minor, s.starts_on, s.ends_on,
         s.renewal_on, s.order_number, s.billable_minor, s.peaks, s.last_login_on, s.last_scan_on, s.inactive_scanners, s.failed_scans,
         s.open_tasks, s.worst_severity, s.name_key,
         (select json_agg(json_build_object('id', t.id, 'label', t.label) order by t.label_key)
            from customer_tag ct join tag t on t.partner_id = ct.partner_id and t.id = ct.tag_id
           where ct.partner_id = $1 and ct.partnership_id = $2 and ct.customer_id = s.customer_id) as tags,
         (select k.name from contact_type h join contact k on k.partner_id = h.partner_id and k.id = h.contact_id
           where h.partner_id = $1 and h.partnership_id = $2 and h.customer_id = s.customer_id and h.type = $3) as contact
    from customer_summary s
   where s.partner_id = $1 and s.partnership_id = $2
   order by s.name_key, s.customer_id limit 51`

const sumsSql = `
  select p.as_of, p.listed, p.customers, p.active_customers, p.active_lines, p.acv_minor, p.renewal_minor, p.open_tasks, p.peaks,
         (select jsonb_object_agg(t.product, t.commitment) filter (where t.commitment is not null)
            from (select distinct on (product) product, commitment from partnership_product
                   where partner_id = $1 and partnership_id = $2 and valid_from <= $3 and (valid_to is null or valid_to >= $3)
                   order by product, valid_from desc) t) as commitments
    from partnership_summary p
   where p.partner_id = $1 and p.partnership_id = $2`

/**
 * The dashboard as somebody would write it who thinks of nothing but the page: two statements, one after the other, on the same
 * tables and indexes, and their rows turned into the reply.
 */
export const plainDashboard = (pool: pg.Pool, actor: Member, contactType: string, products: readonly string[], manner: Manner) => {
  const cycle = cycleOf(actor.today, actor.cycle)
  const where = [actor.partnerId, actor.partnershipId]
  const named = (name: string) => (manner === 'prepared' ? { name } : {})
  return async () => {
    const listed = (await pool.query<Listed>({ ...named('page'), text: pageSql, values: [...where, contactType] })).rows
    const sums = (await pool.query<Sums>({ ...named('sums'), text: sumsSql, values: [...where, cycle.end] })).rows[0]
    const items = listed.slice(0, 50)
    const last = items.at(-1)
    return {
      items: items.map(itemFrom),
      next: listed.length > 50 && last ? btoa(JSON.stringify([last['customer_id'], last['customer_id']])) : null,
      total: sums?.listed ?? 0,
      totals: sums && totalsFrom(sums, actor, cycle, products),
    }
  }
}

const itemFrom = (row: Listed) => ({
  id: `cus_${row['customer_id']}`,
  name: row['name'],
  externalId: row['external_id'],
  country: row['country'],
  tags: (row.tags ?? []).map(({ id, label }): Tag => ({ id: `tag_${id}`, label })),
  openTasks: row['open_tasks'],
  worstSeverity: row['worst_severity'],
  contact: row['contact'],
  state: row['state'],
  status: row['status'],
  acvMinor: row['acv_minor'],
  acvYearAgoMinor: row['acv_year_ago_minor'],
  startsOn: row['starts_on'],
  endsOn: row['ends_on'],
  renewalOn: row['renewal_on'],
  orderNumber: row['order_number'],
  billableMinor: row['billable_minor'],
  peaks: row.peaks,
  lastLoginOn: row['last_login_on'],
  lastScanOn: row['last_scan_on'],
  inactiveScanners: row['inactive_scanners'],
  failedScans: row['failed_scans'],
})

const totalsFrom = (
  row: Sums,
  actor: Member,
  { name, start, end }: { name: string; start: string; end: string },
  products: readonly string[],
) => ({
  asOf: row.as_of,
  currency: actor.currency,
  customers: row.customers,
  activeCustomers: row.active_customers,
  activeSubscriptions: row.active_lines,
  acvMinor: row.acv_minor,
  renewalMinor: row.renewal_minor,
  openTasks: row.open_tasks,
  cycle: { name, start, end },
  peaks: products.map((product) => ({ product, peak: row.peaks[product] ?? 0, commitment: row.commitments?.[product] ?? null })),
})
