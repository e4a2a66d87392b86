import { z } from 'zod'
import { NameLine, SearchText } from '#shared/asked.ts'
import { Permission } from '#shared/config.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { InvitationState } from '#rooms/accounts/contract.ts'
import { personSorts, personStates } from './rules.ts'

/** `invited`: has no password yet. `disabled`: keeps everything and can't sign in. */
export const PersonState = z.enum(personStates)
export type PersonState = z.infer<typeof PersonState>

export const CustomerScope = z.enum(['all', 'assigned'])
export type CustomerScope = z.infer<typeof CustomerScope>

/** Why this reader may not; null: may. */
export const Refusal = z.string().nullable()

/** A person of the partnership. */
export const PersonRow = z.strictObject({
  id: outerId('usr'),
  name: z.string(),
  email: z.string(),
  /** The code of a role of the configuration or of the partner's own. */
  role: z.string(),
  roleLabel: z.string(),
  scope: CustomerScope,
  /** How many customers are assigned, for those who see assigned ones. */
  customers: z.int(),
  state: PersonState,
  /** Null: nobody invited the person, or there is no need to. */
  invitation: InvitationState.nullable(),
  lastSeenAt: z.iso.datetime().nullable(),
  isYou: z.boolean(),
})
export type PersonRow = z.infer<typeof PersonRow>

export const PersonDetail = PersonRow.extend({
  /** The assigned customers by name; empty for those who see all. */
  assigned: z.array(z.strictObject({ id: outerId('cus'), name: z.string() })),
  hasSecondFactor: z.boolean(),
  refusals: z.strictObject({
    change: Refusal,
    changeRole: Refusal,
    disable: Refusal,
    remove: Refusal,
    invite: Refusal,
    resetFactors: Refusal,
    viewAs: Refusal,
  }),
})
export type PersonDetail = z.infer<typeof PersonDetail>

export const PersonFilter = z.strictObject({
  /** A part of the name or of the address. */
  search: SearchText.optional(),
  role: z.string().max(40).optional(),
  state: PersonState.optional(),
  sort: z.enum(personSorts).default('name'),
})
export type PersonFilter = z.infer<typeof PersonFilter>

// What PostgreSQL and JavaScript call lower case differs beyond these letters, and so does what mail servers take.
const address = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use at most 254 characters.')
  .regex(/^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'Enter an address like name@company.com.')
const assigned = z.array(outerId('cus')).max(5_000)

/** A new person. Somebody who sees assigned customers and has none sees nothing yet. */
export const NewPerson = z.strictObject({
  name: NameLine(120),
  email: address,
  role: z.string().max(40).min(1, 'Choose a role.'),
  scope: CustomerScope,
  customers: assigned.default([]),
})
export type NewPerson = z.infer<typeof NewPerson>

/** What is left out stays. `customers` replaces the whole list. */
export const PersonChange = z.strictObject({
  name: NameLine(120).optional(),
  role: z.string().max(40).optional(),
  scope: CustomerScope.optional(),
  customers: assigned.optional(),
})
export type PersonChange = z.infer<typeof PersonChange>

/** The words that open an invitation, to be told by another way than mail. They are not kept: this is the only time. */
export const Passphrase = z.strictObject({ passphrase: z.string() })

export const RoleRow = z.strictObject({
  code: z.string(),
  label: z.string(),
  permissions: z.array(Permission),
  /** What a new person of the role sees when nobody says otherwise. */
  reach: CustomerScope,
  /** The label of the role that it was copied from; null for a role of the configuration, which nobody changes here. */
  copiedFrom: z.string().nullable(),
  /** Who holds it, over all partnerships of the partner. */
  people: z.int(),
  refusals: z.strictObject({ grant: Refusal, change: Refusal, remove: Refusal }),
})
export type RoleRow = z.infer<typeof RoleRow>

