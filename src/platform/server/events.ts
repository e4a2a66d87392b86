import { sql } from 'kysely'
import type { Actor } from '#shared/actor.ts'
import type { Tx } from './db.ts'

export type Fact = string | number | boolean | null | string[]

/**
 * Writes down what happened, in the transaction that makes it so: both are kept, or neither.
 * `name` is a past deed in the dotted grammar (`contact.added`); `facts` are plain values, never secrets.
 */
export const tell = async (
  tx: Omit<Tx, 'ids'>,
  name: string,
  { actor, customerId = null, facts = {} }: { actor: Actor; customerId?: number | null; facts?: Record<string, Fact> },
): Promise<void> => {
  const who =
    actor.kind === 'system'
      ? { actor: `system:${actor.name}`, userId: null, partnerId: null, partnershipId: null }
      : { actor: actor.kind, userId: actor.userId, partnerId: actor.partnerId, partnershipId: actor.partnershipId }
  await tx.rows(sql`
    insert into event_log (name, actor, user_id, partner_id, partnership_id, customer_id, facts)
    values (${name}, ${who.actor}, ${who.userId}, ${who.partnerId}, ${who.partnershipId}, ${customerId}, ${JSON.stringify(facts)})`)
}
