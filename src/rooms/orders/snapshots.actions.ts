import type { Tx } from '#server/db.ts'
import type { PartnershipScope } from '#server/scopes.ts'
import * as store from './snapshots.store.ts'

/** Brings a partnership's ACV of every day up to date, after its lines or the state of its customers changed, or on a new day. */
export const refreshAcvDays = (tx: Tx, scope: PartnershipScope, countedStates: readonly string[]): Promise<void> =>
  store.setAcvDays(tx, scope, countedStates)

export const recountAcvDays = (tx: Tx, scope: PartnershipScope, countedStates: readonly string[]) =>
  store.listAcvDifferences(tx, scope, countedStates)
