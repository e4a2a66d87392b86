import type { accounts } from '#rooms/accounts/contract.ts'
import type { activity } from '#rooms/activity/contract.ts'
import type { audit } from '#rooms/audit/contract.ts'
import type { contacts } from '#rooms/contacts/contract.ts'
import type { customers } from '#rooms/customers/contract.ts'
import type { exports } from '#rooms/exports/contract.ts'
import type { digests } from '#rooms/digests/contract.ts'
import type { engine } from '#rooms/engine/contract.ts'
import type { factors, factorStep } from '#rooms/factors/contract.ts'
import type { findings } from '#rooms/findings/contract.ts'
import type { following, notifications, unsubscribing } from '#rooms/notifications/contract.ts'
import type { links } from '#rooms/links/contract.ts'
import type { orders } from '#rooms/orders/contract.ts'
import type { outbox } from '#rooms/outbox/contract.ts'
import type { people, roles, views } from '#rooms/people/contract.ts'
import type { report } from '#rooms/report/contract.ts'
import type { sessions } from '#rooms/sessions/contract.ts'
import type { staff } from '#rooms/staff/contract.ts'
import type { tasks } from '#rooms/tasks/contract.ts'
import type { usage } from '#rooms/usage/contract.ts'

/** Every contract of the portal, for the browser's typed calls. Types only: nothing of zod reaches the browser. */
export type Contracts =
  | typeof accounts
  | typeof activity
  | typeof audit
  | typeof contacts
  | typeof customers
  | typeof digests
  | typeof engine
  | typeof exports
  | typeof factors
  | typeof factorStep
  | typeof findings
  | typeof following
  | typeof notifications
  | typeof unsubscribing
  | typeof links
  | typeof orders
  | typeof outbox
  | typeof people
  | typeof report
  | typeof roles
  | typeof sessions
  | typeof staff
  | typeof tasks
  | typeof usage
  | typeof views
