import type { Tx } from '#server/db.ts'
import type { IntakeContext, Rows, Taken } from '#server/intake.ts'
import * as store from './people.store.ts'

export type { AssignmentIn, MembershipIn, StaffPartnerIn, UserIn } from './people.store.ts'

/** Throws Problem `intake.unknown-reference` like every intake. */
export const takeUsers = (tx: Tx, rows: Rows<store.UserIn>, _context: IntakeContext): Promise<Taken> => store.addUsers(tx, rows)

export const takeMemberships = (tx: Tx, rows: Rows<store.MembershipIn>, _context: IntakeContext): Promise<Taken> =>
  store.addMemberships(tx, rows)

export const takeStaffPartners = (tx: Tx, rows: Rows<store.StaffPartnerIn>, _context: IntakeContext): Promise<Taken> =>
  store.addStaffPartners(tx, rows)

export const takeAssignments = (tx: Tx, rows: Rows<store.AssignmentIn>, _context: IntakeContext): Promise<Taken> =>
  store.addAssignments(tx, rows)

/** After the three above in the same transaction: these people keep nothing that was not stated of them just now. */
export const takeUnstatedAway = async (tx: Tx, emails: readonly string[]): Promise<Taken> => ({
  added: 0,
  changed: await store.withdrawUnstated(tx, emails),
  same: 0,
})
