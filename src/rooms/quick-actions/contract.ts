import { z } from 'zod'
import { NameLine, TextLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { roomIcons } from '#shared/room-icons.ts'
import { shownOnOverview, targetKinds, type ProblemCode } from './rules.ts'

const RoomIcon = z.enum(roomIcons)

/** `target`: a pre-defined room's kind, an own page, an https address or a mail address; nothing for a custom room, which `room` names. */
const Target = z.strictObject({
  kind: z.enum(targetKinds),
  target: z.string().trim().max(2_000),
  room: z.strictObject({ id: outerId('rom'), label: z.string() }).nullable(),
})

/** One as its reader has it. */
export const QuickAction = z.strictObject({
  id: outerId('qac'),
  label: z.string(),
  description: z.string(),
  icon: z.string(),
  target: Target,
  /** How often this reader used it. */
  uses: z.int(),
})
export type QuickAction = z.infer<typeof QuickAction>

const Codes = z.array(z.string().min(1).max(40)).max(40)

export const ArrangedAction = QuickAction.extend({
  partnerTypes: Codes,
  roles: Codes,
  /** By how many people it was used, of all partners; `uses` is all of theirs. */
  people: z.int(),
  /** The room that it leads to is live for none of whom it is for. */
  leadsNowhere: z.boolean(),
})
export type ArrangedAction = z.infer<typeof ArrangedAction>

const Choice = z.strictObject({ code: z.string(), label: z.string() })
export const Arranged = z.strictObject({
  /** In the vendor's order. */
  items: z.array(ArrangedAction),
  partnerTypes: z.array(Choice),
  roles: z.array(Choice),
  /** Custom rooms that it can lead to. */
  rooms: z.array(z.strictObject({ id: outerId('rom'), label: z.string(), partnerType: z.string() })),
  /** Why none can be added; null: one can. */
  refusal: z.string().nullable(),
})
export type Arranged = z.infer<typeof Arranged>

export const QuickActionInput = z.strictObject({
  label: NameLine(80),
  description: TextLine(200),
  icon: RoomIcon,
  target: Target.omit({ room: true }).extend({ roomId: outerId('rom').nullable() }),
  partnerTypes: Codes,
  roles: Codes,
})
export type QuickActionInput = z.infer<typeof QuickActionInput>

const One = z.strictObject({ id: outerId('qac') })

export const problemCodes = [
  'quick-action.target-unusable', // 400
  'quick-action.unknown-choice', // 400
  'quick-action.of-partners-people', // 403
  'quick-action.too-many', // 409
  'quick-action.order-outdated', // 409
] as const satisfies ProblemCode[]

export const quickActions = {
  /** Those that the reader may use, the most used first; `top` alone for the overview. */
  list: endpoint('GET /quick-actions', {
    query: z.strictObject({ top: z.stringbool().optional().describe(`the first ${shownOnOverview}`) }),
    reply: z.strictObject({ items: z.array(QuickAction) }),
  }),
  /** Somebody went there. */
  use: endpoint('POST /quick-actions/:id/uses', { params: One }),
  arranged: endpoint('GET /quick-actions/arranged', { reply: Arranged }),
  add: endpoint('POST /quick-actions', { body: QuickActionInput, reply: Arranged }),
  change: endpoint('PUT /quick-actions/:id', { params: One, body: QuickActionInput, reply: Arranged }),
  remove: endpoint('DELETE /quick-actions/:id', { params: One, reply: Arranged }),
  order: endpoint('PUT /quick-actions/order', { body: z.strictObject({ ids: z.array(outerId('qac')).max(200) }), reply: Arranged }),
}
