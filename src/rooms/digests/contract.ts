import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { digestFrequencies } from './rules.ts'

export const DigestFrequency = z.enum(digestFrequencies)

/** Somebody who works in a partnership. */
export const DigestPerson = z.strictObject({ id: outerId('usr'), name: z.string(), email: z.string() })
export type DigestPerson = z.infer<typeof DigestPerson>

/** Whose digest, as it would be now. */
export const PreviewQuery = z.strictObject({ person: outerId('usr'), frequency: DigestFrequency })
export type PreviewQuery = z.infer<typeof PreviewQuery>

export const DigestPreview = z.strictObject({
  subject: z.string(),
  preheader: z.string(),
  text: z.string(),
  /** For `html`, good for a minute. */ ticket: z.string(),
})
export type DigestPreview = z.infer<typeof DigestPreview>

export const digests = {
  /** By name, at most 200. 404 for no such partnership. */
  people: endpoint('GET /digests/people', {
    query: z.strictObject({ partnership: outerId('psh') }),
    reply: z.strictObject({ items: z.array(DigestPerson) }),
  }),
  /** `mail` null: nothing to say, so nothing would be sent. 404 for somebody who is not active. */
  preview: endpoint('GET /digests/preview', { query: PreviewQuery, reply: z.strictObject({ mail: DigestPreview.nullable() }) }),
  /** The same as it would look, for a frame. 404 for a ticket that is not this session's or has run out. */
  html: endpoint('GET /digests/preview/html', { query: z.strictObject({ ticket: z.string().min(1).max(400) }), file: true, byLink: true }),
  /** Puts the preview into the outbox, for oneself. 404 as above. */
  send: endpoint('POST /digests/preview/mails', { body: PreviewQuery }),
}
