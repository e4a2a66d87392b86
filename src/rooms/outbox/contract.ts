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
  /** Why it was not sent. */
  error: z.string().nullable(),
})
export type MailDetail = z.infer<typeof MailDetail>

export const outbox = {
  /** The newest first. `isKeeping`: nothing is sent from here, mails are read here instead. */
  list: endpoint('GET /outbox', {
    query: z.strictObject({ state: MailState.optional(), cursor: Cursor.optional(), limit: PageSize }),
    reply: z.strictObject({ items: z.array(MailLine), next: Cursor.nullable(), isKeeping: z.boolean(), timeZone: z.string() }),
  }),
  detail: endpoint('GET /outbox/:id', { params: z.strictObject({ id: outerId('mai') }), reply: MailDetail }),
}
