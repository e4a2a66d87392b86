import { addDays, dayOf } from '#shared/dates.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Schedule } from '#server/jobs.ts'
import { keptDays, viewDays } from './rules.ts'
import { removeBefore } from './store.ts'

/** Looks are kept one by one for 90 days, and by day for two years. */
export const roomUseSchedule: Schedule = {
  name: 'room-use.forget',
  cron: () => '23 3 * * *',
  run: ({ database, now }) =>
    asActor(systemActor('room-use', database), (tx) =>
      removeBefore(tx, now().subtract({ hours: viewDays * 24 }), addDays(dayOf(now(), 'UTC'), -keptDays)),
    ),
}
