import { call } from '#ui/api-client.tsx'
import { paths } from '#ui/paths.tsx'
import { useSession } from '#ui/session.tsx'
import type { QuickAction } from './contract.ts'
import { isOwnPage, type OwnPage } from './rules.ts'

const pages: Record<OwnPage, string> = {
  exports: paths.exports(),
  people: paths.people(),
  notifications: paths.notifications(),
  account: paths.account(),
}

/** Where a shortcut leads. `isElsewhere`: out of the portal, in a tab of its own or in a mail program. */
export const placeOf = ({ target: { kind, target, room } }: QuickAction): { href: string; isElsewhere: boolean } => {
  if (kind === 'custom-room') return { href: room ? paths.room(room.id) : paths.start(), isElsewhere: false }
  if (kind === 'room') return { href: paths.kind(target), isElsewhere: false }
  if (kind === 'page') return { href: isOwnPage(target) ? pages[target] : paths.start(), isElsewhere: false }
  return { href: kind === 'mail' ? `mailto:${target}` : target, isElsewhere: true }
}

/** Counts that the reader went there, without waiting. Their list follows at the next look, not under the pointer. */
export const useCounting = () => {
  const { viewer, person } = useSession().start
  return ({ id }: QuickAction) => {
    if (viewer || person?.side !== 'partner') return
    call('POST /quick-actions/:id/uses', { params: { id } }).catch(() => {}) // a click that is not counted still leads there
  }
}
