import { z } from 'zod'
import { AskedDay, NameLine, SearchText } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { announcementStates, readingStates, type ProblemCode } from './rules.ts'

const Codes = z.array(z.string().min(1).max(80)).max(200)

const Partnership = z.strictObject({ id: outerId('psh'), name: z.string(), partner: z.string() })

/** Whom it is for, as with rooms: any of a list, and of every list; an empty list asks nothing. Codes of types, roles and of the vendor's words. */
export const Audience = z.strictObject({
  partnerTypes: Codes,
  partnerships: z.array(Partnership),
  categories: Codes,
  tiers: Codes,
  stages: Codes,
  tags: Codes,
  roles: Codes,
})
export type Audience = z.infer<typeof Audience>

/** How many were meant, have read it, and have said so. A partner has read when one of its people has. */
const Count = z.strictObject({ meant: z.int(), read: z.int(), acknowledged: z.int() })

export const AnnouncementRow = z.strictObject({
  id: outerId('ann'),
  title: z.string(),
  body: z.string(),
  audience: Audience,
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  /** On the day of this deployment's own time zone; partners go by theirs. */
  state: z.enum(announcementStates),
  isPinned: z.boolean(),
  needsAcknowledgement: z.boolean(),
  people: Count,
  partners: Count,
})
export type AnnouncementRow = z.infer<typeof AnnouncementRow>

/** Lines are kept, other control characters are refused. */
const Body = z
  .string()
  .trim()
  .max(10_000, 'Use at most 10,000 characters.')
  .regex(/^(?:[^\p{Cc}]|[\n\r\t])*$/u, 'Leave out control characters.')

export const AnnouncementInput = z
  .strictObject({
    title: NameLine(200, 'Say in a few words what it is about.'),
    body: Body,
    audience: Audience.extend({ partnerships: z.array(outerId('psh')).max(500) }),
    from: AskedDay,
    to: AskedDay.nullable(),
    isPinned: z.boolean(),
    needsAcknowledgement: z.boolean(),
  })
  .refine(({ from, to }) => to === null || to >= from, { path: ['to'], message: 'Ends before it begins.' })
export type AnnouncementInput = z.infer<typeof AnnouncementInput>

/** Somebody whom it is for. */
export const Recipient = z.strictObject({
  id: outerId('usr'),
  name: z.string(),
  partner: z.string(),
  partnership: z.string(),
  state: z.enum(readingStates),
  at: z.iso.datetime().nullable(),
})
export type Recipient = z.infer<typeof Recipient>

const Term = z.strictObject({ code: z.string(), label: z.string() })
export const AudienceChoices = z.strictObject({
  partnerTypes: z.array(Term),
  roles: z.array(Term),
  categories: z.array(Term),
  tiers: z.array(Term),
  stages: z.array(Term),
  tags: z.array(Term),
})
export type AudienceChoices = z.infer<typeof AudienceChoices>

/** One as its reader has it. */
export const Announcement = z.strictObject({
  id: outerId('ann'),
  title: z.string(),
  body: z.string(),
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  isPinned: z.boolean(),
  needsAcknowledgement: z.boolean(),
  readAt: z.iso.datetime().nullable(),
  acknowledgedAt: z.iso.datetime().nullable(),
  /** Why this reader can't mark it; null: can. */
  refusal: z.string().nullable(),
})
export type Announcement = z.infer<typeof Announcement>

const One = z.strictObject({ id: outerId('ann') })

export const problemCodes = [
  'announcement.of-partners-people', // 403
  'announcement.needs-no-acknowledgement', // 409
  'announcement.unknown-choice', // 400
] as const satisfies ProblemCode[]

export const announcements = {
  /** The newest first. */
  list: endpoint('GET /announcements', {
    query: z.strictObject({ search: SearchText.optional(), cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(AnnouncementRow),
  }),
  choices: endpoint('GET /announcements/choices', { reply: AudienceChoices }),
  /** What is shown to the reader today: pinned ones first, then the newest; at most 50. */
  current: endpoint('GET /announcements/current', { reply: z.strictObject({ items: z.array(Announcement) }) }),
  add: endpoint('POST /announcements', { body: AnnouncementInput, reply: AnnouncementRow }),
  change: endpoint('PUT /announcements/:id', { params: One, body: AnnouncementInput, reply: AnnouncementRow }),
  /** With what was counted of it. */
  remove: endpoint('DELETE /announcements/:id', { params: One }),
  /** Whom it is for: those who have not read it first, then by partner and name. */
  recipients: endpoint('GET /announcements/:id/recipients', {
    params: One,
    query: z.strictObject({ state: z.enum(readingStates).optional(), cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(Recipient),
  }),
  read: endpoint('PUT /announcements/:id/reading', { params: One }),
  /** Counts as reading as well. */
  acknowledge: endpoint('POST /announcements/:id/acknowledgement', { params: One }),
}
