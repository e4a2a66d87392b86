import { allowed, refuse, type Officer, type Verdict } from '#shared/actor.ts'

/** What a mail can be: waiting, on its way, gone, given up, or kept for an administrator to read because there is no mail server. */
export const mailStates = ['queued', 'sending', 'sent', 'failed', 'kept'] as const
export type MailState = (typeof mailStates)[number]

/** How long to wait before a try after that many: 10 s, 20 s, 40 s … up to `most`. */
export const waitSeconds = (tries: number, most = 3600): number => Math.min(most, 10 * 2 ** Math.max(0, tries - 1))

/** Mails of every partner and person: for those of the vendor who see all partners. */
export const mayReadOutbox = (actor: Pick<Officer, 'reach'>): Verdict =>
  actor.reach === 'all' ? allowed : refuse('outbox.needs-full-reach', 'The outbox is for people who see all partners.')
