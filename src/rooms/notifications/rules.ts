import type { Permission } from '#shared/config.ts'
import { isOpenFor } from '#shared/room-kinds.ts'

export type ProblemCode =
  | 'notification.mandatory'
  | 'notification.no-such-frequency'
  | 'notification.too-many-streams'
  | 'unsubscribe.unreadable'

export const newsGroups = ['digest', 'announcements', 'tasks', 'exports', 'operations', 'security'] as const
export type NewsGroup = (typeof newsGroups)[number]

export const channels = ['portal', 'mail'] as const
export type Channel = (typeof channels)[number]

export const frequencies = ['off', 'immediate', 'daily', 'weekly'] as const
export type Frequency = (typeof frequencies)[number]

export const severities = ['low', 'medium', 'high'] as const
export type Severity = (typeof severities)[number]

export type EventRule = {
  group: NewsGroup
  /** Who lacks it is never told. null: whoever is named is told. */
  needs: Permission | null
  /** Whom a role alone makes hear of it: of all, of the severe alone, or nobody but followers and whoever is named. */
  byRole: 'all' | 'high' | 'none'
  /** Also told to people who only receive mail, who have no permissions. */
  reachesMailOnly?: true
  /** What happens unless a person chose otherwise. */
  portal: 'off' | 'immediate'
  mail: Frequency
  /** The vendor's people are not told by mail unless they ask for it. */
  isQuietForVendor?: true
  /** What a channel offers; absent: whatever the channel can. */
  offers?: Partial<Record<Channel, readonly Frequency[]>>
  /** Nobody can switch it off. Its mail is a letter of its own that does not wait. */
  isMandatory?: true
  /** Told to whom it names although they muted what it is about. */
  reachesMuted?: true
}

const security: EventRule = { group: 'security', needs: null, byRole: 'none', portal: 'immediate', mail: 'immediate', isMandatory: true }
const aboutTasks = { group: 'tasks', needs: 'task.read', portal: 'immediate', mail: 'off' } as const

/** Everything that people can be told of. An event is added here, in words.tsx and in letter-words.ts. */
export const catalogue = {
  'digest.portfolio': {
    group: 'digest', needs: 'task.read', byRole: 'none', reachesMailOnly: true, portal: 'off', mail: 'weekly', isQuietForVendor: true,
    offers: { portal: [], mail: ['off', 'daily', 'weekly'] },
  },
  'announcement.shown': {
    group: 'announcements', needs: 'portal.sign-in', byRole: 'none', portal: 'immediate', mail: 'weekly', isQuietForVendor: true,
  },
  'task.raised': { ...aboutTasks, byRole: 'high', reachesMailOnly: true },
  'task.worsened': { ...aboutTasks, byRole: 'high', reachesMailOnly: true },
  'task.resolved': { ...aboutTasks, byRole: 'none', reachesMailOnly: true },
  'task.assigned': { ...aboutTasks, byRole: 'none', mail: 'immediate', reachesMuted: true },
  'task.commented': { ...aboutTasks, byRole: 'none', mail: 'immediate' },
  'export.ready': { group: 'exports', needs: 'report.export', byRole: 'none', portal: 'immediate', mail: 'off' },
  'export.failed': { group: 'exports', needs: 'report.export', byRole: 'none', portal: 'immediate', mail: 'off' },
  'mail.bounced': { group: 'operations', needs: 'person.edit', byRole: 'all', portal: 'immediate', mail: 'immediate' },
  'engine.failed': { group: 'operations', needs: 'engine.run', byRole: 'all', portal: 'immediate', mail: 'immediate' },
  'security.password-changed': security,
  'security.factor-changed': security,
  'security.recovery-code-used': security,
  'security.factor-missed': security,
  'security.session-ended': security,
} as const satisfies Record<string, EventRule> // prettier-ignore

export type EventName = keyof typeof catalogue
export const eventNames = Object.keys(catalogue) as EventName[] // an object's keys are what its type says

export const ruleOf = (event: EventName): EventRule => catalogue[event]

/** What people can be told of: a past event, as its room wrote it down. */
export const isEventName = (name: string): name is EventName => Object.hasOwn(catalogue, name)

