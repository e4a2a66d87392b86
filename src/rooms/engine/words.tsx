import { msg, plural, t } from '@lingui/core/macro'
import type { I18n, MessageDescriptor } from '@lingui/core'
import type { Format } from '#shared/format.ts'
import type { Tone } from '#ui/severity.tsx'
import type { JobState, RunOutcome } from './rules.ts'

/** What the schedules do, by their names; one that is not here yet shows its name. */
export const scheduleWords: Record<string, MessageDescriptor> = {
  'figures.roll-forward': msg`Figures of the new day`,
  'tasks.judge': msg`Rules judged, tasks raised`,
  'digests.daily': msg`Daily digests`,
  'digests.weekly': msg`Weekly digests`,
  'exports.sweep': msg`Old exports removed`,
  'notifications.tidy': msg`Old notifications removed`,
  'announcements.tell': msg`Announcements told of`,
  'files.sweep': msg`Unused files removed`,
  'room-use.forget': msg`Old use of rooms removed`,
  'rooms.follow-plans': msg`Rooms opened and archived by their days`,
  'steps.settle': msg`Goals settled`,
}

export const outcomeWords: Record<RunOutcome, { label: MessageDescriptor; tone: Tone }> = {
  waiting: { label: msg`Waiting`, tone: 'note' },
  running: { label: msg`Running`, tone: 'note' },
  succeeded: { label: msg`Done`, tone: 'ok' },
  failed: { label: msg`Failed`, tone: 'high' },
  skipped: { label: msg`Skipped`, tone: 'low' },
}

export const jobStateWords: Record<JobState, { label: MessageDescriptor; tone: Tone }> = {
  waiting: outcomeWords.waiting,
  running: outcomeWords.running,
  failed: outcomeWords.failed,
}

/** `Every day at 06:00 UTC` for what most lines say, the line itself for any other. */
export const cronWords = (cron: string): string => {
  const [, step] = /^\*\/(\d+) \* \* \* \*$/.exec(cron) ?? []
  if (step) return plural(Number(step), { one: 'Every minute', other: 'Every # minutes' })
  const [, minute = '', hour = '', weekday] = /^(\d+) (\d+|\*) \* \* (\*|\d)$/.exec(cron) ?? []
  if (weekday === undefined) return `${cron} UTC`
  if (hour === '*') return weekday === '*' ? t`Every hour at minute ${minute}` : `${cron} UTC`
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (weekday === '*') return t`Every day at ${time} UTC`
  const day = weekdayWord(Number(weekday) % 7)
  return t`Every ${day} at ${time} UTC`
}

const weekdayWord = (day: number): string =>
  [t`Sunday`, t`Monday`, t`Tuesday`, t`Wednesday`, t`Thursday`, t`Friday`, t`Saturday`][day] ?? ''

/** How long something took, or has been waiting: the two largest units. */
export const durationWords = (seconds: number, format: Format): string => {
  if (seconds < 10) return t`${format.decimal(seconds)} s`
  if (seconds < 60) return t`${format.whole(seconds)} s`
  if (seconds < 3600) return t`${format.whole(Math.floor(seconds / 60))} min ${format.whole(Math.floor(seconds % 60))} s`
  return t`${format.whole(Math.floor(seconds / 3600))} h ${format.whole(Math.floor((seconds % 3600) / 60))} min`
}

/** What runs count, by their own names; one that is not here yet shows its name. */
const countWords: Record<string, MessageDescriptor> = {
  abandoned: msg`given up`,
  announced: msg`announced to partnerships`,
  asked: msg`asked for`,
  blocks: msg`uses of blocks removed`,
  completed: msg`lists completed`,
  days: msg`days of use removed`,
  eased: msg`eased`,
  expired: msg`expired`,
  failed: msg`failed`,
  goals: msg`goals`,
  infected: msg`infected files forgotten`,
  left: msg`left for later`,
  news: msg`news removed`,
  notifications: msg`notifications removed`,
  orphans: msg`left-over files removed`,
  partnerships: msg`partnerships`,
  raised: msg`raised`,
  reached: msg`reached`,
  removed: msg`removed`,
  reopened: msg`reopened`,
  resolved: msg`resolved`,
  rolled: msg`rolled forward`,
  unchanged: msg`unchanged`,
  unused: msg`unused files removed`,
  views: msg`looks removed`,
  woke: msg`woken`,
  worsened: msg`worsened`,
}

/** `12 raised, 3 resolved`: what a run counted, without what it found none of. */
export const countsText = (counts: Record<string, number>, format: Format, i18n: I18n): string =>
  Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${format.whole(count)} ${countWords[name] ? i18n._(countWords[name]) : name}`)
    .join(', ')
