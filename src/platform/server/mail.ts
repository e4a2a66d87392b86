import { sql } from 'kysely'
import type { Tx } from './db.ts'
import type { Running } from './jobs.ts'
import type { Letter } from '#shared/letter.ts'
import { isBareAddress } from './mail-address.ts'

/** A link below the portal's own address: a mail can lead nowhere else. */
export type MailLink = {
  /** What the button says: `Choose a new password`. */
  label: string
  /** `/reset#…`: a path of the portal with what follows it. A secret belongs behind the `#`. */
  path: string
}

export type Mail = {
  /** What it is about, for the outbox and the log: `password.reset`. */
  kind: string
  subject: string
  /** Plain sentences; whatever they hold is shown as text. */
  paragraphs: string[]
  link?: MailLink
  /**
   * Whether it is sent again when a crash left open if it went out. Twice does no harm to what somebody waits for (the default);
   * a digest says false.
   */
  mayRepeat?: boolean
} & (
  | { /** A person, at the address that is stored for them. */ userId: number }
  | {
      /** An address that is nobody's account (any more), for example the one before a change. Never one that was only typed. */ address: string
    }
)

/**
 * Writes a mail into the outbox, in the caller's transaction: it leaves when that commits, or not at all. The engine sends it (or keeps it
 * for the administrator to read where there is no mail server). Throws for an address that is not one bare address.
 */
export const sendMail = async (tx: Omit<Tx, 'ids'>, mail: Mail): Promise<void> => {
  const { kind, subject, paragraphs, link, mayRepeat = true } = mail
  const to = 'userId' in mail ? { userId: mail.userId, address: '' } : { userId: null, address: bareAddress(mail.address) }
  if (link && !/^\/([^/\\]|$)/.test(link.path)) throw new Error(`A mail's link is a path of the portal, not ${link.path.slice(0, 20)}`)
  await tx.rows(sql`
    insert into mail (user_id, address, kind, subject, paragraphs, link_label, link_path, may_repeat)
    values (${to.userId}, ${to.address}, ${kind}, ${oneLine(subject)}, ${paragraphs}, ${link?.label ?? null}, ${link?.path ?? null}, ${mayRepeat})`)
}

/** What a composed mail is about: keys and words, never what it will say. */
export type ComposedOf = Record<string, number | string>

/**
 * Makes a composed mail's content at the moment of sending, with what its reader may see then. Undefined: there is nothing to say any more,
 * and nothing is sent. Called again for every try; it changes nothing.
 */
export type Composer = (running: Running, asked: { userId: number; of: ComposedOf }) => Promise<Letter | undefined>

export type ComposedMail = {
  userId: number
  /** What it is about, for the outbox and the log: `digest.weekly`. */
  kind: string
  /** The composer's name in `src/rooms.jobs.ts`. */
  compose: string
  of: ComposedOf
  /** When it leaves at the earliest; absent: at once. */
  notBefore?: Temporal.Instant
  /** As a mail's; here nobody waits for it, and a second copy is worse than none. */
  mayRepeat?: boolean
}

/**
 * Writes a mail into the outbox whose content is made when it is sent. It waits where limits say so, and does not go to an address that
 * mail bounces from.
 */
export const sendComposed = async (tx: Omit<Tx, 'ids'>, mail: ComposedMail): Promise<void> => {
  const { userId, kind, compose, of, notBefore, mayRepeat = false } = mail
  await tx.rows(sql`
    insert into mail (user_id, address, kind, subject, paragraphs, composer, compose_of, may_repeat, is_security, next_try_at)
    values (${userId}, '', ${kind}, '', '{}', ${compose}, ${JSON.stringify(of)}, ${mayRepeat}, false,
            coalesce(${notBefore?.toString() ?? null}::timestamptz, now()))`)
}

/** The address if it is one bare address. Throws otherwise. */
export const bareAddress = (address: string): string => {
  if (!isBareAddress(address)) throw new Error('A mail goes to one bare address')
  return address
}

/** A header's text: customers' names come from files and may hold anything. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)
