import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import { isSame, maxBlocks, maxBytes, type Blocks } from './blocks.rules.ts'

export type DraftFacts = {
  kind: string
  label: string
  version: number
  blocks: Blocks
  changedBy: string | null
  publishedBlocks: Blocks | null
}

/** Refusal is 409. */
export const mayHaveBlocks = ({ kind, label }: Pick<DraftFacts, 'kind' | 'label'>): Verdict =>
  kind === 'custom' ? allowed : refuse('draft.only-custom', `${label} is one of the portal's own rooms: it is not made of blocks.`)

/** A save says which version it read. Refusal is 409. */
export const maySave = ({ version, changedBy, label }: DraftFacts, seenVersion: number): Verdict =>
  version === seenVersion
    ? allowed
    : refuse('draft.changed-meanwhile', `${changedBy ?? 'Somebody'} changed "${label}" in the meantime. Nothing was overwritten.`)

/** Refusal is 400. */
export const mayBeSoLarge = (blocks: Blocks, bytes: number): Verdict =>
  blocks.length > maxBlocks || bytes > maxBytes
    ? refuse(
        'draft.too-large',
        `A room holds at most ${maxBlocks} blocks and ${maxBytes / 1_000_000} MB of text and settings. Divide it into two rooms.`,
      )
    : allowed

/** Whether partners would read something else after publishing. */
export const hasChanges = ({ blocks, publishedBlocks }: Pick<DraftFacts, 'blocks' | 'publishedBlocks'>): boolean =>
  publishedBlocks === null ? blocks.length > 0 : !isSame(blocks, publishedBlocks)

/** Refusal is 409; what is wrong in the blocks themselves is asked beside it. */
export const mayPublish = (draft: DraftFacts): Verdict =>
  draft.blocks.length === 0 && draft.publishedBlocks === null
    ? refuse('draft.unchanged', 'There is nothing to publish yet. Add a block first.')
    : hasChanges(draft)
      ? allowed
      : refuse('draft.unchanged', 'Partners already read exactly this.')
