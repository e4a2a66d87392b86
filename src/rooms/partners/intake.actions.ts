import type { Tx } from '#server/db.ts'
import { takenOf, type IntakeContext, type Rows, type Taken } from '#server/intake.ts'
import { refreshFigures } from '#rooms/customers/summaries.actions.ts'
import * as store from './intake.store.ts'

export type { PartnerIn, PartnershipIn, PartnershipProductIn } from './intake.store.ts'

/** Throws Problem `intake.unknown-reference` like every intake. */
export const takePartners = (tx: Tx, rows: Rows<store.PartnerIn>, _context: IntakeContext): Promise<Taken> => store.addPartners(tx, rows)

export const takePartnerships = (tx: Tx, rows: Rows<store.PartnershipIn>, _context: IntakeContext): Promise<Taken> =>
  store.addPartnerships(tx, rows)

export const takePartnershipProducts = async (tx: Tx, rows: Rows<store.PartnershipProductIn>, context: IntakeContext): Promise<Taken> => {
  const { touched, ...taken } = await store.addPartnershipProducts(tx, rows)
  await refreshFigures(tx, touched, {}, context)
  return takenOf(taken)
}
