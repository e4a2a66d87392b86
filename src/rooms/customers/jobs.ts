import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import type { IntakeContext } from '#server/intake.ts'
import type { Log } from '#server/log.ts'
import type { PortalConfig } from '#shared/config.ts'
import { listStale, rollForward } from './summaries.actions.ts'

const everyMinutes = 5

export type Rolling = { database: Database; config: PortalConfig; log: Log; now: () => Temporal.Instant }

/**
 * Keeps every partnership's figures those of its own today: a day ends at another moment in each time zone, so it looks every few minutes.
 * Safe in several processes at once and after any downtime: what is current already is left as it is. Returns how to stop it.
 */
export const keepFiguresCurrent = ({ database, config, log, now }: Rolling): (() => Promise<void>) => {
  const actor = systemActor('engine', database)
  const rollOne = async (context: IntakeContext, partnershipId: number) => {
    try {
      return await asActor(actor, (tx) => rollForward(tx, context, [partnershipId]))
    } catch (error) {
      log.error({ err: error, partnershipId }, 'figures could not be rolled forward')
      return 0
    }
  }
  // Each partnership in a transaction of its own: one that an import holds, or that fails, keeps no other from its new day.
  const roll = async () => {
    try {
      const context = { config, now: now() }
      let rolled = 0
      for (const id of await asActor(actor, (tx) => listStale(tx, context))) rolled += await rollOne(context, id)
      if (rolled > 0) log.info({ rolled }, 'figures rolled forward to a new day')
    } catch (error) {
      log.error({ err: error }, 'partnerships could not be listed to roll their figures forward')
    }
  }
  let running = roll()
  const timer = setInterval(() => {
    running = running.then(roll)
  }, everyMinutes * 60_000)
  return async () => {
    clearInterval(timer)
    await running
  }
}
