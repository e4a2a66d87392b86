import type { Actor, Officer } from '#shared/actor.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import { fieldProblem, Problem } from '#shared/problem.ts'
import { isRoomKind } from '#shared/room-kinds.ts'
import { publishRoom } from '#rooms/editor/actions.ts'
import { mayGoLive, type RoomStatus } from '#rooms/rooms/rules.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell, type Fact } from '#server/events.ts'
import type { Arrangement, NewRoom, RoomChange, RoomDetail } from './contract.ts'
import { dayAt, describedRoom, describedType } from './described.ts'
import { mayPlan, statusChanges } from './plan.rules.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { insistTerms } from './terms.ts'
import { listTests } from './tests.store.ts'

export type Asked = { portal: Portal; actor: Officer }

/** Without a type: of the configuration's first. 400 `room.unknown-type`. */
export const listArrangement = ({ portal, actor }: Asked, type = portal.config.models[0]?.code ?? ''): Promise<Arrangement> =>
  asActor(actor, (tx) => {
    insistType(portal.config, type)
    return describedType(tx, portal, type)
  })

export const readRoom = ({ portal, actor }: Asked, outerId: string): Promise<RoomDetail> =>
  asActor(actor, async (tx) => describedRoom(tx, portal, await store.getRoom(tx, tx.ids.inner('rom', outerId))))

/** A draft at the end of its type. 409 `room.kind-taken` or `room.kind-of-others`. */
export const addRoom = ({ portal, actor }: Asked, { type, ...given }: NewRoom): Promise<RoomDetail> =>
  asActor(actor, async (tx) => {
    insistType(portal.config, type)
    insist(rules.maySuit(given.kind, modelOf(portal.config, type), given.label), 409)
    const id = await addNamed(tx, actor, { partnerType: type, ...given })
    return describedRoom(tx, portal, await store.getRoom(tx, id))
  })

/** The same within a transaction of whoever else starts rooms: returns the key. */
export const addNamed = async (tx: Tx, actor: Actor, room: store.RoomValues): Promise<number> => {
  const { kind, label, partnerType } = room
  if (kind !== rules.custom && !isRoomKind(kind))
    throw fieldProblem('room.unknown-kind', 400, { path: 'kind', message: 'There is no such room.' })
  await store.lockType(tx, partnerType)
  const id = await store.addRoom(tx, room)
  if (id === undefined) throw kindTaken(label)
  await tell(tx, 'room.added', { actor, facts: { roomId: id, partnerType, kind, room: label } })
  return id
}

/** 409 `room.changed-meanwhile`, or `room.breaks-tests` unless `anyway`; 400 `room.unknown-term` or `room.plan-impossible`. */
export const changeRoom = (asked: Asked, outerId: string, { version, anyway, ...given }: RoomChange): Promise<RoomDetail> =>
  edit(asked, outerId, { version, anyway }, async (tx, room) => {
    const changes = changesFrom(tx, given)
    await insistTerms(tx, asked.portal.config, room, changes)
    await insistPlan(tx, asked, room, changes, anyway)
    await store.setRoom(tx, room.id, changes)
    const facts = { roomId: room.id, room: changes.label ?? room.label, ...factsOfChange(room, changes) }
    await tell(tx, 'room.changed', { actor: asked.actor, facts })
  })

type AskedStatus = { status: RoomStatus; version: number; anyway?: boolean | undefined; publishes?: boolean | undefined }

/**
 * 409 `room.not-available` for a kind that comes later, `room.not-published` for a room of blocks of which partners would read nothing,
 * `room.locks-others` when rooms that others wait for are taken away, unless `anyway`; or as for other changes and, if it publishes, drafts.
 */
export const setStatus = (asked: Asked, outerId: string, { status, publishes = false, ...seen }: AskedStatus): Promise<RoomDetail> =>
  edit(
    asked,
    outerId,
    seen,
    async (tx, room) => {
      insist(rules.maySetStatus(room, status), 409)
      if (room.status === 'live' && status !== 'live') await insistNobodyWaits(tx, room, seen.anyway)
      await giveStatus(tx, asked.actor, room, status)
    },
    // Before the room is locked: who publishes has the draft first and the room then.
    async (tx, id) => {
      if (!publishes || status !== 'live') return
      const { kind, publishedRevision } = await store.getRoom(tx, id)
      if (kind === rules.custom && publishedRevision === null)
        await publishRoom(tx, { actor: asked.actor, config: asked.portal.config }, id)
    },
  )

/** The status, what follows from it and its entry in the log; `plan`: by the room's own plan. In the transaction of whoever decides. */
export const giveStatus = async (tx: Tx, actor: Actor, room: store.StoredRoom, status: RoomStatus, plan?: 'plan'): Promise<void> => {
  await store.setRoom(tx, room.id, statusChanges(status))
  const facts = { roomId: room.id, room: room.label, status, statusBefore: room.status, ...(plan ? { by: plan } : {}) }
  await tell(tx, 'room.status-changed', { actor, facts })
}

const insistNobodyWaits = async (tx: Tx, room: store.StoredRoom, anyway = false): Promise<void> =>
  insist(rules.mayLeaveWaiting(room.label, await store.listUnlockedBy(tx, room), anyway), 409)

