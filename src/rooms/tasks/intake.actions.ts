import type { Tx } from '#server/db.ts'
import { takenOf, type IntakeContext, type Rows, type Taken } from '#server/intake.ts'
import { refreshFigures } from '#rooms/customers/summaries.actions.ts'
import * as store from './intake.store.ts'

export type { TaskIn } from './intake.store.ts'

/** Throws Problem `intake.unknown-reference` like every intake. */
export const takeTasks = async (tx: Tx, rows: Rows<store.TaskIn>, context: IntakeContext): Promise<Taken> => {
  const { touched, ...taken } = await store.addTasks(tx, rows)
  await refreshFigures(tx, touched, {}, context)
  return takenOf(taken)
}

/** The open tasks of a partnership become exactly these: what is new is raised, what is known stays open since its day, the rest is closed. */
export const replaceOpenTasks = async (
  tx: Tx,
  of: { partner: string; partnership: string },
  rows: Rows<store.TaskIn>,
  context: IntakeContext,
): Promise<Taken> => {
  const { touched, ...taken } = await store.addTasks(tx, rows)
  const closed = await store.closeEndedTasks(tx, of, context.now.toString())
  await refreshFigures(tx, [...touched, ...closed], {}, context)
  return takenOf(taken)
}
