import { asActor, systemActor } from '#server/access.ts'
import type { IntakeContext } from '#server/intake.ts'
import type { Running, Schedule } from '#server/jobs.ts'
import { listStale, rollForward } from './summaries.actions.ts'

/**
 * Keeps every partnership's figures those of its own today: a day ends at another moment in each time zone, so it looks every few minutes.
 * What is current already is left as it is.
 */
export const figuresSchedule: Schedule = {
  name: 'figures.roll-forward',
  cron: () => '*/5 * * * *',
  startsAtOnce: true,
  run: (running, { signal }) => rollFigures(running, signal),
}

/** Each partnership in a transaction of its own: one that an import holds, or that fails, keeps no other from its new day. */
export const rollFigures = async (
  { database, config, log, now }: Pick<Running, 'database' | 'config' | 'log' | 'now'>,
  signal?: AbortSignal,
): Promise<{ rolled: number; left: number }> => {
  const actor = systemActor('engine', database)
  const context: IntakeContext = { config, now: now() }
  const counts = { rolled: 0, left: 0 }
  for (const id of await asActor(actor, (tx) => listStale(tx, context))) {
    signal?.throwIfAborted()
    try {
      counts.rolled += await asActor(actor, (tx) => rollForward(tx, context, [id]))
    } catch (error) {
      counts.left++
      log.error({ err: error, partnershipId: id }, 'figures could not be rolled forward')
    }
  }
  return counts
}
