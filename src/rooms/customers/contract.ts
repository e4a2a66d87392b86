import { z } from 'zod'
import { SearchText } from '#shared/asked.ts'
import { DashboardColumn, SubTab } from '#shared/config.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'

export const CustomerState = z.enum(['trial', 'paying', 'archived', 'internal', 'demo'])
export type CustomerState = z.infer<typeof CustomerState>

/** What a customer's orders amount to today; see orders/rules.ts. */
export const CustomerStatus = z.enum(['active', 'upcoming', 'expired', 'none'])
export type CustomerStatus = z.infer<typeof CustomerStatus>

export const Severity = z.enum(['low', 'medium', 'high'])
export type Severity = z.infer<typeof Severity>

export const Tag = z.strictObject({ id: outerId('tag'), label: z.string() })
export type Tag = z.infer<typeof Tag>

/** One customer as the dashboard shows it. Money in minor units of the partnership's currency. Null: nothing known, or not this reader's. */
export const CustomerRow = z.strictObject({
  id: outerId('cus'),
  name: z.string(),
  externalId: z.string(),
  country: z.string().nullable(),
  tags: z.array(Tag),
  openTasks: z.int(),
  worstSeverity: Severity.nullable(),
  /** Who holds the first contact type of the configuration. */
  contact: z.string().nullable(),
  state: CustomerState,
  status: CustomerStatus,
  acvMinor: z.int().nullable(),
  /** ACV twelve months ago; null: none then, growth is "new". */
  acvYearAgoMinor: z.int().nullable(),
  startsOn: z.iso.date().nullable(),
  endsOn: z.iso.date().nullable(),
  /** The day that decides a renewal: the end, or the notice deadline of an order that renews by itself. */
  renewalOn: z.iso.date().nullable(),
  orderNumber: z.string().nullable(),
  /** What the open cycle's peaks come to at the partnership's prices; null without prices. */
  billableMinor: z.int().nullable(),
  /** Product code to the peak of the open cycle; a product without a sample is absent. */
  peaks: z.record(z.string(), z.int()),
  lastLoginOn: z.iso.date().nullable(),
  lastScanOn: z.iso.date().nullable(),
  inactiveScanners: z.int(),
  failedScans: z.int(),
})
export type CustomerRow = z.infer<typeof CustomerRow>

/** Columns that rows can be sorted by; `peak:NET` sorts by a product's peak. */
export const sortColumns = [
  'name', 'externalId', 'country', 'tasks', 'status', 'acv', 'growth', 'startsOn', 'endsOn', 'daysToRenewal',
  'billable', 'lastLogin', 'lastScan', 'inactiveScanners', 'failedScans',
] as const // prettier-ignore
export const CustomerSort = z
  .string()
  .regex(new RegExp(`^-?(${sortColumns.join('|')}|peak:[A-Z][A-Z0-9]{0,9})$`), 'is no column that can be sorted by')

/** A list in an address: `state=paying,trial`. */
const listOf = <Item extends z.ZodType<string, string>>(item: Item, most = 20) =>
  z.string().max(1_000).transform((text) => text.split(',').filter(Boolean)).pipe(z.array(item).max(most)) // prettier-ignore

export const CustomerFilter = z.strictObject({
  search: SearchText.optional(),
  state: listOf(CustomerState).optional(),
  status: listOf(CustomerStatus).optional(),
  /** Any of these tags. */
  tag: listOf(outerId('tag')).optional(),
  /** Open tasks at least this severe. */
  severity: Severity.optional(),
  /** Renewal decided within so many days, overdue ones included. */
  renewsWithinDays: z.coerce.number().int().min(0).max(365).optional(),
  /** Uses this product in the open cycle. */
  product: z.string().max(10).optional(),
  /** A leading minus sorts downwards. */
  sort: CustomerSort.optional(),
})
export type CustomerFilter = z.infer<typeof CustomerFilter>

export const Totals = z.strictObject({
  /** The day that the figures are of. */
  asOf: z.iso.date(),
  currency: z.string(),
  customers: z.int(),
  activeCustomers: z.int(),
  activeSubscriptions: z.int(),
  acvMinor: z.int().nullable(),
  /** ACV of what renews within three months. */
  renewalMinor: z.int().nullable(),
  openTasks: z.int().nullable(),
  cycle: z.strictObject({ name: z.string(), start: z.iso.date(), end: z.iso.date() }),
  /** In the configuration's order, empty for a reader who may not see usage; `commitment` null: none in this cycle. */
  peaks: z.array(z.strictObject({ product: z.string(), peak: z.int(), commitment: z.int().nullable() })),
})
export type Totals = z.infer<typeof Totals>

export const CustomerDetail = CustomerRow.extend({
  domain: z.string().nullable(),
  region: z.string().nullable(),
  since: z.iso.date(),
  archivedOn: z.iso.date().nullable(),
  subTabs: z.array(SubTab),
  may: z.strictObject({ tag: z.boolean() }),
})
export type CustomerDetail = z.infer<typeof CustomerDetail>

export const maxOpenTabs = 10

/** A customer that stays open, with where its reader left it. */
export const OpenTab = z.strictObject({
  customerId: outerId('cus'),
  /** What the address said when it was last shown: sub-tab and its query. */
  subTab: SubTab,
  query: z.string().max(400).default(''),
})
export type OpenTab = z.infer<typeof OpenTab>

export const SavedView = z.strictObject({ name: z.string().trim().min(1).max(60), query: z.string().max(600) })
export type SavedView = z.infer<typeof SavedView>

/** A dashboard column of the configuration; `peaks` stands for one column a product, `peak:NET`. */
export const ColumnId = z.union([DashboardColumn, z.string().regex(/^peak:[A-Z][A-Z0-9]{0,9}$/)])
export type ColumnId = z.infer<typeof ColumnId>

/** How a person left the room, for one partnership. */
export const Workspace = z.strictObject({
  tabs: z.array(OpenTab).max(maxOpenTabs),
  /** Columns of the dashboard that the person took away. */
  hiddenColumns: z.array(ColumnId).max(40),
  views: z.array(SavedView).max(20),
})
export type Workspace = z.infer<typeof Workspace>

const OneCustomer = z.strictObject({ id: outerId('cus') })

export const customers = {
  /** Totals come with the first page only; they are of all the customers that the reader may see, whatever the filter. */
  list: endpoint('GET /customers', {
    query: CustomerFilter.extend({ cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(CustomerRow).extend({ totals: Totals.nullable() }),
  }),
  detail: endpoint('GET /customers/:id', { params: OneCustomer, reply: CustomerDetail }),
  workbook: endpoint('GET /customers/workbook', {
    query: CustomerFilter.extend({ columns: listOf(ColumnId, 40).optional() }),
    file: true,
  }),
  tags: endpoint('GET /tags', { reply: z.strictObject({ items: z.array(Tag.extend({ customers: z.int() })) }) }),
  /** The customer's tags become exactly these; a label that nobody used yet becomes a new tag. */
  setTags: endpoint('PUT /customers/:id/tags', {
    params: OneCustomer,
    body: z.strictObject({ labels: z.array(z.string().trim().min(1).max(40)).max(20) }),
    reply: z.strictObject({ tags: z.array(Tag) }),
  }),
  workspace: endpoint('GET /workspace', {
    reply: Workspace.extend({ tabs: z.array(OpenTab.extend({ name: z.string(), worstSeverity: Severity.nullable() })) }),
  }),
  setWorkspace: endpoint('PUT /workspace', { body: Workspace.partial() }),
}
