import { z } from 'zod'
import { SearchText } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { NewPerson, Passphrase, PersonDetail, PersonRow, Refusal } from '#rooms/people/contract.ts'

export const PartnerChoice = z.strictObject({ id: outerId('par'), name: z.string() })
export type PartnerChoice = z.infer<typeof PartnerChoice>

/** One of the vendor's own people. */
export const StaffRow = PersonRow.omit({ scope: true, customers: true }).extend({
  /** `all`: every partner, because of the role; `assigned`: those in `partners`. */
  reach: z.enum(['all', 'assigned']),
  /** By name. */
  partners: z.array(PartnerChoice),
  hasSecondFactor: z.boolean(),
  refusals: PersonDetail.shape.refusals.pick({ change: true, changeRole: true, disable: true, invite: true, resetFactors: true }),
})
export type StaffRow = z.infer<typeof StaffRow>

/** A role that the vendor's people hold. `refusal`: why this reader may not give it. */
export const StaffRole = z.strictObject({ code: z.string(), label: z.string(), reach: z.enum(['all', 'assigned']), refusal: Refusal })
export type StaffRole = z.infer<typeof StaffRole>

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

export const problemCodes = [
  'staff.needs-all-partners', // 403: who sees assigned partners can't say who sees which
  'staff.own-role', // 403
  'staff.beyond-own', // 403
  'staff.unknown-role', // 400
  'staff.address-taken', // 409
  'staff.last-administrator', // 409
  'staff.has-password', // 409
  'staff.disabled', // 409
] as const

export const staff = {
  list: endpoint('GET /staff', {
    query: z.strictObject({ search: SearchText.optional(), cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(StaffRow).extend({ roles: z.array(StaffRole) }),
  }),
  /** Partners to assign, by name; at most 50. */
  partners: endpoint('GET /staff/partners', {
    query: z.strictObject({ search: SearchText.optional() }),
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
