import { hasPlace } from '#rooms/customers/place.actions.ts'
import { actingFor } from '#server/acting.ts'
import { asActor, readAsSession } from '#server/access.ts'
import { openLink, type LinkTarget } from '#server/deep-link.ts'
import type { Portal } from '#server/deployment.ts'
import type { Session } from '#server/session.ts'
import type { LinkPlace } from './contract.ts'
import { findPartnership } from './store.ts'

/**
 * Where the link leads this person at this moment: the link is a hint, their own scope decides. Null for whatever they may not see, and
 * while they look at the portal as somebody else.
 */
export const openLinkFor = async (portal: Portal, session: Session, token: string): Promise<LinkPlace | null> => {
  const target = session.viewer ? undefined : openLink(portal, token, session.accountId)
  if (!target) return null
  if (target.partnershipId !== undefined) return placeIn(portal, session, target, target.partnershipId)
  return { partnershipId: null, customerId: null, subTab: null, page: target.page ?? null }
}

const placeIn = async (
  portal: Portal,
  { accountId }: Session,
  { customerId, subTab, page }: LinkTarget,
  partnershipId: number,
): Promise<LinkPlace | null> => {
  const place = await readAsSession(portal, (tx) => findPartnership(tx, partnershipId))
  const actor = place && (await actingFor(portal, { userId: accountId, ...place }))
  // Somebody may hold a partnership in which they only receive mail.
  if (!actor?.permissions.has('portal.sign-in')) return null
  return asActor(actor, async (tx) => {
    const partnership = { partnershipId: tx.ids.outer('psh', partnershipId) }
    if (customerId === undefined) return { ...partnership, customerId: null, subTab: null, page: page ?? null }
    if (!(await hasPlace(tx, actor, customerId))) return null
    return { ...partnership, customerId: tx.ids.outer('cus', customerId), subTab: subTab ?? null, page: null }
  })
}
