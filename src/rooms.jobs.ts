import { announcementJobs, announcementsSchedule } from '#rooms/announcements/jobs.ts'
import { planSchedule } from '#rooms/arrangement/jobs.ts'
import { stepsSchedule } from '#rooms/blocks/deeds.jobs.ts'
import { figuresSchedule } from '#rooms/customers/jobs.ts'
import { composePreview, previewComposerName } from '#rooms/digests/actions.ts'
import { digestSchedules } from '#rooms/digests/jobs.ts'
import { composeDigest, digestComposerName } from '#rooms/digests/letter.ts'
import { exportJobs, exportsSchedule } from '#rooms/exports/jobs.ts'
import { fileJobs, filesSchedule } from '#rooms/files/jobs.ts'
import { judgeJobs, judgeSchedule } from '#rooms/findings/jobs.ts'
import { notificationJobs, notificationsSchedule } from '#rooms/notifications/jobs.ts'
import { composeNews, newsComposerName } from '#rooms/notifications/letter.ts'
import { roomUseSchedule } from '#rooms/room-use/jobs.ts'
import type { Job, Schedule } from '#server/jobs.ts'
import type { Composer } from '#server/mail.ts'
import { exportables } from './rooms.exports.ts'

/** What the engine does when it is asked to. */
export const roomJobs: readonly Job[] = [...announcementJobs, ...exportJobs(exportables), ...fileJobs, ...judgeJobs, ...notificationJobs]

/** What the engine does by itself, when its time comes. */
export const roomSchedules: readonly Schedule[] = [
  figuresSchedule,
  judgeSchedule,
  planSchedule,
  stepsSchedule,
  exportsSchedule,
  filesSchedule,
  roomUseSchedule,
  announcementsSchedule,
  notificationsSchedule,
  ...digestSchedules,
]

/** What makes the content of mails at the moment of sending, by the name that `sendComposed` is given. */
export const composers: Readonly<Record<string, Composer>> = {
  [newsComposerName]: composeNews,
  [digestComposerName]: composeDigest,
  [previewComposerName]: composePreview,
}
