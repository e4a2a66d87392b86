import type { Schedule } from '#server/jobs.ts'
import { followPlans } from './plan.actions.ts'

/** Midnight comes to every zone at a quarter of an hour. */
export const planSchedule: Schedule = {
  name: 'rooms.follow-plans',
  cron: () => '*/15 * * * *',
  startsAtOnce: true,
  run: followPlans,
}
