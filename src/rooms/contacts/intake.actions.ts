import type { Tx } from '#server/db.ts'
import type { IntakeContext, Rows, Taken } from '#server/intake.ts'
import * as store from './intake.store.ts'

export type { ContactIn } from './intake.store.ts'

/** Throws Problem `intake.unknown-reference` like every intake. */
export const takeContacts = (tx: Tx, rows: Rows<store.ContactIn>, _context: IntakeContext): Promise<Taken> => store.addContacts(tx, rows)
