import { notifyAll } from '#rooms/notifications/actions.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { described, insistEdit, type Asked } from './actions.ts'
import { listCandidates } from './assignees.store.ts'
import type { Assignment, ManyDone, TaskDetail } from './contract.ts'
import { onMany, tellDeed } from './deeds.actions.ts'
import { addEvents, lockTask, setAssignee, waitForTurn, type LockedTask } from './deeds.store.ts'
import { mayWorkOn } from './life.rules.ts'
import { mayBeGiven, mayOverwrite, type Candidate } from './rules.ts'
import { getTask } from './store.ts'

/** Gives the task to somebody, or to nobody. 409 `task.assignee-refused` for whoever can't be given it. */
export const assign = (asked: Asked, id: string, { version, userId }: Assignment): Promise<TaskDetail> =>
  asActor(asked.actor, async (tx) => {
    const { actor } = asked
    const inner = tx.ids.inner('tsk', id)
    await getTask(tx, actor, inner)
    insistEdit(actor)
    await waitForTurn(tx, actor, { movesFigures: false })
    const task = await lockTask(tx, actor, inner)
    insist(mayOverwrite(task.version, version), 409)
    insist(mayWorkOn(task), 409)
    const person = await candidate(tx, asked, userId, [task])
    if (userId !== null) insist(mayBeGiven(person, task.customerId), 409)
    await give(tx, asked, [task], person)
    return described(tx, asked, inner)
  })

/** The same for many, each judged by itself. */
export const assignMany = (asked: Asked, ids: readonly string[], userId: string | null): Promise<ManyDone> =>
  onMany(asked, ids, async (tx, tasks) => {
    const person = await candidate(tx, asked, userId, tasks)
    return {
      judge: (task) => {
        const works = mayWorkOn(task)
        return !works.may || userId === null ? works : mayBeGiven(person, task.customerId)
      },
      apply: (passed) => give(tx, asked, passed, person),
    }
  })

const candidate = async (
  tx: Tx,
  { config }: Asked,
  userId: string | null,
  tasks: readonly LockedTask[],
): Promise<Candidate | undefined> => {
  if (userId === null) return undefined
  const inner = tx.ids.inner('usr', userId)
  const people = await listCandidates(tx, config, [...new Set(tasks.map(({ customerId }) => customerId))])
  return people.find(({ id }) => id === inner)
}

const give = async (tx: Tx, asked: Asked, tasks: readonly LockedTask[], person: Candidate | undefined): Promise<void> => {
  const { actor } = asked
  const assigneeId = person?.id ?? null
  const moved = tasks.filter((task) => task.assigneeId !== assigneeId)
  if (moved.length === 0) return
  await setAssignee(tx, actor, moved.map(({ id }) => id), assigneeId) // prettier-ignore
  await addEvents(tx, actor, moved, { kind: 'assigned', facts: { assignee: person?.name ?? null, assigneeId }, now: asked.now() })
  for (const task of moved) await tellDeed(tx, asked, task, { event: 'task.assigned', facts: { userId: assigneeId } })
  if (assigneeId === null) return
  await notifyAll(
    tx,
    moved.map(({ id, customerId, severity, rule, facts }) => ({
      event: 'task.assigned' as const,
      partnerId: actor.partnerId,
      partnershipId: actor.partnershipId,
      customerId,
      object: { kind: 'task' as const, id },
      severity,
      facts: { ...facts, rule },
      to: [assigneeId],
      by: actor.userId,
    })),
  )
}
