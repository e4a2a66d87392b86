import type { Tx } from '#server/db.ts'
import type { Rows } from '#server/intake.ts'
import * as store from './intake.store.ts'

export type { UseIn } from './intake.store.ts'

/** Days of use that were counted elsewhere, or made up for the demo. Returns how many are new. */
export const takeRoomUse = (tx: Tx, rows: Rows<store.UseIn>): Promise<number> => store.addDays(tx, rows)
