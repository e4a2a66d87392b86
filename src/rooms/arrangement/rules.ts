import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import type { ChannelModel, PortalConfig } from '#shared/config.ts'
import { isRoomKind, kindFacts, roomKinds, type RoomKind } from '#shared/room-kinds.ts'
import { mayEnter } from '#rooms/rooms/menu.rules.ts'
import { criteria, explain, mayGoLive, standingOf, type Explanation, type RoomFacts, type RoomStatus, type Standing, type Viewer } from '#rooms/rooms/rules.ts' // prettier-ignore

export const custom = 'custom'

/** Enough for every case that somebody thinks of; more is a slip. */
export const maxTests = 50

/** Whether a partner type can have the kind at all. */
export const suits = (kind: RoomKind, model: TypeFacts): boolean => {
  const { needs } = kindFacts(kind)
  return needs === undefined || model[needs] === true
}

/** What decides of a channel model which rooms its partners have. */
export type TypeFacts = Pick<ChannelModel, 'hasSubPartners' | 'refers'>

/** Pre-defined kinds that the type can still be given, in their usual order. */
export const kindsLeft = (model: TypeFacts, taken: readonly string[]): RoomKind[] =>
  roomKinds.filter((kind) => suits(kind, model) && !taken.includes(kind))

export const comesLater = (kind: string): boolean => isRoomKind(kind) && kindFacts(kind).comesLater === true

/** Refusals are 409. */
export const maySuit = (kind: string, model: TypeFacts, label: string): Verdict =>
  isRoomKind(kind) && !suits(kind, model)
    ? refuse('room.kind-of-others', `${label} is a room of other partner types: this one can’t have it.`)
    : allowed

export type SetRoom = { kind: string; label: string; status: RoomStatus; publishedRevision: number | null }

/** Refusals are 409. */
export const maySetStatus = ({ kind, label, publishedRevision }: SetRoom, status: RoomStatus): Verdict =>
  status !== 'live'
    ? allowed
    : kind === custom && publishedRevision === null
      ? refuse(
          'room.not-published',
          `Nothing of ${label} is published yet: partners would find it empty. Publish its blocks, or choose “Publish and make live”.`,
        )
      : mayGoLive(kind, label)

/** `waiting`: rooms that ask for a step of one that goes. What is archived waits for nothing. Refusal is 409. */
export const mayLeaveWaiting = (label: string, waiting: readonly WaitingRoom[], anyway: boolean): Verdict => {
  const kept = waiting.filter(({ status }) => status !== 'archived')
  return kept.length === 0 || anyway
    ? allowed
    : refuse(
        'room.locks-others',
        `A step in ${label} unlocks ${kept.map((room) => `“${room.label}”`).join(', ')}. Partners who have not completed it would stay locked out. Nothing was changed.`,
      )
}
export type WaitingRoom = { label: string; status: RoomStatus }

/** Of a live room: whether it waits for a step that nobody can take, because no live room has it. */
export const waitsInVain = (
  { status, unlockSteps }: { status: RoomStatus; unlockSteps: readonly string[] },
  liveSteps: ReadonlySet<string>,
) => status === 'live' && unlockSteps.some((step) => !liveSteps.has(step))

/** `unlocks`: rooms that ask for a step of this one. Refusals are 409. */
export const mayRemove = ({ label, status }: WaitingRoom, unlocks: readonly WaitingRoom[]): Verdict =>
  status === 'live'
    ? refuse('room.still-live', `${label} is live: partners use it. Archive it first.`)
    : unlocks.length > 0
      ? refuse(
          'room.unlocks-others',
          `${unlocks.map((room) => room.label).join(', ')} would stay locked for good: a step of ${label} unlocks it. Change that first.`,
        )
      : allowed

/** Refusal is 409. */
export const mayChangeSeen = (version: number, seen: number, label: string): Verdict =>
  version === seen
    ? allowed
    : refuse('room.changed-meanwhile', `${label} was changed by somebody else in the meantime. Nothing was overwritten.`)

export type StoredTest = { id: number; label: string; viewer: Omit<Viewer, 'partnerType'>; expects: Standing }

/** Whether somebody's role has any use of a room. */
export type Enters = (looker: Pick<Viewer, 'side' | 'role'>) => boolean

