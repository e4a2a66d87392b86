import type { Member } from '#shared/actor.ts'
import { notFound } from '#shared/problem.ts'
import { getPlace } from '#rooms/customers/place.actions.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Following } from './contract.ts'
import { findCustomerOfTask, findState, setState, type Followed } from './follow.store.ts'

export type Named = { kind: 'customer' | 'task'; id: string }

/** What the actor said of a customer or a task: tell me more of it, or nothing. 404 when they may not see it. */
export const describeFollowing = (actor: Member, named: Named): Promise<Following> =>
  asActor(actor, async (tx) => ({ state: await findState(tx, actor, await followedOf(tx, actor, named)) }))

export const follow = (actor: Member, named: Named, { state }: Following): Promise<Following> =>
  asActor(actor, async (tx) => {
    await setState(tx, actor, await followedOf(tx, actor, named), state)
    return { state }
  })

const followedOf = async (tx: Tx, actor: Member, { kind, id }: Named): Promise<Followed> => {
  if (kind === 'customer') {
    const place = await getPlace(tx, actor, id)
    return { kind, id: place.id, customerId: place.id }
  }
  const taskId = tx.ids.inner('tsk', id)
  const customerId = await findCustomerOfTask(tx, actor, taskId)
  if (customerId === undefined) throw notFound()
  return { kind, id: taskId, customerId }
}
