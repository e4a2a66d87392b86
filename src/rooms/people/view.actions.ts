import type { Member } from '#shared/actor.ts'
import { asActor, asSession, bindActor, insist, type Origin } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { hashOf } from '#server/session-id.ts'
import { changeIdIn } from '#server/session-life.ts'
import { actorOf, type Session } from '#server/session.ts'
import { factsOf, loadRoles } from './roles.actions.ts'
import { mayViewAs } from './rules.ts'
import { getPerson } from './store.ts'
import { setViewed } from './view.store.ts'

/** From here on the session reads the portal with the person's eyes and changes nothing. Returns the session's new id. */
export const beginView = async (portal: Portal, actor: Member, session: Session, userId: string): Promise<string | undefined> => {
  const person = await asActor(actor, async (tx) => {
    const roles = await loadRoles(tx, portal, actor)
    const found = await getPerson(tx, actor, tx.ids.inner('usr', userId), roles.mailOnly)
    const verdict = mayViewAs(actor, factsOf(roles, found))
    insist(verdict, isAboutPerson(verdict) ? 409 : 403)
    return found
  })
  return turned(portal, session, person.id, (tx) => tell(tx, 'view.began', { actor, facts: { userId: person.id } }))
}

/** Back to one's own eyes. Returns the session's new id, or undefined when nobody was looked at. */
export const endView = async (portal: Portal, session: Session, origin: Origin): Promise<string | undefined> => {
  if (!session.viewer) return undefined
  const looked = actorOf(portal, session, {})
  const staff: Member = { ...looked, kind: 'staff', userId: session.accountId, name: session.viewer.name }
  const actor = bindActor(staff, portal.database, { origin })
  return turned(portal, session, null, (tx) => tell(tx, 'view.ended', { actor, facts: { userId: session.userId } }))
}

const isAboutPerson = (verdict: ReturnType<typeof mayViewAs>) =>
  !verdict.may && (verdict.code === 'person.mail-only' || verdict.code === 'person.disabled')

/** Whose eyes they are is what the session may do: its id changes with it, and pages that were open before are stale. */
const turned = (portal: Portal, session: Session, viewedId: number | null, told: (tx: Tx) => Promise<void>) =>
  asSession(portal, async (tx) => {
    const id = await changeIdIn(tx, portal.now(), session.idHash, {})
    if (!id) return undefined // a request beside this one was faster
    await setViewed(tx, hashOf(id), viewedId)
    await told(tx)
    return id
  })
