import { Problem } from '#shared/problem.ts'
import { asSession, bySession } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { hashOf, newSessionId } from '#server/session-id.ts'
import type { Visit } from '#server/session.ts'
import { mostSessions } from './rules.ts'
import * as store from './ends.store.ts'

/**
 * The second factor was right, or is set up: the half session becomes a full one under a new id, which is returned for the cookie. The
 * old id is dead at once. 401 `session.none` when there is no half session, or when it was finished already.
 */
export const finishSignIn = (portal: Portal, { half }: Visit): Promise<string> =>
  asSession(portal, async (tx) => {
    const id = newSessionId()
    const now = portal.now()
    const next = { to: hashOf(id), at: now.toString(), expiresAt: now.add({ hours: portal.session.hours }).toString() }
    const finished = half && (await store.makeFull(tx, half.idHash, next))
    if (!finished) throw new Problem('session.none', 401, { publicMessage: 'Sign in first.' })
    await welcome(portal, tx, finished)
    return id
  })

/**
 * What every full sign-in does: the oldest of too many sessions ends, and who came is written down. An account of the demo is everybody's:
 * one visitor must not put another out.
 */
export const welcome = async (portal: Portal, tx: Tx, { userId, subnet }: { userId: number; subnet: string }): Promise<void> => {
  if (portal.realm === 'real') await store.removeOldest(tx, userId, { stage: 'full', keep: mostSessions })
  await tell(tx, 'session.opened', { actor: bySession, facts: { userId, subnet } })
}

/** Ends one session, full or half. True when there was one. `tx` of pp_session or pp_system. */
export const endSession = (tx: Tx, idHash: Buffer): Promise<boolean> => store.removeSession(tx, idHash)

/**
 * Ends the sessions of a person at once, half ones as well, and returns how many there were. `tx` may be of pp_session, pp_system,
 * pp_full, pp_staff or pp_vendor; the last three reach the people of their partnership (pp_vendor: everybody) and can't make exceptions.
 * The caller says why in the log: a password that changed, a person who was disabled, somebody's own wish.
 */
export const endSessionsOf = (tx: Tx, userId: number, { except }: { except?: Buffer } = {}): Promise<number> =>
  store.removeSessionsOf(tx, userId, except)

/** Forgets every wrong password of a person. `tx` as for `endSessionsOf`; the caller's actor is written down. */
export const unlockPerson = async (tx: Tx, actor: Parameters<typeof tell>[2]['actor'], userId: number): Promise<void> => {
  await store.removeCounters(tx, userId)
  await tell(tx, 'person.unlocked', { actor, facts: { userId } })
}

/** After a new password: what was wrong before says nothing about it. `tx` as for `endSessionsOf`. */
export const forgetTries = (tx: Tx, userId: number): Promise<unknown> => store.removeCounters(tx, userId)
