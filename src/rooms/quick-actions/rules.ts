import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import type { Permission } from '#shared/config.ts'
import { isSameSet } from '#rooms/categories/rules.ts'
import { isRoomKind, kindFacts, type RoomKind } from '#shared/room-kinds.ts'
import { httpsHostOf, linkKindOf } from '#shared/web-address.ts'

export type ProblemCode =
  | 'quick-action.target-unusable'
  | 'quick-action.unknown-choice'
  | 'quick-action.too-many'
  | 'quick-action.order-outdated'
  | 'quick-action.of-partners-people'

export const targetKinds = ['room', 'custom-room', 'page', 'link', 'mail'] as const
export type TargetKind = (typeof targetKinds)[number]

/** How many there can be; more is a menu, not a shortcut. */
export const maxActions = 100
/** How many the overview shows. */
export const shownOnOverview = 5

/** The portal's own pages that are no rooms, with what their readers need. */
export const ownPages = {
  exports: 'report.export',
  people: 'person.read',
  notifications: null,
  account: null,
} as const satisfies Record<string, Permission | null>
export type OwnPage = keyof typeof ownPages
export const isOwnPage = (text: string): text is OwnPage => Object.hasOwn(ownPages, text)

export type Target = { kind: TargetKind; target: string }

/** Whether a target of the kind can be what was written. */
export const isUsable = ({ kind, target }: Target): boolean => {
  switch (kind) {
    case 'room':
      return isRoomKind(target) && kindFacts(target).comesLater !== true
    case 'custom-room':
      return target === ''
    case 'page':
      return isOwnPage(target)
    case 'link':
      return httpsHostOf(target) !== undefined
    case 'mail':
      return !target.includes('?') && linkKindOf(`mailto:${target}`) === 'mail' // what stands behind it would fill in other addressees
  }
}

export type Opener = { permissions: ReadonlySet<Permission>; openRooms: readonly string[] }

/** Whether the reader may go where it leads. Of a custom room the database has decided already. */
export const mayOpen = ({ permissions, openRooms }: Opener, { kind, target }: Target): boolean => {
  if (kind === 'room') return isRoomKind(target) && openRooms.includes(target) && mayEnterKind(permissions, target)
  if (kind !== 'page') return true
  const needs = isOwnPage(target) ? ownPages[target] : null
  return isOwnPage(target) && (needs === null || permissions.has(needs))
}

/** A pre-defined room without any of its permissions is empty to the reader. */
const mayEnterKind = (permissions: ReadonlySet<Permission>, kind: RoomKind): boolean => {
  const [first] = kindFacts(kind).permissions ?? []
  return first === undefined || permissions.has(first)
}

export type Ranked = { uses: number; position: number; id: number }

/** The most used first; what is used as often stands as the vendor ordered it. */
export const byUse = (a: Ranked, b: Ranked): number => b.uses - a.uses || a.position - b.position || a.id - b.id

/** The vendor's people look at a partner's portal: their clicks are nobody's habit. Refusals are 403. */
export const mayCount = ({ kind }: { kind: 'member' | 'staff' }): Verdict =>
  kind === 'member' ? allowed : refuse('quick-action.of-partners-people', 'Only what the partner’s own people use is counted.')

/** Refusals are 409. */
export const mayAdd = (count: number): Verdict =>
  count < maxActions ? allowed : refuse('quick-action.too-many', `There are ${maxActions} quick actions already. Remove one first.`)

/** Refusals are 409. */
export const mayOrder = (current: readonly number[], asked: readonly number[]): Verdict =>
  isSameSet(asked, current)
    ? allowed
    : refuse('quick-action.order-outdated', 'Quick actions were added or removed in the meantime. The order was left as it is.')
