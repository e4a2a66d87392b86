import { z } from 'zod'
import { NameLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { PartnerType, RoomDetail, RoomLabel } from './contract.ts'
import { patternCodes } from './presets.rules.ts'

/** One that ships is named by its code, one that the vendor saved by its id. */
export const TemplateId = z.union([z.enum(patternCodes), outerId('rtp')])

export const Template = z.strictObject({
  id: TemplateId,
  label: z.string(),
  about: z.string(),
  icon: z.string(),
  /** The kinds of its blocks, in their order. */
  kinds: z.array(z.string()),
  /** Null: it ships with the portal. */
  saved: z.strictObject({ at: z.string(), by: z.string().nullable() }).nullable(),
})
export type Template = z.infer<typeof Template>

/** What a template is called and what it is for. */
export const TemplateWords = z.strictObject({ label: NameLine(200), about: z.string().trim().max(1000, 'Use at most 1,000 characters.') })
const OneTemplate = z.strictObject({ id: outerId('rtp') })

export const problemCodes = [
  'template.nothing-in-it', // 409: the room has no blocks
  'template.not-of-blocks', // 409: a pre-defined room has no blocks of its own
  'template.too-many', // 409
] as const

export const templates = {
  /** The vendor's own by name, then those that ship. */
  list: endpoint('GET /arrangement/templates', { reply: z.strictObject({ items: z.array(Template) }) }),
  /** The blocks of a room as they are worked on. */
  save: endpoint('POST /arrangement/templates', { body: TemplateWords.extend({ room: outerId('rom') }), reply: Template }),
  change: endpoint('PATCH /arrangement/templates/:id', { params: OneTemplate, body: TemplateWords.partial(), reply: Template }),
  /** Rooms that were started from it stay as they are. */
  remove: endpoint('DELETE /arrangement/templates/:id', { params: OneTemplate }),
  /** A new draft at the end of a type, with the template's blocks under ids of their own. */
  start: endpoint('POST /arrangement/templates/:id/rooms', {
    params: z.strictObject({ id: TemplateId }),
    body: z.strictObject({ type: PartnerType, label: RoomLabel }),
    reply: RoomDetail,
  }),
}
