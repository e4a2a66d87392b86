import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { notFound, Problem } from '#shared/problem.ts'
import type { Day } from '#shared/dates.ts'
import { q, type Tx } from '#server/db.ts'
import { lockFigures } from '#server/intake.ts'
import type { TaskEvent, TaskFacts } from './contract.ts'
import { holdTasks } from './hold.store.ts'
import { isClosed, type TaskEventKind, type TaskLife } from './life.rules.ts'

/** A task as deeds need it, locked until the transaction ends. */
export type LockedTask = TaskLife & {
  id: number
  customerId: number
  rule: string
  facts: TaskFacts
  version: number
  assigneeId: number | null
}

/** Waits while the engine or, for what moves figures, an import is at work: a few seconds at the most. 503 `task.busy`. */
export const waitForTurn = async (tx: Tx, actor: Member, { movesFigures }: { movesFigures: boolean }): Promise<void> => {
  await tx.rows(sql`select set_config('lock_timeout', '8s', true)`)
  try {
    if (movesFigures) await lockFigures(tx, [actor.partnershipId])
    await holdTasks(tx, actor)
  } catch (cause) {
    if (!isLockTimeout(cause)) throw cause
    throw new Problem('task.busy', 503, {
      publicMessage: 'The figures of this partnership are being worked out. Try again in a moment.',
      cause,
    })
  }
}

const isLockTimeout = (error: unknown) => error instanceof Error && 'code' in error && error.code === '55P03'

/** The given tasks that the actor may see, in the order of their keys. */
export const lockTasks = async (tx: Tx, actor: Member, ids: readonly number[]): Promise<LockedTask[]> => {
  type Row = Omit<LockedTask, 'snoozedUntil' | 'quietUntil' | 'endedOn'> & {
    snoozedUntil: Day | null
    quietUntil: Day | null
    endedOn: Day | null
  }
  return tx.rows(sql<Row>`
    select t.id, t.customer_id as "customerId", t.rule, t.facts, t.version, t.assignee_id as "assigneeId", t.state, t.severity,
           t.snoozed_until as "snoozedUntil", t.quiet_until as "quietUntil", t.ended_on as "endedOn"
      from task t
     where t.partner_id = ${actor.partnerId} and t.partnership_id = ${actor.partnershipId} and t.id = any(${ids}::bigint[])
     order by t.id for no key update`)
}

/** One of them, or 404. */
export const lockTask = async (tx: Tx, actor: Member, id: number): Promise<LockedTask> => {
  const [task] = await lockTasks(tx, actor, [id])
  if (!task) throw notFound()
  return task
}

/** Gives locked tasks the state that a deed leads to, the same for all. */
export const setLife = (tx: Tx, actor: Member, ids: readonly number[], life: TaskLife, now: Temporal.Instant) =>
  tx.rows(
    q
      .updateTable('task')
      .set({
        state: life.state,
        snoozed_until: life.snoozedUntil,
        quiet_until: life.quietUntil,
        closed_at: isClosed(life) ? now.toString() : null,
        version: sql<number>`version + 1`,
      })
      .where('partner_id', '=', actor.partnerId)
      .where('partnership_id', '=', actor.partnershipId)
      .where('id', 'in', ids),
  )

export const setAssignee = (tx: Tx, actor: Member, ids: readonly number[], userId: number | null) =>
  tx.rows(
    q
      .updateTable('task')
      .set({ assignee_id: userId, version: sql<number>`version + 1` })
      .where('partner_id', '=', actor.partnerId)
      .where('partnership_id', '=', actor.partnershipId)
      .where('id', 'in', ids),
  )

export type EventFacts = TaskEvent['facts'] & { quietDays?: number; assigneeId?: number | null }

/** Writes the same step into the history of tasks, as the actor's deed. */
export const addEvents = (
  tx: Tx,
  actor: Member,
  tasks: readonly Pick<LockedTask, 'id' | 'customerId'>[],
  { kind, facts = {}, now }: { kind: TaskEventKind; facts?: EventFacts; now: Temporal.Instant },
) =>
  tx.rows(sql`
    insert into task_event (partner_id, partnership_id, customer_id, task_id, kind, at, user_id, user_name, facts)
    select ${actor.partnerId}, ${actor.partnershipId}, customer_id, task_id, ${kind}, ${now.toString()}::timestamptz, ${actor.userId}, ${actor.name},
           ${JSON.stringify(facts)}::jsonb
      from unnest(${tasks.map(({ id }) => id)}::bigint[], ${tasks.map(({ customerId }) => customerId)}::bigint[]) as given (task_id, customer_id)`)

const eventsShown = 100

/** A task's history, newest first. */
export const listEvents = (tx: Tx, actor: Member, taskId: number): Promise<TaskEvent[]> =>
  tx.rows(sql<TaskEvent>`
    select e.kind, e.at, e.user_name as by, e.severity, e.facts from task_event e
     where e.partner_id = ${actor.partnerId} and e.partnership_id = ${actor.partnershipId} and e.task_id = ${taskId}
     order by e.id desc limit ${eventsShown}`)