/** What a channel can do with an event. The bell knows no digests. */
export const offered = (event: EventName, channel: Channel): readonly Frequency[] => {
  const { isMandatory, offers } = ruleOf(event)
  if (isMandatory) return ['immediate']
  return offers?.[channel] ?? (channel === 'portal' ? ['off', 'immediate'] : frequencies)
}

/** What happens to somebody who chose nothing. */
export const defaultFrequency = (event: EventName, channel: Channel, side: 'partner' | 'vendor'): Frequency => {
  const { portal, mail, isQuietForVendor } = ruleOf(event)
  if (channel === 'portal') return portal
  return isQuietForVendor && side === 'vendor' ? 'off' : mail
}

export type Hearing = {
  event: EventName
  severity: Severity | null
  permissions: readonly string[]
  /** The news names people, and whether this one is among them. */
  namesPeople: boolean
  isNamed: boolean
  /** The vendor's people hear of a partnership's news only by following or by name. */
  isGuest: boolean
  /** What the person said of the customer and of the very thing. */
  ofCustomer: 'following' | 'muted' | null
  ofObject: 'following' | 'muted' | null
  /** It was their own deed. */
  isOwnDeed: boolean
}

/**
 * Whether somebody who may see what news is about is told of it. The nearer word counts: a task that is followed is heard of although its
 * customer is muted.
 */
export const isTold = (hearing: Hearing): boolean => {
  const { event, severity, namesPeople, isNamed, isGuest, isOwnDeed } = hearing
  const { isMandatory, reachesMuted, byRole } = ruleOf(event)
  if (isMandatory) return isNamed
  if (isOwnDeed || !isWithin(hearing)) return false
  const word = hearing.ofObject ?? hearing.ofCustomer
  if (isNamed && reachesMuted) return true
  if (word === 'muted') return false
  if (isNamed || word === 'following') return true
  return !namesPeople && !isGuest && (byRole === 'all' || (byRole === 'high' && severity === 'high'))
}

const isWithin = ({ event, permissions }: Pick<Hearing, 'event' | 'permissions'>): boolean => {
  const { needs, reachesMailOnly = false } = ruleOf(event)
  return needs === null || permissions.includes(needs) || (reachesMailOnly && isMailOnly(permissions))
}

/** What somebody with these permissions may read of, whatever they were told when they had others. */
export const eventsWithin = (permissions: Iterable<string>): EventName[] => {
  const held = [...permissions]
  return eventNames.filter((event) => isWithin({ event, permissions: held }))
}

/** The same for somebody as they stand in a partnership, or outside any: silent about rooms that are not open to them there. */
export const eventsFor = ({ permissions, openRooms }: { permissions: Iterable<string>; openRooms?: readonly string[] }): EventName[] =>
  eventsWithin(permissions).filter((event) => {
    const { needs } = ruleOf(event)
    return needs === null || openRooms === undefined || isOpenFor(needs, openRooms)
  })

export const isMailOnly = (permissions: readonly string[]): boolean => !permissions.includes('portal.sign-in')

/** More of a kind from one deed are told as their number: the first run over an imported portfolio finds hundreds. */
export const toldOneByOne = 20

/** The first mail of news waits so that what follows at once is in it; then there is one an hour at the most. */
export const firstMailMinutes = 5
export const mailEveryMinutes = 60

/** When the next mail of news to somebody leaves, at a full minute so that many leave together. */
export const nextMailAt = (now: Temporal.Instant, lastAt: Temporal.Instant | null): Temporal.Instant => {
  const soon = now.add({ minutes: firstMailMinutes })
  const paced = lastAt?.add({ minutes: mailEveryMinutes })
  const due = paced && Temporal.Instant.compare(paced, soon) > 0 ? paced : soon
  return due.round({ smallestUnit: 'minute', roundingMode: 'ceil' })
}

/** What the engine says it on and every process of the portal hears. */
export const newsChannel = 'notifications'

export const streamsPerPerson = 3

/** The bell tells no larger numbers apart. */
export const unreadShown = 99

export const readKeptDays = 90
export const newsKeptDays = 180
