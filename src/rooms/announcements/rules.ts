import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import type { Day } from '#shared/dates.ts'
import { httpsHostOf } from '#shared/web-address.ts'

export type ProblemCode = 'announcement.needs-no-acknowledgement' | 'announcement.of-partners-people' | 'announcement.unknown-choice'

/** Work in the background: whom an announcement that has begun is for hears of it. */
export const tellJob = 'announcements.tell'

/** Roles of the configuration whose people can sign in: others read nothing here. */
export const signInRoles = ({ roles }: Pick<PortalConfig, 'roles'>): string[] =>
  roles.filter(({ side, permissions }) => side === 'partner' && permissions.includes('portal.sign-in')).map(({ code }) => code)

/** Where an announcement stands on a day. The last day is one of its days. */
export const announcementStates = ['planned', 'shown', 'over'] as const
export type AnnouncementState = (typeof announcementStates)[number]

export type Shown = { from: Day; to: Day | null }

export const stateOn = ({ from, to }: Shown, today: Day): AnnouncementState =>
  today < from ? 'planned' : to !== null && today > to ? 'over' : 'shown'

export const readingStates = ['unread', 'read', 'acknowledged'] as const
export type ReadingState = (typeof readingStates)[number]

export const readingOf = ({ readAt, acknowledgedAt }: { readAt: string | null; acknowledgedAt: string | null }): ReadingState =>
  acknowledgedAt !== null ? 'acknowledged' : readAt !== null ? 'read' : 'unread'

/** Whether it stands on every page until its reader says that they know of it. */
export const insists = ({
  needsAcknowledgement,
  acknowledgedAt,
}: {
  needsAcknowledgement: boolean
  acknowledgedAt: string | null
}): boolean => needsAcknowledgement && acknowledgedAt === null

/** The vendor's people look at a partner's portal: what its own people read is counted, not what they do. Refusals are 403. */
export const mayMark = ({ kind }: { kind: 'member' | 'staff' }): Verdict =>
  kind === 'member' ? allowed : refuse('announcement.of-partners-people', 'Only the partner’s own people say that they have read this.')

/** Refusals are 409. */
export const mayAcknowledge = ({ needsAcknowledgement }: { needsAcknowledgement: boolean }): Verdict =>
  needsAcknowledgement ? allowed : refuse('announcement.needs-no-acknowledgement', 'Nobody is asked to acknowledge this.')

export type BodyPart = { text: string; href?: string }

// The end of a sentence is none of the address's.
const address = /https:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]]/gu

/** A body's paragraphs, parted by empty lines, in pieces: those that are an https address lead there. */
export const paragraphsOf = (body: string): BodyPart[][] =>
  body
    .split(/\n\s*\n/u)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map(partsOf)

const partsOf = (paragraph: string): BodyPart[] => {
  const parts: BodyPart[] = []
  let at = 0
  for (const found of paragraph.matchAll(address)) {
    const [href] = found
    if (found.index > at) parts.push({ text: paragraph.slice(at, found.index) })
    parts.push(httpsHostOf(href) !== undefined ? { text: href, href } : { text: href })
    at = found.index + href.length
  }
  if (at < paragraph.length) parts.push({ text: paragraph.slice(at) })
  return parts
}
