import { sql } from 'kysely'
import type { Actor } from '#shared/actor.ts'
import { originOf } from './access.ts'
import type { Tx } from './db.ts'

export type Fact = string | number | boolean | null | string[]

export type Told = {
  actor: Actor
  customerId?: number | null
  /** The person it was done to; absent: the fact `userId`, if there is one. */
  subjectUserId?: number | null
  facts?: Record<string, Fact>
}

/**
 * Writes down what happened, in the transaction that makes it so: both are kept, or neither. Names are written as they are now, because
 * people and customers are renamed and leave. Before there is an actor, the fact `subnet` says where the request came from.
 * `name` is a past deed in the dotted grammar (`contact.added`), with words of its own in the audit room; `facts` are plain values, never
 * secrets, and keys of the database among them are called `…Id`.
 */
export const tell = async (
  tx: Omit<Tx, 'ids'>,
  name: string,
  { actor, customerId = null, facts = {}, subjectUserId = userIn(facts) }: Told,
): Promise<void> => {
  const who = whoOf(actor)
  const origin = originOf(actor)
  // Not every role that writes here may look at customers.
  const customerName =
    customerId === null || who.partnerId === null
      ? sql`null`
      : sql`(select c.name from customer c where c.partner_id = ${who.partnerId} and c.id = ${customerId})`
  await tx.rows(sql`
    insert into event_log (name, actor, actor_name, user_id, on_behalf_of_user_id, subject_user_id, subject_name,
                           partner_id, partnership_id, customer_id, customer_name, request_id, address, facts)
    values (${name}, ${who.actor}, ${who.name}, ${who.userId}, ${origin?.viewerId ?? null},
            ${subjectUserId}, (select u.name from app_user u where u.id = ${subjectUserId}),
            ${who.partnerId}, ${who.partnershipId}, ${customerId}, ${customerName}, ${origin?.requestId ?? null}, ${origin?.subnet ?? subnetIn(facts)}, ${JSON.stringify(facts)})`)
}

const whoOf = (actor: Actor) => {
  const nowhere = { partnerId: null, partnershipId: null }
  if (actor.kind === 'system') return { actor: `system:${actor.name}`, name: null, userId: null, ...nowhere }
  const { kind, name, userId } = actor
  if (actor.kind === 'officer') return { actor: kind, name, userId, ...nowhere }
  return { actor: kind, name, userId, partnerId: actor.partnerId, partnershipId: actor.partnershipId }
}

const userIn = ({ userId }: Record<string, Fact>) => (typeof userId === 'number' ? userId : null)
const subnetIn = ({ subnet }: Record<string, Fact>) => (typeof subnet === 'string' ? subnet : null)