const insistPlan = async (
  tx: Tx,
  { portal }: Asked,
  room: store.StoredRoom,
  changes: store.RoomChanges,
  anyway?: boolean,
): Promise<void> => {
  const { liveOn = room.liveOn, lastOn = room.lastOn } = changes
  const { path, verdict } = mayPlan({ status: room.status, liveOn, lastOn }, room, dayAt(portal))
  if (!verdict.may) throw fieldProblem(verdict.code, 400, { path, message: verdict.reason })
  if (liveOn !== null && liveOn !== room.liveOn) insist(mayGoLive(room.kind, room.label), 409)
  // Nobody is there to be asked on the day itself.
  if (lastOn !== null && lastOn !== room.lastOn) await insistNobodyWaits(tx, room, anyway)
}

type Placed = { id: string; group: string }

/** All of a type's rooms in their new order, each under its heading. 409 `room.order-outdated`. */
export const orderRooms = ({ portal, actor }: Asked, { type, rooms }: { type: string; rooms: readonly Placed[] }) =>
  asActor(actor, async (tx) => {
    insistType(portal.config, type)
    await store.lockType(tx, type)
    const wanted = rooms.map(({ id, group }) => ({ id: tx.ids.inner('rom', id), group }))
    const present = await store.listRooms(tx, type)
    insist(rules.mayOrder(present.map(({ id }) => id), wanted.map(({ id }) => id)), 409) // prettier-ignore
    await store.setOrder(tx, wanted.map(({ id }) => id)) // prettier-ignore
    await store.setGroups(tx, wanted)
    const labels = wanted.flatMap(({ id }) => present.find((room) => room.id === id)?.label ?? [])
    await tell(tx, 'room.ordered', { actor, facts: { partnerType: type, rooms: labels } })
    return describedType(tx, portal, type)
  })

/** With its blocks, revisions and tests: 400 `room.label-differs` unless its name was given; 409 while it is live or unlocks others. */
export const removeRoom = ({ portal, actor }: Asked, outerId: string, label: string): Promise<Arrangement> =>
  asActor(actor, async (tx) => {
    const room = await store.lockRoom(tx, tx.ids.inner('rom', outerId))
    insist(rules.mayRemove(room, await store.listUnlockedBy(tx, room)), 409)
    if (label.trim() !== room.label.trim())
      throw fieldProblem('room.label-differs', 400, { path: 'label', message: 'Type the name of the room as it stands.' })
    await store.removeRoom(tx, room.id)
    const { id: roomId, kind, partnerType } = room
    await tell(tx, 'room.removed', { actor, facts: { roomId, partnerType, kind, room: room.label } })
    return describedType(tx, portal, partnerType)
  })

/** 400 `room.unknown-type`. */
export const insistType = (config: PortalConfig, type: string): void => {
  if (config.models.some(({ code }) => code === type)) return
  throw fieldProblem('room.unknown-type', 400, { path: 'type', message: 'There is no such partner type.' })
}

export const kindTaken = (label: string): Problem =>
  fieldProblem('room.kind-taken', 409, {
    path: 'kind',
    message: `This partner type already has ${label}: each of the portal’s own rooms stands once.`,
  })

/** What every change has in common: the lock, the version that was seen, and what the room's tests say of the outcome. */
const edit = (
  { portal, actor }: Asked,
  outerId: string,
  { version, anyway = false }: { version: number; anyway?: boolean | undefined },
  work: (tx: Tx, room: store.StoredRoom) => Promise<void>,
  first?: (tx: Tx, id: number) => Promise<void>,
): Promise<RoomDetail> =>
  asActor(actor, async (tx) => {
    const id = tx.ids.inner('rom', outerId)
    await first?.(tx, id)
    const before = await store.lockRoom(tx, id)
    insist(rules.mayChangeSeen(before.version, version, before.label), 409)
    await work(tx, before)
    const after = await store.getRoom(tx, before.id)
    const broken = rules.brokenBy(store.factsOf(before), store.factsOf(after), {
      tests: await listTests(tx, before.id),
      enters: rules.entersOf(portal.config.roles, before.kind),
    })
    insist(rules.mayBreak(broken, anyway), 409)
    return describedRoom(tx, portal, after)
  })

const changesFrom = (tx: Tx, { access, unlock, ...plain }: Omit<RoomChange, 'version' | 'anyway'>): store.RoomChanges => {
  const kept = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  const { partnerships, ...lists } = access ?? { partnerships: undefined }
  return {
    ...kept,
    ...lists,
    ...(partnerships === undefined ? {} : { partnershipIds: partnerships.map((id) => tx.ids.inner('psh', id)) }),
    ...(unlock === undefined
      ? {}
      : { unlockTiers: unlock.tiers, unlockStages: unlock.stages, unlockSteps: unlock.steps, showsLock: unlock.showsLock }),
  }
}

/** What the log keeps: which fields, and those that decide who sees the room in full. */
const factsOfChange = (before: store.StoredRoom, changes: store.RoomChanges): Record<string, Fact> => {
  const facts: Record<string, Fact> = { fields: Object.keys(changes) }
  for (const list of ['categories', 'tiers', 'stages', 'tags', 'roles', 'unlockTiers', 'unlockStages', 'unlockSteps'] as const)
    if (changes[list] && changes[list].join() !== before[list].join()) facts[list] = changes[list]
  if (changes.visibility && changes.visibility !== before.visibility) facts['visibility'] = changes.visibility
  if (changes.partnershipIds && changes.partnershipIds.join() !== before.partnershipIds.join())
    facts['partnerships'] = changes.partnershipIds.length
  return facts
}
