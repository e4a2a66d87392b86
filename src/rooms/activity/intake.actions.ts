import type { Tx } from '#server/db.ts'
import { takenOf, type IntakeContext, type Rows, type Taken } from '#server/intake.ts'
import { refreshFigures } from '#rooms/customers/summaries.actions.ts'
import * as store from './intake.store.ts'

export type { ActivityMonthIn, ScannerIn, ScanResultIn, ScheduleIn } from './intake.store.ts'

/** Throws Problem `intake.unknown-reference` like every intake. */
export const takeActivityMonths = async (tx: Tx, rows: Rows<store.ActivityMonthIn>, context: IntakeContext): Promise<Taken> =>
  settled(tx, await store.addActivityMonths(tx, rows), context)

export const takeScanners = async (tx: Tx, rows: Rows<store.ScannerIn>, context: IntakeContext): Promise<Taken> =>
  settled(tx, await store.addScanners(tx, rows), context)

export const takeSchedules = async (tx: Tx, rows: Rows<store.ScheduleIn>, context: IntakeContext): Promise<Taken> =>
  settled(tx, await store.addSchedules(tx, rows), context)

export const takeScanResults = async (tx: Tx, rows: Rows<store.ScanResultIn>, context: IntakeContext): Promise<Taken> =>
  settled(tx, await store.addScanResults(tx, rows), context)

const settled = async (tx: Tx, { touched, ...taken }: store.ActivityTaken, context: IntakeContext): Promise<Taken> => {
  await refreshFigures(tx, touched, {}, context)
  return takenOf(taken)
}
