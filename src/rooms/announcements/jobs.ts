import { z } from 'zod'
import { notifyAll } from '#rooms/notifications/actions.ts'
import { asActor, systemActor } from '#server/access.ts'
import { defineJob, type Counts, type Job, type Running, type Schedule } from '#server/jobs.ts'
import { signInRoles, tellJob } from './rules.ts'
import { listUntold, lockTelling } from './telling.store.ts'

/** How long after it began an announcement is news: an engine that stood still for longer tells of it no more. */
const newsDays = 7

/** Tells everybody whom an announcement is for when its first day comes where they are. Safe to run twice. */
export const tellAnnouncements = ({ database, config, now }: Pick<Running, 'database' | 'config' | 'now'>): Promise<Counts> =>
  asActor(systemActor('announcements', database), async (tx) => {
    await lockTelling(tx)
    const moment = now()
    const untold = await listUntold(tx, {
      now: moment,
      since: moment.subtract({ hours: newsDays * 24 }),
      signInRoles: signInRoles(config),
    })
    await notifyAll(
      tx,
      untold.map(({ announcementId, partnerId, partnershipId, userIds }) => ({
        event: 'announcement.shown',
        partnerId,
        partnershipId,
        object: { kind: 'announcement', id: announcementId },
        to: userIds,
        at: moment,
      })),
    )
    return { announced: untold.length }
  })

export const announcementJobs: readonly Job[] = [
  defineJob({ name: tellJob, payload: z.strictObject({}), run: async (running) => void (await tellAnnouncements(running)) }),
]

/** Midnight comes to every zone at a quarter of an hour. */
export const announcementsSchedule: Schedule = {
  name: tellJob,
  cron: () => '*/15 * * * *',
  startsAtOnce: true,
  run: tellAnnouncements,
}
