import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import { isRoomKind, kindFacts } from '#shared/room-kinds.ts'

export const roomStatuses = ['draft', 'live', 'archived'] as const
export type RoomStatus = (typeof roomStatuses)[number]
export const roomVisibilities = ['all', 'internal', 'partners'] as const
export type RoomVisibility = (typeof roomVisibilities)[number]
export const standings = ['open', 'locked', 'hidden'] as const
export type Standing = (typeof standings)[number]

/** Any of a list, and of every list; an empty list asks nothing. */
export type Access = {
  partnershipIds: readonly number[]
  categories: readonly string[]
  tiers: readonly string[]
  stages: readonly string[]
  tags: readonly string[]
  roles: readonly string[]
}

/** Any of the tiers, any of the stages, all of the steps (ids of checklists' and goals' blocks). */
export type Unlock = { tiers: readonly string[]; stages: readonly string[]; steps: readonly string[]; showsLock: boolean }

export type RoomFacts = { partnerType: string; status: RoomStatus; visibility: RoomVisibility; access: Access; unlock: Unlock }

/** Somebody as the rooms see them. `side` vendor: staff who look at the partner's portal. */
export type Viewer = {
  side: 'partner' | 'vendor'
  partnerType: string
  partnershipId: number | null
  tier: string | null
  category: string | null
  stage: string | null
  tags: readonly string[]
  role: string | null
  /** Checklists that are complete and goals that are reached. */
  steps: readonly string[]
}

export const criteria = ['partnerType', 'status', 'visibility', 'partnerships', 'categories', 'tiers', 'stages', 'tags', 'roles'] as const
export type Criterion = (typeof criteria)[number]
export const locks = ['tiers', 'stages', 'steps'] as const
export type Lock = (typeof locks)[number]

/** Which of the room's conditions somebody meets: why they see it, or not. Conditions that ask nothing are left out, but for the first three. */
export type Explanation = {
  standing: Standing
  criteria: { criterion: Criterion; isMet: boolean }[]
  locks: { lock: Lock; isMet: boolean }[]
}

export const explain = ({ partnerType, status, visibility, access, unlock }: RoomFacts, viewer: Viewer): Explanation => {
  const among = (wanted: readonly string[], having: string | null) => having !== null && wanted.includes(having)
  const asked: [Criterion, boolean, boolean][] = [
    ['partnerType', true, partnerType === viewer.partnerType],
    ['status', true, status === 'live'],
    ['visibility', true, visibility === 'all' || (visibility === 'internal') === (viewer.side === 'vendor')],
    [
      'partnerships',
      access.partnershipIds.length > 0,
      viewer.partnershipId !== null && access.partnershipIds.includes(viewer.partnershipId),
    ],
    ['categories', access.categories.length > 0, among(access.categories, viewer.category)],
    ['tiers', access.tiers.length > 0, among(access.tiers, viewer.tier)],
    ['stages', access.stages.length > 0, among(access.stages, viewer.stage)],
    ['tags', access.tags.length > 0, viewer.tags.some((tag) => access.tags.includes(tag))],
    ['roles', access.roles.length > 0 && viewer.side === 'partner', among(access.roles, viewer.role)],
  ]
  const locked: [Lock, boolean, boolean][] = [
    ['tiers', unlock.tiers.length > 0, among(unlock.tiers, viewer.tier)],
    ['stages', unlock.stages.length > 0, among(unlock.stages, viewer.stage)],
    ['steps', unlock.steps.length > 0, unlock.steps.every((step) => viewer.steps.includes(step))],
  ]
  const met = asked.flatMap(([criterion, isAsked, isMet]) => (isAsked ? [{ criterion, isMet }] : []))
  const unlocked = locked.flatMap(([lock, isAsked, isMet]) => (isAsked ? [{ lock, isMet }] : []))
  const isLocked = unlocked.some(({ isMet }) => !isMet)
  const standing = !met.every(({ isMet }) => isMet) || (isLocked && !unlock.showsLock) ? 'hidden' : isLocked ? 'locked' : 'open'
  return { standing, criteria: met, locks: unlocked }
}

/** The same as room_standing in the database, which decides; a test holds them together. */
export const standingOf = (room: RoomFacts, viewer: Viewer): Standing => explain(room, viewer).standing

/** Refusal is 409. */
export const mayGoLive = (kind: string, label: string): Verdict =>
  isRoomKind(kind) && kindFacts(kind).comesLater
    ? refuse('room.not-available', `${label} is not available yet: it can be arranged and not be made live.`)
    : allowed
