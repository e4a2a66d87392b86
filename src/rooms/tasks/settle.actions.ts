import type { Tx } from '#server/db.ts'
import { lockPartnerships, type Rows } from '#server/intake.ts'
import type { Day } from '#shared/dates.ts'
import { refreshTaskCounts } from '#rooms/customers/summaries.actions.ts'
import { notifyAll, type News } from '#rooms/notifications/actions.ts'
import { holdTasks } from './hold.store.ts'
import * as store from './settle.store.ts'

export type { Finding } from './settle.store.ts'
export type Settlement = store.SettledCounts

export type SettleOptions = {
  /** The partnership's day that was judged. */
  today: Day
  now: Temporal.Instant
  /** Where only some customers were looked at; absent: all of the partnership. */
  customers?: store.CustomerRange
}

/**
 * Makes the tasks of a partnership those that were found: raises, lets rise and fall, resolves what is gone, reopens what came back and
 * wakes what was snoozed until today. Twice the same findings change nothing. `tx` of pp_system; the figures follow in the same transaction.
 */
export const settleFindings = async (
  tx: Tx,
  place: store.Place,
  findings: Rows<store.Finding>,
  { today, now, customers }: SettleOptions,
): Promise<Settlement> => {
  const scope = { ...place, today, now, customers }
  await lockPartnerships(tx, [place.partnershipId])
  await holdTasks(tx, place)
  await store.stageFindings(tx, findings)
  await store.judgeFindings(tx, scope)
  await store.writeSettlement(tx, scope)
  await store.addEvents(tx, scope)
  await refreshTaskCounts(tx, place, await store.listTouched(tx), today)
  await notifyAll(
    tx,
    (await store.listChanges(tx)).map((change) => ({ ...newsOf(place, change), at: now })),
  )
  return store.countSettled(tx)
}

const newsOf = (place: store.Place, { kind, taskId, customerId, rule, severity, facts, assigneeId }: store.Change): News => ({
  event: `task.${kind}`,
  ...place,
  customerId,
  object: { kind: 'task', id: taskId },
  severity,
  facts: { ...facts, rule },
  // What is gone is told to whoever has it; the rest to whomever the catalogue names.
  ...(kind === 'resolved' && assigneeId !== null ? { to: [assigneeId] } : {}),
})
