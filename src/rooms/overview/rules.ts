import type { ChannelModel, Permission } from '#shared/config.ts'
import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import type { RoomKind } from '#shared/room-kinds.ts'

export type ProblemCode = 'overview.widget-not-allowed' | 'overview.widget-fixed'

type WidgetFacts = {
  width: 'full' | 'half'
  /** Without all of them there is nothing in it for its reader. */
  needs?: readonly Permission[]
  /** The pre-defined room that it is a part of. */
  room?: RoomKind
  /** A report layout that has it; absent: both. */
  layout?: ChannelModel['reportLayout']
}

/** Everything that can stand on an overview, in the order of nobody's choice. */
const widgets = {
  figures: { width: 'full' },
  'quick-actions': { width: 'full', room: 'quick-actions' },
  announcements: { width: 'half' },
  feed: { width: 'half' },
  tasks: { width: 'half', needs: ['task.read'], room: 'tasks' },
  trend: { width: 'half', needs: ['report.read'], room: 'report' },
  renewals: { width: 'half', needs: ['report.read', 'commercial.read'], room: 'report', layout: 'orders' },
} as const satisfies Record<string, WidgetFacts>

export type WidgetCode = keyof typeof widgets
// The keys of the object above, in its order.
export const widgetCodes = Object.keys(widgets) as WidgetCode[]
export const widgetFacts = (code: WidgetCode): WidgetFacts => widgets[code]

/** `fixed`: stands there for everybody. `shown`: until a person hides it. `offered`: once a person adds it. `off`: not at all. */
export const widgetStates = ['fixed', 'shown', 'offered', 'off'] as const
export type WidgetState = (typeof widgetStates)[number]

export type DefaultWidget = { code: WidgetCode; state: WidgetState }
export type OwnWidget = { code: WidgetCode; isShown: boolean }
/** A widget as a person has it. `isFixed`: it can be moved and not be hidden. */
export type PlacedWidget = OwnWidget & { isFixed: boolean }

/** What stands on an overview that no vendor has arranged. */
export const usualWidgets: readonly DefaultWidget[] = widgetCodes.map((code) => ({
  code,
  state: code === 'trend' || code === 'renewals' ? 'offered' : 'shown',
}))

/** The vendor's list with every widget that it says nothing of, as is usual: one that came later is not lost. */
export const completed = (arranged: readonly DefaultWidget[]): DefaultWidget[] => {
  const named = new Set(arranged.map(({ code }) => code))
  return [...arranged.filter(({ code }) => widgetCodes.includes(code)), ...usualWidgets.filter(({ code }) => !named.has(code))]
}

export type WidgetReader = { permissions: ReadonlySet<Permission>; openRooms: readonly string[]; layout: ChannelModel['reportLayout'] }

/** Whether there is anything in it for the reader. */
export const suitsReader = (code: WidgetCode, { permissions, openRooms, layout }: WidgetReader): boolean => {
  const { needs = [], room } = widgetFacts(code)
  return (
    needs.every((permission) => permissions.has(permission)) &&
    (room === undefined || openRooms.includes(room)) &&
    suitsModel(code, { reportLayout: layout })
  )
}

/** A person's overview: their own order and choice within what the vendor allows and what there is for them. */
export const placed = (arranged: readonly DefaultWidget[], own: readonly OwnWidget[] | null, reader: WidgetReader): PlacedWidget[] => {
  const allowedOnes = completed(arranged).filter(({ code, state }) => state !== 'off' && suitsReader(code, reader))
  const ownPlace = new Map((own ?? []).map(({ code }, at) => [code, at]))
  const ownWish = new Map((own ?? []).map(({ code, isShown }) => [code, isShown]))
  // What a person has not placed stays behind what the vendor has it behind.
  let last = -1
  return allowedOnes
    .map((widget, at) => {
      const place = ownPlace.get(widget.code)
      if (place !== undefined) last = place
      return { widget, key: [place ?? last, place === undefined ? 1 : 0, at] as const }
    })
    .toSorted((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || a.key[2] - b.key[2])
    .map(({ widget: { code, state } }) => ({
      code,
      isFixed: state === 'fixed',
      isShown: state === 'fixed' || (ownWish.get(code) ?? state === 'shown'),
    }))
}

/** Whether a channel model has it at all. */
export const suitsModel = (code: WidgetCode, { reportLayout }: Pick<ChannelModel, 'reportLayout'>): boolean => {
  const { layout } = widgetFacts(code)
  return layout === undefined || layout === reportLayout
}

/** Refusals are 409. */
export const mayPlace = (arranged: readonly DefaultWidget[], own: readonly OwnWidget[], reader: WidgetReader): Verdict => {
  const known = new Map(completed(arranged).map(({ code, state }) => [code, state]))
  for (const { code, isShown } of own) {
    const state = known.get(code)
    if (state === undefined || state === 'off' || !suitsReader(code, reader))
      return refuse('overview.widget-not-allowed', 'A part that you chose is no longer offered. Reload the page and try again.')
    if (state === 'fixed' && !isShown) return refuse('overview.widget-fixed', 'A part that always stands here can’t be hidden.')
  }
  return allowed
}

/** Refusals are 409. */
export const mayOffer = (widgets: readonly DefaultWidget[], model: Pick<ChannelModel, 'reportLayout'>): Verdict =>
  widgets.every(({ code }) => suitsModel(code, model))
    ? allowed
    : refuse('overview.widget-not-allowed', 'This partner type has no such part on its overview. Reload the page and try again.')

/** A visit ends when nobody looked for so long. */
export const visitMinutes = 30

export type Visits = { since: string | null; visitedAt: string | null }

/** What counts as new now: what came after the visit before this one. Null: this is the first. */
export const newSince = ({ since, visitedAt }: Visits, now: Temporal.Instant): string | null => {
  if (visitedAt === null) return null
  const isNewVisit = now.since(Temporal.Instant.from(visitedAt)).total('minutes') > visitMinutes
  return isNewVisit ? visitedAt : since
}

/** How far back the feed goes. */
export const feedDays = 30
export const feedKinds = ['task', 'room', 'announcement', 'kit'] as const
export type FeedKind = (typeof feedKinds)[number]

/** How much of the newest is looked through, and how many lines come of it. */
export const feedLines = 60

/** The newest first; what came after the visit before this one is new. At a first visit nothing is. */
export const arrangedFeed = <Item extends { at: string }>(items: readonly Item[], since: string | null): (Item & { isNew: boolean })[] => {
  const moment = ({ at }: { at: string }) => Temporal.Instant.from(at)
  return items
    .toSorted((a, b) => Temporal.Instant.compare(moment(b), moment(a)))
    .slice(0, feedLines)
    .map((item) => ({ ...item, isNew: since !== null && Temporal.Instant.compare(moment(item), Temporal.Instant.from(since)) > 0 }))
}
