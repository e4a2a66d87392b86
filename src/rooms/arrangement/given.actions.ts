import type { Actor } from '#shared/actor.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import { problemsOf } from '#rooms/blocks/rules.ts'
import { giveDraft, publishRoom } from '#rooms/editor/actions.ts'
import type { Tx } from '#server/db.ts'
import { patterns } from './patterns/patterns.ts'
import { statusChanges } from './plan.rules.ts'
import { arrange } from './presets.actions.ts'
import { patternLooks, type PatternCode, type PresetCode } from './presets.rules.ts'
import { findSetup } from './presets.store.ts'
import * as store from './store.ts'
import { startPattern } from './templates.actions.ts'

type Author = { actor: Actor; config: PortalConfig }

/** Whether somebody has chosen a set for the type. */
export const isArranged = async (tx: Tx, partnerType: string): Promise<boolean> => (await findSetup(tx, partnerType)) !== undefined

/** A type's rooms as a set has them. */
export const giveSet = (tx: Tx, by: Author, type: string, preset: PresetCode): Promise<void> =>
  arrange(tx, by, { type, preset, answers: [], archivesOutside: false })

type GivenRoom = {
  partnerType: string
  pattern: PatternCode
  /** Codes of the tiers that it is for; none: of all. */
  tiers?: readonly string[]
  /** Steps that unlock it; until then it is shown with its lock. */
  behind?: readonly string[]
}

/**
 * A live room from a pattern, published as it ships: what only the vendor can choose, files and videos among it, is left out. Returns the
 * steps in it that can unlock others.
 */
export const giveRoom = async (tx: Tx, by: Author, { partnerType, pattern, tiers = [], behind = [] }: GivenRoom): Promise<string[]> => {
  const { config } = by
  const id = await startPattern(tx, by, { ...patternLooks[pattern], code: pattern, partnerType })
  const ready = patterns[pattern]
    .blocks({ config, model: modelOf(config, partnerType) })
    .filter((block) => problemsOf(block, config.embeds).length === 0)
  await giveDraft(tx, by.actor, id, ready)
  await publishRoom(tx, by, id)
  await store.setRoom(tx, id, {
    ...statusChanges('live'),
    hasContents: true,
    tiers: [...tiers],
    unlockSteps: [...behind],
    showsLock: behind.length > 0,
  })
  return ready.filter(({ kind }) => kind === 'checklist').map((block) => block.id)
}
