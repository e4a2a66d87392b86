import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Tx } from '#server/db.ts'

export type FollowState = 'following' | 'muted'
/** Something of a customer that the actor was found to see. */
export type Followed = { kind: 'customer' | 'task'; id: number; customerId: number }

export const findState = async (tx: Tx, actor: Member, { kind, id }: Followed): Promise<FollowState | null> => {
  const found = await tx.first(sql<{ state: FollowState }>`
    select state from follow where user_id = ${actor.userId} and partner_id = ${actor.partnerId} and object_kind = ${kind} and object_id = ${id}`)
  return found?.state ?? null
}

export const setState = async (tx: Tx, actor: Member, { kind, id, customerId }: Followed, state: FollowState | null): Promise<void> => {
  if (state === null)
    return void (await tx.rows(sql`
      delete from follow where user_id = ${actor.userId} and partner_id = ${actor.partnerId} and object_kind = ${kind} and object_id = ${id}`))
  await tx.rows(sql`
    insert into follow (partner_id, partnership_id, customer_id, user_id, object_kind, object_id, state)
    values (${actor.partnerId}, ${actor.partnershipId}, ${customerId}, ${actor.userId}, ${kind}, ${id}, ${state})
    on conflict (user_id, partner_id, object_kind, object_id) do update set state = excluded.state, since = now()`)
}

/** Whose task it is; undefined when the actor may not see it. */
export const findCustomerOfTask = async (tx: Tx, actor: Member, taskId: number): Promise<number | undefined> => {
  const found = await tx.first(sql<{ customerId: number }>`
    select customer_id as "customerId" from task where partner_id = ${actor.partnerId} and partnership_id = ${actor.partnershipId} and id = ${taskId}`)
  return found?.customerId
}