/** Of a kind of room, by the configuration's roles. The vendor's people and nobody in particular are not asked, nor is a role that is gone. */
export const entersOf =
  (roles: PortalConfig['roles'], kind: string): Enters =>
  ({ side, role }) => {
    const found = roles.find((one) => one.side === 'partner' && one.code === role)
    return side === 'vendor' || found === undefined || mayEnter(kind, found.permissions)
  }

/** How the room stands to a made-up person of its type, were it live: a draft is tried out before anybody sees it. */
export const triedOn = (room: RoomFacts, viewer: StoredTest['viewer'], enters: Enters): Standing =>
  enters(viewer) ? standingOf({ ...room, status: 'live' }, { ...viewer, partnerType: room.partnerType }) : 'hidden'

type Tested = { tests: readonly StoredTest[]; enters: Enters }
/** The tests that say something else than the room's rules. */
export const failing = (room: RoomFacts, { tests, enters }: Tested): StoredTest[] =>
  tests.filter(({ viewer, expects }) => triedOn(room, viewer, enters) !== expects)

/** What a change would break: tests that held before it. Whoever goes live answers for those that failed already. */
export const brokenBy = (before: RoomFacts, after: RoomFacts, tested: Tested): StoredTest[] => {
  const goesLive = after.status === 'live' && before.status !== 'live'
  const known = goesLive ? [] : failing(before, tested)
  return failing(after, tested).filter((test) => !known.includes(test))
}

/** What is asked of somebody before a room: what the room asks, and that their role has any use of it. */
export const askedCriteria = [...criteria, 'permission'] as const
export type AskedCriterion = (typeof askedCriteria)[number]
export type Explained = Omit<Explanation, 'criteria'> & { criteria: { criterion: AskedCriterion; isMet: boolean }[] }

/** Why somebody has a room in their menu, or not. */
export const explained = (room: RoomFacts, viewer: Viewer, enters: Enters): Explained => {
  const reasons = explain(room, viewer)
  if (enters(viewer)) return reasons
  return { ...reasons, standing: 'hidden', criteria: [...reasons.criteria, { criterion: 'permission', isMet: false }] }
}

/** Refusal is 409. */
export const mayBreak = (broken: readonly StoredTest[], anyway: boolean): Verdict =>
  broken.length === 0 || anyway
    ? allowed
    : refuse(
        'room.breaks-tests',
        `This goes against what the room’s tests say: ${broken.map(({ label }) => `“${label}”`).join(', ')}. Nothing was changed.`,
      )

/** Refusal is 409. */
export const mayOrder = (current: readonly number[], asked: readonly number[]): Verdict =>
  current.length === asked.length && new Set(asked).size === asked.length && asked.every((id) => current.includes(id))
    ? allowed
    : refuse('room.order-outdated', 'Rooms were added or removed in the meantime. The order was left as it is.')

export type LeftOut = 'partnerships' | 'steps'
/** What is arranged about a room besides what it is called, where it stands and its blocks. */
export type Copyable = {
  partnerType: string
  visibility: RoomFacts['visibility']
  hasContents: boolean
  partnershipIds: number[]
  categories: string[]
  tiers: string[]
  stages: string[]
  tags: string[]
  roles: string[]
  unlockTiers: string[]
  unlockStages: string[]
  unlockSteps: string[]
  showsLock: boolean
  leavesWhenDone: boolean
  internalLabel: string
  notes: string
}

/** What a copy keeps. Partnerships and steps of one type mean nothing in another; words do, so a copy is never open to more than was meant. */
export const copiedTo = (partnerType: string, room: Copyable): { values: Omit<Copyable, 'partnerType'>; leftOut: LeftOut[] } => {
  const { partnerType: before, visibility, hasContents, categories, tiers, stages, tags, roles, ...rest } = room
  const { partnershipIds, unlockTiers, unlockStages, unlockSteps, showsLock, leavesWhenDone, internalLabel, notes } = rest
  const isSame = before === partnerType
  const values = {
    visibility, hasContents, categories, tiers, stages, tags, roles, unlockTiers, unlockStages, showsLock, leavesWhenDone, internalLabel,
    notes,
    partnershipIds: isSame ? partnershipIds : [],
    unlockSteps: isSame ? unlockSteps : [],
  } // prettier-ignore
  const leftOut: LeftOut[] = [
    ...(values.partnershipIds.length < partnershipIds.length ? ['partnerships' as const] : []),
    ...(values.unlockSteps.length < unlockSteps.length ? ['steps' as const] : []),
  ]
  return { values, leftOut }
}
