import type { RoomIcon } from '#shared/room-icons.ts'
import type { RoomKind } from '#shared/room-kinds.ts'

/** What a pre-defined room is called until the vendor calls it something else, its sign, and the heading that it stands under. */
export type KindLook = { label: string; icon: RoomIcon; group: string }

export const kindLooks: Readonly<Record<RoomKind, KindLook>> = {
  overview: { label: 'Overview', icon: 'home', group: '' },
  customers: { label: 'Customers', icon: 'building', group: '' },
  tasks: { label: 'Tasks', icon: 'checklist', group: '' },
  report: { label: 'Report', icon: 'chart', group: '' },
  leads: { label: 'Leads', icon: 'target', group: '' },
  deals: { label: 'Deals', icon: 'coin', group: '' },
  projects: { label: 'Projects', icon: 'clipboard', group: '' },
  'distributor-partners': { label: 'Your partners', icon: 'handshake', group: '' },
  kit: { label: 'Kit', icon: 'package', group: 'Essentials' },
  resources: { label: 'Resources', icon: 'folder', group: 'Essentials' },
  'brand-guidelines': { label: 'Brand guidelines', icon: 'palette', group: 'Essentials' },
  'quick-actions': { label: 'Quick actions', icon: 'bolt', group: 'Essentials' },
  support: { label: 'Support', icon: 'lifebuoy', group: 'Essentials' },
  messages: { label: 'Messages', icon: 'message', group: 'Together' },
  contacts: { label: 'Contacts', icon: 'users', group: 'Together' },
  'shared-files': { label: 'Shared files', icon: 'file', group: 'Together' },
}