const permissions = z
  .array(Permission)
  .max(60)
  .refine((list) => new Set(list).size === list.length, 'Name each permission once.')

export const NewRole = z.strictObject({ label: NameLine(60), copyOf: z.string().max(40), permissions })
export type NewRole = z.infer<typeof NewRole>
export const RoleChange = z.strictObject({ label: NameLine(60).optional(), permissions: permissions.optional() })
export type RoleChange = z.infer<typeof RoleChange>

const OnePerson = z.strictObject({ id: outerId('usr') })
const OneRole = z.strictObject({ code: z.string().max(40) })

export const problemCodes = [
  'person.edit-not-granted', // 403
  'person.needs-all-customers', // 403: who sees assigned customers only can't say who sees which
  'person.view-as-not-granted', // 403
  'person.own-role', // 403: nobody changes, disables or removes themselves
  'person.beyond-own', // 403: the role includes what the reader's own lacks
  'person.unknown-role', // 400
  'person.admin-sees-all', // 400: who looks after people sees every customer
  'person.address-refused', // 409: the same words for every address that can't be had
  'person.already-here', // 409
  'person.last-admin', // 409: a partnership would be left without anybody who looks after its people
  'person.mail-only', // 409: the role never signs in, so there is nothing to invite to or to look at
  'person.has-password', // 409: an invitation leads to a first password
  'person.disabled', // 409
  'role.of-configuration', // 403
  'role.own', // 403: nobody changes the role that they hold
  'role.label-taken', // 409
  'role.in-use', // 409
  'role.too-many', // 409
] as const

export const people = {
  list: endpoint('GET /people', {
    query: PersonFilter.extend({ cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(PersonRow).extend({ may: z.strictObject({ add: Refusal }) }),
  }),
  detail: endpoint('GET /people/:id', { params: OnePerson, reply: PersonDetail }),
  /** `passphrase` is null where none is needed: the role never signs in, or the person has a password already. */
  add: endpoint('POST /people', {
    body: NewPerson,
    reply: z.strictObject({ person: PersonDetail, passphrase: z.string().nullable() }),
  }),
  change: endpoint('PATCH /people/:id', { params: OnePerson, body: PersonChange, reply: PersonDetail }),
  /** Out of this partnership; other partnerships of the partner keep the person. */
  remove: endpoint('DELETE /people/:id', { params: OnePerson }),
  /** Out of every partnership until enabled again; sessions end at once. */
  disable: endpoint('POST /people/:id/disablement', { params: OnePerson, reply: PersonDetail }),
  enable: endpoint('DELETE /people/:id/disablement', { params: OnePerson, reply: PersonDetail }),
  /** An earlier invitation is void from now on. */
  invite: endpoint('POST /people/:id/invitation', { params: OnePerson, reply: Passphrase }),
  resetFactors: endpoint('DELETE /people/:id/factors', { params: OnePerson, reply: PersonDetail }),
  /** Lets somebody in again who typed too many wrong passwords. */
  unlock: endpoint('DELETE /people/:id/lock', { params: OnePerson }),
  endSessions: endpoint('DELETE /people/:id/sessions', { params: OnePerson }),
}

export const roles = {
  list: endpoint('GET /roles', {
    reply: z.strictObject({
      items: z.array(RoleRow),
      /** What this reader can give to a role. */
      grantable: z.array(Permission),
      may: z.strictObject({ add: Refusal }),
    }),
  }),
  add: endpoint('POST /roles', { body: NewRole, reply: RoleRow }),
  change: endpoint('PATCH /roles/:code', { params: OneRole, body: RoleChange, reply: RoleRow }),
  remove: endpoint('DELETE /roles/:code', { params: OneRole }),
}

export const views = {
  /** From here on the session reads the portal as this person does. */
  begin: endpoint('POST /session/view', { body: z.strictObject({ userId: outerId('usr') }) }),
  end: endpoint('DELETE /session/view', {}),
}
