import '@fastify/cookie' // its types: request.cookies
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Member, Officer } from '#shared/actor.ts'
import type { CycleRule, Role } from '#shared/config.ts'
import { Problem } from '#shared/problem.ts'
import { bindActor, type Binding } from './access.ts'
import type { Proof } from './db.ts'
import type { Portal } from './deployment.ts'
import { deviceOf, driftOf } from './device.ts'
import type { PortalType } from './keys.ts'
import { memberIn, memberRole, permissionsOf, roleOf, type Terms } from './roles.ts'
import { cookieName, hashOf, sessionCookie } from './session-id.ts'
import { changeId, endOfCopied, endOfMoved, touch } from './session-life.ts'

/** `factor`: the password was right, a second factor is still to be given. `enrol`: one is required and none is set up. */
export type Stage = 'factor' | 'enrol' | 'full'

/**
 * The session's row with the person, the partnership and the membership as they are at this moment. Nothing of it is ever taken from a
 * request, and what a process remembers counts only after the database has said the same again.
 */
export type Session = {
  id: number
  idHash: Buffer
  /** Stays when the id changes. */
  family: string
  /** Who signed in. */
  accountId: number
  /** Whose eyes the portal is seen with: the account's, or those of the person whom staff look at. */
  userId: number
  stage: Stage
  portalType: PortalType
  epoch: number
  name: string
  email: string
  side: 'partner' | 'vendor'
  role: Role
  reach: 'all' | 'assigned'
  partnership: Terms | null
  /** The member of staff who looks at the portal as this person; nothing can be changed then. */
  viewer: { name: string } | null
  /** The browser changed so much that the password is asked for before anything is changed or taken away. */
  isDoubted: boolean
}

export type Visit = {
  session: Session | null
  /** One whose sign-in is not finished. */
  half: Session | null
}

const nobody: Visit = { session: null, half: null }

const none = () => new Problem('session.none', 401, { publicMessage: 'Sign in first.' })

/** The session, for routes that only somebody who is signed in may ask. */
export const sessionIn = ({ session }: Visit): Session => {
  if (!session) throw none()
  return session
}

/** The session, also when its sign-in is not finished. */
export const anySessionIn = ({ session, half }: Visit): Session => {
  const found = session ?? half
  if (!found) throw none()
  return found
}

/** What session_of answers: what decides who somebody is as one JSON text, and what changes with use. */
type SessionRow = { facts: string; last_seen_at: string }
type Facts = {
  id: number
  /** Another one as soon as anything of this is different, but for what changes with use. */
  stamp: string
  family: string
  accountId: number
  stage: Stage
  portalType: PortalType
  epoch: number
  expiresAt: string
  rotatedAt: string
  device: string
  name: string
  email: string
  side: 'partner' | 'vendor'
  isActive: boolean
  partnerId: number | null
  partnershipId: number | null
  model: string | null
  timeZone: string | null
  currency: string | null
  startDay: number | null
  namedBy: CycleRule['namedBy'] | null
  memberRole: string | null
  customerScope: 'all' | 'assigned' | null
  vendorRole: string | null
  ownRole: string | null
  ownPermissions: string[] | null
  openRooms: string[]
  /** Whether the session's partner is assigned to the member of staff. */
  isAssigned: boolean
  /** Whom staff look at the portal as. */
  viewed: { id: number; name: string; email: string; isActive: boolean } | null
}

/** What a page holds in memory and sends with every change: another site can't know it, and a page of before the sign-in neither. */
export const tokenOf = (portal: Portal, { family }: Session) => portal.keys.mac('portal-token', family).toString('base64url')

/** What a session of this side is, here. */
export const portalTypeOf = ({ realm }: Portal, side: 'partner' | 'vendor'): PortalType => (realm === 'demo' ? 'demo' : side)

/**
 * Who is asking. A session that is unknown, idle for too long, past its end, of somebody who was disabled or of another portal is none.
 * Throws 401 `session.frozen` when its cookie turned up in another browser, or after it had been replaced.
 */
export const visitOf = async (
  portal: Portal,
  request: FastifyRequest,
  answer: FastifyReply,
  { isByLink = false }: { isByLink?: boolean } = {},
): Promise<Visit> => {
  const cookie = request.cookies[cookieName(portal)]
  if (!cookie) return nobody
  const idHash = hashOf(cookie)
  const row = await portal.database.ask(sessionQuestion(idHash))
  const found = row ? judged(portal, idHash, row) : await currentOf(portal, idHash)
  if (!found) {
    forget(portal, idHash)
    return nobody
  }
  const device = deviceOf(request.headers, isByLink ? found.device : undefined)
  const drift = driftOf(found.device, device.text)
  if (drift === 'other') {
    await endOfMoved(portal, found.session, device)
    throw frozen()
  }
  if (drift === 'same' && row) remember(portal, idHash, found)
  // A link says too little of who follows it to keep a session awake.
  const current = isByLink
    ? found.session.idHash
    : await keepAwake(portal, found, request, answer, drift === 'little' ? device.text : undefined)
  return visitFrom({ ...found.session, idHash: current, isDoubted: drift === 'much' })
}

