import { sql, type RawBuilder } from 'kysely'
import { mayUse, seesPart, type Member } from '#shared/actor.ts'
import type { Permission } from '#shared/config.ts'
import { pageFrom, readCursor, type Position } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import { searchKey } from '#shared/words.ts'
import { insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'
import type { CustomerDetail, CustomerFilter, CustomerRow, Severity, Tag } from './contract.ts'
import { listPage, ownColumns, type Row } from './page.store.ts'

/** What the dashboard asks: a filter, the model's main contact type, and how much. */
export type ListAsked = { filter: CustomerFilter; contactType: string; limit: number; cursor?: string | undefined }

/** A page of customers in the asked order; rows without a value come last whichever way it sorts. */
export const listCustomers = async (tx: Tx, actor: Member, asked: ListAsked): Promise<{ items: CustomerRow[]; next: string | null }> => {
  const order = orderOf(actor, asked.filter.sort ?? 'name')
  const after = asked.cursor ? afterPosition(order, readCursor(asked.cursor, order.kind)) : sql``
  const chosen = sql`
    select ${ownColumns('s')}, ${order.value} as sort_value
      from customer_summary s
     where ${within(actor)} ${matching(tx, actor, asked.filter)} ${after}
     order by ${order.by}
     limit ${asked.limit + 1}`
  const rows = await listPage(tx, actor, asked.contactType, chosen)
  const { items, next } = pageFrom(rows, asked.limit, (row) => ({ value: row.sort_value, id: row.customer_id }))
  return { items: items.map((row) => customerFrom(tx, actor, row)), next }
}

/** The same customers in batches, for a workbook: nothing is held in memory. */
export async function* customersInBatches(
  tx: Tx,
  actor: Member,
  asked: Omit<ListAsked, 'limit' | 'cursor'>,
): AsyncGenerator<CustomerRow[]> {
  const order = orderOf(actor, asked.filter.sort ?? 'name')
  const query = sql<Row>`
    select ${rowColumns(actor, asked.contactType)}, null as sort_value
      from customer_summary s
     where ${within(actor)} ${matching(tx, actor, asked.filter)}
     order by ${order.by}`
  for await (const batch of tx.batches(query, 1_000)) yield batch.map((row) => customerFrom(tx, actor, row))
}

/** Whether it only sorts. */
export const leavesAll = ({ sort: _sort, ...conditions }: CustomerFilter): boolean =>
  Object.values(conditions).every((condition) => condition === undefined)

/** How many customers the filter leaves. Without one, of somebody who sees all of them, the number is kept. */
export const countCustomers = async (tx: Tx, actor: Member, filter: CustomerFilter): Promise<number> => {
  const isWhole = leavesAll(filter) && !seesPart(actor)
  const counted = await tx.first(
    isWhole
      ? sql<{ n: number }>`select s.listed as n from partnership_summary s where ${within(actor)}`
      : sql<{ n: number }>`select count(*) as n from customer_summary s where ${within(actor)} ${matching(tx, actor, filter)}`,
  )
  return counted?.n ?? 0
}

/** One customer, or 404 when this actor may not see it. */
export const getCustomer = async (
  tx: Tx,
  actor: Member,
  id: number,
  contactType: string,
): Promise<Omit<CustomerDetail, 'subTabs' | 'may'>> => {
  const row = await tx.first(sql<Row & { domain: string | null; region: string | null; since: string; archived_on: string | null }>`
    select ${rowColumns(actor, contactType)}, null as sort_value, c.domain, c.region, c.since, c.archived_on
      from customer_summary s
      join customer c on c.partner_id = s.partner_id and c.id = s.customer_id
     where ${within(actor)} and s.customer_id = ${id}`)
  if (!row) throw notFound()
  return { ...customerFrom(tx, actor, row), domain: row.domain, region: row.region, since: row.since, archivedOn: row.archived_on }
}

/** Names and worst open task of some customers, in no order; those that the actor may not see are absent. */
export const listNames = (tx: Tx, actor: Member, ids: number[]) =>
  tx.rows(sql<{ customer_id: number; name: string; worst_severity: Severity | null }>`
    select s.customer_id, s.name, s.worst_severity from customer_summary s where ${within(actor)} and s.customer_id = any (${ids})`)

const within = (actor: Member) => sql`s.partner_id = ${actor.partnerId} and s.partnership_id = ${actor.partnershipId}`

const rowColumns = (actor: Member, contactType: string) => sql`
  ${ownColumns('s')},
  (select json_agg(json_build_object('id', t.id, 'label', t.label) order by t.label_key)
     from customer_tag ct join tag t on t.partner_id = ct.partner_id and t.id = ct.tag_id
    where ct.partner_id = ${actor.partnerId} and ct.partnership_id = ${actor.partnershipId} and ct.customer_id = s.customer_id) as tags,
  (select k.name
     from contact_type h join contact k on k.partner_id = h.partner_id and k.id = h.contact_id
    where h.partner_id = ${actor.partnerId} and h.partnership_id = ${actor.partnershipId} and h.customer_id = s.customer_id
      and h.type = ${contactType}) as contact`

const customerFrom = (tx: Tx, actor: Member, row: Row): CustomerRow => {
  const seesMoney = actor.permissions.has('commercial.read')
  const seesActivity = actor.permissions.has('activity.read')
  const seesTasks = actor.permissions.has('task.read')
  return {
    id: tx.ids.outer('cus', row.customer_id),
    name: row.name,
    externalId: row.external_id,
    country: row.country,
    tags: row.tags?.map((tag) => ({ id: tx.ids.outer('tag', tag.id), label: tag.label })) ?? noTags,
    openTasks: seesTasks ? row.open_tasks : 0,
    worstSeverity: seesTasks ? row.worst_severity : null,
    contact: actor.permissions.has('contact.read') ? row.contact : null,
    state: row.state,
    status: row.status,
    acvMinor: seesMoney ? row.acv_minor : null,
    acvYearAgoMinor: seesMoney ? row.acv_year_ago_minor : null,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    renewalOn: row.renewal_on,
    orderNumber: seesMoney ? row.order_number : null,
    billableMinor: seesMoney ? row.billable_minor : null,
    peaks: actor.permissions.has('usage.read') ? row.peaks : {},
    lastLoginOn: seesActivity ? row.last_login_on : null,
    lastScanOn: seesActivity ? row.last_scan_on : null,
    inactiveScanners: seesActivity ? row.inactive_scanners : 0,
    failedScans: seesActivity ? row.failed_scans : 0,
  }
}
const noTags: Tag[] = []

const severities = ['low', 'medium', 'high'] as const

// What a filter leaves tells what the figures are, so it needs what they need.
const matching = (tx: Tx, actor: Member, filter: CustomerFilter): RawBuilder<unknown> => {
  if (filter.severity) insist(mayUse(actor, 'task.read'))
  if (filter.product) insist(mayUse(actor, 'usage.read'))
  const parts: RawBuilder<unknown>[] = []
  if (filter.search) {
    const pattern = holding(searchKey(filter.search))
    parts.push(sql`and (s.name_key like ${pattern} or lower(s.external_id) like ${pattern})`)
  }
  if (filter.state?.length) parts.push(sql`and s.state = any (${filter.state})`)
  if (filter.status?.length) parts.push(sql`and s.status = any (${filter.status})`)
  if (filter.severity) parts.push(sql`and s.worst_severity = any (${severities.slice(severities.indexOf(filter.severity))})`)
  if (filter.renewsWithinDays !== undefined) parts.push(sql`and s.renewal_on <= s.as_of + ${filter.renewsWithinDays}::int`)
  if (filter.product) parts.push(sql`and (s.peaks ->> ${filter.product})::int > 0`)
  if (filter.tag?.length) {
    const tags = filter.tag.map((tag) => tx.ids.inner('tag', tag))
    parts.push(sql`and s.customer_id = any (array(
      select ct.customer_id from customer_tag ct
       where ct.partner_id = s.partner_id and ct.partnership_id = s.partnership_id and ct.tag_id = any (${tags})))`)
  }
  return parts.length ? sql.join(parts, sql` `) : sql``
}

type Sortable = { value: RawBuilder<unknown>; kind: 'text' | 'day' | 'whole' | 'number'; isNullable?: true; needs?: Permission }
type Order = Pick<Sortable, 'value' | 'kind'> & { by: RawBuilder<unknown>; isDown: boolean; isNullable: boolean }

// Columns that can be null sort by (is null, value, key): what is unknown comes last. Numbers are as wide as a marker's can be.
// The order tells what the figures are, so it needs what they need.
const sortable: Record<string, Sortable> = {
  name: { value: sql`s.name_key`, kind: 'text' },
  externalId: { value: sql`s.external_id collate "C"`, kind: 'text' },
  country: { value: sql`s.country collate "C"`, kind: 'text', isNullable: true },
  tasks: {
    value: sql`(case s.worst_severity when 'high' then 3000000 when 'medium' then 2000000 when 'low' then 1000000 else 0 end + s.open_tasks)::bigint`,
    kind: 'whole',
    needs: 'task.read',
  },
  status: { value: sql`s.status collate "C"`, kind: 'text' },
  acv: { value: sql`s.acv_minor`, kind: 'whole', needs: 'commercial.read' },
  // In percent, as the column shows it.
  growth: {
    value: sql`((s.acv_minor - s.acv_year_ago_minor)::float8 / nullif(s.acv_year_ago_minor, 0))`,
    kind: 'number',
    isNullable: true,
    needs: 'commercial.read',
  },
  startsOn: { value: sql`s.starts_on`, kind: 'day', isNullable: true },
  endsOn: { value: sql`s.ends_on`, kind: 'day', isNullable: true },
  daysToRenewal: { value: sql`s.renewal_on`, kind: 'day', isNullable: true },
  billable: { value: sql`s.billable_minor`, kind: 'whole', isNullable: true, needs: 'commercial.read' },
  lastLogin: { value: sql`s.last_login_on`, kind: 'day', isNullable: true, needs: 'activity.read' },
  lastScan: { value: sql`s.last_scan_on`, kind: 'day', isNullable: true, needs: 'activity.read' },
  inactiveScanners: { value: sql`s.inactive_scanners::bigint`, kind: 'whole', needs: 'activity.read' },
  failedScans: { value: sql`s.failed_scans::bigint`, kind: 'whole', needs: 'activity.read' },
}

const peakOf = (product: string): Sortable => ({
  value: sql`(s.peaks ->> ${sql.lit(product)})::bigint`,
  kind: 'whole',
  isNullable: true,
  needs: 'usage.read',
})

const orderOf = (actor: Member, sort: string): Order => {
  const isDown = sort.startsWith('-')
  const name = isDown ? sort.slice(1) : sort
  const column = name.startsWith('peak:') ? peakOf(name.slice('peak:'.length)) : sortable[name]
  if (!column) throw new Error(`No such sort: ${sort}`) // the contract lists them
  const { value, kind, isNullable = false, needs } = column
  if (needs) insist(mayUse(actor, needs))
  const way = isDown ? sql`desc` : sql`asc`
  const by = isNullable ? sql`${value} is null, ${value} ${way}, s.customer_id` : sql`${value} ${way}, s.customer_id`
  return { value, kind, by, isDown, isNullable }
}

const afterPosition = ({ value, isDown, isNullable }: Order, { value: last, id }: Position): RawBuilder<unknown> => {
  if (last === null) return sql`and ${value} is null and s.customer_id > ${id}`
  const beyond = isDown ? sql`<` : sql`>`
  // The first comparison is what an index can begin at, the second leaves out what was shown.
  const rest = sql`${value} ${beyond}= ${last} and (${value} ${beyond} ${last} or s.customer_id > ${id})`
  return isNullable ? sql`and ((${rest}) or ${value} is null)` : sql`and ${rest}`
}
