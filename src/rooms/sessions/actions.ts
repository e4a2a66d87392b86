import type { Actor } from '#shared/actor.ts'
import { Problem, notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { isPassword } from '#server/password.ts'
import { hashOf, newSessionId, type Session } from '#server/session.ts'
import { rolesThatSignIn } from './rules.ts'
import * as store from './store.ts'

/** Sign-in and the choice of a partnership happen before an actor exists; they run as pp_session, which sees people and memberships only. */
const asSession = <T>(portal: Portal, work: (tx: Tx) => Promise<T>) => portal.database.within({ role: 'pp_session', readOnly: false }, work)
const inSession = (name: string): Actor => ({ kind: 'system', name })

const wrongCredentials = () =>
  new Problem('session.wrong-credentials', 401, {
    publicMessage: 'The e-mail address and password do not match an account that can sign in.',
  })

/** Checks the password and opens a session. Returns its id, the value of the cookie. Unknown, wrong and disabled answer alike, in the same time. */
export const signIn = async (portal: Portal, { email, password }: { email: string; password: string }): Promise<string> => {
  const account = await asSession(portal, (tx) => store.findAccount(tx, email))
  const matches = await isPassword(password, account?.password)
  if (!account || !matches || !account.isActive) throw wrongCredentials()
  return openSession(portal, account)
}

/** The demo's own way in: one of its accounts, no password. The real portal has no such door. */
export const signInDemo = async (portal: Portal, email: string): Promise<string> => {
  if (portal.realm !== 'demo' || !portal.demoAccounts.some((one) => one.email === email)) throw notFound()
  const account = await asSession(portal, (tx) => store.findAccount(tx, email))
  if (!account?.isActive) throw notFound()
  return openSession(portal, account)
}

const openSession = (portal: Portal, account: store.Account): Promise<string> =>
  asSession(portal, async (tx) => {
    const first = account.side === 'partner' ? await firstPartnership(portal, tx, account.id) : undefined
    if (account.side === 'vendor' && !maySignIn(portal, account.vendorRole)) throw wrongCredentials()
    const id = newSessionId()
    const now = portal.now()
    await store.removeEndedSessions(tx, account.id, now.toString())
    await store.addSession(tx, {
      idHash: hashOf(id),
      userId: account.id,
      partnerId: first?.partnerId ?? null,
      partnershipId: first?.partnershipId ?? null,
      at: now.toString(),
      expiresAt: now.add({ hours: portal.session.hours }).toString(),
    })
    await tell(tx, 'session.opened', { actor: inSession('session'), facts: { userId: account.id } })
    return id
  })

const firstPartnership = async (portal: Portal, tx: Tx, userId: number) => {
  const memberships = await store.listMemberships(tx, userId)
  const first = memberships.find((one) => maySignIn(portal, one.role))
  if (!first) throw wrongCredentials() // nowhere to go, or a role that only receives mail
  return first
}

const maySignIn = (portal: Portal, roleCode: string | null) => roleCode !== null && rolesThatSignIn(portal.config).includes(roleCode)

export const signOut = (portal: Portal, session: Session): Promise<void> =>
  asSession(portal, async (tx) => {
    await store.removeSession(tx, session.idHash)
    await tell(tx, 'session.closed', { actor: inSession('session'), facts: { userId: session.userId } })
  })

/** Moves the session to a partnership that the person may see, under a new id, which is returned. 404 for any other. */
export const choosePartnership = (portal: Portal, session: Session, outer: string): Promise<string> =>
  asSession(portal, async (tx) => {
    const wanted = tx.ids.inner('psh', outer)
    const chosen = await store.findChoice(tx, { ...session, roles: rolesThatSignIn(portal.config) }, wanted)
    if (!chosen) throw notFound()
    const id = newSessionId()
    await store.movePartnership(tx, { from: session.idHash, to: hashOf(id), partnerId: chosen.partnerId, partnershipId: chosen.id })
    await tell(tx, 'session.partnership-chosen', {
      actor: inSession('session'),
      facts: { userId: session.userId, partnershipId: chosen.id },
    })
    return id
  })