/** The same for a session that was opened or moved in this very request. */
export const visitOfId = async (portal: Portal, idHash: Buffer): Promise<Visit> => {
  const row = await portal.database.ask(sessionQuestion(idHash))
  const found = row && judged(portal, idHash, row)
  return found ? visitFrom(found.session) : nobody
}

const visitFrom = (session: Session): Visit => (session.stage === 'full' ? { session, half: null } : { session: null, half: session })

const frozen = () =>
  new Problem('session.frozen', 401, {
    publicMessage: 'This session was ended because it was used from another browser. Sign in again.',
  })

const sessionQuestion = (idHash: Buffer) => sql<SessionRow>`select * from session_of(${idHash})`

// The id was replaced a moment ago and a request under the old one was still on its way; or somebody kept a copy.
const currentOf = async (portal: Portal, retired: Buffer): Promise<Found | undefined> => {
  const outcome = await endOfCopied(portal, retired)
  if (outcome === 'copied') throw frozen()
  if (!outcome) return undefined
  const row = await portal.database.ask(sessionQuestion(outcome.idHash))
  return row && judged(portal, outcome.idHash, row)
}

type Known = { session: Session; stamp: string; device: string; expiresAt: string; rotatedAt: string }
type Found = Known & { idleSeconds: number }

/** The session that a row amounts to now, or undefined when it amounts to none. */
const judged = (portal: Portal, idHash: Buffer, row: SessionRow): Found | undefined => {
  const facts = JSON.parse(row.facts) as Facts // as session_of builds it
  const session = sessionFrom(portal, facts, idHash)
  const { stamp, device, expiresAt, rotatedAt } = facts
  return session && awake(portal, { session, stamp, device, expiresAt, rotatedAt }, row)
}

/** Undefined when the session was idle for too long or has come to its end. */
const awake = (portal: Portal, known: Known, { last_seen_at: lastSeenAt }: Pick<SessionRow, 'last_seen_at'>): Found | undefined => {
  const now = portal.now().epochMilliseconds
  const idleSeconds = (now - Date.parse(lastSeenAt)) / 1000
  return idleSeconds > portal.session.idleMinutes * 60 || now >= Date.parse(known.expiresAt) ? undefined : { ...known, idleSeconds }
}

const rotationMinutes = 15

/**
 * Writes at most once a minute; replaces the id every fifteen minutes of use and whenever the browser changed a little. Returns the hash
 * of the id that the session has from then on.
 */
const keepAwake = async (
  portal: Portal,
  { session, idleSeconds, rotatedAt }: Found,
  request: FastifyRequest,
  answer: FastifyReply,
  device: string | undefined,
): Promise<Buffer> => {
  if (request.headers['x-portal-background'] !== undefined) return session.idHash // what a page asks by itself keeps nobody signed in
  const isDue = session.stage === 'full' && portal.now().epochMilliseconds - Date.parse(rotatedAt) >= rotationMinutes * 60_000
  if (isDue || device !== undefined) {
    const id = await changeId(portal, session.idHash, { device })
    if (!id) return session.idHash
    answer.header('set-cookie', sessionCookie(portal, id))
    return hashOf(id)
  }
  if (idleSeconds >= 60) await touch(portal, session.idHash)
  return session.idHash
}

/** Who a cookie is believed to be, because it was a moment ago, and what proves or refutes it. */
export type Guess = { visit: Visit; proof: Proof; isProven: () => boolean; settle: () => Promise<void> }

/**
 * The session that this process found under the cookie last time, so that a read need not wait for the session's row: both are asked in
 * one trip, and no row of the read is given out unless the session has the very stamp that it had then. Undefined when the cookie was never
 * seen here, or from another browser. It decides nothing: whatever is not proven is asked again from the beginning.
 */
