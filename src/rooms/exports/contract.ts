import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { exportStates, type ProblemCode } from './rules.ts'

/** A large file that somebody asked for: their own alone, in the partnership that they are in. */
export const Export = z.strictObject({
  id: outerId('exp'),
  /** Of the endpoint that answers with the same file while it is small: `GET /report/usage/workbook`. */
  line: z.string(),
  state: z.enum(exportStates),
  percent: z.int(),
  rowsDone: z.int(),
  /** Counted before, too many rather than too few. */
  rowsTotal: z.int(),
  /** Null until it is ready. */
  name: z.string().nullable(),
  /** In bytes. */
  size: z.int().nullable(),
  askedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  /** Why it failed. */
  reason: z.string().nullable(),
})
export type Export = z.infer<typeof Export>

/** What is asked of the endpoint in its address. */
const Query = z.record(z.string().max(40), z.string().max(1_000)).refine((query) => Object.keys(query).length <= 20, 'names too much')

const OneExport = z.strictObject({ id: outerId('exp') })

export const problemCodes = [
  'export.large', // 409, of the endpoint itself: the file is large and has to be asked for here
  'export.unknown-file', // 400: no file has this line
  'export.too-many', // 409
  'export.not-ready', // 409
  'export.scope-changed', // 409
  'export.file-gone', // 409: the store has lost it
] as const satisfies ProblemCode[]

export const exports = {
  /** The newest first. */
  list: endpoint('GET /exports', { reply: z.strictObject({ items: z.array(Export) }) }),
  /** The engine builds it as the person, with what they may see at that moment. */
  ask: endpoint('POST /exports', { body: z.strictObject({ line: z.string().max(120), query: Query }), reply: Export }),
  one: endpoint('GET /exports/:id', { params: OneExport, reply: Export }),
  /** Also one that is being built: it is stopped. The file goes with it. */
  remove: endpoint('DELETE /exports/:id', { params: OneExport }),
  /** Opens the file once, for this session, within 60 seconds: a browser's own download carries no word of ours. */
  ticket: endpoint('POST /exports/:id/tickets', { params: OneExport, reply: z.strictObject({ ticket: z.string() }) }),
  file: endpoint('GET /exports/files/:ticket', {
    params: z.strictObject({ ticket: z.string().regex(/^[\w-]{43}$/, 'is no ticket') }),
    file: true,
    byLink: true,
  }),
}
