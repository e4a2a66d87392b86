import { accountRoutes } from '#rooms/accounts/routes.ts'
import { activityRoutes } from '#rooms/activity/routes.ts'
import { auditRoutes } from '#rooms/audit/routes.ts'
import { contactRoutes } from '#rooms/contacts/routes.ts'
import { customerRoutes } from '#rooms/customers/routes.ts'
import { factorRoutes } from '#rooms/factors/routes.ts'
import { orderRoutes } from '#rooms/orders/routes.ts'
import { peopleRoutes } from '#rooms/people/routes.ts'
import { outboxRoutes } from '#rooms/outbox/routes.ts'
import { reportRoutes } from '#rooms/report/routes.ts'
import { sessionRoutes } from '#rooms/sessions/routes.ts'
import { staffRoutes } from '#rooms/staff/routes.ts'
import { taskRoutes } from '#rooms/tasks/routes.ts'
import { usageRoutes } from '#rooms/usage/routes.ts'
import type { Portal } from '#server/deployment.ts'
import type { Route } from '#server/serve.ts'

/** Every room that the portal serves, in the order of the glossary. */
export const roomRoutes = (portal: Portal): Route[] => [
  ...sessionRoutes(portal),
  ...factorRoutes(portal),
  ...accountRoutes(portal),
  ...customerRoutes(portal),
  ...taskRoutes(),
  ...orderRoutes(portal),
  ...usageRoutes(portal),
  ...activityRoutes(portal),
  ...contactRoutes(portal),
  ...reportRoutes(portal),
  ...auditRoutes(portal),
  ...outboxRoutes(portal),
  ...peopleRoutes(portal),
  ...staffRoutes(portal),
]
