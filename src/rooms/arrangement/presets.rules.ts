import type { RoomKind } from '#shared/room-kinds.ts'
import type { RoomStatus } from '#rooms/rooms/rules.ts'

/** A pre-defined room as a selection brings it. */
export type PlannedRoom = { kind: RoomKind; label: string; icon: string; group: string; status: RoomStatus }

/** What every partner type begins with. */
export const essentials: readonly PlannedRoom[] = [
  { kind: 'overview', label: 'Overview', icon: 'home', group: '', status: 'live' },
  { kind: 'customers', label: 'Customers', icon: 'building', group: '', status: 'live' },
  { kind: 'tasks', label: 'Tasks', icon: 'checklist', group: '', status: 'live' },
  { kind: 'report', label: 'Report', icon: 'chart', group: '', status: 'live' },
  { kind: 'kit', label: 'Kit', icon: 'package', group: 'Essentials', status: 'live' },
  { kind: 'quick-actions', label: 'Quick actions', icon: 'bolt', group: 'Essentials', status: 'live' },
  { kind: 'support', label: 'Support', icon: 'lifebuoy', group: 'Essentials', status: 'live' },
]
