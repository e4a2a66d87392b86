import { reasonOf, seesPart, type Member, type Verdict } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { asActor, insist, originOf } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { listCandidates, listOwnCustomers } from './assignees.store.ts'
import { listComments } from './comments.store.ts'
import type { Task, TaskDetail, TaskPerson } from './contract.ts'
import * as deeds from './deeds.store.ts'
import { mayDo, mayWorkOn, type Deed, type TaskLife } from './life.rules.ts'
import { mayBeGiven, mayChangeComment, mayComment, mayEditTasks, mayRemoveComment, type Candidate } from './rules.ts'
import { getTask } from './store.ts'

/** Who asks, and of which deployment. */
export type Asked = { actor: Member; config: PortalConfig; now: () => Temporal.Instant }

/** Whether this reader works on tasks at all. */
export const mayEdit = (actor: Member): Verdict => mayEditTasks(actor, { isViewing: Boolean(originOf(actor)?.viewerId) })

export const insistEdit = (actor: Member): void => insist(mayEdit(actor))

/** One task with its history, comments, who can be given it and what this reader may do. */
export const getDetail = (asked: Asked, id: string): Promise<TaskDetail> =>
  asActor(asked.actor, (tx) => described(tx, asked, tx.ids.inner('tsk', id)))

export const described = async (tx: Tx, asked: Asked, id: number): Promise<TaskDetail> => {
  const { actor, config } = asked
  const task = await getTask(tx, actor, id)
  const customerId = tx.ids.inner('cus', task.customerId)
  const comments = await listComments(tx, actor, id)
  const candidates = await listCandidates(tx, config, [customerId])
  return {
    asOf: actor.today,
    task,
    history: await deeds.listEvents(tx, actor, id),
    comments: comments.map((comment) => ({
      id: tx.ids.outer('tcm', comment.id),
      by: comment.by,
      isYours: comment.userId === actor.userId,
      body: comment.body,
      at: comment.at,
      changedAt: comment.changedAt,
      refusals: {
        change: reasonOf(mayEdit(actor), mayChangeComment(actor.userId, comment, asked.now())),
        remove: reasonOf(mayEdit(actor), mayRemoveComment(actor.userId, comment)),
      },
    })),
    people: candidates.filter((person) => mayBeGiven(person, customerId).may).map((person) => personFrom(tx, actor, person)),
    refusals: refusalsOf(actor, lifeOf(task), comments.length),
  }
}

/** Everybody who can be given tasks; somebody who sees some of the customers hears of those alone who see one of them as well. */
export const listPeople = ({ actor, config }: Asked): Promise<{ items: TaskPerson[] }> =>
  asActor(actor, async (tx) => {
    const isRestricted = seesPart(actor)
    const candidates = await listCandidates(tx, config, isRestricted ? await listOwnCustomers(tx, actor) : [])
    const shown = candidates.filter((person) => person.mayEdit && (!isRestricted || person.seesAll || person.sees.size > 0))
    return { items: shown.map((person) => personFrom(tx, actor, person)) }
  })

const personFrom = (tx: Tx, actor: Member, { id, name, isStaff }: Candidate): TaskPerson => ({
  id: tx.ids.outer('usr', id),
  name,
  isYou: id === actor.userId,
  isStaff,
})

const lifeOf = ({ state, severity, snoozedUntil, quietUntil, causeGoneOn }: Task): TaskLife => ({
  state,
  severity,
  snoozedUntil,
  quietUntil,
  endedOn: causeGoneOn,
})

const refusalsOf = (actor: Member, life: TaskLife, comments: number): TaskDetail['refusals'] => {
  const granted = mayEdit(actor)
  const refusal = (deed: Deed) => reasonOf(granted, mayDo(life, deed, actor.today))
  return {
    acknowledge: refusal({ kind: 'acknowledged' }),
    unacknowledge: refusal({ kind: 'unacknowledged' }),
    snooze: reasonOf(granted, mayWorkOn(life)),
    wake: refusal({ kind: 'woke' }),
    finish: refusal({ kind: 'done' }),
    dismiss: reasonOf(granted, mayWorkOn(life)),
    reopen: refusal({ kind: 'reopened' }),
    assign: reasonOf(granted, mayWorkOn(life)),
    comment: reasonOf(granted, mayComment(comments)),
  }
}
