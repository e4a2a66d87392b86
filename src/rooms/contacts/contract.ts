import { z } from 'zod'
import { NameLine, TextLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'

export const Contact = z.strictObject({
  id: outerId('con'),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  title: z.string().nullable(),
  /** Sent back with a change, which is refused when somebody else changed the person meanwhile. */
  version: z.int(),
  /** The types that the person holds, in the configuration's order. */
  types: z.array(z.string()),
})
export type Contact = z.infer<typeof Contact>

/** Every write replies with it, because a type that one person gets another one loses. */
export const CustomerContacts = z.strictObject({
  /** By name. */
  items: z.array(Contact),
  /** Types that nobody holds. */
  missing: z.array(z.string()),
  may: z.strictObject({ edit: z.boolean(), reason: z.string().nullable() }),
})
export type CustomerContacts = z.infer<typeof CustomerContacts>

const orNull = <S extends z.ZodType<string>>(schema: S) => schema.nullable().transform((text) => text || null)

/** A person as a form sends it; an empty field is null. */
export const ContactInput = z.strictObject({
  name: NameLine(120),
  email: orNull(TextLine(254).regex(/^$|^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'Enter an address like name@company.com.')),
  phone: orNull(TextLine(40).regex(/^[+\d\s()./x-]*$/i, 'Use digits, spaces and + ( ) . / - only.')),
  title: orNull(TextLine(120)),
  /** Whoever held one of them before loses it. */
  types: z
    .array(z.string().max(40))
    .max(8)
    .refine((types) => new Set(types).size === types.length, 'Name each type once.'),
})
export type ContactInput = z.infer<typeof ContactInput>

export const ContactChange = ContactInput.partial().extend({ version: z.int().min(1) })
export type ContactChange = z.infer<typeof ContactChange>

const OneCustomer = z.strictObject({ id: outerId('cus') })
const OneContact = OneCustomer.extend({ contactId: outerId('con') })

export const problemCodes = [
  'contact.staff-reads-only', // 403
  'contact.edit-not-granted', // 403
  'contact.changed-meanwhile', // 409: somebody else changed the person; nothing was written
  'contact.email-taken', // 409: another person of the customer has the address
  'contact.too-many', // 409
  'contact.unknown-type', // 400: the configuration has no such type
] as const

export const contacts = {
  list: endpoint('GET /customers/:id/contacts', { params: OneCustomer, reply: CustomerContacts }),
  add: endpoint('POST /customers/:id/contacts', { params: OneCustomer, body: ContactInput, reply: CustomerContacts }),
  /** What the body leaves out stays. */
  change: endpoint('PATCH /customers/:id/contacts/:contactId', { params: OneContact, body: ContactChange, reply: CustomerContacts }),
  remove: endpoint('DELETE /customers/:id/contacts/:contactId', { params: OneContact, reply: CustomerContacts }),
  /** One person a type; null leaves the type empty. */
  assign: endpoint('PUT /customers/:id/contact-types/:type', {
    params: OneCustomer.extend({ type: z.string().max(40) }),
    body: z.strictObject({ contactId: outerId('con').nullable() }),
    reply: CustomerContacts,
  }),
}
