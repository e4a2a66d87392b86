import type { Tx } from '#server/db.ts'
import * as store from './intake.store.ts'

export type { KitIn } from './intake.store.ts'

/** Fills a kit that is still empty; one that somebody has begun stays as it is. */
export const takeKit = async (tx: Tx, items: readonly store.KitIn[]): Promise<void> => {
  if (!(await store.hasItems(tx))) await store.addItems(tx, items)
}
