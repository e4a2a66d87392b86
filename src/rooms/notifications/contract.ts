import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize } from '#shared/paging.ts'
import { channels, eventNames, frequencies, newsGroups, severities, type ProblemCode } from './rules.ts'

export const EventName = z.enum(eventNames)
export const Frequency = z.enum(frequencies)
export const Channel = z.enum(channels)

/** One thing that somebody was told of. Its words are made of `event` and `facts` where it is read. */
export const Notification = z.strictObject({
  id: outerId('ntf'),
  event: EventName,
  at: z.iso.datetime(),
  isRead: z.boolean(),
  severity: z.enum(severities).nullable(),
  /** The name is null for the vendor's people outside the partner's portal: they see no customers there. */
  customer: z.strictObject({ id: outerId('cus'), name: z.string().nullable() }).nullable(),
  /** Where it happened; null: in no partnership, about the reader's account or the vendor's side. */
  partnership: z.strictObject({ id: outerId('psh'), name: z.string(), partnerName: z.string() }).nullable(),
  taskId: outerId('tsk').nullable(),
  announcementId: outerId('ann').nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Whose deed it was, by the name of then. */
  byName: z.string().nullable(),
})
export type Notification = z.infer<typeof Notification>

/** How many are unread; beyond `unreadShown` nobody counts. */
const Unread = z.int().min(0)

export const NotificationFilter = z.strictObject({
  unread: z.stringbool().optional(),
})

const Choice = z.strictObject({
  event: EventName,
  group: z.enum(newsGroups),
  isMandatory: z.boolean(),
  portal: Frequency,
  mail: Frequency,
  /** What each channel can be set to; one alone can't be changed. */
  offers: z.strictObject({ portal: z.array(Frequency), mail: z.array(Frequency) }),
})
export type Choice = z.infer<typeof Choice>

/** What the reader may be told of, in the catalogue's order, and how. */
export const Choices = z.strictObject({
  items: z.array(Choice),
  /** Whether any of it is other than the default. */
  isChanged: z.boolean(),
})
export type Choices = z.infer<typeof Choices>

export const ChoiceChange = z.strictObject({ event: EventName, channel: Channel, frequency: Frequency })

export const Following = z.strictObject({ state: z.enum(['following', 'muted']).nullable() })
export type Following = z.infer<typeof Following>

/** A sealed text of ours; who has it may switch off what it names, and nothing else. */
const Token = z.string().regex(/^[\w.-]{20,400}$/)
/** What was switched off: groups of events by mail, or a whole digest. */
export const Unsubscribed = z.strictObject({
  groups: z.array(z.enum(newsGroups)),
  digest: z.enum(['daily', 'weekly']).nullable(),
})
export type Unsubscribed = z.infer<typeof Unsubscribed>

const One = z.strictObject({ id: outerId('ntf') })
const OneCustomer = z.strictObject({ id: outerId('cus') })
const OneTask = z.strictObject({ id: outerId('tsk') })

export const problemCodes = [
  'notification.mandatory', // 409: what is about security can't be switched off
  'notification.no-such-frequency', // 400: this channel does not offer it
  'notification.too-many-streams', // 429
  'unsubscribe.unreadable', // 400: the link was cut off, or its key is gone
] as const satisfies ProblemCode[]

export const notifications = {
  /** The newest first. */
  list: endpoint('GET /notifications', {
    query: NotificationFilter.extend({ cursor: Cursor.optional(), limit: PageSize }),
    reply: z.strictObject({ items: z.array(Notification), next: Cursor.nullable(), unread: Unread }),
  }),
  /** `asOf` is what a stream begins after. */
  unread: endpoint('GET /notifications/unread', { reply: z.strictObject({ unread: Unread, asOf: z.string() }) }),
  /** Says that something of it changed, never what: whoever hears it asks for the list, with the eyes of that moment. */
  stream: endpoint('GET /notifications/stream', { file: true, stream: true }),
  read: endpoint('PUT /notifications/:id/reading', { params: One }),
  /** Everything up to the one that the reader saw last: what came in meanwhile stays unread. */
  readAll: endpoint('POST /notifications/reading', { body: z.strictObject({ upTo: outerId('ntf') }) }),
  choices: endpoint('GET /notifications/choices', { reply: Choices }),
  choose: endpoint('PUT /notifications/choices', { body: ChoiceChange, reply: Choices }),
  /** Back to the defaults. */
  chooseNothing: endpoint('DELETE /notifications/choices', { reply: Choices }),
}

export const following = {
  ofCustomer: endpoint('GET /customers/:id/following', { params: OneCustomer, reply: Following }),
  followCustomer: endpoint('PUT /customers/:id/following', { params: OneCustomer, body: Following, reply: Following }),
  ofTask: endpoint('GET /tasks/:id/following', { params: OneTask, reply: Following }),
  followTask: endpoint('PUT /tasks/:id/following', { params: OneTask, body: Following, reply: Following }),
}

export const unsubscribing = {
  /** By the button of our page. */
  unsubscribe: endpoint('POST /unsubscriptions', { body: z.strictObject({ token: Token }), reply: Unsubscribed }),
  /** By a mail program itself (RFC 8058). */
  oneClick: endpoint('POST /unsubscriptions/one-click', { query: z.strictObject({ token: Token }) }),
  /** Where a program that knows no one-click leads people: to our page, which changes nothing before somebody presses. */
  page: endpoint('GET /unsubscriptions/one-click', { query: z.strictObject({ token: Token }), file: true }),
}
