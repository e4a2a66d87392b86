import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize } from '#shared/paging.ts'
import { mailStates } from './rules.ts'

export const MailState = z.enum(mailStates)

export const MailLine = z.strictObject({
  id: outerId('mai'),
  address: z.string(),
  kind: z.string(),
  subject: z.string(),
  state: MailState,
  tries: z.int(),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
})
export type MailLine = z.infer<typeof MailLine>

export const MailDetail = MailLine.extend({
  paragraphs: z.array(z.string()),
  /** Only of a kept mail: of one that is sent it may be somebody's secret, and it is gone by then. */
  link: z.strictObject({ label: z.string(), url: z.string() }).nullable(),
  /** For `html`, good for a minute; null: it has no look of its own any more. */
  ticket: z.string().nullable(),
  /** Why it was not sent. */
  error: z.string().nullable(),
})
export type MailDetail = z.infer<typeof MailDetail>

/** Somebody whose address mail comes back from. */
export const MailTrouble = z.strictObject({
  userId: outerId('usr'),
  name: z.string(),
  address: z.string(),
  /** What the other mail server said. */
  reason: z.string(),
  since: z.iso.datetime(),
})
export type MailTrouble = z.infer<typeof MailTrouble>

export const outbox = {
  /** The newest first. `isKeeping`: nothing is sent from here, mails are read here instead. */
  list: endpoint('GET /outbox', {
    query: z.strictObject({ state: MailState.optional(), cursor: Cursor.optional(), limit: PageSize }),
    reply: z.strictObject({ items: z.array(MailLine), next: Cursor.nullable(), isKeeping: z.boolean(), timeZone: z.string() }),
  }),
  detail: endpoint('GET /outbox/:id', { params: z.strictObject({ id: outerId('mai') }), reply: MailDetail }),
  /** A kept mail as it would look, for a frame. 404 for a ticket that is not this session's or has run out. */
  html: endpoint('GET /outbox/html', { query: z.strictObject({ ticket: z.string().min(1).max(400) }), file: true, byLink: true }),
  /** The newest first, at most a hundred. */
  troubles: endpoint('GET /outbox/troubles', { reply: z.strictObject({ items: z.array(MailTrouble) }) }),
  /** An administrator says that the person's address works again. 404 when nothing was wrong with it. */
  resume: endpoint('DELETE /outbox/troubles/:id', { params: z.strictObject({ id: outerId('usr') }) }),
  /** The person says so. */
  resumeOwn: endpoint('DELETE /account/mail-trouble', {}),
}