export const guessOf = (portal: Portal, request: FastifyRequest, answer: FastifyReply): Guess | undefined => {
  const cookie = request.cookies[cookieName(portal)]
  if (!cookie) return undefined
  const idHash = hashOf(cookie)
  const known = recalled(portal, idHash)
  if (!known || known.device !== deviceOf(request.headers).text) return undefined
  let state: 'open' | 'proven' | 'refuted' = 'open'
  let found: Found | undefined
  return {
    visit: visitFrom(known.session),
    proof: {
      call: 'session_still($1, $2)',
      values: [idHash, known.stamp],
      accept: (asked) => {
        const row = asked as Pick<SessionRow, 'last_seen_at'> | undefined // as session_still answers
        found = row && awake(portal, known, row)
        state = found && state !== 'refuted' ? 'proven' : 'refuted'
        return found !== undefined
      },
    },
    isProven: () => state === 'proven',
    settle: async () => {
      if (found) await keepAwake(portal, found, request, answer, undefined)
    },
  }
}

const memories = new WeakMap<Portal, Map<string, Known>>()
const rememberedSessions = 10_000

const recalled = (portal: Portal, idHash: Buffer) => memories.get(portal)?.get(idHash.toString('base64'))
const forget = (portal: Portal, idHash: Buffer) => memories.get(portal)?.delete(idHash.toString('base64'))
const remember = (portal: Portal, idHash: Buffer, known: Known) => {
  if (known.session.stage !== 'full') return
  const memory = memories.get(portal) ?? new Map<string, Known>()
  memories.set(portal, memory)
  if (memory.size >= rememberedSessions) memory.clear()
  memory.set(idHash.toString('base64'), known)
}

const sessionFrom = (portal: Portal, facts: Facts, idHash: Buffer): Session | undefined => {
  const { id, family, accountId, stage, portalType, epoch, name, email, side, isActive } = facts
  if (!isActive || portalType !== portalTypeOf(portal, side)) return undefined
  const role = side === 'vendor' ? roleOf(portal.config, 'vendor', facts.vendorRole) : memberRole(portal.config, facts)
  if (!role?.permissions.includes('portal.sign-in')) return undefined
  const same = { id, idHash, family, accountId, stage, portalType, epoch, isDoubted: false }
  const viewed = side === 'vendor' ? viewedBy(portal, facts, role) : undefined
  if (viewed) return { ...same, ...viewed, viewer: { name } }
  const reach = side === 'vendor' ? role.reach : (facts.customerScope ?? 'assigned')
  const isWithin = side === 'vendor' ? mayReach(facts, role) : facts.memberRole !== null
  return { ...same, userId: accountId, name, email, side, role, reach, viewer: null, partnership: isWithin ? partnershipFrom(facts) : null }
}

const mayReach = ({ isAssigned }: Facts, { reach }: Role) => reach === 'all' || isAssigned

// Whoever may not look any more, or at somebody who is gone, is back with their own eyes.
const viewedBy = (portal: Portal, facts: Facts, role: Role) => {
  const { viewed, customerScope } = facts
  if (!viewed?.isActive) return undefined
  if (!role.permissions.includes('person.view-as') || !mayReach(facts, role)) return undefined
  const theirs = facts.memberRole === null ? undefined : memberRole(portal.config, facts)
  if (!theirs) return undefined
  const partnership = partnershipFrom(facts)
  const { id: userId, name, email } = viewed
  return { userId, name, email, side: 'partner' as const, role: theirs, reach: customerScope ?? 'assigned', partnership }
}

const partnershipFrom = (facts: Facts): Session['partnership'] => {
  const { partnerId, partnershipId, model, timeZone, currency, startDay, namedBy, openRooms } = facts
  if (!partnerId || !partnershipId || !model || !timeZone || !currency || !startDay || !namedBy) return null
  return { partnerId, id: partnershipId, model, timeZone, currency, cycle: { startDay, namedBy }, openRooms }
}

/** The person as somebody who acts in the session's partnership. 409 when staff have not chosen a partner yet. */
export const actorOf = (portal: Portal, session: Session, binding: Binding): Member => {
  if (!session.partnership) throw new Problem('session.no-partnership', 409, { publicMessage: 'Choose a partnership first.' })
  const actor = memberIn(session.partnership, session, portal.now())
  return bindActor(actor, portal.database, binding)
}

/** Vendor staff outside any partner's portal. 403 for everybody else, and while they look at the portal as somebody. */
export const officerOf = (portal: Portal, session: Session, binding: Binding): Officer => {
  const { userId, name, role, reach } = session
  if (session.side !== 'vendor')
    throw new Problem('session.not-staff', 403, { publicMessage: 'This part of the portal is for the vendor’s own people.' })
  return bindActor({ kind: 'officer', userId, name, role: role.code, permissions: permissionsOf(role), reach }, portal.database, binding)
}
