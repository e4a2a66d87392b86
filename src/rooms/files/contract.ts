import { z } from 'zod'
import { PageAddress } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { fileStates, imageSizes, purposes } from './rules.ts'

/** What is known of a file without opening it. */
export const StoredFile = z.strictObject({
  id: outerId('fil'),
  name: z.string(),
  mime: z.string(),
  /** In bytes. */
  size: z.int(),
  state: z.enum(fileStates),
  /** Of an image, in pixels. */
  width: z.int().nullable(),
  height: z.int().nullable(),
  uploadedAt: z.iso.datetime(),
})
export type StoredFile = z.infer<typeof StoredFile>

const OneFile = z.strictObject({ id: outerId('fil') })

export const problemCodes = [
  'file.not-yours-to-add', // 403
  'file.name-unusable', // 400
  'file.kind-not-taken', // 415: the extension is not on the list for that purpose
  'file.not-what-it-says', // 415: its bytes are of another kind than its name
  'file.unsafe', // 415: macros, a bomb, an archive in an archive …; the message says which
  'file.damaged', // 415: it can't be read as what it says
  'file.too-large', // 413
  'file.no-room', // 409: the partner's share is used up
  'file.broken-off', // 400
  'file.too-many-at-once', // 429
  'file.not-checked', // 409: the scanner has not seen it yet
  'file.infected', // 409
  'file.no-image', // 409: asked for as an image, or to be played, and it is none
  'file.gone', // 409: the store has lost it
  'file.not-fetched', // 400: nobody answered at that address, or something else than a file
  'file.no-picture-there', // 400
  'file.host-not-allowed', // 400: the configuration names others
  'file.not-in-demo', // 409: a demo asks nobody's servers
  'file.copies-are-off', // 409: the configuration names no host
]

export const files = {
  /** The body is the file, as it is (application/octet-stream). */
  upload: endpoint('POST /files', {
    query: z.strictObject({ name: z.string().min(1).max(1_000), purpose: z.enum(purposes) }),
    upload: true,
    reply: StoredFile,
  }),
  /** Takes a copy of a picture elsewhere: what readers see comes from this portal alone. */
  copy: endpoint('POST /files/copies', { body: z.strictObject({ address: PageAddress }), reply: StoredFile }),
  /** How large one may be. */
  limits: endpoint('GET /files/limits', { reply: z.strictObject({ maxBytes: z.int() }) }),
  facts: endpoint('GET /files/:id/facts', { params: OneFile, reply: StoredFile }),
  /** To be saved, never shown. `room`: where it was taken from, for the count. */
  download: endpoint('GET /files/:id', {
    params: OneFile,
    query: z.strictObject({ room: outerId('rom').optional() }),
    file: true,
    byLink: true,
  }),
  /** An image that was made anew from what was brought: `thumb` 320 px, `web` 1,600 px wide at the most, `full` as large as it came. */
  image: endpoint('GET /files/:id/image', {
    params: OneFile,
    query: z.strictObject({ size: z.enum(imageSizes).default('web') }),
    file: true,
    byLink: true,
  }),
  /** A video, a recording or captions, to be played by a page; in parts, as the player asks. */
  media: endpoint('GET /files/:id/media', { params: OneFile, file: true, byLink: true }),
}
