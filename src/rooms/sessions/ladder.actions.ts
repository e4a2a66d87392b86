import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '#shared/problem.ts'
import { asSession, bySession } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import { newSecret, secretHash } from '#server/out-of-band.ts'
import { removeCounters } from './ends.store.ts'
import { countTry, delayMs, levelNow, secondsToWait } from './ladder.rules.ts'
import * as store from './ladder.store.ts'

/** Somebody who gives a password: what they typed, where they come from, and their browser's name if it is known for that address. */
export type Knock = { email: string; password: string; subnet: string; device: string | undefined }

/** Where a try is counted. Keyed with the portal's own key: the tables tell nobody which addresses were tried. */
const counterKey = (portal: Portal, { email, device }: Knock) =>
  portal.keys.mac('throttle', device === undefined ? `account|${email}` : `device|${device}|${email}`)
const subnetKey = (portal: Portal, { subnet }: Knock) => portal.keys.mac('throttle', `subnet|${subnet}`)
const markOf = (portal: Portal, { email, password }: Knock) =>
  portal.keys.mac('throttle', `tried|${email}|${password.normalize('NFKC')}`).toString('base64url')

export type Pause = (milliseconds: number) => Promise<unknown>

/**
 * Lets a subnet that gave many wrong passwords wait before the next one is looked at. Known browsers pass. Counted before the password is
 * looked at, so that many at once are many. Throws 429 `session.too-many-tries` with the seconds to wait, whoever the try names.
 */
export const waitAtGate = async (portal: Portal, knock: Knock, pause: Pause = sleep): Promise<void> => {
  if (knock.device !== undefined) return
  const key = subnetKey(portal, knock)
  const now = portal.now()
  const level = await asSession(portal, async (tx) => {
    const before = levelNow(await store.lockSubnet(tx, key, now), now)
    if (delayMs(before) !== undefined) await store.setSubnet(tx, key, { level: before + 1, at: now })
    return before
  })
  const delay = delayMs(level)
  if (delay === undefined) throw new TooManyTries(secondsToWait(level))
  if (delay > 0) await pause(delay)
}

export class TooManyTries extends Problem {
  readonly retryAfterSeconds: number
  constructor(seconds: number) {
    super('session.too-many-tries', 429, { publicMessage: 'Many wrong passwords came from your network in a short time.' })
    this.retryAfterSeconds = seconds
  }
}

/** Counts a try as wrong until it is right. False: the way is locked and the password must not be tried. */
export const countKnock = async (tx: Tx, portal: Portal, knock: Knock, userId: number | null): Promise<boolean> => {
  const key = counterKey(portal, knock)
  const now = portal.now()
  const before = await store.lockCounter(tx, key, { userId, now })
  const after = countTry(before, markOf(portal, knock), now)
  // Locked or not, the same statements: nobody can hear the difference.
  await store.setCounter(tx, key, after ?? before)
  return after !== undefined
}

/** The password was right: nothing of this way's past counts any more. */
export const forgiveKnock = async (tx: Tx, portal: Portal, knock: Knock): Promise<void> => {
  await store.removeCounter(tx, counterKey(portal, knock))
  if (knock.device === undefined) await store.lowerSubnet(tx, subnetKey(portal, knock))
}

const linkHours = 24

/**
 * After the answer, so that its time tells nothing: tells the person of a lock, once a day, and forgets what is old. The link in the mail
 * is the way out without waiting.
 */
export const settleKnock = (portal: Portal, knock: Knock): Promise<void> =>
  asSession(portal, async (tx) => {
    const key = counterKey(portal, knock)
    const now = portal.now()
    const before = (hours: number) => now.subtract({ hours }).toString()
    const locked = await store.findUntold(tx, key, { now: now.toString(), since: before(24) })
    if (locked) {
      const secret = newSecret()
      const until = now.add({ hours: linkHours }).toString()
      await store.setTold(tx, key, { at: now.toString(), unlockHash: secretHash(secret), until })
      await sendMail(tx, unlockMail(locked.userId, secret))
      await tell(tx, 'session.locked', { actor: bySession, facts: { userId: locked.userId, knownBrowser: knock.device !== undefined } })
    }
    await store.forgetOld(tx, { day: before(24), quarter: before(90 * 24), hour: before(1) })
  })

const unlockMail = (userId: number, secret: string) => ({
  userId,
  kind: 'session.locked',
  subject: 'Signing in to your account is paused',
  paragraphs: [
    'Several wrong passwords in a row were given for your account, so we pause before we look at the next one. The pause grows with each wrong password.',
    'If it was you, wait a little, or end the pause now. Browsers that you signed in with before are not held up by what others try.',
    'If it was not you, there is nothing to do: nobody came in. A long password that you use nowhere else keeps it so.',
  ],
  link: { label: 'End the pause', path: `/unlock#${secret}` },
})

/** Ends the pause of whoever was sent this secret. 404 `session.link-spent` for one that is unknown, used or older than a day. */
export const unlock = (portal: Portal, secret: string): Promise<void> =>
  asSession(portal, async (tx) => {
    const found = await store.findByUnlock(tx, secretHash(secret), portal.now().toString())
    if (!found)
      throw new Problem('session.link-spent', 404, {
        publicMessage: 'This link was used already or is older than a day. Try to sign in.',
      })
    await removeCounters(tx, found.userId)
    await tell(tx, 'person.unlocked', { actor: bySession, facts: { userId: found.userId } })
  })
