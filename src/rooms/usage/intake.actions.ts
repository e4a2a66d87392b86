import type { RawBuilder } from 'kysely'
import type { Tx } from '#server/db.ts'
import { takenOf, type IntakeContext, type Rows, type Taken } from '#server/intake.ts'
import { refreshFigures } from '#rooms/customers/summaries.actions.ts'
import * as store from './intake.store.ts'

export type { UsageCycleIn, UsageIn } from './intake.store.ts'

/** Takes daily values; counts daily values. A value that comes again lower lowers the cycle's peak. */
export const takeUsage = async (tx: Tx, rows: Rows<store.UsageIn>, context: IntakeContext): Promise<Taken> =>
  settled(tx, await store.addUsage(tx, rows), context)

/** The same for rows that a table of the caller's holds already; `from` as in `addStagedUsage`. */
export const takeStagedUsage = async (tx: Tx, from: RawBuilder<unknown>, context: IntakeContext): Promise<Taken> =>
  settled(tx, await store.addStagedUsage(tx, from), context)

/** The same for whole cycle rows. */
export const takeUsageCycles = async (tx: Tx, rows: Rows<store.UsageCycleIn>, context: IntakeContext): Promise<Taken> =>
  settled(tx, await store.addUsageCycles(tx, rows), context)

const settled = async (tx: Tx, { touched, cycleStarts, ...taken }: store.UsageTaken, context: IntakeContext): Promise<Taken> => {
  await refreshFigures(tx, touched, { cycles: cycleStarts }, context)
  return takenOf(taken)
}
