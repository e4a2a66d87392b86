import type { activity } from '#rooms/activity/contract.ts'
import type { contacts } from '#rooms/contacts/contract.ts'
import type { customers } from '#rooms/customers/contract.ts'
import type { orders } from '#rooms/orders/contract.ts'
import type { report } from '#rooms/report/contract.ts'
import type { sessions } from '#rooms/sessions/contract.ts'
import type { tasks } from '#rooms/tasks/contract.ts'
import type { usage } from '#rooms/usage/contract.ts'

/** Every contract of the portal, for the browser's typed calls. Types only: nothing of zod reaches the browser. */
export type Contracts =
  | typeof activity
  | typeof contacts
  | typeof customers
  | typeof orders
  | typeof report
  | typeof sessions
  | typeof tasks
  | typeof usage
