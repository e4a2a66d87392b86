import type { Actor, Member, Verdict } from '#shared/actor.ts'
import { notFound, Problem } from '#shared/problem.ts'
import type { RoomKind } from '#shared/room-kinds.ts'
import type { Database, Proof, Scope, Tx } from './db.ts'

/** Where a request came from, for the audit log. */
export type Origin = {
  requestId: string
  /** The client's subnet, never the whole address. */
  subnet: string
  /** The member of staff who looks at the portal as the actor. */
  viewerId: number | null
}

export type Binding = {
  /** The transaction then refuses every write. */
  readOnly?: boolean
  /** Of an actor that is only believed to be who it is: its reads give nothing out without it. */
  proof?: Proof | undefined
  origin?: Origin | undefined
}

// An actor is bound to the database it was found in when it was made; a made-up one, or a copy, opens nothing. No WeakMap: one that is
// written with every request has its keys, and all that they hold, collected with the whole heap and not while they are young.
const door = Symbol('door')
type Bound = { [door]?: Binding & { database: Database } }
const doorOf = (actor: Actor & Bound) => actor[door]

/** Binds an actor to its database. */
export const bindActor = <A extends Actor>(actor: A, database: Database, binding: Binding = {}): A =>
  Object.defineProperty(actor, door, { value: { database, ...binding }, writable: true })

/** A named system actor, for imports, the demo and the engine. */
export const systemActor = (name: string, database: Database): Actor => bindActor({ kind: 'system', name }, database)

/** Where the actor's request came from; undefined for the system's own deeds. */
export const originOf = (actor: Actor): Origin | undefined => doorOf(actor)?.origin

/** The only door to the database: one transaction, seen through the actor's database role. */
export const asActor = <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const bound = doorOf(actor)
  if (!bound) throw new Error('This actor is not bound to a database: make it with bindActor')
  return bound.database.within({ ...scopeOf(actor), readOnly: bound.readOnly ?? false }, work, bound.proof)
}

/**
 * Sign-in and whatever else comes before an actor exists or is about the account itself: as pp_session, which sees people, memberships,
 * sessions and their secrets, and no partner's data.
 */
export const asSession = <T>({ database }: { database: Database }, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.within({ role: 'pp_session', readOnly: false }, work)

/** The same for what only reads. */
export const readAsSession = <T>({ database }: { database: Database }, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.within({ role: 'pp_session', readOnly: true }, work)

/** Whose deeds those are in the log, where nobody is known or people act upon their own account. */
export const bySession = { kind: 'system', name: 'session' } as const satisfies Actor

/** The person of an actor that is a partnership as a whole (acting.ts): no key of anybody. */
export const nobody = 0

const scopeOf = (actor: Actor): Omit<Scope, 'readOnly'> => {
  if (actor.kind === 'system') return { role: 'pp_system' }
  const isWhole = actor.reach === 'all'
  if (actor.kind === 'officer') return { role: isWhole ? 'pp_vendor' : 'pp_staff', userId: actor.userId }
  const { partnerId, partnershipId, userId } = actor
  const role = actor.kind === 'staff' ? (isWhole ? 'pp_vendor' : 'pp_staff') : isWhole ? 'pp_full' : 'pp_restricted'
  return { role, partnerId, partnershipId, ...(userId === nobody ? {} : { userId }) }
}

/** For what belongs to a pre-defined room: 404, as if it were not there, where that is not open to the actor. */
export const insistRoom = ({ openRooms }: Pick<Member, 'openRooms'>, kind: RoomKind): void => {
  if (!openRooms.includes(kind)) throw notFound()
}

/** Turns a refusal into the problem that it names. */
export const insist = (verdict: Verdict, status: 403 | 409 = 403): void => {
  if (!verdict.may) throw new Problem(verdict.code, status, { publicMessage: verdict.reason })
}
