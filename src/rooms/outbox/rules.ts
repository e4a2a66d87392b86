import { allowed, refuse, type Officer, type Verdict } from '#shared/actor.ts'

/**
 * What a mail can be: waiting, on its way, gone, given up, kept for an administrator to read because there is no mail server, or dropped
 * because there was nothing to say any more.
 */
export const mailStates = ['queued', 'sending', 'sent', 'failed', 'kept', 'dropped'] as const
export type MailState = (typeof mailStates)[number]

/** How long to wait before a try after that many: 10 s, 20 s, 40 s … up to `most`. */
export const waitSeconds = (tries: number, most = 3600): number => Math.min(most, 10 * 2 ** Math.max(0, tries - 1))

/** How many mails a person gets in a day at the most, security mail left out; the others wait. */
export const mostMailsDaily = 20

/** Mails of every partner and person: for those of the vendor who see all partners. */
export const mayReadOutbox = (actor: Pick<Officer, 'reach'>): Verdict =>
  actor.reach === 'all' ? allowed : refuse('outbox.needs-full-reach', 'The outbox is for people who see all partners.')
