import { sql, type RawBuilder } from 'kysely'
import { notFound } from '#shared/problem.ts'
import type { Day } from '#shared/dates.ts'
import type { RoomFacts, RoomStatus } from '#rooms/rooms/rules.ts'
import { q, type Tx } from '#server/db.ts'
import type { Copyable, WaitingRoom } from './rules.ts'

export type StoredRoom = Copyable & {
  id: number
  kind: string
  label: string
  icon: string
  group: string
  status: RoomStatus
  publishedRevision: number | null
  /** Checklists and goals of what is published. */
  steps: string[]
  liveOn: Day | null
  lastOn: Day | null
  version: number
}

/** As the rules see it. */
export const factsOf = (room: StoredRoom): RoomFacts => {
  const { partnerType, status, visibility, partnershipIds, categories, tiers, stages, tags, roles } = room
  return {
    partnerType,
    status,
    visibility,
    access: { partnershipIds, categories, tiers, stages, tags, roles },
    unlock: { tiers: room.unlockTiers, stages: room.unlockStages, steps: room.unlockSteps, showsLock: room.showsLock },
  }
}

// An array of keys would come as texts; JSON has numbers.
const columns = sql`
  r.id, r.partner_type as "partnerType", r.kind, r.label, r.icon, r.group_label as "group", r.status, r.visibility,
  r.has_contents as "hasContents", to_json(r.partnership_ids) as "partnershipIds", r.categories, r.tiers, r.stages, r.tags, r.roles,
  r.unlock_tiers as "unlockTiers", r.unlock_stages as "unlockStages", r.unlock_steps as "unlockSteps", r.shows_lock as "showsLock",
  r.leaves_when_done as "leavesWhenDone", r.published_revision as "publishedRevision", r.steps, r.live_on as "liveOn", r.last_on as "lastOn", r.version, coalesce(n.internal_label, '') as "internalLabel", coalesce(n.notes, '') as notes`

const selected = (condition: RawBuilder<unknown>) =>
  sql<StoredRoom>`select ${columns} from room r left join room_note n on n.room_id = r.id where ${condition} order by r.position, r.id`

/** A type's rooms in the order of the sidebar. */
export const listRooms = (tx: Tx, partnerType: string): Promise<StoredRoom[]> => tx.rows(selected(sql`r.partner_type = ${partnerType}`))

/** One room, or 404. */
export const getRoom = async (tx: Tx, id: number): Promise<StoredRoom> => {
  const room = await tx.first(selected(sql`r.id = ${id}`))
  if (!room) throw notFound()
  return room
}

/** Keeps everybody else from changing the room until the transaction ends; 404. */
export const lockRoom = async (tx: Tx, id: number): Promise<StoredRoom> => {
  await tx.rows(sql`select from room r where r.id = ${id} for update`)
  return getRoom(tx, id)
}

