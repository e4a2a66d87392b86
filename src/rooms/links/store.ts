import type { Place } from '#server/acting.ts'
import { q, type Tx } from '#server/db.ts'

/** Whose partnership it is; undefined when there is none. */
export const findPartnership = (tx: Tx, id: number): Promise<Place | undefined> =>
  tx.first(q.selectFrom('partnership').select(['partner_id as partnerId', 'id as partnershipId']).where('id', '=', id))
