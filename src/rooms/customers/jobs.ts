import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import type { Log } from '#server/log.ts'
import type { PortalConfig } from '#shared/config.ts'
import { rollForward } from './summaries.actions.ts'

const everyMinutes = 5

export type Rolling = { database: Database; config: PortalConfig; log: Log; now: () => Temporal.Instant }

/**
 * Keeps every partnership's figures those of its own today: a day ends at another moment in each time zone, so it looks every few minutes.
 * Safe in several processes at once and after any downtime: what is current already is left as it is. Returns how to stop it.
 */
export const keepFiguresCurrent = ({ database, config, log, now }: Rolling): (() => Promise<void>) => {
  const actor = systemActor('engine', database)
  const roll = async () => {
    try {
      const rolled = await asActor(actor, (tx) => rollForward(tx, { config, now: now() }))
      if (rolled > 0) log.info({ rolled }, 'figures rolled forward to a new day')
    } catch (error) {
      log.error({ err: error }, 'figures could not be rolled forward')
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
