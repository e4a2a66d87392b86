import type { MessageDescriptor } from '@lingui/core'
import type { Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Permission } from '#shared/config.ts'
import type { RoomKind } from '#shared/room-kinds.ts'

/** `portal`: what the vendor gives its partners. `partner`: who they are. `own`: about the person, and found in their menu rather than in the sidebar. */
export type RoomGroup = 'portal' | 'partner' | 'settings' | 'own'

/** A room that the product itself has a place for, below those that the vendor has arranged. */
export type Room = {
  name: string
  label: MessageDescriptor
  icon: Icon
  /** The page owns every address below it. */
  path: string
  /** Without it the room is neither listed nor opened. */
  permission: Permission
  group: RoomGroup
  /**
   * Where it can be entered; absent: in a partnership. `vendor`: by the vendor's people alone, in a partner's portal or in none.
   * `anywhere`: as both.
   */
  place?: 'vendor' | 'anywhere'
  page: ComponentType
}

/** The page of a pre-defined kind of room. Whether and how it stands in the menu is the vendor's arrangement. */
export type KindPage = {
  /** The page owns every address below it. */
  path: string
  page: ComponentType
  /** What the room keeps in the top bar on every page: the open customers. */
  topBar?: ComponentType
}
/** By kind; one without a page is in no menu. */
export type KindPages = Readonly<Partial<Record<RoomKind, KindPage>>>
