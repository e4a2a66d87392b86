import { setTimeout as sleep } from 'node:timers/promises'
import { asActor, systemActor } from '#server/access.ts'
import type { Database, Tx } from '#server/db.ts'
import type { Log } from '#server/log.ts'
import { isBareAddress } from '#server/mail-address.ts'
import type { PortalConfig } from '#shared/config.ts'
import { claimMail, keepWaiting, removeOld, setFailed, setSent, setWaiting, settleInterrupted, type Claimed } from './delivery.store.ts'
import { letterHtml, letterText, type Letter } from './letter.rules.ts'
import { deadlineSeconds, type Outcome, type Post } from './post.ts'
import { waitSeconds } from './rules.ts'

export type Delivering = {
  database: Database
  config: PortalConfig
  log: Log
  /** Absent: nothing is sent, an administrator reads the mails in the portal. */
  post: Post | undefined
  /** The portal's address, which every link begins with. */
  origin: string
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

/** Sends until nothing waits. False when the mail server could not be worked with. */
export const deliverWaiting = async (delivering: Delivering, stop?: AbortSignal): Promise<boolean> => {
  const { database, post } = delivering
  const outbox = systemActor('outbox', database)
  if (!post) {
    await asActor(outbox, keepWaiting)
    return true
  }
  while (!stop?.aborted) {
    // A transaction of its own: a crash while sending must find the mail marked.
    const claimed = await asActor(outbox, async (tx) => {
      const mail = await claimMail(tx)
      return mail && { mail, outerId: tx.ids.outer('mai', mail.id) }
    })
    if (!claimed) return true
    const outcome = await sendOne(delivering, post, claimed.mail, claimed.outerId)
    await asActor(outbox, (tx) => settle(tx, delivering.log, claimed.mail, claimed.outerId, outcome))
    if (outcome.is === 'later' && outcome.isServer) return false
  }
  return true
}

const sendOne = async ({ config, origin }: Delivering, post: Post, mail: Claimed, outerId: string): Promise<Outcome> => {
  if (!isBareAddress(mail.address)) return { is: 'refused', reason: 'This is no address that a mail can be sent to.' }
  const letter = letterOf(config, origin, mail)
  return post({
    messageId: `${outerId}@${new URL(origin).hostname}`,
    to: mail.address,
    subject: mail.subject,
    text: letterText(letter),
    html: letterHtml(letter),
  })
}

const letterOf = (config: PortalConfig, origin: string, { subject, paragraphs, linkLabel, linkPath }: Claimed): Letter => ({
  brand: { name: config.branding.name, colour: config.branding.colour, language: config.locale.language },
  subject,
  paragraphs,
  link: linkLabel === null || linkPath === null ? null : { label: linkLabel, url: `${origin}${linkPath}` },
})

const settle = async (tx: Tx, log: Log, mail: Claimed, id: string, outcome: Outcome) => {
  if (outcome.is === 'sent') return setSent(tx, mail.id)
  log.warn({ id, kind: mail.kind, tries: mail.tries, outcome: outcome.is, reason: outcome.reason }, 'a mail was not sent')
  const mayTryAgain = outcome.is === 'later' || (outcome.is === 'unknown' && mail.mayRepeat)
  return mayTryAgain ? setWaiting(tx, mail.id, outcome.reason, waitSeconds(mail.tries)) : setFailed(tx, mail.id, outcome.reason)
}
