import { addDays, dayOf } from '#shared/dates.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Schedule } from '#server/jobs.ts'
import { removeUsesBefore } from '#rooms/blocks/deeds.actions.ts'
import { keptDays, viewDays } from './rules.ts'
import { removeBefore } from './store.ts'

/** Looks are kept one by one for 90 days, and by day for two years, as are clicks and how far videos were watched. */
export const roomUseSchedule: Schedule = {
  name: 'room-use.forget',
  cron: () => '23 3 * * *',
  run: ({ database, now }) =>
    asActor(systemActor('room-use', database), async (tx) => {
      const day = addDays(dayOf(now(), 'UTC'), -keptDays)
      const removed = await removeBefore(tx, now().subtract({ hours: viewDays * 24 }), day)
      return { ...removed, blocks: await removeUsesBefore(tx, day) }
    }),
}
