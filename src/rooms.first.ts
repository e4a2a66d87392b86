import { prepareRooms } from '#rooms/arrangement/first.actions.ts'
import { prepareTerms } from '#rooms/categories/first.actions.ts'
import type { Database } from '#server/db.ts'
import type { PortalConfig } from '#shared/config.ts'

/** What has to be in the database before anybody can look: what the vendor chooses from, and the rooms. Safe at every start. */
export const preparePortal = async (portal: { database: Database; config: PortalConfig }): Promise<void> => {
  await prepareTerms(portal)
  await prepareRooms(portal)
}
