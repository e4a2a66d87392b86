import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'

/** A mail that this process alone is sending. */
export type Claimed = {
  id: number
  address: string
  kind: string
  subject: string
  paragraphs: string[]
  linkLabel: string | null
  linkPath: string | null
  mayRepeat: boolean
  tries: number
}

/** What somebody waits for is of no use after a day: links have run out by then. */
const lastHours = 24

/** Takes the mail that waits longest and marks it as being sent: whoever crashes now has left word of it. */
export const claimMail = (tx: Tx): Promise<Claimed | undefined> =>
  tx.first(sql<Claimed>`
    update mail set state = 'sending', tries = tries + 1, changed_at = now()
     where id = (select id from mail where state = 'queued' and next_try_at <= now() order by next_try_at, id limit 1 for update skip locked)
    returning id, address, kind, subject, paragraphs, link_label as "linkLabel", link_path as "linkPath", may_repeat as "mayRepeat", tries`)

/** The link may be a secret: it is gone from the database once the mail has left. */
export const setSent = (tx: Tx, id: number) =>
  tx.rows(sql`
    update mail set state = 'sent', error = null, link_label = null, link_path = null, changed_at = now() where id = ${id} and state = 'sending'`)

export const setFailed = (tx: Tx, id: number, error: string) =>
  tx.rows(sql`
    update mail set state = 'failed', error = ${error}, link_label = null, link_path = null, changed_at = now() where id = ${id} and state = 'sending'`)

export const setWaiting = (tx: Tx, id: number, error: string, seconds: number) =>
  tx.rows(sql`
    update mail set state = 'queued', error = ${error}, next_try_at = now() + make_interval(secs => ${seconds}), changed_at = now()
     where id = ${id} and state = 'sending'`)

/** Where there is no mail server, an administrator reads the mails in the portal. How many were waiting. */
export const keepWaiting = async (tx: Tx): Promise<number> => {
  const kept = await tx.rows(sql<{ id: number }>`update mail set state = 'kept', changed_at = now() where state = 'queued' returning id`)
  return kept.length
}

/**
 * Mails whose sender crashed between the two states: nobody knows whether they left. Those that may repeat wait again, the others are
 * given up, as is what could not be sent for a day. Longer than any one sending takes (`deadlineSeconds`).
 */
export const settleInterrupted = async (tx: Tx, afterSeconds: number): Promise<{ again: number; given: number }> => {
  const settled = await tx.rows(sql<{ state: string }>`
    update mail set state = case when may_repeat then 'queued' else 'failed' end,
           error = 'Interrupted while it was being sent.', next_try_at = now(), changed_at = now()
     where state = 'sending' and changed_at < now() - make_interval(secs => ${afterSeconds}) returning state`)
  const given = await tx.rows(sql<{ id: number }>`
    update mail set state = 'failed', error = concat_ws(' ', 'Given up after a day.', error), link_label = null, link_path = null, changed_at = now()
     where state = 'queued' and created_at < now() - make_interval(hours => ${lastHours}) returning id`)
  const again = settled.filter(({ state }) => state === 'queued').length
  return { again, given: given.length + settled.length - again }
}

const keptDays = 90

/** Links of kept mails that have run out, and mails of long ago with whom they went to. */
export const removeOld = async (tx: Tx): Promise<void> => {
  await tx.rows(sql`
    update mail set link_label = null, link_path = null
     where state = 'kept' and link_path is not null and created_at < now() - make_interval(hours => ${lastHours})`)
  await tx.rows(sql`delete from mail where changed_at < now() - make_interval(days => ${keptDays})`)
}
