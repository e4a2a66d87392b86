import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#server/db.ts'
import {
  insistKnown,
  joinPartnership,
  stageRows,
  takenOf,
  upsert,
  type Column,
  type Rows,
  type Taken,
  type Touched,
} from '#server/intake.ts'

export type PartnerIn = {
  externalId: string
  name: string
  /** A channel model's code. */
  type: string
  /** These four by label or code of the vendor's words. */
  tier?: string | null | undefined
  category?: string | null | undefined
  stage?: string | null | undefined
  tags?: readonly string[]
  country?: string | null
}

export type PartnershipIn = {
  partner: string
  externalId: string
  model: string
  name: string
  region: string
  currency: string
  timeZone: string
  cycleStartDay: number
  cycleNamedBy: 'start' | 'end'
  activeFrom: string
  activeTo?: string | null
  isMain: boolean
}

export type PartnershipProductIn = {
  partner: string
  partnership: string
  product: string
  validFrom: string
  validTo?: string | null
  /** Units a cycle that are paid for in any case. */
  commitment?: number | null
  unitPriceMinor?: number | null
}

const partnerColumns: Column<PartnerIn>[] = [
  ['external_id', 'text', (row) => row.externalId],
  ['name', 'text', (row) => row.name],
  ['type', 'text', (row) => row.type],
  ['tier', 'text', (row) => row.tier],
  ['category', 'text', (row) => row.category],
  ['stage', 'text', (row) => row.stage],
  ['tags', 'text[]', (row) => row.tags ?? []],
  ['country', 'text', (row) => row.country],
]

export const stagePartners = (tx: Tx, rows: Rows<PartnerIn>) => stageRows(tx, 'staged_partner', partnerColumns, rows)

/** The tags that staged partners are to have, as they are written there. */
export const listStagedTags = async (tx: Tx): Promise<string[]> => {
  const rows = await tx.rows(
    sql<{ tag: string }>`select distinct trim(tag) as tag from staged_partner s, unnest(s.tags) tag where trim(tag) <> ''`,
  )
  return rows.map(({ tag }) => tag)
}

/** Of several words that a label could mean, the one whose code it is, and then one that is still in use. */
const codeOf = (kind: string, written: RawBuilder<unknown>) => sql`(
  select t.code from term t
   where t.kind = ${kind} and (t.code = ${written} or lower(t.label) = lower(trim(${written}))) and coalesce(t.partner_type, s.type) = s.type
   order by t.code = ${written} desc, t.archived_at is not null, t.position, t.id limit 1)`

/** Staged partners with the codes of what they are called. */
const coded = sql`
  select s.position, s.external_id, s.name, s.type, s.country, ${codeOf('tier', sql`s.tier`)} as tier, ${codeOf('category', sql`s.category`)} as category,
         ${codeOf('stage', sql`s.stage`)} as stage,
         array(select distinct code from (select ${codeOf('tag', sql`tag`)} as code from unnest(s.tags) tag) held where code is not null order by code) as tags
    from staged_partner s`

/** Words of the staged partners that the vendor does not have, at most three. */
export const listUnknownWords = async (tx: Tx): Promise<string[]> => {
  const rows = await tx.rows(sql<{ word: string }>`
    select distinct w.kind || ' ' || w.written as word
      from staged_partner s join (${coded}) c on c.position = s.position,
           lateral (values ('tier', s.tier, c.tier), ('category', s.category, c.category), ('stage', s.stage, c.stage)) w (kind, written, code)
     where w.written is not null and w.code is null limit 3`)
  return rows.map(({ word }) => word)
}

/** Notes what the staged partners change about those who are there; before `addPartners`. */
export const noteChanges = (tx: Tx) =>
  tx.rows(sql`
    insert into partner_change (partner_id, field, before, after)
    select p.id, f.field, f.before, f.after
      from (select distinct on (external_id) * from (${coded}) c order by external_id, position desc) n
      join partner p on p.external_id = n.external_id,
           lateral (values ('tier', array_remove(array[p.tier], null), array_remove(array[n.tier], null)),
                           ('category', array_remove(array[p.category], null), array_remove(array[n.category], null)),
                           ('stage', array_remove(array[p.stage], null), array_remove(array[n.stage], null)),
                           ('tags', p.tags, n.tags)) f (field, before, after)
     where f.before is distinct from f.after`)

export const addPartners = async (tx: Tx): Promise<Taken> => {
  const values = ['name', 'type', 'tier', 'category', 'stage', 'tags', 'country']
  return takenOf(await upsert(tx, { table: 'partner', key: ['external_id'], values, from: coded }))
}

const partnershipColumns: Column<PartnershipIn>[] = [
  ['partner', 'text', (row) => row.partner],
  ['external_id', 'text', (row) => row.externalId],
  ['model', 'text', (row) => row.model],
  ['name', 'text', (row) => row.name],
  ['region', 'text', (row) => row.region],
  ['currency', 'text', (row) => row.currency],
  ['time_zone', 'text', (row) => row.timeZone],
  ['cycle_start_day', 'int', (row) => row.cycleStartDay],
  ['cycle_named_by', 'text', (row) => row.cycleNamedBy],
  ['active_from', 'date', (row) => row.activeFrom],
  ['active_to', 'date', (row) => row.activeTo],
  ['is_main', 'boolean', (row) => row.isMain],
]

const joinPartner = sql`join partner p on p.external_id = s.partner`

export const addPartnerships = async (tx: Tx, rows: Rows<PartnershipIn>): Promise<Taken> => {
  await stageRows(tx, 'staged_partnership', partnershipColumns, rows)
  await insistKnown(tx, 'staged_partnership', ['partner'], joinPartner)
  return takenOf(
    await upsert(tx, {
      table: 'partnership',
      key: ['partner_id', 'external_id'],
      values: partnershipColumns.slice(2).map(([name]) => name),
      from: sql`select p.id as partner_id, s.* from staged_partnership s ${joinPartner}`,
      orderBy: 'is_main', // who ceases to be the main one makes room first
    }),
  )
}

const productColumns: Column<PartnershipProductIn>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['product', 'text', (row) => row.product],
  ['valid_from', 'date', (row) => row.validFrom],
  ['valid_to', 'date', (row) => row.validTo],
  ['commitment', 'int', (row) => row.commitment],
  ['unit_price_minor', 'bigint', (row) => row.unitPriceMinor],
]

/** `touched` names the partnerships whose contracts changed. */
export const addPartnershipProducts = async (tx: Tx, rows: Rows<PartnershipProductIn>): Promise<Taken & { touched: Touched[] }> => {
  await stageRows(tx, 'staged_partnership_product', productColumns, rows)
  await insistKnown(tx, 'staged_partnership_product', ['partner', 'partnership'], joinPartnership)
  return upsert(
    tx,
    {
      table: 'partnership_product',
      key: ['partner_id', 'partnership_id', 'product', 'valid_from'],
      values: ['valid_to', 'commitment', 'unit_price_minor'],
      from: sql`select ps.partner_id, ps.id as partnership_id, s.product, s.valid_from, s.valid_to, s.commitment, s.unit_price_minor, s.position
        from staged_partnership_product s ${joinPartnership}`,
    },
    { touches: 'partnerships' },
  )
}
