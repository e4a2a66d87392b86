import type { PortalConfig } from '#shared/config.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import { addRooms, listArrangedTypes, lockArrangement } from './first.store.ts'
import { essentials } from './presets.rules.ts'

/** Gives every partner type that has no rooms at all the essential ones, live. What a vendor has arranged is never touched. Safe at every start. */
export const prepareRooms = ({ database, config }: { database: Database; config: PortalConfig }): Promise<void> =>
  asActor(systemActor('rooms', database), async (tx) => {
    await lockArrangement(tx) // two processes that start at once
    const arranged = new Set(await listArrangedTypes(tx))
    for (const { code } of config.models) if (!arranged.has(code)) await addRooms(tx, code, essentials)
  })
