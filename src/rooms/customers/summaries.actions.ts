import type { Member } from '#shared/actor.ts'
import { signInMetricOf } from '#shared/config.ts'
import type { Tx } from '#server/db.ts'
import { lockPartnerships, type IntakeContext, type Touched } from '#server/intake.ts'
import { listScopes, type PartnershipScope } from '#server/scopes.ts'
import { recountAcvDays, refreshAcvDays } from '#rooms/orders/snapshots.actions.ts'
import { recountUsage, refreshPartnershipCycles } from '#rooms/usage/cycles.actions.ts'
import { countedStates, usedStates } from './counted.rules.ts'
import * as store from './summaries.store.ts'

export type { Difference } from './summaries.store.ts'

/** What changed besides the customers themselves: their lines move the ACV of days, a state moves usage totals too. */
export type Changed = { acvDays?: boolean; cycles?: 'all' | readonly string[] }

/**
 * Brings every figure that follows from the touched customers up to date, in the transaction that changed them. A touched partnership
 * without customers (its contract changed), or one whose figures are of an earlier day, is recomputed whole.
 */
export const refreshFigures = async (tx: Tx, touched: readonly Touched[], changed: Changed, context: IntakeContext): Promise<void> => {
  const customers = new Map<number, number[]>()
  for (const { partnershipId, customerIds } of touched)
    customers.set(partnershipId, [...(customers.get(partnershipId) ?? []), ...customerIds])
  if (customers.size === 0 || context.figures === 'later') return
  await lockPartnerships(tx, [...customers.keys()])
  for (const scope of await listScopes(tx, context, [...customers.keys()])) {
    const ids = customers.get(scope.partnershipId) ?? []
    const isStale = (await store.findAsOf(tx, scope)) !== scope.today
    if (changed.cycles)
      await refreshPartnershipCycles(tx, scope, usedStates(scope.model), changed.cycles === 'all' ? undefined : changed.cycles)
    if (changed.acvDays || isStale) await refreshAcvDays(tx, scope, countedStates(scope.model))
    await refreshRows(tx, scope, context, isStale || ids.length === 0 ? undefined : ids)
  }
}

/**
 * Brings the counts of open tasks up to date after tasks of these customers changed; for the system. Whoever calls has locked the
 * partnership's figures.
 */
export const refreshTaskCounts = async (
  tx: Tx,
  place: { partnerId: number; partnershipId: number },
  customerIds: readonly number[],
  today: string,
): Promise<void> => {
  if (customerIds.length > 0) await store.setTaskCounts(tx, place, customerIds, today)
}

/** The same for a deed of somebody in their current partnership. */
export const refreshOwnTaskCounts = async (tx: Tx, actor: Member, customerIds: readonly number[]): Promise<void> => {
  if (customerIds.length > 0) await store.recountTasks(tx, actor, customerIds, actor.today)
}

/** The partnerships whose figures are of an earlier day than their own today. */
export const listStale = async (tx: Tx, context: IntakeContext): Promise<number[]> => {
  const stale: number[] = []
  for (const scope of await listScopes(tx, context)) if ((await store.findAsOf(tx, scope)) !== scope.today) stale.push(scope.partnershipId)
  return stale
}

/** Makes the figures of every partnership, or of the given ones, those of its today; returns how many were of an earlier day. */
export const rollForward = async (tx: Tx, context: IntakeContext, partnershipIds?: readonly number[]): Promise<number> => {
  let rolled = 0
  for (const scope of await listScopes(tx, context, partnershipIds)) {
    // Figures are read and then written: an intake in between would be overwritten by what was read before it.
    await lockPartnerships(tx, [scope.partnershipId])
    if ((await store.findAsOf(tx, scope)) === scope.today) continue
    await refreshWhole(tx, scope, context)
    rolled++
  }
  return rolled
}

/** Recomputes every figure of the partnerships, whatever they say now: after a bulk load, or when the rules changed. */
export const refreshPartnerships = async (tx: Tx, context: IntakeContext, partnershipIds?: readonly number[]): Promise<void> => {
  for (const scope of await listScopes(tx, context, partnershipIds)) await refreshWhole(tx, scope, context)
}

/** Compares every stored figure of a partnership with a recount from its sources. An empty list is the proof. */
export const recount = async (tx: Tx, context: IntakeContext, partnershipId: number): Promise<store.Difference[]> => {
  const [scope] = await listScopes(tx, context, [partnershipId])
  if (!scope) return []
  return [
    ...(await recountUsage(tx, scope, usedStates(scope.model))),
    ...(await recountAcvDays(tx, scope, countedStates(scope.model))),
    ...(await store.listSummaryDifferences(tx, summaryScope(scope, context))),
  ]
}

const refreshWhole = async (tx: Tx, scope: PartnershipScope, context: IntakeContext) => {
  await refreshPartnershipCycles(tx, scope, usedStates(scope.model))
  await refreshAcvDays(tx, scope, countedStates(scope.model))
  await refreshRows(tx, scope, context)
}

const refreshRows = async (tx: Tx, scope: PartnershipScope, context: IntakeContext, customerIds?: readonly number[]) => {
  const summaries = summaryScope(scope, context)
  await store.setCustomerSummaries(tx, summaries, customerIds)
  await store.setPartnershipSummary(tx, summaries)
}

const summaryScope = (scope: PartnershipScope, { config }: IntakeContext): store.SummaryScope => ({
  ...scope,
  thresholds: config.thresholds,
  countedStates: countedStates(scope.model),
  usedStates: usedStates(scope.model),
  signInMetric: signInMetricOf(config),
})
