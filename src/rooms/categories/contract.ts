import { z } from 'zod'
import { NameLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { phases, plainColours, termKinds } from './rules.ts'

export const TermKind = z.enum(termKinds)
export const Phase = z.enum(phases)
const Colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'Use a colour such as #00705c.')
  .transform((colour) => colour.toLowerCase())

/** A word that others choose from. */
export const TermChoice = z.strictObject({
  kind: TermKind,
  /** What is stored and restricted by; it never changes. */
  code: z.string(),
  label: z.string(),
  /** A channel model's code; null: for all. */
  partnerType: z.string().nullable(),
  background: z.string(),
  foreground: z.string(),
})
export type TermChoice = z.infer<typeof TermChoice>

export const Term = TermChoice.extend({
  id: outerId('trm'),
  /** Of stages alone. */
  phase: Phase.nullable(),
  /** It stays with whoever has it and can be chosen no more. */
  isArchived: z.boolean(),
  /** Who and what has it, archived ones left out. */
  usage: z.strictObject({ partners: z.int(), rooms: z.int(), kitItems: z.int() }),
})
export type Term = z.infer<typeof Term>

/** Those that are in use in their order, then the archived ones. */
export const Terms = z.strictObject({ kind: TermKind, items: z.array(Term) })
export type Terms = z.infer<typeof Terms>

const written = {
  label: NameLine(80),
  partnerType: z.string().max(40).nullable(),
  background: Colour,
  foreground: Colour,
  phase: Phase.nullable(),
}

export const NewTerm = z.strictObject({
  kind: TermKind,
  label: written.label,
  partnerType: written.partnerType.default(null),
  background: written.background.default(plainColours.background),
  foreground: written.foreground.default(plainColours.foreground),
  phase: written.phase.default(null),
})
export type NewTerm = z.infer<typeof NewTerm>

/** What is left out stays. */
export const TermChange = z.strictObject(written).partial()
export type TermChange = z.infer<typeof TermChange>

const OneTerm = z.strictObject({ id: outerId('trm') })

export const problemCodes = [
  'term.unreadable', // 400: the two colours are too much alike
  'term.unknown-partner-type', // 400
  'term.phase-needed', // 400: a stage stands in a phase
  'term.label-taken', // 409
  'term.too-many', // 409
  'term.order-outdated', // 409: somebody added or archived one meanwhile
] as const

export const categories = {
  list: endpoint('GET /categories', { query: z.strictObject({ kind: TermKind }), reply: Terms }),
  /** Every word of every kind that can be chosen, and the types of partners. */
  choices: endpoint('GET /categories/choices', {
    reply: z.strictObject({
      items: z.array(TermChoice),
      partnerTypes: z.array(z.strictObject({ code: z.string(), label: z.string() })),
    }),
  }),
  add: endpoint('POST /categories', { body: NewTerm, reply: Terms }),
  /** All that are in use, in their new order. */
  order: endpoint('PUT /categories/order', {
    body: z.strictObject({ kind: TermKind, ids: z.array(outerId('trm')).max(300) }),
    reply: Terms,
  }),
  change: endpoint('PATCH /categories/:id', { params: OneTerm, body: TermChange, reply: Terms }),
  archive: endpoint('POST /categories/:id/archival', { params: OneTerm, reply: Terms }),
  restore: endpoint('DELETE /categories/:id/archival', { params: OneTerm, reply: Terms }),
}
