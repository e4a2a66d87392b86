import { z } from 'zod'
import { AskedDay } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize } from '#shared/paging.ts'

const Someone = z.strictObject({ id: outerId('usr'), name: z.string().nullable() })

/** One thing that happened. Names are those of the moment. */
export const AuditEntry = z.strictObject({
  id: outerId('evt'),
  /** Its place in the sealed chain; null for a few seconds. */
  seq: z.int().nullable(),
  at: z.iso.datetime(),
  /** `contact.added`; the screen has words for it. */
  name: z.string(),
  /** `member`: a partner's person; `staff`: the vendor's, in a partner's portal; `officer`: the vendor's, outside; else `system:<name>`. */
  by: z.string(),
  person: Someone.nullable(),
  /** The member of staff who looked at the portal as that person. */
  viewer: Someone.nullable(),
  /** Whom it was done to. */
  subject: Someone.nullable(),
  partner: z.strictObject({ id: outerId('par'), name: z.string() }).nullable(),
  customer: z.strictObject({ id: outerId('cus'), name: z.string().nullable() }).nullable(),
  /** The client's subnet. */
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** Days are whole ones, both included, in the reader's time zone. */
export const AuditFilter = z.strictObject({
  from: AskedDay.optional(),
  to: AskedDay.optional(),
  /** Who did it, or whom it was done to. */
  person: outerId('usr').optional(),
  name: z
    .string()
    .regex(/^[a-z0-9.-]{1,60}$/)
    .optional(),
  customer: outerId('cus').optional(),
})
export type AuditFilter = z.infer<typeof AuditFilter>

const VendorFilter = AuditFilter.extend({ partner: outerId('par').optional() })
export type VendorFilter = z.infer<typeof VendorFilter>

/** The newest first. How many there are is not counted: a log grows for years. */
const Page = z.strictObject({ items: z.array(AuditEntry), next: Cursor.nullable(), timeZone: z.string() })
const paged = { cursor: Cursor.optional(), limit: PageSize }

export const audit = {
  /** What happened in the partnership, and to its people. */
  list: endpoint('GET /audit', { query: AuditFilter.extend(paged), reply: Page }),
  file: endpoint('GET /audit/file', { query: AuditFilter, file: true }),
  /** What happened anywhere, for the vendor's administrators. */
  listAll: endpoint('GET /vendor/audit', { query: VendorFilter.extend(paged), reply: Page }),
  fileAll: endpoint('GET /vendor/audit/file', { query: VendorFilter, file: true }),
}
