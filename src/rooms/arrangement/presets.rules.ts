import { kindFacts, type RoomKind } from '#shared/room-kinds.ts'
import type { RoomStatus } from '#rooms/rooms/rules.ts'
import { kindLooks, type KindLook } from './kind-looks.rules.ts'
import { custom, suits, type TypeFacts } from './rules.ts'

/** Rooms made of blocks that ship ready to be filled. */
export const patternCodes = ['training', 'campaign', 'support-hub', 'analytics', 'onboarding'] as const
export type PatternCode = (typeof patternCodes)[number]
export const isPatternCode = (text: string): text is PatternCode => patternCodes.some((one) => one === text)

export const patternLooks: Readonly<Record<PatternCode, KindLook>> = {
  onboarding: { label: 'Onboarding', icon: 'rocket', group: '' },
  training: { label: 'Training portal', icon: 'school', group: 'Learn and sell' },
  campaign: { label: 'Campaign centre', icon: 'speakerphone', group: 'Learn and sell' },
  'support-hub': { label: 'Support hub', icon: 'help', group: 'Learn and sell' },
  analytics: { label: 'Analytics dashboard', icon: 'chart', group: 'Learn and sell' },
}

export const presetCodes = ['minimal', 'starter', 'standard', 'advanced'] as const
export type PresetCode = (typeof presetCodes)[number]

/** A room that a set brings: a pre-defined one, or one of blocks from a pattern. */
export type Piece = { kind: RoomKind } | { pattern: PatternCode }

const ofKind = (...kinds: RoomKind[]): Piece[] => kinds.map((kind) => ({ kind }))
const ofPattern = (...patterns: PatternCode[]): Piece[] => patterns.map((pattern) => ({ pattern }))

/** The pieces of a set in the order in which a new menu has them. What the brief's lists call Leads or Deals follows from the type. */
const pieces: Record<PresetCode, (model: TypeFacts) => Piece[]> = {
  minimal: () => ofKind('overview', 'customers', 'report', 'leads', 'resources', 'messages'),
  starter: ({ refers }) => [
    ...ofPattern('onboarding'),
    ...ofKind('overview', 'customers', 'tasks', 'report', refers ? 'leads' : 'deals', 'kit', 'resources'),
    ...ofPattern('training'),
    ...ofKind('messages'),
  ],
  standard: () =>
    ofKind(
      'overview', 'customers', 'tasks', 'report', 'leads', 'deals', 'kit', 'resources', 'brand-guidelines', 'quick-actions', 'support',
      'messages', 'contacts',
    ), // prettier-ignore
  advanced: () => [
    ...ofPattern('onboarding'),
    ...ofKind(
      'overview', 'customers', 'tasks', 'report', 'leads', 'deals', 'projects', 'distributor-partners', 'kit', 'resources',
      'brand-guidelines', 'quick-actions', 'support',
    ), // prettier-ignore
    ...ofPattern('training', 'campaign', 'analytics'),
    ...ofKind('messages', 'contacts', 'shared-files'),
  ],
}

const nameOf = (piece: Piece): string => ('kind' in piece ? piece.kind : `pattern:${piece.pattern}`)

/** The pieces of a set for a partner type, with those that answers ask for besides behind them. Kinds of other types are left out. */
export const piecesOf = (preset: PresetCode, model: TypeFacts, wanted: readonly Piece[] = []): Piece[] => {
  const all = [...pieces[preset](model), ...wanted].filter((piece) => !('kind' in piece) || suits(piece.kind, model))
  return [...new Map(all.map((piece) => [nameOf(piece), piece])).values()]
}

/** What opens after what in the advanced set: behind the checklist of another room of the set. */
export const opensAfter: Readonly<Partial<Record<PatternCode, PatternCode>>> = { training: 'onboarding', analytics: 'onboarding' }

/** A room as it stands, before a set is chosen. `pattern`: which one it began as. */
export type StandingRoom = { id: number; kind: string; label: string; status: RoomStatus; pattern: string | null; isPublished: boolean }

/** Whether a room is what a piece of a set has become. */
export const isOf =
  (piece: Piece) =>
  (room: Pick<StandingRoom, 'kind' | 'pattern'>): boolean =>
    'kind' in piece ? room.kind === piece.kind : room.kind === custom && room.pattern === piece.pattern

export type Plan = {
  /** Come new: `live`, or `draft` where the function comes later or blocks have to be filled first. */
  adds: (KindLook & { piece: Piece; status: 'live' | 'draft' })[]
  /** Stand there as drafts or in the archive, and go live; of those from a pattern the ones that partners have something to read in. */
  opens: StandingRoom[]
  /** Pre-defined ones that are in use and not of the set: archived only when the vendor says so. Rooms of blocks always stay. */
  outside: StandingRoom[]
}

/** What choosing a set changes. Nothing is ever removed, and no name, order or restriction of a room that is there changes. */
export const planOf = (pieces: readonly Piece[], rooms: readonly StandingRoom[]): Plan => {
  const found = (piece: Piece) => rooms.find(isOf(piece))
  return {
    adds: pieces.flatMap((piece) => (found(piece) ? [] : [{ ...looksOf(piece), piece, status: beginsAs(piece) }])),
    opens: pieces.flatMap((piece) => {
      const room = found(piece)
      return room && room.status !== 'live' && ('kind' in piece ? beginsAs(piece) === 'live' : room.isPublished) ? [room] : []
    }),
    outside: rooms.filter((room) => room.kind !== custom && room.status !== 'archived' && !pieces.some((piece) => isOf(piece)(room))),
  }
}

export const looksOf = (piece: Piece): KindLook => ('kind' in piece ? kindLooks[piece.kind] : patternLooks[piece.pattern])

const beginsAs = (piece: Piece): 'live' | 'draft' => ('kind' in piece && !kindFacts(piece.kind).comesLater ? 'live' : 'draft')

/**
 * The new order of a menu: rooms that were there stay in theirs; a new one stands behind the piece before it in the set. `idOf` says which
 * room a piece has become.
 */
export const placed = (before: readonly number[], pieces: readonly Piece[], idOf: (piece: Piece) => number | undefined): number[] => {
  const order = [...before]
  let last: number | undefined
  for (const piece of pieces) {
    const id = idOf(piece)
    if (id === undefined) continue
    if (!order.includes(id)) order.splice(last === undefined ? 0 : order.indexOf(last) + 1, 0, id)
    last = id
  }
  return order
}

/** A pre-defined room as the first arrangement brings it. */
export type PlannedRoom = KindLook & { kind: RoomKind; status: RoomStatus }

/** What every partner type begins with, before anybody has chosen: whatever there is. */
export const essentials: readonly PlannedRoom[] = (
  ['overview', 'customers', 'tasks', 'report', 'kit', 'quick-actions', 'support'] as const
).map((kind) => ({ kind, ...kindLooks[kind], status: 'live' }))
