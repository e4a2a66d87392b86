import { z } from 'zod'
import { DraftBlock } from '#rooms/blocks/contract.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, pageOf, PageSize } from '#shared/paging.ts'
import { maxBlocks, maxBytes } from './blocks.rules.ts'

/** What keeps a block from being published. */
export const BlockProblem = z.strictObject({ blockId: z.string(), path: z.string(), message: z.string() })
export type BlockProblem = z.infer<typeof BlockProblem>

const Blocks = z
  .array(DraftBlock)
  .max(maxBlocks, `A room has at most ${maxBlocks} blocks.`)
  .refine((blocks) => new Set(blocks.map(({ id }) => id)).size === blocks.length, 'Each block has an id of its own.')

/** When a version was published, and by whom; null: somebody who is gone, or the portal itself. */
const Publication = z.strictObject({ number: z.int(), publishedAt: z.iso.datetime(), publishedBy: z.string().nullable() })

/** A room's blocks as they are worked on. */
export const Draft = z.strictObject({
  room: z.strictObject({ id: outerId('rom'), label: z.string(), icon: z.string(), partnerType: z.string(), status: z.string() }),
  blocks: z.array(DraftBlock),
  /** Rises with every save; 0: nothing was saved yet. */
  version: z.int(),
  changedAt: z.iso.datetime().nullable(),
  changedBy: z.string().nullable(),
  /** What partners read; null: nothing yet. */
  published: Publication.nullable(),
  /** Whether the draft differs from what partners read. */
  hasChanges: z.boolean(),
  /** What the draft before the last restoration can be taken back from. */
  asideAt: z.iso.datetime().nullable(),
  problems: z.array(BlockProblem),
})
export type Draft = z.infer<typeof Draft>

export const Revision = Publication.extend({ blockCount: z.int(), isPublished: z.boolean() })
export type Revision = z.infer<typeof Revision>

/** Who else has the editor of the same room open. */
export const OtherEditor = z.strictObject({ window: z.uuid(), name: z.string(), isYou: z.boolean() })
export type OtherEditor = z.infer<typeof OtherEditor>

/** A block as somebody in a partnership would see it, with what its view needs. */
export const PreviewedBlock = DraftBlock.extend({ data: z.unknown() })
export type PreviewedBlock = z.infer<typeof PreviewedBlock>

export const problemCodes = [
  'draft.only-custom', // 409: a pre-defined room has no blocks
  'draft.changed-meanwhile', // 409: somebody else saved since; nothing was written
  'draft.not-ready', // 409: blocks can't be published; the fields name them
  'draft.unchanged', // 409: what partners read is the same
  'draft.nothing-aside', // 409
  'draft.other-type', // 409: the partnership is of another partner type than the room
  'draft.too-large', // 400
] as const

const OneRoom = z.strictObject({ id: outerId('rom') })
const Version = z.int().min(0)
const OneRevision = OneRoom.extend({ number: z.coerce.number().int().min(1).max(2_000_000_000) })

export const editor = {
  read: endpoint('GET /drafts/:id', { params: OneRoom, reply: Draft }),
  /** All blocks in their order. 409 `draft.changed-meanwhile` unless `version` is the one that stands; the reason says who was quicker. */
  save: endpoint('PUT /drafts/:id', {
    params: OneRoom,
    /** `keepsOther`: what this takes the place of was somebody else's, and is set aside. */
    body: z.strictObject({ version: Version, blocks: Blocks, keepsOther: z.boolean().default(false) }),
    reply: Draft.pick({ version: true, problems: true, hasChanges: true, asideAt: true }),
    largestBytes: maxBytes + 200_000, // what is around the blocks, and what escaping adds
  }),
  publish: endpoint('POST /drafts/:id/publication', { params: OneRoom, body: z.strictObject({ version: Version }), reply: Draft }),
  revisions: endpoint('GET /drafts/:id/revisions', {
    params: OneRoom,
    query: z.strictObject({ limit: PageSize, cursor: Cursor.optional() }),
    reply: pageOf(Revision),
  }),
  revision: endpoint('GET /drafts/:id/revisions/:number', { params: OneRevision, reply: Revision.extend({ blocks: z.array(DraftBlock) }) }),
  /** The draft becomes that version, or what was set aside; what it was is set aside. */
  restore: endpoint('POST /drafts/:id/restoration', {
    params: OneRoom,
    body: z.strictObject({ version: Version, from: z.union([z.int().min(1).max(2_000_000_000), z.literal('aside')]) }),
    reply: Draft,
  }),
  /** As that partnership would see it; without a revision the draft. What can't be published is left out. */
  preview: endpoint('GET /drafts/:id/preview', {
    params: OneRoom,
    query: z.strictObject({ partnership: outerId('psh'), revision: z.coerce.number().int().min(1).max(2_000_000_000).optional() }),
    reply: z.strictObject({ blocks: z.array(PreviewedBlock), leftOut: z.int() }),
  }),
  /** This window still has the editor open; asked every few seconds. */
  attend: endpoint('PUT /drafts/:id/editors/:window', {
    params: OneRoom.extend({ window: z.uuid() }),
    reply: z.strictObject({ version: z.int(), changedBy: z.string().nullable(), others: z.array(OtherEditor) }),
  }),
  leave: endpoint('DELETE /drafts/:id/editors/:window', { params: OneRoom.extend({ window: z.uuid() }) }),
}
