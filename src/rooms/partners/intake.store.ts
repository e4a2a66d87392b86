import { sql } from 'kysely'
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
  tier?: string | null
  category?: string | null
  stage?: string | null
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

export const addPartners = async (tx: Tx, rows: Rows<PartnerIn>): Promise<Taken> => {
  await stageRows(tx, 'staged_partner', partnerColumns, rows)
  const values = ['name', 'type', 'tier', 'category', 'stage', 'tags', 'country']
  return takenOf(await upsert(tx, { table: 'partner', key: ['external_id'], values, from: sql`select * from staged_partner` }))
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
