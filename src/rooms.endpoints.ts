import type { accounts } from '#rooms/accounts/contract.ts'
import type { activity } from '#rooms/activity/contract.ts'
import type { arrangement } from '#rooms/arrangement/contract.ts'
import type { announcements } from '#rooms/announcements/contract.ts'
import type { presets } from '#rooms/arrangement/presets.contract.ts'
import type { templates } from '#rooms/arrangement/templates.contract.ts'
import type { audit } from '#rooms/audit/contract.ts'
import type { blocks } from '#rooms/blocks/contract.ts'
import type { deeds } from '#rooms/blocks/deeds.contract.ts'
import type { categories } from '#rooms/categories/contract.ts'
import type { contacts } from '#rooms/contacts/contract.ts'
import type { customers } from '#rooms/customers/contract.ts'
import type { exports } from '#rooms/exports/contract.ts'
import type { files } from '#rooms/files/contract.ts'
import type { digests } from '#rooms/digests/contract.ts'
import type { editor } from '#rooms/editor/contract.ts'
import type { engine } from '#rooms/engine/contract.ts'
import type { factors, factorStep } from '#rooms/factors/contract.ts'
import type { findings } from '#rooms/findings/contract.ts'
import type { following, notifications, unsubscribing } from '#rooms/notifications/contract.ts'
import type { kit, kitItems } from '#rooms/kit/contract.ts'
import type { links } from '#rooms/links/contract.ts'
import type { orders } from '#rooms/orders/contract.ts'
import type { outbox } from '#rooms/outbox/contract.ts'
import type { overview } from '#rooms/overview/contract.ts'
import type { partners } from '#rooms/partners/contract.ts'
import type { people, roles, views } from '#rooms/people/contract.ts'
import type { quickActions } from '#rooms/quick-actions/contract.ts'
import type { report } from '#rooms/report/contract.ts'
import type { rooms } from '#rooms/rooms/contract.ts'
import type { roomUse } from '#rooms/room-use/contract.ts'
import type { search } from '#rooms/search/contract.ts'
import type { sessions } from '#rooms/sessions/contract.ts'
import type { staff } from '#rooms/staff/contract.ts'
import type { support, supportChannels } from '#rooms/support/contract.ts'
import type { tasks } from '#rooms/tasks/contract.ts'
import type { usage } from '#rooms/usage/contract.ts'

/** Every contract of the portal, for the browser's typed calls. Types only: nothing of zod reaches the browser. */
export type Contracts =
  | typeof accounts
  | typeof activity
  | typeof arrangement
  | typeof announcements
  | typeof audit
  | typeof blocks
  | typeof categories
  | typeof contacts
  | typeof deeds
  | typeof customers
  | typeof digests
  | typeof editor
  | typeof engine
  | typeof exports
  | typeof files
  | typeof factors
  | typeof factorStep
  | typeof findings
  | typeof following
  | typeof notifications
  | typeof unsubscribing
  | typeof kit
  | typeof kitItems
  | typeof links
  | typeof orders
  | typeof outbox
  | typeof overview
  | typeof partners
  | typeof people
  | typeof quickActions
  | typeof report
  | typeof roles
  | typeof presets
  | typeof rooms
  | typeof roomUse
  | typeof search
  | typeof sessions
  | typeof staff
  | typeof support
  | typeof supportChannels
  | typeof tasks
  | typeof templates
  | typeof usage
  | typeof views
