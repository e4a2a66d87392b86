import type { Member } from '#shared/actor.ts'
import { q, type Tx } from '#server/db.ts'
import type { CustomerState } from './contract.ts'

/** What every tab of a customer begins with. */
export type CustomerPlace = { id: number; name: string; state: CustomerState; since: string }

/** Undefined when the actor may not see the customer, or there is none. */
export const findPlace = (tx: Tx, actor: Member, id: number): Promise<CustomerPlace | undefined> =>
  tx.first(
    q
      .selectFrom('customer')
      .select(['id', 'name', 'state', 'since'])
      .$narrowType<{ state: CustomerState }>() // the table's CHECK says so
      .where('partner_id', '=', actor.partnerId)
      .where('partnership_id', '=', actor.partnershipId)
      .where('id', '=', id),
  )
