import type { Actor } from '#shared/actor.ts'
import { Problem } from '#shared/problem.ts'
import type { Verdict } from '#shared/actor.ts'
import type { Database, Scope, Tx } from './db.ts'

// An actor is bound to the database it was found in when it was made; a made-up one opens nothing.
const doors = new WeakMap<Actor, { database: Database; readOnly: boolean }>()

/** Binds an actor to its database. `readOnly` is for reads: the transaction then refuses every write. */
export const bindActor = <A extends Actor>(actor: A, database: Database, { readOnly = false } = {}): A => {
  doors.set(actor, { database, readOnly })
  return actor
}

/** A named system actor, for imports, the demo and the engine. */
export const systemActor = (name: string, database: Database): Actor => bindActor({ kind: 'system', name }, database)

/** The only door to the database: one transaction, seen through the actor's database role. */
export const asActor = <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const door = doors.get(actor)
  if (!door) throw new Error('This actor is not bound to a database: make it with bindActor')
  return door.database.within({ ...scopeOf(actor), readOnly: door.readOnly }, work)
}

const scopeOf = (actor: Actor): Omit<Scope, 'readOnly'> => {
  if (actor.kind === 'system') return { role: 'pp_system' }
  const role =
    actor.kind === 'staff' ? (actor.reach === 'all' ? 'pp_vendor' : 'pp_staff') : actor.reach === 'all' ? 'pp_full' : 'pp_restricted'
  return { role, partnerId: actor.partnerId, partnershipId: actor.partnershipId, userId: actor.userId }
}

/** Turns a refusal into the problem that it names. */
export const insist = (verdict: Verdict, status: 403 | 409 = 403): void => {
  if (!verdict.may) throw new Problem(verdict.code, status, { publicMessage: verdict.reason })
}
