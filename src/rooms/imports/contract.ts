import { z } from 'zod'

/** The files that an import reads, in the order in which they need each other. */
export const fileKinds = ['partners', 'partnerships', 'customers', 'users', 'orders', 'usage'] as const
export const FileKind = z.enum(fileKinds)
export type FileKind = z.infer<typeof FileKind>

/** What a filled cell becomes. Amounts stay decimal text until the row's currency is known. */
export type Held = {
  key: string
  text: string
  list: string[]
  email: string
  whole: number
  amount: string
  rate: string
  day: string
  'yes-no': boolean
  country: string
  currency: string
  'time-zone': string
  product: string
  model: string
  role: string
  tier: string
  category: string
  stage: string
  state: 'trial' | 'paying' | 'archived' | 'internal' | 'demo'
  'line-status': 'draft' | 'active' | 'cancelled' | 'superseded'
  'named-by': 'start' | 'end'
  reach: 'all' | 'assigned'
}

export type Column<H extends keyof Held = keyof Held, R extends boolean = boolean> = {
  /** As a file's first line names it; case, spaces, underscores and dashes don't matter there. */
  header: string
  aliases: readonly string[]
  holds: H
  /** The column must be there and filled on each line; other columns may be absent or empty. */
  required: R
  about: string
}

export type Columns = Record<string, Column>
export type RowOf<C extends Columns> = {
  [K in keyof C]: C[K] extends Column<infer H, infer R> ? (R extends true ? Held[H] : Held[H] | null) : never
}

const needed = <const H extends keyof Held>(header: string, holds: H, about: string, ...aliases: string[]): Column<H, true> => ({
  header, aliases, holds, required: true, about,
}) // prettier-ignore
const optional = <const H extends keyof Held>(header: string, holds: H, about: string, ...aliases: string[]): Column<H, false> => ({
  header, aliases, holds, required: false, about,
}) // prettier-ignore

const partner = needed('partner', 'key', 'The partner, by its external id.', 'partner id', 'partner external id')
const partnership = needed('partnership', 'key', 'The partnership, by its external id.', 'partnership id', 'partnership external id')
const customer = needed('customer', 'key', 'The customer, by its external id.', 'customer id', 'customer external id', 'account id')

