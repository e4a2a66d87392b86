import type { Verdict } from '#shared/actor.ts'
import { Problem } from '#shared/problem.ts'
import { refreshOwnTaskCounts } from '#rooms/customers/summaries.actions.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell, type Fact } from '#server/events.ts'
import { described, insistEdit, type Asked } from './actions.ts'
import type { Dismissal, ManyDone, Snooze, TaskDetail } from './contract.ts'
import { addEvents, lockTask, lockTasks, setLife, waitForTurn, type EventFacts, type LockedTask } from './deeds.store.ts'
import { afterDeed, countsAsOpen, mayDo, type Deed } from './life.rules.ts'
import { mayOverwrite } from './rules.ts'
import { getTask } from './store.ts'

/** What each deed needs to know besides: which task, and the version that the actor saw. Undefined: whatever it is now. */
export type Seen = { id: string; version: number | undefined }

/** 409 for a state that has nothing to acknowledge. */
export const acknowledge = (asked: Asked, seen: Seen) => deedOn(asked, seen, { kind: 'acknowledged' }, { event: 'task.acknowledged' })
export const unacknowledge = (asked: Asked, id: string) =>
  deedOn(asked, { id, version: undefined }, { kind: 'unacknowledged' }, { event: 'task.unacknowledged' })

/** 400 `task.snooze-out-of-range` for a day that has come or is too far away. */
export const snooze = (asked: Asked, id: string, { version, until }: Snooze) =>
  deedOn(asked, { id, version }, { kind: 'snoozed', until }, { event: 'task.snoozed', facts: { until } })
export const wake = (asked: Asked, id: string) => deedOn(asked, { id, version: undefined }, { kind: 'woke' }, { event: 'task.woke' })

export const finish = (asked: Asked, seen: Seen) => deedOn(asked, seen, { kind: 'done' }, { event: 'task.done' })

export const dismiss = (asked: Asked, id: string, { version, reason, note, quietDays }: Dismissal) =>
  deedOn(
    asked,
    { id, version },
    { kind: 'dismissed', quietDays },
    { event: 'task.dismissed', facts: { reason, quietDays, ...(note === null ? {} : { note }) } },
  )

/** 409 `task.cause-gone` for what came to an end by itself. */
export const reopen = (asked: Asked, seen: Seen) => deedOn(asked, seen, { kind: 'reopened' }, { event: 'task.reopened' })

/** How the log calls a deed, and what is written down with it. */
type Told = { event: string; facts?: EventFacts }

/** What every deed has in common: 404 before 403, its turn and the lock before the decision, history, log and counts with the change. */
const deedOn = (asked: Asked, { id, version }: Seen, deed: Deed, told: Told): Promise<TaskDetail> =>
  asActor(asked.actor, async (tx) => {
    const { actor } = asked
    const inner = tx.ids.inner('tsk', id)
    await getTask(tx, actor, inner)
    insistEdit(actor)
    await waitForTurn(tx, actor, { movesFigures: deed.kind !== 'acknowledged' && deed.kind !== 'unacknowledged' })
    const task = await lockTask(tx, actor, inner)
    if (version !== undefined) insist(mayOverwrite(task.version, version), 409)
    insistState(mayDo(task, deed, actor.today))
    await applyDeed(tx, asked, [task], deed, told)
    return described(tx, asked, inner)
  })

/** Each that can be is acknowledged, in one transaction; the others are named with the reason. */
export const acknowledgeMany = (asked: Asked, ids: readonly string[]): Promise<ManyDone> =>
  onMany(asked, ids, async (tx) => ({
    judge: (task) => mayDo(task, { kind: 'acknowledged' }, asked.actor.today),
    apply: (passed) => applyDeed(tx, asked, passed, { kind: 'acknowledged' }, { event: 'task.acknowledged' }),
  }))

type ManyDeed = { judge: (task: LockedTask) => Verdict; apply: (passed: readonly LockedTask[]) => Promise<void> }

/** Judges each of the tasks by itself and does to all that pass what is to be done. One that the actor may not see is like one that is not there. */
export const onMany = (
  asked: Asked,
  ids: readonly string[],
  prepare: (tx: Tx, tasks: readonly LockedTask[]) => Promise<ManyDeed>,
): Promise<ManyDone> =>
  asActor(asked.actor, async (tx) => {
    const { actor } = asked
    insistEdit(actor)
    await waitForTurn(tx, actor, { movesFigures: false })
    const wanted = ids.map((id) => ({ id, inner: innerOrNone(tx, id) }))
    const tasks = await lockTasks(tx, actor, wanted.flatMap(({ inner }) => inner ?? [])) // prettier-ignore
    const { judge, apply } = await prepare(tx, tasks)
    const judged = wanted.map(({ id, inner }) => {
      const task = tasks.find((one) => one.id === inner)
      return { id, task, verdict: task ? judge(task) : missing }
    })
    const passed = judged.flatMap(({ task, verdict }) => (task && verdict.may ? [task] : []))
    if (passed.length > 0) await apply(passed)
    return {
      done: judged.filter(({ verdict }) => verdict.may).map(({ id }) => id),
      refused: judged.flatMap(({ id, verdict }) => (verdict.may ? [] : [{ id, reason: verdict.reason }])),
    }
  })

const missing: Verdict = { may: false, code: 'task.not-there', reason: 'This task is not there any more.' }

const innerOrNone = (tx: Tx, id: string): number | undefined => {
  try {
    return tx.ids.inner('tsk', id)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** Does the same deed to tasks that let it be done; what they become may differ. */
const applyDeed = async (tx: Tx, asked: Asked, tasks: readonly LockedTask[], deed: Deed, { event, facts = {} }: Told): Promise<void> => {
  const { actor } = asked
  const now = asked.now()
  const [first] = tasks
  if (!first) return
  // A deed leads every task to the same state; only what it leaves alone differs, and that is not written.
  await setLife(tx, actor, tasks.map(({ id }) => id), afterDeed(first, deed, actor.today), now) // prettier-ignore
  await addEvents(tx, actor, tasks, { kind: deed.kind, facts, now })
  for (const task of tasks) await tellDeed(tx, asked, task, { event, facts: plain(facts) })
  const moved = tasks.filter((task) => countsAsOpen(task, actor.today) !== countsAsOpen(afterDeed(task, deed, actor.today), actor.today))
  await refreshOwnTaskCounts(tx, actor, [...new Set(moved.map(({ customerId }) => customerId))])
}

export const tellDeed = (
  tx: Tx,
  { actor }: Asked,
  task: LockedTask,
  { event, facts = {} }: { event: string; facts?: Record<string, Fact> },
) => tell(tx, event, { actor, customerId: task.customerId, facts: { taskId: task.id, rule: task.rule, ...facts } })

// Why and for how long is told; words that people wrote stay with the task.
const plain = ({ until, reason, quietDays }: EventFacts): Record<string, Fact> => ({
  ...(until === undefined ? {} : { until }),
  ...(reason === undefined ? {} : { reason }),
  ...(quietDays === undefined ? {} : { quietDays }),
})

/** 409; 400 for a snooze of the wrong length, on its field. */
const insistState = (verdict: Verdict) => {
  if (verdict.may) return
  const isRange = verdict.code === 'task.snooze-out-of-range'
  const fields = isRange ? { fields: [{ path: 'until', message: verdict.reason }] } : {}
  throw new Problem(verdict.code, isRange ? 400 : 409, { publicMessage: verdict.reason, ...fields })
}
