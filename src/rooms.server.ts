import { accountRoutes } from '#rooms/accounts/routes.ts'
import { activityRoutes } from '#rooms/activity/routes.ts'
import { auditRoutes } from '#rooms/audit/routes.ts'
import { contactRoutes } from '#rooms/contacts/routes.ts'
import { customerRoutes } from '#rooms/customers/routes.ts'
import { exportRoutes } from '#rooms/exports/routes.ts'
import { digestRoutes } from '#rooms/digests/routes.ts'
import { engineRoutes } from '#rooms/engine/routes.ts'
import { factorRoutes } from '#rooms/factors/routes.ts'
import { findingRoutes } from '#rooms/findings/routes.ts'
import { notificationRoutes } from '#rooms/notifications/routes.ts'
import { linkRoutes } from '#rooms/links/routes.ts'
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
import { exportables } from './rooms.exports.ts'

/** Every room that the portal serves, in the order of the glossary. */
export const roomRoutes = (portal: Portal): Route[] => [
  ...sessionRoutes(portal),
  ...factorRoutes(portal),
  ...accountRoutes(portal),
  ...customerRoutes(portal),
  ...taskRoutes(portal),
  ...orderRoutes(portal),
  ...usageRoutes(portal),
  ...activityRoutes(portal),
  ...contactRoutes(portal),
  ...reportRoutes(portal),
  ...exportRoutes(portal, exportables),
  ...notificationRoutes(portal),
  ...linkRoutes(portal),
  ...digestRoutes(portal),
  ...auditRoutes(portal),
  ...outboxRoutes(portal),
  ...engineRoutes(portal),
  ...findingRoutes(),
  ...peopleRoutes(portal),
  ...staffRoutes(portal),
]
