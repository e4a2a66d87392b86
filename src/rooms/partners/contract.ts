import { z } from 'zod'
import { SearchText } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { fields } from './rules.ts'

/** A word that a partner has, archived or not. */
export const Word = z.strictObject({ code: z.string(), label: z.string(), background: z.string(), foreground: z.string() })
export type Word = z.infer<typeof Word>

export const PartnerRow = z.strictObject({
  id: outerId('par'),
  name: z.string(),
  /** The main channel model. */
  type: z.string(),
  typeLabel: z.string(),
  tier: Word.nullable(),
  category: Word.nullable(),
  stage: Word.nullable(),
  tags: z.array(Word),
  country: z.string().nullable(),
  partnerships: z.int(),
})
export type PartnerRow = z.infer<typeof PartnerRow>

export const PartnerDetail = PartnerRow.omit({ partnerships: true }).extend({
  partnerships: z.array(
    z.strictObject({
      id: outerId('psh'),
      name: z.string(),
      model: z.string(),
      modelLabel: z.string(),
      region: z.string(),
      currency: z.string(),
      isMain: z.boolean(),
      isEnded: z.boolean(),
    }),
  ),
  /** Who of the vendor looks after it, by name. */
  managers: z.array(z.strictObject({ name: z.string(), email: z.string() })),
  /** The newest first; at most 50. `byName` null: an import. */
  changes: z.array(
    z.strictObject({
      at: z.string(),
      byName: z.string().nullable(),
      field: z.enum(fields),
      before: z.array(z.string()),
      after: z.array(z.string()),
    }),
  ),
  may: z.strictObject({ edit: z.boolean(), reason: z.string().nullable() }),
})
export type PartnerDetail = z.infer<typeof PartnerDetail>

const Code = z.string().max(80)
/** `none`: partners without one. */
const Wanted = Code.optional()

export const PartnerQuery = z.strictObject({
  search: SearchText.optional(),
  type: Code.optional(),
  tier: Wanted,
  category: Wanted,
  stage: Wanted,
  tag: Code.optional(),
  cursor: Cursor.optional(),
  limit: PageSize,
})
export type PartnerQuery = z.infer<typeof PartnerQuery>

const single = { tier: Code.nullable().optional(), category: Code.nullable().optional(), stage: Code.nullable().optional() }
const Codes = z.array(Code).max(100)

/** What is left out stays; null takes it away. `tags` is the whole list. */
export const PartnerChange = z.strictObject({ ...single, tags: Codes.optional() })
export type PartnerChange = z.infer<typeof PartnerChange>

/** The same for many at once, all or none. */
export const PartnersChange = z.strictObject({
  ids: z.array(outerId('par')).min(1).max(200),
  ...single,
  addTags: Codes.optional(),
  removeTags: Codes.optional(),
})
export type PartnersChange = z.infer<typeof PartnersChange>

const OnePartner = z.strictObject({ id: outerId('par') })

export const problemCodes = [
  'partner.unfit-word', // 400: no word of ours, an archived one, or one for other types of partners
] as const

export const partners = {
  /** The reader's partners by name: partner managers have those that are assigned to them. */
  list: endpoint('GET /partners', { query: PartnerQuery, reply: pageOf(PartnerRow) }),
  one: endpoint('GET /partners/:id', { params: OnePartner, reply: PartnerDetail }),
  change: endpoint('PATCH /partners/:id', { params: OnePartner, body: PartnerChange, reply: PartnerDetail }),
  changeMany: endpoint('POST /partners/changes', { body: PartnersChange, reply: z.strictObject({ changed: z.int() }) }),
}
