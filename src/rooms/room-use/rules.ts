/** A stay ends after so long without a sign of the person, and after so long in any case. */
export const idleMinutes = 30
export const longestHours = 4
/** How often a page says that it is still on the screen, and how much it may claim at once: a little more. */
export const beatSeconds = 60
export const mostClaimedSeconds = 90
/** A live room that nobody has opened for so long may be put away. */
export const unusedDays = 90
/** Of a video: who came so far has seen the whole of it. */
export const wholePercent = 95
/** How long looks are kept one by one, and by day. */
export const viewDays = 90
export const keptDays = 760

export type Stay = { beganAt: Temporal.Instant; seenAt: Temporal.Instant }

/** Whether a sign of the person at that moment belongs to the stay. */
export const continues = ({ beganAt, seenAt }: Stay, now: Temporal.Instant): boolean =>
  minutesBetween(seenAt, now) < idleMinutes && minutesBetween(beganAt, now) < longestHours * 60

const minutesBetween = (from: Temporal.Instant, to: Temporal.Instant) => (to.epochMilliseconds - from.epochMilliseconds) / 60_000

/** What a page claims to have been on the screen, as far as it can have been: two windows on one room are one time. */
export const countedSeconds = (claimed: number, seenAt: Temporal.Instant, now: Temporal.Instant): number =>
  Math.max(0, Math.min(claimed, mostClaimedSeconds, Math.round((now.epochMilliseconds - seenAt.epochMilliseconds) / 1_000)))

/** A room that could have been used and was not. `lastDay`: the last day on which anybody did, of any partner. */
export const isUnused = (
  { status, liveSince, lastDay }: { status: string; liveSince: string; lastDay: string | null },
  since: string,
): boolean => status === 'live' && liveSince < since && (lastDay === null || lastDay < since)

export const periods = ['7', '30', '90', '365'] as const
const sortColumns = ['label', 'partners', 'people', 'stays', 'views', 'seconds', 'lastDay'] as const
/** `views` upwards, `-views` downwards. */
export const sorts = [...sortColumns, ...sortColumns.map((column) => `-${column}` as const)] as const
export type Sort = (typeof sorts)[number]

type Sortable = { label: string; partners: number; people: number; stays: number; views: number; seconds: number; lastDay: string | null }

/** Rooms in the order that was asked for; equal ones by name. */
export const inOrder = <R extends Sortable>(rooms: readonly R[], sort: Sort): R[] => {
  const turn = sort.startsWith('-') ? -1 : 1
  const column = sortColumns.find((one) => sort === one || sort === `-${one}`) ?? 'views'
  const byName = (a: R, b: R) => a.label.localeCompare(b.label, 'en')
  const valueOf = (room: R) => (column === 'label' ? 0 : column === 'lastDay' ? Date.parse(room.lastDay ?? '1900-01-01') : room[column])
  return rooms.toSorted((a, b) => (column === 'label' ? turn * byName(a, b) : turn * (valueOf(a) - valueOf(b)) || byName(a, b)))
}
