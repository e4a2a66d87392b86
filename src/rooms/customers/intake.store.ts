import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import {
  insistKnown,
  joinCustomer,
  joinPartnership,
  lockPartnerships,
  stageRows,
  takenOf,
  upsert,
  type Column,
  type Rows,
  type Taken,
  type Touched,
} from '#server/intake.ts'
import { searchKey } from '#shared/words.ts'

export type CustomerIn = {
  partner: string
  partnership: string
  externalId: string
  name: string
  domain?: string | null
  country?: string | null
  region?: string | null
  state: 'trial' | 'paying' | 'archived' | 'internal' | 'demo'
  since: string
  archivedOn?: string | null
}
export type TagIn = { partner: string; partnership: string; customer: string; label: string }

const customerColumns: Column<CustomerIn>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['external_id', 'text', (row) => row.externalId],
  ['name_key', 'text', (row) => searchKey(row.name)],
  ['name', 'text', (row) => row.name],
  ['domain', 'text', (row) => row.domain],
  ['country', 'text', (row) => row.country],
  ['region', 'text', (row) => row.region],
  ['state', 'text', (row) => row.state],
  ['since', 'date', (row) => row.since],
  ['archived_on', 'date', (row) => row.archivedOn],
]

/** Adds customers and the row of the dashboard that each one has from its first moment. */
export const addCustomers = async (tx: Tx, rows: Rows<CustomerIn>): Promise<Taken & { touched: Touched[] }> => {
  await stageRows(tx, 'staged_customer', customerColumns, rows)
  await insistKnown(tx, 'staged_customer', ['partner', 'partnership'], joinPartnership)
  // Before the first row of the dashboard: whoever rolls figures forward locks in this order too.
  const named = await tx.rows<{ id: number }>(sql`select distinct ps.id from staged_customer s ${joinPartnership}`)
  await lockPartnerships(
    tx,
    named.map(({ id }) => id),
  )
  const taken = await upsert(
    tx,
    {
      table: 'customer',
      key: ['partner_id', 'partnership_id', 'external_id'],
      values: ['name', 'domain', 'country', 'region', 'state', 'since', 'archived_on'],
      from: sql`select ps.partner_id, ps.id as partnership_id, s.external_id, s.name, s.domain, s.country, s.region, s.state, s.since, s.archived_on, s.position
        from staged_customer s ${joinPartnership}`,
    },
    { touches: 'partnerships', ids: true },
  )
  const touched = await tx.rows<Touched>(sql`
    select partner_id as "partnerId", partnership_id as "partnershipId", json_agg(id) as "customerIds"
    from customer where id = any(${[...taken.addedIds, ...taken.changedIds]}::bigint[]) group by 1, 2`)
  await upsert(tx, {
    table: 'customer_summary',
    key: ['partner_id', 'partnership_id', 'customer_id'],
    values: ['name', 'name_key', 'external_id', 'country', 'state'],
    once: ['as_of', 'status'],
    from: sql`select c.partner_id, c.partnership_id, c.id as customer_id, s.name, s.name_key, s.external_id, s.country, s.state, s.since as as_of, 'none' as status, s.position
      from (select *, external_id as customer from staged_customer) s ${joinCustomer}`,
  })
  return { ...takenOf(taken), touched }
}

const tagColumns: Column<TagIn>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['customer', 'text', (row) => row.customer],
  ['label', 'text', (row) => row.label],
  ['label_key', 'text', (row) => searchKey(row.label)],
]

/** Sets tags, making the ones that the partnership lacks; a tag that differs only in case or accents is the known one. */
export const addTags = async (tx: Tx, rows: Rows<TagIn>): Promise<Taken> => {
  await stageRows(tx, 'staged_tag', tagColumns, rows)
  await insistKnown(tx, 'staged_tag', ['partner', 'partnership', 'customer'], joinCustomer)
  await upsert(tx, {
    table: 'tag',
    key: ['partner_id', 'partnership_id', 'label_key'],
    values: [],
    once: ['label'],
    from: sql`select ps.partner_id, ps.id as partnership_id, s.label_key, s.label, s.position from staged_tag s ${joinPartnership}`,
  })
  const from = sql`select c.partner_id, c.partnership_id, c.id as customer_id, t.id as tag_id, s.position from staged_tag s ${joinCustomer}
    join tag t on t.partner_id = c.partner_id and t.partnership_id = c.partnership_id and t.label_key = s.label_key`
  const key = ['partner_id', 'partnership_id', 'customer_id', 'tag_id']
  return takenOf(await upsert(tx, { table: 'customer_tag', key, values: [], from }))
}
