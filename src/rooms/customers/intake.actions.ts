import type { Tx } from '#server/db.ts'
import { takenOf, type IntakeContext, type Rows, type Taken } from '#server/intake.ts'
import * as store from './intake.store.ts'
import { refreshFigures } from './summaries.actions.ts'

export type { CustomerIn, TagIn } from './intake.store.ts'

/** Throws Problem `intake.unknown-reference` when a row's partner or partnership does not exist, like every intake. */
export const takeCustomers = async (tx: Tx, rows: Rows<store.CustomerIn>, context: IntakeContext): Promise<Taken> => {
  const { touched, ...taken } = await store.addCustomers(tx, rows)
  await refreshFigures(tx, touched, { acvDays: true, cycles: 'all' }, context)
  return takenOf(taken)
}

export const takeTags = (tx: Tx, rows: Rows<store.TagIn>, _context: IntakeContext): Promise<Taken> => store.addTags(tx, rows)