/** Keeps other arrangers of the type out until the transaction ends: which rooms it has, and their order, stay true. */
export const lockType = (tx: Tx, partnerType: string) =>
  tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('rooms of ' || ${partnerType}, 0))`)

export const countRooms = async (tx: Tx): Promise<Map<string, number>> => {
  const rows = await tx.rows(sql<{ type: string; n: number }>`select partner_type as type, count(*) as n from room group by 1`)
  return new Map(rows.map(({ type, n }) => [type, n]))
}

export type RoomValues = Pick<StoredRoom, 'partnerType' | 'kind' | 'label' | 'icon' | 'group'>

/** The new key of a draft at the end of its type; undefined when the type has the kind already. */
export const addRoom = async (tx: Tx, { partnerType, kind, label, icon, group }: RoomValues): Promise<number | undefined> => {
  const row = await tx.first(sql<{ id: number }>`
    insert into room (partner_type, kind, label, icon, group_label, position)
    values (${partnerType}, ${kind}, ${label}, ${icon}, ${group},
            (select coalesce(max(r.position), 0) + 1 from room r where r.partner_type = ${partnerType}))
    on conflict (partner_type, kind) where kind <> 'custom' do nothing
    returning id`)
  return row?.id
}

export type RoomChanges = Partial<Omit<StoredRoom, 'id' | 'partnerType' | 'kind' | 'version' | 'publishedRevision' | 'steps'>>

/** Sets what is given and counts the version up. */
export const setRoom = async (tx: Tx, id: number, changes: RoomChanges): Promise<void> => {
  const { group, hasContents, partnershipIds, unlockTiers, unlockStages, unlockSteps, showsLock, ...others } = changes
  const { leavesWhenDone, liveOn, lastOn, internalLabel, notes, ...same } = others
  await tx.rows(
    q
      .updateTable('room')
      .set({
        ...same,
        ...(group === undefined ? {} : { group_label: group }),
        ...(hasContents === undefined ? {} : { has_contents: hasContents }),
        ...(partnershipIds === undefined ? {} : { partnership_ids: partnershipIds }),
        ...(unlockTiers === undefined ? {} : { unlock_tiers: unlockTiers }),
        ...(unlockStages === undefined ? {} : { unlock_stages: unlockStages }),
        ...(unlockSteps === undefined ? {} : { unlock_steps: unlockSteps }),
        ...(showsLock === undefined ? {} : { shows_lock: showsLock }),
        ...(leavesWhenDone === undefined ? {} : { leaves_when_done: leavesWhenDone }),
        ...(liveOn === undefined ? {} : { live_on: liveOn }),
        ...(lastOn === undefined ? {} : { last_on: lastOn }),
        ...(same.status === 'live' ? { live_at: sql<string>`case when status = 'live' then live_at else now() end` } : {}),
        version: sql<number>`version + 1`,
        changed_at: sql<string>`now()`,
      })
      .where('id', '=', id),
  )
  if (internalLabel === undefined && notes === undefined) return
  await tx.rows(sql`
    insert into room_note (room_id, internal_label, notes) values (${id}, ${internalLabel ?? ''}, ${notes ?? ''})
    on conflict (room_id) do update
       set internal_label = coalesce(${internalLabel ?? null}, room_note.internal_label), notes = coalesce(${notes ?? null}, room_note.notes)`)
}

/** The rooms stand in this order from now on. */
export const setOrder = (tx: Tx, ids: readonly number[]) =>
  tx.rows(sql`
    update room r set position = n.place, changed_at = now()
      from unnest(${ids}::bigint[]) with ordinality as n (id, place)
     where r.id = n.id and r.position <> n.place`)

/** Each stands under that heading from now on. */
export const setGroups = (tx: Tx, rooms: readonly { id: number; group: string }[]) =>
  tx.rows(sql`
    update room r set group_label = n.heading, version = r.version + 1, changed_at = now()
      from unnest(${rooms.map(({ id }) => id)}::bigint[], ${rooms.map(({ group }) => group)}::text[]) as n (id, heading)
     where r.id = n.id and r.group_label <> n.heading`)

/** With the steps that there are in it. The version stays: what an arranger read of the room is still true. */
export const setPublishedRevision = (tx: Tx, id: number, revision: number) =>
  tx.rows(sql`
    update room r
       set published_revision = ${revision},
           steps = array(
             select b ->> 'id' from room_revision v cross join jsonb_array_elements(v.blocks) b
              where v.room_id = r.id and v.number = ${revision} and b ->> 'kind' in ('checklist', 'goals'))
     where r.id = ${id}`)

/** With its notes, blocks, revisions and tests. */
export const removeRoom = (tx: Tx, id: number) => tx.rows(sql`delete from room where id = ${id}`)

export type Step = { step: string; kind: 'checklist' | 'goals'; title: string; roomId: number; room: string }

/** What a type's rooms can be unlocked by: checklists and goals among the blocks that are published. */
export const listSteps = (tx: Tx, partnerType: string): Promise<Step[]> =>
  tx.rows(sql<Step>`
    select b ->> 'id' as step, b ->> 'kind' as kind, coalesce(b -> 'settings' ->> 'title', '') as title, r.id as "roomId", r.label as room
      from room r
      join room_revision v on v.room_id = r.id and v.number = r.published_revision
     cross join jsonb_array_elements(v.blocks) b
     where r.partner_type = ${partnerType} and r.status <> 'archived' and b ->> 'kind' in ('checklist', 'goals')
     order by r.position, r.id`)

/** The other rooms that what is published in this one unlocks. */
export const listUnlockedBy = (
  tx: Tx,
  { id, partnerType, steps }: Pick<StoredRoom, 'id' | 'partnerType' | 'steps'>,
): Promise<WaitingRoom[]> =>
  tx.rows(sql<WaitingRoom>`
    select r.label, r.status from room r
     where r.partner_type = ${partnerType} and r.id <> ${id} and r.unlock_steps && ${steps}::text[]
     order by r.position, r.id`)

/** The steps that somebody of a type can take: those of its live rooms. */
export const listLiveSteps = async (tx: Tx, partnerType: string): Promise<ReadonlySet<string>> => {
  const rows = await tx.rows(sql<{ steps: string[] }>`
    select r.steps from room r where r.partner_type = ${partnerType} and r.status = 'live' and r.steps <> '{}'`)
  return new Set(rows.flatMap(({ steps }) => steps))
}

/** The keys of rooms whose plan says that day or an earlier one. */
export const listPlanned = async (tx: Tx, today: Day): Promise<number[]> => {
  const rows = await tx.rows(sql<{ id: number }>`
    select r.id from room r
     where (r.status = 'draft' and r.live_on <= ${today}) or (r.status <> 'archived' and r.last_on < ${today}) order by r.id`)
  return rows.map(({ id }) => id)
}
