import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { notFound } from '#shared/problem.ts'
import { q, type Tx } from '#server/db.ts'

export type Comment = { id: number; userId: number; by: string; body: string; at: string; changedAt: string | null }

/** Oldest first. */
export const listComments = (tx: Tx, actor: Member, taskId: number): Promise<Comment[]> =>
  tx.rows(sql<Comment>`
    select c.id, c.user_id as "userId", c.user_name as by, c.body, c.at, c.changed_at as "changedAt"
      from task_comment c
     where c.partner_id = ${actor.partnerId} and c.partnership_id = ${actor.partnershipId} and c.task_id = ${taskId}
     order by c.id`)

/** One of a task's, or 404. */
export const commentIn = (comments: readonly Comment[], id: number): Comment => {
  const found = comments.find((comment) => comment.id === id)
  if (!found) throw notFound()
  return found
}

export const addComment = (
  tx: Tx,
  actor: Member,
  task: { id: number; customerId: number },
  { body, now }: { body: string; now: Temporal.Instant },
) =>
  tx.rows(
    q.insertInto('task_comment').values({
      partner_id: actor.partnerId,
      partnership_id: actor.partnershipId,
      customer_id: task.customerId,
      task_id: task.id,
      user_id: actor.userId,
      user_name: actor.name,
      body,
      at: now.toString(),
    }),
  )

export const setBody = (tx: Tx, actor: Member, id: number, { body, now }: { body: string; now: Temporal.Instant }) =>
  tx.rows(
    q
      .updateTable('task_comment')
      .set({ body, changed_at: now.toString() })
      .where('partner_id', '=', actor.partnerId)
      .where('partnership_id', '=', actor.partnershipId)
      .where('id', '=', id),
  )

export const removeComment = (tx: Tx, actor: Member, id: number) =>
  tx.rows(
    q
      .deleteFrom('task_comment')
      .where('partner_id', '=', actor.partnerId)
      .where('partnership_id', '=', actor.partnershipId)
      .where('id', '=', id),
  )
