import { Problem, notFound } from '#shared/problem.ts'
import { confirmPassword } from '#rooms/accounts/rewrap.actions.ts'
import { stageFor } from '#rooms/factors/actions.ts'
import { asSession, bySession } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { isPasswordOf } from '#server/credential.ts'
import type { Portal } from '#server/deployment.ts'
import type { Device } from '#server/device.ts'
import { tell } from '#server/events.ts'
import { hashOf, newSessionId } from '#server/session-id.ts'
import { changeIdIn } from '#server/session-life.ts'
import { portalTypeOf, type Session, type Stage } from '#server/session.ts'
import { endSession, endSessionsOf, welcome } from './ends.actions.ts'
import { removeOldest } from './ends.store.ts'
import { countKnock, forgiveKnock, waitAtGate, type Knock, type Pause } from './ladder.actions.ts'
import { halfMinutes, mayComeIn, mostHalfSessions, rolesThatSignIn } from './rules.ts'
import * as store from './store.ts'

/** What a request says of where it comes from. */
export type Browser = { device: Device; subnet: string; knownAs: string | undefined }
export type Entered = { id: string; stage: Stage }

/** The one answer to whoever can't come in: nobody of that name, a wrong password, a locked way, a disabled account. */
const wrongCredentials = () =>
  new Problem('session.wrong-credentials', 401, {
    publicMessage:
      'The e-mail address and password do not match an account that can sign in. After several tries in a row even the right password has to wait a little.',
  })

/**
 * Checks the password and opens a session, full or waiting for a second factor. Unknown, wrong, locked and disabled answer alike, in the
 * same time: each counts a try, spends a hash and writes one line. 429 `session.too-many-tries` for a whole subnet.
 */
export const signIn = async (
  portal: Portal,
  { email, password }: { email: string; password: string },
  browser: Browser,
  pause?: Pause,
): Promise<Entered> => {
  const knock: Knock = { email, password, subnet: browser.subnet, device: browser.knownAs }
  await waitAtGate(portal, knock, pause)
  const { account, isOpen } = await asSession(portal, async (tx) => {
    const found = await store.findAccount(tx, email)
    return { account: found, isOpen: await countKnock(tx, portal, knock, found?.id ?? null) }
  })
  // What is locked is not tried, and still costs a hash.
  const matches = await isPasswordOf(portal, account && isOpen ? ownerOf(account) : undefined, password)
  if (!account || !isOpen || !matches || !account.isActive) {
    await refuse(portal, knock, account?.id ?? null, isOpen ? 'wrong' : 'locked')
    throw wrongCredentials()
  }
  const entered = await asSession(portal, async (tx) => {
    const place = await placeOf(portal, tx, account)
    // A hash takes a while: the password may have been changed meanwhile.
    if (!place || !(await confirmPassword(tx, portal, ownerOf(account)))) return undefined
    await forgiveKnock(tx, portal, knock)
    const stage = await stageFor(tx, portal, account)
    return openSession(portal, tx, { account, place, stage, browser })
  })
  if (entered) return entered
  await refuse(portal, knock, account.id, 'closed')
  throw wrongCredentials()
}

const ownerOf = ({ id, side, password }: store.Account) => ({ userId: id, side, stored: password })

const refuse = (portal: Portal, { subnet }: Knock, userId: number | null, why: 'wrong' | 'locked' | 'closed') =>
  asSession(portal, (tx) => tell(tx, 'session.refused', { actor: bySession, facts: { userId, why, subnet } }))

/** The demo's own way in: one of its accounts, no password. The real portal has no such door. */
export const signInDemo = async (portal: Portal, email: string, browser: Browser): Promise<string> => {
  if (portal.realm !== 'demo' || !portal.demoAccounts.some((one) => one.email === email)) throw notFound()
  return asSession(portal, async (tx) => {
    const account = await store.findAccount(tx, email)
    const place = account?.isActive ? await placeOf(portal, tx, account) : undefined
    if (!account || !place) throw notFound()
    return (await openSession(portal, tx, { account, place, stage: 'full', browser })).id
  })
}

type Place = { partnerId: number; partnershipId: number } | { partnerId: null; partnershipId: null }
type Opening = { account: store.Account; place: Place; stage: Stage; browser: Browser }

