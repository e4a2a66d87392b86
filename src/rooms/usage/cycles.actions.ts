import type { Tx } from '#server/db.ts'
import type { PartnershipScope } from '#server/scopes.ts'
import * as store from './cycles.store.ts'

/** Brings the totals of a partnership's cycles up to date: of those that begin on `cycleStarts`, or of all. */
export const refreshPartnershipCycles = (tx: Tx, scope: PartnershipScope, usedStates: readonly string[], cycleStarts?: readonly string[]) =>
  store.setPartnershipCycles(tx, scope, usedStates, cycleStarts)

export const recountUsage = (tx: Tx, scope: PartnershipScope, usedStates: readonly string[]) =>
  store.listUsageDifferences(tx, scope, usedStates)
