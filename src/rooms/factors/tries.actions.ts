import { Problem } from '#shared/problem.ts'
import { endSession } from '#rooms/sessions/ends.actions.ts'
import { asSession, bySession } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import { addSecurityNews } from '#server/news.ts'
import type { Session } from '#server/session.ts'
import { addMiss, countMisses, countMissesSince, removeMiss } from './misses.store.ts'
import { mayTry, missesPerSession, type TryKind } from './rules.ts'
import { lockFactors } from './store.ts'

/** Who tries: a session, half or full, and whether its browser is known from an earlier sign-in. */
export type Who = { session: Session; isKnownDevice: boolean }
export type Outcome<T> = { right: T } | { wrong: Problem }

/**
 * Something that may be wrong. Each try is counted as a miss before it is made and taken back when it was right, so that any number of
 * tries at once get no further than the same number one by one. What `work` writes is kept either way: what was used stays used.
 * Throws what was wrong, 401 `factor.session-spent` (the session has ended then) or 429 `factor.hour-spent`.
 */
export const tryOnce = async <T>(portal: Portal, who: Who, kind: TryKind, work: (tx: Tx) => Promise<Outcome<T>>): Promise<T> => {
  const miss = await reserve(portal, who, kind)
  const outcome = await asSession(portal, async (tx) => {
    const made = await work(tx)
    if ('right' in made) await removeMiss(tx, miss)
    return made
  })
  if ('right' in outcome) return outcome.right
  throw (await settleMiss(portal, who, kind)) ?? outcome.wrong
}

const tryOf = ({ session, isKnownDevice }: Who) => ({ userId: session.accountId, sessionId: session.id, isKnownDevice })

const reserve = (portal: Portal, who: Who, kind: TryKind): Promise<number> =>
  asSession(portal, async (tx) => {
    await lockFactors(tx, who.session.accountId)
    const verdict = mayTry(kind, await countMisses(tx, tryOf(who), portal.now()))
    if (!verdict.may) throw spent(verdict)
    return addMiss(tx, tryOf(who), portal.now())
  })

const spent = ({ code, reason }: { code: string; reason: string }) =>
  new Problem(code, code === 'factor.session-spent' ? 401 : 429, { publicMessage: reason })

/** Ends a session that has missed too often, and says so to the person once a day: whoever came this far knows the password. */
const settleMiss = (portal: Portal, who: Who, kind: TryKind): Promise<Problem | undefined> =>
  asSession(portal, async (tx) => {
    const { session } = who
    const userId = session.accountId
    await lockFactors(tx, userId)
    await tell(tx, 'factor.missed', { actor: bySession, facts: { userId, kind } })
    const now = portal.now()
    if ((await countMissesSince(tx, userId, now.subtract({ hours: 24 }))) === missesPerSession && kind !== 'password')
      await warn(tx, userId)
    const verdict = mayTry(kind, await countMisses(tx, tryOf(who), now))
    if (verdict.may || verdict.code !== 'factor.session-spent') return undefined
    await endSession(tx, session.idHash)
    await tell(tx, 'factor.session-spent', { actor: bySession, facts: { userId } })
    return spent(verdict)
  })

const warn = async (tx: Tx, userId: number) => {
  await addSecurityNews(tx, userId, 'security.factor-missed')
  await sendMail(tx, {
    userId,
    kind: 'factor.missed',
    subject: 'Wrong codes were given for your account',
    paragraphs: [
      'Somebody gave your password and then several wrong codes for the second step of signing in.',
      'If that was you, there is nothing to do. If it was not, somebody else knows your password: change it now.',
    ],
    link: { label: 'Go to your account', path: '/account' },
  })
}
