import { accountRoutes } from '#rooms/accounts/routes.ts'
import { activityRoutes } from '#rooms/activity/routes.ts'
import { arrangementRoutes } from '#rooms/arrangement/routes.ts'
import { announcementRoutes } from '#rooms/announcements/routes.ts'
import { presetRoutes } from '#rooms/arrangement/presets.routes.ts'
import { templateRoutes } from '#rooms/arrangement/templates.routes.ts'
import { auditRoutes } from '#rooms/audit/routes.ts'
import { deedRoutes } from '#rooms/blocks/deeds.routes.ts'
import { blockRoutes } from '#rooms/blocks/routes.ts'
import { categoryRoutes } from '#rooms/categories/routes.ts'
import { contactRoutes } from '#rooms/contacts/routes.ts'
import { customerRoutes } from '#rooms/customers/routes.ts'
import { exportRoutes } from '#rooms/exports/routes.ts'
import { fileRoutes } from '#rooms/files/routes.ts'
import { digestRoutes } from '#rooms/digests/routes.ts'
import { editorRoutes } from '#rooms/editor/routes.ts'
import { engineRoutes } from '#rooms/engine/routes.ts'
import { factorRoutes } from '#rooms/factors/routes.ts'
import { findingRoutes } from '#rooms/findings/routes.ts'
import { notificationRoutes } from '#rooms/notifications/routes.ts'
import { kitRoutes } from '#rooms/kit/routes.ts'
import { linkRoutes } from '#rooms/links/routes.ts'
import { orderRoutes } from '#rooms/orders/routes.ts'
import { overviewRoutes } from '#rooms/overview/routes.ts'
import { partnerRoutes } from '#rooms/partners/routes.ts'
import { peopleRoutes } from '#rooms/people/routes.ts'
import { outboxRoutes } from '#rooms/outbox/routes.ts'
import { quickActionRoutes } from '#rooms/quick-actions/routes.ts'
import { reportRoutes } from '#rooms/report/routes.ts'
import { menuRoutes } from '#rooms/rooms/routes.ts'
import { roomUseRoutes } from '#rooms/room-use/routes.ts'
import { searchRoutes } from '#rooms/search/routes.ts'
import { sessionRoutes } from '#rooms/sessions/routes.ts'
import { staffRoutes } from '#rooms/staff/routes.ts'
import { supportRoutes } from '#rooms/support/routes.ts'
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
  ...menuRoutes(portal),
  ...searchRoutes(portal),
  ...presetRoutes(portal),
  ...templateRoutes(portal),
  ...overviewRoutes(portal),
  ...announcementRoutes(portal),
  ...quickActionRoutes(portal),
  ...customerRoutes(portal),
  ...taskRoutes(portal),
  ...orderRoutes(portal),
  ...usageRoutes(portal),
  ...activityRoutes(portal),
  ...contactRoutes(portal),
  ...reportRoutes(portal),
  ...exportRoutes(portal, exportables),
  ...fileRoutes(portal),
  ...roomUseRoutes(portal),
  ...notificationRoutes(portal),
  ...linkRoutes(portal),
  ...digestRoutes(portal),
  ...auditRoutes(portal),
  ...outboxRoutes(portal),
  ...engineRoutes(portal),
  ...findingRoutes(),
  ...peopleRoutes(portal),
  ...staffRoutes(portal),
  ...arrangementRoutes(portal),
  ...blockRoutes(portal),
  ...deedRoutes(portal),
  ...categoryRoutes(portal),
  ...partnerRoutes(portal),
  ...kitRoutes(portal),
  ...supportRoutes(portal),
  ...editorRoutes(portal),
]
