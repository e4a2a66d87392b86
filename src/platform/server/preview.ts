import { notFound } from '#shared/problem.ts'
import type { Portal } from './deployment.ts'
import { Unopened } from './keys.ts'
import type { Answer } from './serve.ts'
import { portalTypeOf, type Session } from './session.ts'

const seconds = 60

/**
 * What a frame's address holds: a frame is opened by the browser itself, which says nothing of its device, so the cookie alone must not do.
 * Good for a minute, in this session, for what it names.
 */
export const previewTicket = (portal: Portal, session: Session, what: string): string => {
  const until = Math.floor(portal.now().epochMilliseconds / 1000) + seconds
  return portal.keys.seal('preview', portalTypeOf(portal, session.side), session.family, Buffer.from(JSON.stringify([what, until])))
}

/** What a ticket names. 404 for one that has run out or is another session's. */
export const openPreview = (portal: Portal, session: Session, ticket: string): string => {
  try {
    const opened = portal.keys.open('preview', portalTypeOf(portal, session.side), session.family, ticket)
    const [what, until] = JSON.parse(opened.toString()) as [string, number] // as it was sealed
    if (until * 1000 > portal.now().epochMilliseconds) return what
  } catch (error) {
    if (!(error instanceof Unopened)) throw error
  }
  throw notFound()
}

/**
 * Answers with a mail's HTML for a frame of our own pages: as a page of nobody, which runs nothing, fetches nothing and leads nowhere. Its
 * styles are its own, as in a mail program; the app's policy forbids them everywhere else.
 */
export const sendPreview = (answer: Answer, html: string): void =>
  void answer
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox")
    .send(html)
