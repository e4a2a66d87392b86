import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { InvitationState, NewPerson, Passphrase, PersonState } from '#rooms/people/contract.ts'
import type { ProblemCode } from './rules.ts'

/** Why this reader may not; null: may. */
const Refusal = z.string().nullable()

export const PartnerChoice = z.strictObject({ id: outerId('par'), name: z.string() })
export type PartnerChoice = z.infer<typeof PartnerChoice>

/** One of the vendor's own people. */
export const StaffRow = z.strictObject({
  id: outerId('usr'),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  roleLabel: z.string(),
  /** `all`: every partner, because of the role; `assigned`: those in `partners`. */
  reach: z.enum(['all', 'assigned']),
  /** By name. */
  partners: z.array(PartnerChoice),
  state: PersonState,
  invitation: InvitationState.nullable(),
  hasSecondFactor: z.boolean(),
  lastSeenAt: z.iso.datetime().nullable(),
  isYou: z.boolean(),
  refusals: z.strictObject({
    change: Refusal,
    changeRole: Refusal,
    disable: Refusal,
    invite: Refusal,
    resetFactors: Refusal,
  }),
})
export type StaffRow = z.infer<typeof StaffRow>

const partners = z.array(outerId('par')).max(2_000)

/** `partners` counts for roles that see assigned partners; the others see all. */
export const NewStaff = NewPerson.pick({ name: true, email: true, role: true }).extend({ partners: partners.default([]) })
export type NewStaff = z.infer<typeof NewStaff>

/** What is left out stays. `partners` replaces the whole list. */
export const StaffChange = z.strictObject({
  name: NewPerson.shape.name.optional(),
  role: z.string().max(40).optional(),
  partners: partners.optional(),
})
export type StaffChange = z.infer<typeof StaffChange>

const OneOfStaff = z.strictObject({ id: outerId('usr') })
const StaffRole = z.strictObject({ code: z.string(), label: z.string(), reach: z.enum(['all', 'assigned']), refusal: Refusal })

export const problemCodes = [
  'staff.needs-all-partners', // 403: who sees assigned partners can't say who sees which
  'staff.own-role', // 403
  'staff.beyond-own', // 403
  'staff.unknown-role', // 400
  'staff.address-taken', // 409
  'staff.last-administrator', // 409
  'staff.has-password', // 409
  'staff.disabled', // 409
] as const satisfies ProblemCode[]

export const staff = {
  list: endpoint('GET /staff', {
    query: z.strictObject({ search: z.string().trim().max(80).optional(), cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(StaffRow).extend({ roles: z.array(StaffRole) }),
  }),
  /** Partners to assign, by name; at most 50. */
  partners: endpoint('GET /staff/partners', {
    query: z.strictObject({ search: z.string().trim().max(80).optional() }),
    reply: z.strictObject({ items: z.array(PartnerChoice) }),
  }),
  add: endpoint('POST /staff', { body: NewStaff, reply: Passphrase.extend({ person: StaffRow }) }),
  change: endpoint('PATCH /staff/:id', { params: OneOfStaff, body: StaffChange, reply: StaffRow }),
  /** Nobody of the vendor is removed: what they did stays theirs. */
  disable: endpoint('POST /staff/:id/disablement', { params: OneOfStaff, reply: StaffRow }),
  enable: endpoint('DELETE /staff/:id/disablement', { params: OneOfStaff, reply: StaffRow }),
  invite: endpoint('POST /staff/:id/invitation', { params: OneOfStaff, reply: Passphrase }),
  resetFactors: endpoint('DELETE /staff/:id/factors', { params: OneOfStaff, reply: StaffRow }),
  unlock: endpoint('DELETE /staff/:id/lock', { params: OneOfStaff }),
  endSessions: endpoint('DELETE /staff/:id/sessions', { params: OneOfStaff }),
}
