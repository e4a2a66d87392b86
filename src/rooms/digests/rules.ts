import { allowed, refuse, type Officer, type Verdict } from '#shared/actor.ts'

export const digestFrequencies = ['daily', 'weekly'] as const
export type DigestFrequency = (typeof digestFrequencies)[number]

const periodHours = { daily: 24, weekly: 7 * 24 }

/** What a digest tells as new: from `since` on, up to `until` and not at it. The next one goes on from there, so nothing is told twice. */
export type Window = { since: Temporal.Instant; until: Temporal.Instant }

/** Rules that are judged at the same moment have raised their tasks by then. */
const judgedMinutes = 15
export const tellsUntil = (askedAt: Temporal.Instant): Temporal.Instant => askedAt.add({ minutes: judgedMinutes })

/**
 * From when on things are new for a digest: since the end of the one before it. Without one, or after a longer silence than two periods,
 * the period itself: nobody wants a month of news at once.
 */
export const newSince = (frequency: DigestFrequency, until: Temporal.Instant, before: Temporal.Instant | undefined): Temporal.Instant => {
  const hours = periodHours[frequency]
  const oldest = until.subtract({ hours: 2 * hours })
  return before && Temporal.Instant.compare(before, oldest) >= 0 ? before : until.subtract({ hours })
}

const firstHour = 7
const lastHour = 20

/** When a digest leaves that may leave from a moment on: then, if its reader's clock shows day, else at seven in their morning. */
export const leavesAt = (from: Temporal.Instant, timeZone: string): Temporal.Instant => {
  const there = from.toZonedDateTimeISO(timeZone)
  if (there.hour >= firstHour && there.hour < lastHour) return from
  const morningOf = there.hour < firstHour ? there : there.add({ days: 1 })
  return morningOf.withPlainTime({ hour: firstHour }).toInstant()
}

/** Mail programs cut off what is longer than some 100 kB. */
export const mostSections = 10
const mostRows = 36

/** How many rows each list of a section shows, so that the whole stays short. */
export const rowsPerList = (sections: number): number => Math.max(2, Math.min(8, Math.floor(mostRows / Math.max(1, sections))))

/** What a partnership gives to tell, in numbers. */
export type SectionNews = {
  freshTasks: number
  openTasks: number
  resolvedTasks: number
  news: number
  renewalsDue: number
  overCommitment: number
}

/**
 * Whether a partnership is worth a section: on a day, what happened; in a week, also what stands. A digest without one is not sent.
 */
export const isWorthTelling = (frequency: DigestFrequency, section: SectionNews): boolean => {
  const { freshTasks, openTasks, resolvedTasks, news, renewalsDue, overCommitment } = section
  if (freshTasks + resolvedTasks + news > 0) return true
  return frequency === 'weekly' && openTasks + renewalsDue + overCommitment > 0
}

/** Digests show any partner's portal: for those of the vendor who see all partners. */
export const mayPreviewDigests = (actor: Pick<Officer, 'reach'>): Verdict =>
  actor.reach === 'all' ? allowed : refuse('digest.needs-full-reach', 'Previews are for people who see all partners.')