export const columnsOf = {
  partners: {
    partner: needed('partner', 'key', 'Your own id of the partner; the other files refer to it.', 'partner id', 'partner external id', 'external id', 'id'),
    name: needed('name', 'text', 'The company name.', 'partner name', 'company'),
    type: needed('type', 'model', 'The main channel model, by code or label.', 'partner type', 'model'),
    tier: optional('tier', 'tier', 'One of the tiers on the screen Categories, by label or code.', 'partner tier', 'level'),
    category: optional('category', 'category', 'One of the categories there, by label or code.'),
    stage: optional('stage', 'stage', 'One of the stages there, by label or code.'),
    tags: optional('tags', 'list', 'Separated by semicolons. One that is not there yet is added.', 'labels'),
    country: optional('country', 'country', 'Two letters (ISO 3166), for example SE.', 'country code'),
  },
  partnerships: {
    partner,
    partnership: needed('partnership', 'key', 'Your own id of the partnership; the other files refer to it.', 'partnership id', 'partnership external id', 'external id', 'id'),
    model: needed('model', 'model', 'The channel model, by code or label.', 'channel model', 'type'),
    name: optional('name', 'text', 'As people know it. Empty: the model and the region.', 'partnership name'),
    region: needed('region', 'text', 'Free text, for example Nordics.', 'territory'),
    currency: needed('currency', 'currency', 'Three letters (ISO 4217). Its prices and totals are in it.', 'currency code'),
    timeZone: needed('time zone', 'time-zone', 'For example Europe/Stockholm: its days and billing cycles begin there.', 'tz'),
    cycleStartDay: optional('cycle start day', 'whole', 'The day of the month that a billing cycle begins on, 1 to 28. Empty: as the model has it.', 'billing day'),
    cycleNamedBy: optional('cycle named by', 'named-by', '`start` or `end`: the month that names the cycle. Empty: as the model has it.'),
    activeFrom: needed('active from', 'day', 'The first day.', 'start date', 'valid since'),
    activeTo: optional('active to', 'day', 'The last day. Empty: open.', 'end date'),
    main: optional('main', 'yes-no', 'Whether it is the partner’s main partnership; one at the most.', 'is main', 'main partnership'),
    product: optional('product', 'product', 'The code of a product under contract; one line each.', 'product code', 'sku'),
    commitment: optional('commitment', 'whole', 'Units of the product that are paid for each cycle in any case.', 'minimum commitment', 'minimum'),
    unitPrice: optional('unit price', 'amount', 'Price of one unit for a cycle, in the partnership’s currency.', 'price'),
    validFrom: optional('valid from', 'day', 'The first day of these terms. Empty: as active from.', 'price valid from'),
    validTo: optional('valid to', 'day', 'The last day of these terms. Empty: until newer ones.', 'price valid to'),
  },
  customers: {
    partner,
    partnership,
    customer: needed('customer', 'key', 'Your own id of the customer; orders and usage refer to it.', 'customer id', 'customer external id', 'external id', 'account id', 'id'),
    name: needed('name', 'text', 'The company name.', 'customer name', 'company', 'account name'),
    state: optional('state', 'state', '`trial`, `paying`, `archived`, `internal` or `demo`. Empty: paying.', 'customer state'),
    since: needed('since', 'day', 'The day it became a customer.', 'customer since', 'created', 'created on', 'start date'),
    archivedOn: optional('archived on', 'day', 'The day it was archived; needed for archived customers.', 'archived', 'closed on'),
    domain: optional('domain', 'text', 'For example example.com.', 'website'),
    country: optional('country', 'country', 'Two letters (ISO 3166), for example SE.', 'country code'),
    region: optional('region', 'text', 'Free text.'),
    tags: optional('tags', 'list', 'Separated by semicolons, 40 characters each at the most.', 'labels'),
  },
  users: {
    email: needed('email', 'email', 'The address that the person signs in with.', 'e-mail', 'mail', 'user'),
    name: needed('name', 'text', 'First and last name.', 'user name', 'full name'),
    role: needed('role', 'role', 'A configured role, by code or label.', 'user role'),
    partner: optional('partner', 'key', 'Partner roles: the company. Vendor roles that see some partners: one of them.', 'partner id', 'partner external id'),
    partnership: optional('partnership', 'key', 'Partner roles: the partnership; one line each. Vendor roles: empty.', 'partnership id', 'partnership external id'),
    reach: optional('reach', 'reach', '`all` or `assigned`: which customers the person sees. Empty: as the role has it.', 'sees', 'customer scope'),
    customers: optional('customers', 'list', 'External ids of the assigned customers, separated by semicolons.', 'customer ids', 'assigned customers'),
    active: optional('active', 'yes-no', 'Whether the person may use the portal. Empty: yes.', 'is active', 'enabled'),
    locale: optional('locale', 'text', 'For example en-GB.', 'language'),
    timeZone: optional('time zone', 'time-zone', 'The person’s own.', 'tz'),
  },
  orders: {
    partner,
    partnership,
    customer,
    order: needed('order', 'key', 'The order number; repeated on each of its lines.', 'order number', 'order no', 'order id', 'order external id'),
    line: needed('line', 'whole', 'The number of the line within its order.', 'line number', 'line no', 'position', 'item'),
    placedOn: needed('placed on', 'day', 'The day of the order.', 'order date', 'ordered on', 'placed'),
    status: needed('status', 'line-status', '`draft`, `active`, `cancelled` or `superseded`. An expired line stays active: its dates say so.', 'line status'),
    product: needed('product', 'product', 'A configured product’s code.', 'product code', 'sku'),
    quantity: needed('quantity', 'whole', 'Units.', 'qty', 'units'),
    currency: needed('currency', 'currency', 'Three letters (ISO 4217), the contract’s.', 'currency code'),
    recurring: needed('recurring', 'amount', 'Recurring amount for the whole term.', 'recurring amount', 'amount', 'value'),
    oneOff: optional('one-off', 'amount', 'Amount paid once (set-up, training). Empty: none.', 'one off amount', 'setup', 'setup fee'),
    rate: optional('rate', 'rate', 'One unit of the contract’s currency in the partnership’s. Needed when they differ.', 'exchange rate', 'fx rate'),
    termMonths: needed('term months', 'whole', 'Length of the term in months.', 'term', 'months'),
    startsOn: needed('starts on', 'day', 'The first day.', 'start date', 'starts', 'start'),
    endsOn: needed('ends on', 'day', 'The last day, inclusive.', 'end date', 'ends', 'end'),
    autoRenew: optional('auto renew', 'yes-no', 'Whether it renews unless cancelled. Empty: no.', 'auto renewal', 'autorenewal'),
    noticeDays: optional('notice days', 'whole', 'Days before the end by which a notice must be given. Empty: 0.', 'notice', 'notice period'),
    successorOrder: optional('successor order', 'key', 'The order that renews or replaces the line.', 'renewed by', 'replaced by'),
    successorLine: optional('successor line', 'whole', 'The line of that order. Empty: the line with the same number.', 'renewed by line', 'replaced by line'),
  },
  usage: {
    partner,
    partnership,
    customer,
    product: needed('product', 'product', 'A configured product’s code.', 'product code', 'sku'),
    day: needed('day', 'day', 'The day in the partnership’s time zone.', 'date', 'usage date'),
    value: needed('value', 'whole', 'Units in use on the day. 0 is a sample; leave the line out when there is none.', 'quantity', 'usage', 'units', 'count'),
  },
} as const satisfies Record<FileKind, Columns> // prettier-ignore

export type PartnerRow = RowOf<(typeof columnsOf)['partners']>
export type PartnershipRow = RowOf<(typeof columnsOf)['partnerships']>
export type CustomerRow = RowOf<(typeof columnsOf)['customers']>
export type UserRow = RowOf<(typeof columnsOf)['users']>
export type OrderRow = RowOf<(typeof columnsOf)['orders']>
export type UsageRow = RowOf<(typeof columnsOf)['usage']>

/** Where a file is wrong. `line` counts from 1, the header included, as editors do. */
export const Complaint = z.strictObject({ line: z.int(), column: z.string(), value: z.string(), reason: z.string() })
export type Complaint = z.infer<typeof Complaint>

/** What an import of one file came to, by what its rows are made of. In a dry run the counts are what would happen. */
export const FileOutcome = z.strictObject({
  path: z.string(),
  kind: FileKind,
  rows: z.int(),
  badRows: z.int(),
  parts: z.array(z.strictObject({ what: z.string(), added: z.int(), changed: z.int(), same: z.int() })),
  ignoredColumns: z.array(z.string()),
  /** The first hundred; the report beside the file has them all. */
  complaints: z.array(Complaint),
  report: z.string().nullable(),
})
export type FileOutcome = z.infer<typeof FileOutcome>

export const ImportOutcome = z.strictObject({
  files: z.array(FileOutcome),
  /** False after a dry run, and when a row was bad and bad rows were not to be skipped. */
  applied: z.boolean(),
})
export type ImportOutcome = z.infer<typeof ImportOutcome>
