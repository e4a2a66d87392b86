import type { Member } from '#shared/actor.ts'
import { Permission, type CycleRule, type PortalConfig, type Role } from '#shared/config.ts'
import { permissionsWithin } from '#shared/room-kinds.ts'

/** The configuration's role of that code. */
export const roleOf = (config: PortalConfig, side: Role['side'], code: string | null | undefined): Role | undefined =>
  config.roles.find((one) => one.code === code && one.side === side)

/** What a membership says of its role; null: there is no membership. */
export type MemberFacts = {
  memberRole: string | null
  customerScope: 'all' | 'assigned' | null
  /** Of a role of the partner's own. */
  ownRole?: string | null
  ownPermissions?: string[] | null
}

/** The configuration's role of that code, or the partner's own copy of one. */
export const memberRole = (
  config: PortalConfig,
  { memberRole: code, ownRole, ownPermissions, customerScope }: MemberFacts,
): Role | undefined => {
  if (code === null) return placeless
  const own = { code, label: ownRole ?? '', side: 'partner' as const, reach: customerScope ?? 'assigned' }
  return (
    roleOf(config, 'partner', code) ??
    (ownPermissions ? { ...own, permissions: ownPermissions.flatMap((one) => Permission.safeParse(one).data ?? []) } : undefined)
  )
}

// Somebody who was taken out of the partnership they were in, and may hold others to switch to.
const placeless: Role = { code: 'placeless', label: '', side: 'partner', reach: 'assigned', permissions: ['portal.sign-in'] }

const permissionSets = new WeakMap<Role, ReadonlySet<Permission>>()
export const permissionsOf = (role: Role): ReadonlySet<Permission> => {
  const known = permissionSets.get(role) ?? new Set(role.permissions)
  permissionSets.set(role, known)
  return known
}

// A role has a few sets: one for each selection of rooms that some partnership sees.
const withinSets = new WeakMap<Role, Map<string, ReadonlySet<Permission>>>()
/** What the role may where these of the pre-defined rooms are open. */
export const permissionsIn = (role: Role, openRooms: readonly string[]): ReadonlySet<Permission> => {
  const sets = withinSets.get(role) ?? new Map<string, ReadonlySet<Permission>>()
  withinSets.set(role, sets)
  const key = openRooms.join()
  const known = sets.get(key) ?? permissionsWithin(role.permissions, new Set(openRooms))
  sets.set(key, known)
  return known
}

export type Terms = {
  partnerId: number
  id: number
  model: string
  timeZone: string
  currency: string
  cycle: CycleRule
  /** The kinds of the pre-defined rooms that are open to the person there. */
  openRooms: readonly string[]
}

/** Whose eyes, with which role, in which partnership: as somebody who acts there. */
export const memberIn = (
  { partnerId, id, ...terms }: Terms,
  { side, userId, name, role, reach }: { side: Role['side']; userId: number; name: string; role: Role; reach: Member['reach'] },
  now: Temporal.Instant,
): Member => ({
  kind: side === 'vendor' ? 'staff' : 'member',
  userId,
  name,
  role: role.code,
  permissions: permissionsIn(role, terms.openRooms),
  reach,
  partnerId,
  partnershipId: id,
  ...terms,
  today: todayIn(now, terms.timeZone),
})

// Midnight is on a quarter of an hour everywhere; asking the calendar costs as much as a small query.
const days = new Map<string, { quarter: number; day: string }>()
const todayIn = (now: Temporal.Instant, timeZone: string): string => {
  const quarter = Math.floor(now.epochMilliseconds / 900_000)
  const known = days.get(timeZone)
  if (known?.quarter === quarter) return known.day
  const day = now.toZonedDateTimeISO(timeZone).toPlainDate().toString()
  days.set(timeZone, { quarter, day })
  return day
}
