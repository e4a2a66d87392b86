import { addMissingTags } from '#rooms/categories/actions.ts'
import type { Tx } from '#server/db.ts'
import { takenOf, type IntakeContext, type Rows, type Taken } from '#server/intake.ts'
import { refreshFigures } from '#rooms/customers/summaries.actions.ts'
import { Problem } from '#shared/problem.ts'
import * as store from './intake.store.ts'

export type { PartnerIn, PartnershipIn, PartnershipProductIn } from './intake.store.ts'

/** Throws Problem `intake.unknown-reference` like every intake. Tags that the vendor does not have yet are added to its words. */
export const takePartners = async (tx: Tx, rows: Rows<store.PartnerIn>, _context: IntakeContext): Promise<Taken> => {
  await store.stagePartners(tx, rows)
  await addMissingTags(tx, await store.listStagedTags(tx))
  const unknown = await store.listUnknownWords(tx)
  if (unknown.length > 0)
    throw new Problem('intake.unknown-reference', 400, {
      publicMessage: `Rows name what does not exist here: ${unknown.join('; ')}.`,
    })
  await store.noteChanges(tx)
  return store.addPartners(tx)
}

export const takePartnerships = (tx: Tx, rows: Rows<store.PartnershipIn>, _context: IntakeContext): Promise<Taken> =>
  store.addPartnerships(tx, rows)

export const takePartnershipProducts = async (tx: Tx, rows: Rows<store.PartnershipProductIn>, context: IntakeContext): Promise<Taken> => {
  const { touched, ...taken } = await store.addPartnershipProducts(tx, rows)
  await refreshFigures(tx, touched, {}, context)
  return takenOf(taken)
}
