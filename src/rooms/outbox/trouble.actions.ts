import { notify } from '#rooms/notifications/actions.ts'
import type { Officer } from '#shared/actor.ts'
import { notFound, Problem } from '#shared/problem.ts'
import { asActor, asSession, bySession, readAsSession, systemActor } from '#server/access.ts'
import type { Database, Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { readBounce } from './bounce.ts'
import type { MailTrouble } from './contract.ts'
import * as store from './trouble.store.ts'

/**
 * A mail server refused a person's address: mail to it stops when the address is gone or refused often enough, and its administrators hear
 * of it.
 */
export const noteRefusal = async (tx: Tx, refused: store.Refused): Promise<void> => {
  if (!(await store.noteRefusal(tx, refused))) return
  const { userId, refusal, reason } = refused
  await tell(tx, 'mail.stopped', { actor: { kind: 'system', name: 'outbox' }, facts: { userId, refusal, reason } })
  const facts = { person: await store.getName(tx, userId) }
  for (const place of await store.listPlaces(tx, userId)) await notify(tx, { event: 'mail.bounced', ...place, facts })
  await notify(tx, { event: 'mail.bounced', partnerId: null, partnershipId: null, facts })
}

/**
 * Takes a message that came back to the portal's own address. How many addresses it tells of that a mail of ours went to; 0 for anything
 * that is no report of a failure.
 */
export const takeBounce = (database: Database, message: string): Promise<number> =>
  asActor(systemActor('outbox', database), async (tx) => {
    let taken = 0
    for (const { messageId, recipient, refusal, reason } of readBounce(message)) {
      const mailId = mailIdOf(tx, messageId)
      const found = mailId === undefined ? undefined : await store.findRecipient(tx, mailId, recipient)
      if (!found) continue
      taken++
      await noteRefusal(tx, { userId: found.userId, address: recipient, refusal, reason: reason.slice(0, 300) })
    }
    return taken
  })

/** Message-IDs begin with the mail's own id; anybody can write another. */
const mailIdOf = (tx: Tx, messageId: string): number | undefined => {
  try {
    return tx.ids.inner('mai', messageId.split('@')[0] ?? '')
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** A person says that their address takes mail again; the next refusal counts anew. */
export const resumeOwnMail = (portal: { database: Database }, userId: number): Promise<void> =>
  asSession(portal, async (tx) => {
    if (await store.removeTrouble(tx, userId)) await tell(tx, 'mail.resumed', { actor: bySession, facts: { userId } })
  })

/** An administrator says so for somebody. Throws 404 when nothing was wrong. */
export const resumeMail = (actor: Officer, outer: string): Promise<void> =>
  asActor(actor, async (tx) => {
    const userId = tx.ids.inner('usr', outer)
    if (!(await store.removeTrouble(tx, userId))) throw notFound()
    await tell(tx, 'mail.resumed', { actor, facts: { userId } })
  })

/** The people whose addresses mail comes back from, the newest first: of every partner, so for whoever may read the outbox. */
export const listMailTroubles = (portal: { database: Database }): Promise<MailTrouble[]> =>
  readAsSession(portal, async (tx) =>
    (await store.listTroubles(tx, 100)).map(({ userId, stoppedAt, ...trouble }) => ({
      ...trouble,
      userId: tx.ids.outer('usr', userId),
      since: stoppedAt,
    })),
  )
