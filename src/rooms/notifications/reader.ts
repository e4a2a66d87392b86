import type { Member, Officer } from '#shared/actor.ts'
import type { Binding } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { actorOf, officerOf, type Session } from '#server/session.ts'
import { eventsFor } from './rules.ts'
import type { Reader } from './store.ts'

/**
 * Whose notifications a session reads: in a partnership those of it, and the vendor's people outside any read those of all of theirs.
 * Undefined for somebody who has no place at all.
 */
export const readerIn = (portal: Portal, session: Session, binding: Binding): (Reader & { actor: Member | Officer }) | undefined => {
  if (!session.partnership && session.side !== 'vendor') return undefined
  const actor = session.partnership ? actorOf(portal, session, binding) : officerOf(portal, session, binding)
  return { actor, userId: actor.userId, events: eventsFor(actor) }
}