const openSession = async (portal: Portal, tx: Tx, { account, place, stage, browser }: Opening): Promise<Entered> => {
  const id = newSessionId()
  const now = portal.now()
  const lasts = stage === 'full' ? { hours: portal.session.hours } : { minutes: halfMinutes[stage] }
  await store.removeEndedSessions(tx, account.id, now.toString())
  await store.addSession(tx, {
    ...place,
    stage,
    idHash: hashOf(id),
    userId: account.id,
    portalType: portalTypeOf(portal, account.side),
    from: browser,
    at: now.toString(),
    expiresAt: now.add(lasts).toString(),
  })
  if (stage === 'full') await welcome(portal, tx, { userId: account.id, subnet: browser.subnet })
  else {
    await removeOldest(tx, account.id, { stage: 'half', keep: mostHalfSessions })
    await tell(tx, 'session.password-given', { actor: bySession, facts: { userId: account.id, stage } })
  }
  return { id, stage }
}

/** Where somebody comes in: their main partnership; the vendor's people choose later. Undefined: a role that only receives mail. */
const placeOf = async (portal: Portal, tx: Tx, account: store.Account): Promise<Place | undefined> => {
  const nowhere = { partnerId: null, partnershipId: null }
  if (account.side === 'vendor') return mayComeIn(portal.config, { role: account.vendorRole, own: null }) ? nowhere : undefined
  const memberships = await store.listMemberships(tx, account.id)
  return memberships.find(({ role, ownPermissions }) => mayComeIn(portal.config, { role, own: ownPermissions }))
}

/** Ends the session, or the half of one, that a browser has. */
export const signOut = (portal: Portal, { idHash, accountId }: Session): Promise<void> =>
  asSession(portal, async (tx) => {
    await endSession(tx, idHash)
    await tell(tx, 'session.closed', { actor: bySession, facts: { userId: accountId } })
  })

/** Moves the session to a partnership that the person may see, under a new id, which is returned. 404 for any other. */
export const choosePartnership = (portal: Portal, session: Session, outer: string): Promise<string> =>
  asSession(portal, async (tx) => {
    const wanted = tx.ids.inner('psh', outer)
    const chosen = await store.findChoice(tx, { ...session, roles: rolesThatSignIn(portal.config) }, wanted)
    if (!chosen) throw notFound()
    const id = newSessionId()
    await store.movePartnership(tx, {
      from: session.idHash,
      to: hashOf(id),
      at: portal.now().toString(),
      partnerId: chosen.partnerId,
      partnershipId: chosen.id,
    })
    await tell(tx, 'session.partnership-chosen', { actor: bySession, facts: { userId: session.accountId, partnershipId: chosen.id } })
    return id
  })

/** Ends one of the person's own sessions. 404 when it is not theirs or is over; in the demo for all but the one that asks. */
export const endOwnSession = (portal: Portal, session: Session, outer: string): Promise<void> =>
  asSession(portal, async (tx) => {
    const { accountId } = session
    const id = tx.ids.inner('ses', outer)
    const isTheirs = portal.realm === 'real' || id === session.id
    if (!isTheirs || !(await store.removeOwnSession(tx, accountId, id))) throw notFound()
    await tell(tx, 'session.ended', { actor: bySession, facts: { userId: accountId, sessions: 1 } })
  })

/** Ends all of the person's sessions but the one that asks. In the demo none: the others are other visitors'. */
export const endOtherSessions = (portal: Portal, { accountId, idHash }: Session): Promise<number> =>
  asSession(portal, async (tx) => {
    if (portal.realm === 'demo') return 0
    const sessions = await endSessionsOf(tx, accountId, { except: idHash })
    if (sessions > 0) await tell(tx, 'session.ended', { actor: bySession, facts: { userId: accountId, sessions } })
    return sessions
  })

/** Somebody whose browser changed has proved again who they are: the session takes the browser as it is, under a new id, which is returned. */
export const acceptBrowser = (portal: Portal, { idHash, accountId }: Session, { device }: Browser): Promise<string> =>
  asSession(portal, async (tx) => {
    const id = await changeIdIn(tx, portal.now(), idHash, { device: device.text })
    if (!id) throw new Problem('session.none', 401, { publicMessage: 'Sign in first.' })
    await tell(tx, 'session.proved-again', { actor: bySession, facts: { userId: accountId } })
    return id
  })
