import { setTimeout as sleep } from 'node:timers/promises'
import { asActor, systemActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Running } from '#server/jobs.ts'
import { isBareAddress } from '#server/mail-address.ts'
import { oneLine, type Composer } from '#server/mail.ts'
import type { Letter } from '#shared/letter.ts'
import { Problem } from '#shared/problem.ts'
import {
  claimComposed, claimMail, keepWaiting, removeOld, setDropped, setFailed, setHanded, setKept, setSent, setWaiting, settleInterrupted,
  type Claimed,
} from './delivery.store.ts' // prettier-ignore
import { writeLetter } from './letter.actions.ts'
import { deadlineSeconds, type Outcome, type Post } from './post.ts'
import { mostMailsDaily, waitSeconds } from './rules.ts'
import { noteRefusal } from './trouble.actions.ts'
import { forgetPassing, isStopped } from './trouble.store.ts'

export type Delivering = Running & {
  /** Absent: nothing is sent, an administrator reads the mails in the portal. */
  post: Post | undefined
  /** What makes the content of composed mails, by name. */
  composers: Readonly<Record<string, Composer>>
  /** How many mails leave in a minute at the most. */
  perMinute: number
}

const everySeconds = 1.5
const sweepSeconds = 60

/**
 * Sends what waits in the outbox, one mail at a time, for as long as the process lives. Safe in several processes at once. Returns how to
 * stop it, which waits for a mail that is being sent.
 */
export const deliverMail = (delivering: Delivering): (() => Promise<void>) => {
  const stop = new AbortController()
  const turning = turn(delivering, stop.signal)
  return async () => {
    stop.abort()
    await turning
  }
}

const turn = async (delivering: Delivering, stop: AbortSignal) => {
  const { log } = delivering
  let sweptAt = 0
  let failures = 0
  while (!stop.aborted) {
    try {
      if (performance.now() - sweptAt > sweepSeconds * 1000 || sweptAt === 0) {
        await settleLost(delivering)
        sweptAt = performance.now()
      }
      failures = (await deliverWaiting(delivering, stop)) ? 0 : failures + 1
    } catch (error) {
      failures++
      log.error({ err: error }, 'the outbox could not be worked on')
    }
    // A mail server that is away is asked less and less often, and no mail pays for it with its tries.
    await sleep(failures === 0 ? everySeconds * 1000 : waitSeconds(failures, 300) * 1000, undefined, { signal: stop, ref: false }).catch(
      () => {},
    )
  }
}

/** What a crash left between two states, and what has waited for too long. */
export const settleLost = async ({ database, log }: Delivering, afterSeconds = deadlineSeconds * 2): Promise<void> => {
  const { again, given } = await asActor(systemActor('outbox', database), async (tx) => {
    await removeOld(tx)
    return settleInterrupted(tx, afterSeconds)
  })
  if (again + given > 0) log.warn({ again, given }, 'mails were left over')
}

/** Sends until nothing waits that may leave now. False when the mail server could not be worked with. */
export const deliverWaiting = async (delivering: Delivering, stop?: AbortSignal): Promise<boolean> => {
  const { database, post, perMinute } = delivering
  const outbox = systemActor('outbox', database)
  if (!post) {
    await asActor(outbox, keepWaiting)
    return keepComposed(delivering, stop)
  }
  while (!stop?.aborted) {
    // A transaction of its own: a crash while sending must find the mail marked.
    const claimed = await asActor(outbox, async (tx) => {
      const mail = await claimMail(tx, { perMinute, perPersonDaily: mostMailsDaily })
      return mail && { mail, outerId: tx.ids.outer('mai', mail.id) }
    })
    if (!claimed) return true
    const done = await sendOne(delivering, post, claimed.mail, claimed.outerId)
    await asActor(outbox, (tx) => settle(tx, delivering, claimed, done))
    if (done.is === 'later' && done.isServer) return false
  }
  return true
}

/** Where nothing is sent, the content is made when an administrator could first read it. */
const keepComposed = async (delivering: Delivering, stop?: AbortSignal): Promise<true> => {
  const outbox = systemActor('outbox', delivering.database)
  while (!stop?.aborted) {
    const mail = await asActor(outbox, claimComposed)
    if (!mail) break
    const made = await contentOf(delivering, mail)
    const written = made.is === 'made' && writeLetter(made.letter, stationeryOf(delivering))
    await asActor(outbox, async (tx) => {
      if (written) await setKept(tx, mail.id, written)
      else if (made.is !== 'made') await settleUnsent(tx, mail, made)
    })
  }
  return true
}

