import { notFound } from '#shared/problem.ts'
import type { Member } from '#shared/actor.ts'
import { insistRoom } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { findPlace, type CustomerPlace } from './place.store.ts'

export type { CustomerPlace } from './place.store.ts'

/** The customer that an address names, for the rooms that show a part of it. 404 when this actor may not see it, or the room of customers. */
export const getPlace = async (tx: Tx, actor: Member, customerId: string): Promise<CustomerPlace> => {
  insistRoom(actor, 'customers')
  const place = await findPlace(tx, actor, tx.ids.inner('cus', customerId))
  if (!place) throw notFound()
  return place
}

/** Whether the actor may see the customer, by its key. */
export const hasPlace = async (tx: Tx, actor: Member, id: number): Promise<boolean> =>
  actor.openRooms.includes('customers') && (await findPlace(tx, actor, id)) !== undefined
