import { z } from 'zod'
import { asActor, systemActor } from '#server/access.ts'
import { defineJob, type Job, type Running, type Schedule } from '#server/jobs.ts'
import { sendComposed } from '#server/mail.ts'
import { spreadJobName } from '#server/news.ts'
import { removeOld } from './housekeeping.store.ts'
import { newsComposerName } from './letter.ts'
import { takeDue } from './pace.store.ts'
import { mailJobName, spreadNews } from './spread.actions.ts'

const nothing = z.strictObject({})

export const notificationJobs: readonly Job[] = [
  defineJob({
    name: spreadJobName,
    payload: nothing,
    run: async (running, _payload, { signal }) => void (await spreadNews(running, signal)),
  }),
  defineJob({ name: mailJobName, payload: nothing, run: (running) => mailNews(running) }),
]

/** Writes the mails that are due: who is told much gets one with all of it. What it says is made when it leaves. */
export const mailNews = ({ database, now }: Pick<Running, 'database' | 'now'>): Promise<void> =>
  asActor(systemActor('notifications', database), async (tx) => {
    const moment = now()
    for (const userId of await takeDue(tx, moment))
      await sendComposed(tx, { userId, kind: 'notifications.news', compose: newsComposerName, of: { at: moment.toString() } })
  })

/** What was read long ago, and news that everybody was told of. */
export const notificationsSchedule: Schedule = {
  name: 'notifications.tidy',
  cron: () => '40 3 * * *',
  run: ({ database, now }) => asActor(systemActor('notifications', database), (tx) => removeOld(tx, now())),
}
