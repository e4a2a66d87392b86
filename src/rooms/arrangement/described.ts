import { modelOf, type PortalConfig } from '#shared/config.ts'
import { reasonOf } from '#shared/actor.ts'
import { today, type Day } from '#shared/dates.ts'
import { unusedRooms } from '#rooms/room-use/actions.ts'
import type { Portal } from '#server/deployment.ts'
import type { Tx } from '#server/db.ts'
import type { AccessTest, Arrangement, PartnershipChoice, RoomDetail, RoomLine, TestViewer } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { listTests, listTestsOf } from './tests.store.ts'
import { countSeen, namePartnerships, type PartnershipName } from './viewers.store.ts'

/** The deployment, whose day it is. */
export type At = Pick<Portal, 'config' | 'now'>
export const dayAt = ({ config, now }: At): Day => today(now, config.locale.timeZone)

export const typeLabel = (config: PortalConfig, code: string): string => config.models.find((model) => model.code === code)?.label ?? code

export const choiceFrom = (tx: Tx, { id, name, partner }: PartnershipName): PartnershipChoice => ({
  id: tx.ids.outer('psh', id),
  name,
  partner,
})

/** A type's rooms as the screen lists them. */
export const describedType = async (tx: Tx, at: At, type: string): Promise<Arrangement> => {
  const { config } = at
  const [rooms, numbers, known, tests] = await Promise.all([
    store.listRooms(tx, type),
    store.countRooms(tx),
    knownOf(tx, at, type),
    listTestsOf(tx, type),
  ])
  const taken = rooms.map(({ kind }) => kind)
  return {
    type,
    today: dayAt(at),
    types: config.models.map(({ code, label }) => ({ code, label, rooms: numbers.get(code) ?? 0 })),
    rooms: rooms.map((room) => lineFrom(tx, room, known, tests.get(room.id) ?? [])),
    kindsLeft: rules.kindsLeft(modelOf(config, type), taken).map((kind) => ({ kind, comesLater: rules.comesLater(kind) })),
  }
}

/** What is asked once of all rooms of a type, or of one. */
const knownOf = async (tx: Tx, at: At, type: string, roomId?: number) => {
  const [seen, liveSteps, unused] = await Promise.all([
    countSeen(tx, type, roomId),
    store.listLiveSteps(tx, type),
    unusedRooms(tx, dayAt(at)),
  ])
  return { seen, liveSteps, unused, roles: at.config.roles }
}
type Known = Awaited<ReturnType<typeof knownOf>>

const lineFrom = (
  tx: Tx,
  room: store.StoredRoom,
  { seen, liveSteps, unused, roles }: Known,
  tests: readonly rules.StoredTest[],
): RoomLine => {
  const { kind, label, internalLabel, icon, group, status, visibility } = room
  const { access, unlock } = store.factsOf(room)
  const { open = 0, locked = 0 } = seen.rooms.get(room.id) ?? {}
  return {
    id: tx.ids.outer('rom', room.id),
    kind, label, internalLabel, icon, group, status, visibility,
    comesLater: rules.comesLater(kind),
    isRestricted: Object.values(access).some((list) => list.length > 0),
    isUnlocked: unlock.tiers.length + unlock.stages.length + unlock.steps.length > 0,
    version: room.version,
    isPublished: room.publishedRevision !== null,
    liveOn: room.liveOn,
    lastOn: room.lastOn,
    isUnused: unused.has(room.id),
    waitsInVain: rules.waitsInVain(room, liveSteps),
    failingTests: rules.failing(store.factsOf(room), { tests, enters: rules.entersOf(roles, kind) }).length,
    seen: { open, locked, all: seen.all },
  } // prettier-ignore
}

/** One room with everything that can be said about it. */
export const describedRoom = async (tx: Tx, at: At, room: store.StoredRoom): Promise<RoomDetail> => {
  const [tests, known] = await Promise.all([listTests(tx, room.id), knownOf(tx, at, room.partnerType, room.id)])
  const unlocks = await store.listUnlockedBy(tx, room)
  const { partnershipIds, categories, tiers, stages, tags, roles, unlockTiers, unlockStages, unlockSteps, showsLock } = room
  const named = await namePartnerships(tx, [
    ...partnershipIds,
    ...tests.flatMap(({ viewer }) => (viewer.partnershipId === null ? [] : [viewer.partnershipId])),
  ])
  const nameOf = (id: number | null) => {
    const found = named.find((one) => one.id === id)
    return found ? [choiceFrom(tx, found)] : []
  }
  return {
    ...lineFrom(tx, room, known, tests),
    type: room.partnerType,
    typeLabel: typeLabel(at.config, room.partnerType),
    notes: room.notes,
    hasContents: room.hasContents,
    leavesWhenDone: room.leavesWhenDone,
    access: { partnerships: partnershipIds.flatMap(nameOf), categories, tiers, stages, tags, roles },
    unlock: { tiers: unlockTiers, stages: unlockStages, steps: unlockSteps, showsLock },
    tests: tests.map((test) => testFrom(tx, room, test, { nameOf, enters: rules.entersOf(at.config.roles, room.kind) })),
    refusals: { goLive: reasonOf(rules.maySetStatus(room, 'live')), remove: reasonOf(rules.mayRemove(room, unlocks)) },
  }
}

const testFrom = (
  tx: Tx,
  room: store.StoredRoom,
  test: rules.StoredTest,
  { nameOf, enters }: { nameOf: (id: number | null) => PartnershipChoice[]; enters: rules.Enters },
): AccessTest => {
  const { partnershipId, tags, steps, ...traits } = test.viewer
  const viewer: TestViewer = { ...traits, tags: [...tags], steps: [...steps], partnership: nameOf(partnershipId)[0] ?? null }
  const { label, expects } = test
  return { id: tx.ids.outer('rat', test.id), label, viewer, expects, standing: rules.triedOn(store.factsOf(room), test.viewer, enters) }
}
