import { sql, type RawBuilder } from 'kysely'
import { startOfDay, addDays } from '#shared/dates.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import type { Tx } from '#server/db.ts'
import type { AuditEntry, VendorFilter } from './contract.ts'
import { isShownFact } from './rules.ts'

/** What is looked at: everything, or what happened in a partnership and to its people. */
export type Looked = { at: 'everything' } | { at: 'partnership'; partnerId: number; partnershipId: number }

export type EntriesAsked = { looked: Looked; filter: VendorFilter; timeZone: string }

type Row = {
  id: number
  seq: number | null
  at: string
  name: string
  actor: string
  actor_name: string | null
  user_id: number | null
  viewer_id: number | null
  viewer_name: string | null
  subject_user_id: number | null
  subject_name: string | null
  partner_id: number | null
  partner_name: string | null
  customer_id: number | null
  customer_name: string | null
  address: string | null
  request_id: string | null
  facts: AuditEntry['facts']
}

/** A page of the log, the newest first. */
export const listEntries = async (
  tx: Tx,
  asked: EntriesAsked,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: AuditEntry[]; next: string | null }> => {
  const before = cursor ? readCursor(cursor, 'whole').id : undefined
  const rows = await tx.rows(selected(tx, asked, { before, limit: limit + 1 }))
  const { items, next } = pageFrom(rows, limit, ({ id }) => ({ value: null, id }))
  return { items: items.map((row) => entryFrom(tx, row)), next }
}

/** How many entries the filter leaves. */
export const countEntries = async (tx: Tx, { looked, filter, timeZone }: EntriesAsked): Promise<number> => {
  const conditions = sql.join([sql`true`, ...conditionsOf(tx, filter, timeZone, undefined)], sql` and `)
  const parts = partsOf(looked).map((part) => sql`(select count(*) from event_log e where ${part} and ${conditions})`)
  return (await tx.first(sql<{ n: number }>`select ${sql.join(parts, sql` + `)} as n`))?.n ?? 0
}

/** Every entry that the filter leaves, the newest first. */
export async function* allEntries(tx: Tx, asked: EntriesAsked): AsyncGenerator<AuditEntry> {
  for await (const rows of tx.batches(selected(tx, asked, {}), 1_000)) for (const row of rows) yield entryFrom(tx, row)
}

type Cut = { before?: number | undefined; limit?: number }

const selected = (tx: Tx, { looked, filter, timeZone }: EntriesAsked, cut: Cut) => {
  const conditions = sql.join([sql`true`, ...conditionsOf(tx, filter, timeZone, cut.before)], sql` and `)
  const limit = cut.limit === undefined ? sql`` : sql`limit ${cut.limit}`
  // Each part is a walk along an index of its own; one condition over all of them would be a walk along everything that ever happened.
  const parts = partsOf(looked).map(
    (part) => sql`(select e.* from event_log e where ${part} and ${conditions} order by e.id desc ${limit})`,
  )
  return sql<Row>`
    select e.id, e.seq, e.at, e.name, e.actor, e.actor_name, e.user_id, e.on_behalf_of_user_id as viewer_id, v.name as viewer_name,
           e.subject_user_id, e.subject_name, e.partner_id, p.name as partner_name, e.customer_id, e.customer_name, e.address, e.request_id, e.facts
      from (${sql.join(parts, sql` union all `)}) e
      left join partner p on p.id = e.partner_id
      left join app_user v on v.id = e.on_behalf_of_user_id
     order by e.id desc ${limit}`
}

const partsOf = (looked: Looked): RawBuilder<unknown>[] => {
  if (looked.at === 'everything') return [sql`true`]
  const { partnerId, partnershipId } = looked
  return [
    sql`e.partner_id = ${partnerId} and coalesce(e.partnership_id, ${partnershipId}) = ${partnershipId}`,
    sql`e.partner_id is null and e.subject_user_id = any (array(
      select m.user_id from membership m where m.partner_id = ${partnerId} and m.partnership_id = ${partnershipId}))`,
  ]
}

const conditionsOf = (tx: Tx, filter: VendorFilter, timeZone: string, before: number | undefined): RawBuilder<unknown>[] => {
  const { from, to, person, name, customer, partner } = filter
  const personId = person && tx.ids.inner('usr', person)
  return [
    before === undefined ? undefined : sql`e.id < ${before}`,
    from && sql`e.at >= ${startOfDay(from, timeZone).toString()}::timestamptz`,
    to && sql`e.at < ${startOfDay(addDays(to, 1), timeZone).toString()}::timestamptz`,
    personId && sql`(e.user_id = ${personId} or e.subject_user_id = ${personId})`,
    name && sql`e.name collate "C" = ${name}`,
    customer && sql`e.customer_id = ${tx.ids.inner('cus', customer)}`,
    partner && sql`e.partner_id = ${tx.ids.inner('par', partner)}`,
  ].filter((condition) => typeof condition === 'object')
}

const entryFrom = (tx: Tx, row: Row): AuditEntry => {
  const someone = (id: number | null, name: string | null) => (id === null ? null : { id: tx.ids.outer('usr', id), name })
  return {
    id: tx.ids.outer('evt', row.id),
    seq: row.seq,
    at: row.at,
    name: row.name,
    by: row.actor,
    person: someone(row.user_id, row.actor_name),
    viewer: someone(row.viewer_id, row.viewer_name),
    subject: someone(row.subject_user_id, row.subject_name),
    partner: row.partner_id === null ? null : { id: tx.ids.outer('par', row.partner_id), name: row.partner_name ?? '' },
    customer: row.customer_id === null ? null : { id: tx.ids.outer('cus', row.customer_id), name: row.customer_name },
    address: row.address,
    requestId: row.request_id,
    facts: Object.fromEntries(Object.entries(row.facts).filter(([name]) => isShownFact(name))),
  }
}
