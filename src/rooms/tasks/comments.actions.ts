import type { Verdict } from '#shared/actor.ts'
import { notify } from '#rooms/notifications/actions.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { described, insistEdit, type Asked } from './actions.ts'
import * as store from './comments.store.ts'
import type { CommentInput, TaskDetail } from './contract.ts'
import { tellDeed } from './deeds.actions.ts'
import { addEvents, lockTask, type LockedTask } from './deeds.store.ts'
import { mayChangeComment, mayComment, mayRemoveComment } from './rules.ts'
import { getTask } from './store.ts'

/** 409 `task.too-many-comments`. Whoever has the task and whoever wrote before is told. */
export const addComment = (asked: Asked, id: string, { body }: CommentInput): Promise<TaskDetail> =>
  onComments(asked, id, async (tx, task, comments) => {
    const { actor } = asked
    const now = asked.now()
    insist(mayComment(comments.length), 409)
    await store.addComment(tx, actor, task, { body, now })
    await addEvents(tx, actor, [task], { kind: 'commented', now })
    await tellDeed(tx, asked, task, { event: 'task.commented' })
    const others = new Set([...(task.assigneeId === null ? [] : [task.assigneeId]), ...comments.map(({ userId }) => userId)])
    others.delete(actor.userId)
    await notify(tx, {
      event: 'task.commented',
      partnerId: actor.partnerId,
      partnershipId: actor.partnershipId,
      customerId: task.customerId,
      object: { kind: 'task', id: task.id },
      severity: task.severity,
      facts: { ...task.facts, rule: task.rule },
      to: [...others],
      by: actor.userId,
    })
  })

/** One's own, for a quarter of an hour. */
export const changeComment = (asked: Asked, id: string, commentId: string, { body }: CommentInput): Promise<TaskDetail> =>
  onComments(asked, id, async (tx, task, comments) => {
    const comment = store.commentIn(comments, tx.ids.inner('tcm', commentId))
    const now = asked.now()
    insistComment(mayChangeComment(asked.actor.userId, comment, now))
    await store.setBody(tx, asked.actor, comment.id, { body, now })
    await tellDeed(tx, asked, task, { event: 'task.comment-changed' })
  })

/** One's own. The words are gone; the history says that somebody removed a comment. */
export const removeComment = (asked: Asked, id: string, commentId: string): Promise<TaskDetail> =>
  onComments(asked, id, async (tx, task, comments) => {
    const comment = store.commentIn(comments, tx.ids.inner('tcm', commentId))
    insist(mayRemoveComment(asked.actor.userId, comment))
    await store.removeComment(tx, asked.actor, comment.id)
    await addEvents(tx, asked.actor, [task], { kind: 'comment-removed', now: asked.now() })
    await tellDeed(tx, asked, task, { event: 'task.comment-removed' })
  })

/** The task is locked: what was counted stays counted. */
const onComments = (
  asked: Asked,
  id: string,
  change: (tx: Tx, task: LockedTask, comments: readonly store.Comment[]) => Promise<void>,
): Promise<TaskDetail> =>
  asActor(asked.actor, async (tx) => {
    const { actor } = asked
    const inner = tx.ids.inner('tsk', id)
    await getTask(tx, actor, inner)
    insistEdit(actor)
    const task = await lockTask(tx, actor, inner)
    await change(tx, task, await store.listComments(tx, actor, inner))
    return described(tx, asked, inner)
  })

const insistComment = (verdict: Verdict) => insist(verdict, !verdict.may && verdict.code === 'task.comment-too-old' ? 409 : 403)
