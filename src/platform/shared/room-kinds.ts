import type { ChannelModel, Permission } from './config.ts'

type Kind = {
  /** The permissions that mean nothing where the room is not open. */
  permissions?: readonly Permission[]
  /** Not built yet: listed, and can't be made live. */
  comesLater?: true
  /** What a channel model must say of itself to have it. */
  needs?: keyof Pick<ChannelModel, 'hasSubPartners'>
}

/** The pre-defined rooms, each at most once for a partner type; `custom` is every other. */
const kinds = {
  overview: {},
  customers: { permissions: ['customer.read', 'customer.tag'] },
  tasks: { permissions: ['task.read', 'task.edit'] },
  report: { permissions: ['report.read', 'report.export'] },
  leads: { comesLater: true },
  deals: { comesLater: true },
  resources: { comesLater: true },
  kit: { permissions: ['kit.read'] },
  'quick-actions': {},
  support: {},
  projects: { comesLater: true },
  messages: { comesLater: true },
  'brand-guidelines': { comesLater: true },
  'shared-files': { comesLater: true },
  contacts: { comesLater: true },
  'distributor-partners': { comesLater: true, needs: 'hasSubPartners' },
} as const satisfies Record<string, Kind>

export type RoomKind = keyof typeof kinds
// The keys of the object above, in its order.
export const roomKinds = Object.keys(kinds) as RoomKind[]

export const isRoomKind = (text: string): text is RoomKind => Object.hasOwn(kinds, text)

export const kindFacts = (kind: RoomKind): Kind => kinds[kind]

/** What somebody may do of what their role says: nothing of a room that is not open to them. */
export const permissionsWithin = (permissions: readonly Permission[], openRooms: ReadonlySet<string>): ReadonlySet<Permission> => {
  const left = new Set(permissions)
  for (const kind of roomKinds)
    if (!openRooms.has(kind)) for (const permission of kindFacts(kind).permissions ?? []) left.delete(permission)
  return left
}

/** Whether what a permission is about belongs to no pre-defined room, or to one that is open. */
export const isOpenFor = (permission: Permission, openRooms: readonly string[]): boolean =>
  roomKinds.every((kind) => openRooms.includes(kind) || !kindFacts(kind).permissions?.includes(permission))
