import { sql } from 'kysely'
import { asSession, bySession } from './access.ts'
import type { Tx } from './db.ts'
import type { Portal } from './deployment.ts'
import type { Device } from './device.ts'
import { tell } from './events.ts'
import { sendMail } from './mail.ts'
import { addSecurityNews } from './news.ts'
import { hashOf, newSessionId } from './session-id.ts'

// What happens to a session's row while it is used.

/** How long requests that were on their way may still come with the id that was replaced. */
const graceSeconds = 60

export const touch = (portal: Portal, idHash: Buffer): Promise<unknown> =>
  asSession(portal, (tx) => tx.rows(sql`update session set last_seen_at = ${portal.now().toString()} where id_hash = ${idHash}`))

/**
 * Gives the session a new id, which is returned, and what else changes with it. The old one is good for another minute.
 * Undefined when another request was faster. Within a transaction of pp_session.
 */
export const changeIdIn = async (
  tx: Tx,
  now: Temporal.Instant,
  idHash: Buffer,
  { device, stage, expiresAt }: { device?: string | undefined; stage?: 'full'; expiresAt?: Temporal.Instant },
): Promise<string | undefined> => {
  const id = newSessionId()
  const at = now.toString()
  const moved = await tx.first(sql<{ id: number }>`
    update session
       set id_hash = ${hashOf(id)}, rotated_at = ${at}, last_seen_at = ${at}, device = coalesce(${device ?? null}, device),
           stage = coalesce(${stage ?? null}, stage), expires_at = coalesce(${expiresAt?.toString() ?? null}, expires_at)
     where id_hash = ${idHash} returning id`)
  if (!moved) return undefined
  await tx.rows(sql`insert into session_retired (id_hash, session_id, retired_at) values (${idHash}, ${moved.id}, ${at})`)
  return id
}

/** The same in a transaction of its own, for an id that was in use for long and for a browser that changed a little. */
export const changeId = (portal: Portal, idHash: Buffer, { device }: { device: string | undefined }): Promise<string | undefined> =>
  asSession(portal, (tx) => changeIdIn(tx, portal.now(), idHash, { device }))

/**
 * What became of a session whose id was replaced: where it is now when the request was only late; `copied`, and ended, when somebody
 * came with the old id after that. Undefined for an id that never was one.
 */
export const endOfCopied = (portal: Portal, retired: Buffer): Promise<{ idHash: Buffer } | 'copied' | undefined> =>
  asSession(portal, async (tx) => {
    const found = await tx.first(sql<{ id: number; id_hash: Buffer; user_id: number; retired_at: string }>`
      select s.id, s.id_hash, s.user_id, r.retired_at from session_retired r join session s on s.id = r.session_id
       where r.id_hash = ${retired}`)
    if (!found) return undefined
    if (portal.now().epochMilliseconds - Date.parse(found.retired_at) <= graceSeconds * 1000) return { idHash: found.id_hash }
    await tx.rows(sql`delete from session where id = ${found.id}`)
    await tell(tx, 'session.id-reused', { actor: bySession, facts: { userId: found.user_id } })
    await warn(tx, found.user_id, 'An old copy of your session’s cookie was used.')
    return 'copied'
  })

/** Ends a session whose cookie came from another browser. */
export const endOfMoved = (portal: Portal, session: { id: number; accountId: number }, { label }: Device): Promise<void> =>
  asSession(portal, async (tx) => {
    const ended = await tx.first(sql<{ device_label: string }>`delete from session where id = ${session.id} returning device_label`)
    if (!ended) return // a request beside this one was faster
    await tell(tx, 'session.frozen', { actor: bySession, facts: { userId: session.accountId, was: ended.device_label, came: label } })
    await warn(tx, session.accountId, `Your session began in ${ended.device_label} and was then used from ${label}.`)
  })

const warn = async (tx: Tx, userId: number, what: string) => {
  await addSecurityNews(tx, userId, 'security.session-ended')
  await sendMail(tx, {
    userId,
    kind: 'session.ended',
    subject: 'We ended one of your sessions',
    paragraphs: [
      what,
      'That can happen after a change to your browser. It can also mean that somebody copied your cookie. The session was ended.',
      'Sign in again. If this was not you, change your password and tell your administrator.',
    ],
    link: { label: 'Go to the portal', path: '/' },
  })
}