/** What became of a mail: what the mail server said, or why it never heard of it. */
type Unmade = { is: 'dropped'; reason: string } | { is: 'refused'; reason: string } | { is: 'later'; reason: string; isServer: false }
type Made = { is: 'made'; letter: Letter } | Unmade
type Done = { is: 'sent'; subject: string } | Exclude<Outcome, { is: 'sent' }> | Unmade

const sendOne = async (delivering: Delivering, post: Post, mail: Claimed, outerId: string): Promise<Done> => {
  const { database, origin } = delivering
  const outbox = systemActor('outbox', database)
  if (!isBareAddress(mail.address)) return { is: 'refused', reason: 'This is no address that a mail can be sent to.' }
  const { userId } = mail
  if (userId !== null && !mail.isSecurity && (await asActor(outbox, (tx) => isStopped(tx, userId, mail.address))))
    return { is: 'dropped', reason: 'Mail to this address comes back.' }
  const made = await contentOf(delivering, mail)
  if (made.is !== 'made') return made
  const { letter } = made
  const written = writeLetter(letter, stationeryOf(delivering))
  if (!mail.mayRepeat) await asActor(outbox, (tx) => setHanded(tx, mail.id))
  const outcome = await post({
    messageId: `${outerId}@${new URL(origin).hostname}`,
    to: mail.address,
    ...written,
    unsubscribeUrl: letter.unsubscribe && `${origin}${letter.unsubscribe.path}`,
  })
  return outcome.is === 'sent' ? { is: 'sent', subject: written.subject } : outcome
}

/** What the mail says: as it stands in it, or as its composer makes it with what its reader may see now. */
const contentOf = async (delivering: Delivering, mail: Claimed): Promise<Made> => {
  const { userId, of, composer: name } = mail
  if (name === null) return { is: 'made', letter: letterOf(mail) }
  const composer = delivering.composers[name]
  if (!composer || userId === null || of === null) return { is: 'refused', reason: 'This version can’t write such a mail.' }
  try {
    const letter = await composer(delivering, { userId, of })
    if (!letter) return { is: 'dropped', reason: 'There was nothing to say any more.' }
    return { is: 'made', letter: { ...letter, subject: oneLine(letter.subject) } }
  } catch (error) {
    if (error instanceof Problem) return { is: 'refused', reason: error.publicMessage }
    delivering.log.error({ err: error, kind: mail.kind }, 'a mail could not be written')
    return { is: 'later', reason: 'It could not be written.', isServer: false }
  }
}

const stationeryOf = ({ config, origin }: Delivering) => ({
  name: config.branding.name,
  colour: config.branding.colour,
  language: config.locale.language,
  origin,
})

/** The address stands below the button for whoever can't press it. */
const letterOf = ({ subject, paragraphs, linkLabel, linkPath }: Claimed): Letter => ({
  subject,
  blocks: [
    ...paragraphs.map((text) => ({ is: 'text' as const, text })),
    ...(linkLabel === null || linkPath === null
      ? []
      : [{ is: 'button' as const, label: linkLabel, path: linkPath, isShown: true as const }]),
  ],
})

const settle = async (tx: Tx, { log }: Delivering, { mail, outerId: id }: { mail: Claimed; outerId: string }, done: Done) => {
  const { userId, address } = mail
  if (done.is === 'sent') {
    if (userId !== null) await forgetPassing(tx, userId)
    return setSent(tx, mail.id, done.subject)
  }
  if (done.is !== 'dropped')
    log.warn({ id, kind: mail.kind, tries: mail.tries, outcome: done.is, reason: done.reason }, 'a mail was not sent')
  if (done.is === 'refused' && 'address' in done && done.address && userId !== null)
    await noteRefusal(tx, { userId, address, refusal: done.address, reason: done.reason })
  return settleUnsent(tx, mail, done)
}

const settleUnsent = (tx: Tx, mail: Claimed, done: Exclude<Done, { is: 'sent' }>) => {
  if (done.is === 'dropped') return setDropped(tx, mail.id, done.reason)
  const mayTryAgain = done.is === 'later' || (done.is === 'unknown' && mail.mayRepeat)
  return mayTryAgain ? setWaiting(tx, mail.id, done.reason, waitSeconds(mail.tries)) : setFailed(tx, mail.id, done.reason)
}
