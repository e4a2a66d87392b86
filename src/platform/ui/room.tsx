import type { MessageDescriptor } from '@lingui/core'
import type { Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Permission } from '#shared/config.ts'

/** `own`: about the person, and found in their menu rather than in the sidebar. */
export type RoomGroup = 'work' | 'insight' | 'partner' | 'settings' | 'own'

/** One room as the browser knows it. */
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
  /** What the room keeps in the top bar on every page: the open customers. */
  topBar?: ComponentType
}
