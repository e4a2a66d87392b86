import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { ComposedOf } from '#server/mail.ts'

/** A mail that this process alone is sending. */
export type Claimed = {
  id: number
  userId: number | null
  address: string
  kind: string
  subject: string
  paragraphs: string[]
  linkLabel: string | null
  linkPath: string | null
  composer: string | null
  of: ComposedOf | null
  isSecurity: boolean
  mayRepeat: boolean
  tries: number
}

/** What somebody waits for is of no use after a day: links have run out by then. */
const lastHours = 24
/** What nobody waits for may be held back by limits for longer. */
const lastHoursOfNews = 72

const claimed = sql`
  id, user_id as "userId", address, kind, subject, paragraphs, link_label as "linkLabel", link_path as "linkPath", composer, compose_of as "of",
  is_security as "isSecurity", may_repeat as "mayRepeat", tries`

export type Pace = {
  /** Of the whole deployment; a fifth of it is kept for security mail. */
  perMinute: number
  /** To one person in a day, security mail left out. */
  perPersonDaily: number
}

/**
 * Takes the mail that waits longest, security mail first, and marks it as being sent: whoever crashes now has left word of it. Undefined
 * when nothing waits that the pace allows; what is over a person's limit waits until that has room again.
 */
export const claimMail = async (tx: Tx, { perMinute, perPersonDaily }: Pace): Promise<Claimed | undefined> => {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtext('partner-portal mail'))`) // several processes keep one pace
  const recent = await tx.first(sql<{ sent: number }>`select count(*) as sent from mail where tried_at > now() - interval '1 minute'`)
  const sent = recent?.sent ?? 0
  if (sent >= perMinute) return undefined
  const hasRoom = sent < perMinute * 0.8
  while (true) {
    const next = await tx.first(sql<{ id: number; roomAt: string | null }>`
      select m.id, case when not m.is_security then (
               select s.tried_at + interval '1 day' from mail s
                where s.user_id = m.user_id and not s.is_security and s.state = 'sent' and s.tried_at > now() - interval '1 day'
                order by s.tried_at desc offset ${perPersonDaily - 1} limit 1) end as "roomAt"
        from mail m
       where m.state = 'queued' and m.next_try_at <= now() and (m.is_security or ${hasRoom})
       order by m.is_security desc, m.next_try_at, m.id limit 1 for update of m skip locked`)
    if (!next) return undefined
    if (next.roomAt === null) return takeMail(tx, next.id)
    await tx.rows(
      sql`update mail set next_try_at = ${next.roomAt}, error = 'Held back: this person got enough mail today.' where id = ${next.id}`,
    )
  }
}

const takeMail = (tx: Tx, id: number): Promise<Claimed | undefined> =>
  tx.first(sql<Claimed>`
    update mail set state = 'sending', is_handed = may_repeat, tries = tries + 1, tried_at = now(), changed_at = now()
     where id = ${id} and state = 'queued' returning ${claimed}`)

/** From here on nobody knows after a crash whether it left. */
export const setHanded = (tx: Tx, id: number) => tx.rows(sql`update mail set is_handed = true, changed_at = now() where id = ${id}`)

/** The link may be a secret: it is gone from the database once the mail has left. */
export const setSent = (tx: Tx, id: number, subject: string) =>
  tx.rows(sql`
    update mail set state = 'sent', subject = ${subject}, error = null, link_label = null, link_path = null, changed_at = now()
     where id = ${id} and state = 'sending'`)

export const setFailed = (tx: Tx, id: number, error: string) =>
  tx.rows(sql`
    update mail set state = 'failed', error = ${error}, link_label = null, link_path = null, changed_at = now() where id = ${id} and state = 'sending'`)

/** It never left and never will: there was nothing to say, or nowhere to say it to. */
export const setDropped = (tx: Tx, id: number, reason: string) =>
  tx.rows(sql`update mail set state = 'dropped', error = ${reason}, changed_at = now() where id = ${id} and state = 'sending'`)

export const setWaiting = (tx: Tx, id: number, error: string, seconds: number) =>
  tx.rows(sql`
    update mail set state = 'queued', error = ${error}, next_try_at = now() + make_interval(secs => ${seconds}), changed_at = now()
     where id = ${id} and state = 'sending'`)

/** Where there is no mail server, an administrator reads the mails in the portal. How many were waiting. */
export const keepWaiting = async (tx: Tx): Promise<number> => {
  const kept = await tx.rows(
    sql<{ id: number }>`update mail set state = 'kept', changed_at = now() where state = 'queued' and composer is null returning id`,
  )
  return kept.length
}

/** Takes a mail whose content is still to be made, to be kept with it. */
export const claimComposed = async (tx: Tx): Promise<Claimed | undefined> => {
  const next = await tx.first(sql<{ id: number }>`
    select id from mail where state = 'queued' and composer is not null and next_try_at <= now() order by id limit 1 for update skip locked`)
  return next && takeMail(tx, next.id)
}

export const setKept = (tx: Tx, id: number, { subject, text, html }: { subject: string; text: string; html: string }) =>
  tx.rows(sql`
    update mail set state = 'kept', subject = ${subject}, body_text = ${text}, body_html = ${html}, error = null, changed_at = now()
     where id = ${id} and state = 'sending'`)

/**
 * Mails whose sender crashed between the two states: nobody knows whether they left. Those that may repeat wait again, as do those that
 * were still being made; the others are given up, as is what could not be sent for long. `afterSeconds`: longer than any one sending takes.
 */
export const settleInterrupted = async (tx: Tx, afterSeconds: number): Promise<{ again: number; given: number }> => {
  const settled = await tx.rows(sql<{ state: string }>`
    update mail set state = case when may_repeat or not is_handed then 'queued' else 'failed' end,
           error = 'Interrupted while it was being sent.', next_try_at = now(), changed_at = now()
     where state = 'sending' and changed_at < now() - make_interval(secs => ${afterSeconds}) returning state`)
  const given = await tx.rows(sql<{ id: number }>`
    update mail set state = 'failed', error = concat_ws(' ', 'Given up: it waited for too long.', error), link_label = null, link_path = null, changed_at = now()
     where state = 'queued' and created_at < now() - make_interval(hours => (case when is_security then ${lastHours} else ${lastHoursOfNews} end)::int)
    returning id`)
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
