import type { Member } from '#shared/actor.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import type { BlockKind } from './contract.ts'
import type { ReadyBlock } from './rules.ts'
import { actionBarFacts } from './action-bar/facts.actions.ts'
import { analyticsFacts } from './analytics/facts.actions.ts'
import { bannerFacts } from './banner/facts.actions.ts'
import { checklistFacts } from './checklist/facts.actions.ts'
import { documentFacts } from './document/facts.actions.ts'
import { faqFacts } from './faq/facts.actions.ts'
import { goalsFacts } from './goals/facts.actions.ts'
import { imageFacts } from './image/facts.actions.ts'
import { introductionFacts } from './introduction/facts.actions.ts'
import { linkFacts } from './link/facts.actions.ts'
import { textFacts } from './text/facts.actions.ts'
import { videoFacts } from './video/facts.actions.ts'

/** What resolving may ask besides the database; `room` is the page that the blocks stand on, by its outer id. */
export type Surroundings = { portal: Pick<Portal, 'config' | 'now'>; room: { id: string } }

/** What the views of one kind need besides settings, for all blocks of the kind in one go; by the block's id. */
export type Facts<Settings = never> = {
  // As a method: each kind's settings passed its own schema before they come here.
  of(tx: Tx, actor: Member, blocks: readonly { id: string; settings: Settings }[], around: Surroundings): Promise<Map<string, unknown>>
}

const facts: Partial<Record<BlockKind, Facts>> = {
  text: textFacts,
  banner: bannerFacts,
  image: imageFacts,
  video: videoFacts,
  document: documentFacts,
  faq: faqFacts,
  introduction: introductionFacts,
  link: linkFacts,
  'action-bar': actionBarFacts,
  checklist: checklistFacts,
  goals: goalsFacts,
  analytics: analyticsFacts,
}

/** What the reader is shown of the blocks besides their settings: seen through the reader's own eyes, each kind asked once. */
export const resolveBlocks = async (
  tx: Tx,
  actor: Member,
  room: { id: string },
  blocks: readonly ReadyBlock[],
  portal: Surroundings['portal'],
): Promise<Map<string, unknown>> => {
  const byKind = Map.groupBy(blocks, ({ kind }) => kind)
  // Asked together: they travel together.
  const found = await Promise.all(
    [...byKind].map(
      async ([kind, ofKind]) =>
        // The settings are what the kind's own schema made of them, which no type can say of a list of all kinds.
        facts[kind]?.of(
          tx,
          actor,
          ofKind.map(({ id, settings }) => ({ id, settings: settings as never })),
          { portal, room },
        ) ?? [],
    ),
  )
  return new Map(found.flatMap((one) => [...one]))
}
