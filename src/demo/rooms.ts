import type { PortalConfig } from '#shared/config.ts'
import type { Actor } from '#shared/actor.ts'
import { giveRoom, giveSet, isArranged } from '#rooms/arrangement/given.actions.ts'
import { termLabels } from '#rooms/categories/actions.ts'
import type { Tx } from '#server/db.ts'

/**
 * What partners of each type find besides the rooms of the product: an onboarding whose list opens the training, a campaign for the upper
 * tiers, a help page and a scorecard. A type that somebody has arranged is left alone.
 */
export const fillRooms = async (tx: Tx, by: { actor: Actor; config: PortalConfig }): Promise<void> => {
  // In the configuration's order, the best at the end.
  const upperTiers = [...(await termLabels(tx, 'tier')).keys()].slice(-2)
  for (const { code: partnerType } of by.config.models) {
    if (await isArranged(tx, partnerType)) continue
    await giveSet(tx, by, partnerType, 'standard')
    const steps = await giveRoom(tx, by, { partnerType, pattern: 'onboarding' })
    await giveRoom(tx, by, { partnerType, pattern: 'training', behind: steps })
    await giveRoom(tx, by, { partnerType, pattern: 'campaign', tiers: upperTiers })
    await giveRoom(tx, by, { partnerType, pattern: 'support-hub' })
    await giveRoom(tx, by, { partnerType, pattern: 'analytics' })
  }
}
