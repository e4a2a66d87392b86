import type { Member } from '#shared/actor.ts'
import { notFound, Problem } from '#shared/problem.ts'
import { publishable } from '#rooms/blocks/rules.ts'
import { resolveBlocks } from '#rooms/blocks/resolve.actions.ts'
import { asActor, insist, readAsSession } from '#server/access.ts'
import { actingFor, type Place } from '#server/acting.ts'
import type { Portal } from '#server/deployment.ts'
import type { Asked } from './actions.ts'
import type { PreviewedBlock } from './contract.ts'
import { mayHaveBlocks } from './rules.ts'
import * as store from './store.ts'

export type Preview = { blocks: PreviewedBlock[]; leftOut: number }

/**
 * The draft, or one of its revisions, as somebody of the vendor sees it in that partnership: what is shown of the partner is decided by
 * the same rules as in the partner's own portal. 409 `draft.other-type`.
 */
export const previewDraft = async (
  portal: Portal,
  { config, actor, roomId }: Asked,
  asked: { partnership: string; revision?: number | undefined },
): Promise<Preview> => {
  const { partnerType, place, blocks } = await asActor(actor, async (tx) => {
    const draft = await store.getDraft(tx, tx.ids.inner('rom', roomId))
    insist(mayHaveBlocks(draft), 409)
    return {
      partnerType: draft.partnerType,
      place: tx.ids.inner('psh', asked.partnership),
      blocks: asked.revision === undefined ? draft.blocks : (await store.getRevision(tx, draft.roomId, asked.revision)).blocks,
    }
  })
  const viewer = await viewerIn(portal, actor.userId, place)
  if (viewer.model !== partnerType)
    throw new Problem('draft.other-type', 409, { publicMessage: 'This partner is of another type: it never sees this room.' })
  const shown = publishable(blocks, config.embeds)
  const resolved = await asActor(viewer, (tx) => resolveBlocks(tx, viewer, { id: roomId }, shown, portal))
  return { blocks: shown.map((block) => ({ ...block, data: resolved.get(block.id) ?? null })), leftOut: blocks.length - shown.length }
}

/** The vendor's person as who looks at that partnership's portal, or 404. */
const viewerIn = async (portal: Portal, userId: number, partnershipId: number): Promise<Member> => {
  const place = await readAsSession(portal, (tx) => store.findPlace(tx, partnershipId))
  const viewer = place && (await actingFor(portal, { userId, ...place } satisfies Place & { userId: number }))
  if (!viewer) throw notFound()
  return viewer
}
