import { sql } from 'kysely'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import type { Tx } from '#server/db.ts'
import type { Standing } from './rules.ts'

type Seen = Exclude<Standing, 'hidden'>
type MenuRow = { id: number; kind: string; label: string; icon: string; group: string; standing: Seen; isDone: boolean }

// Materialized: a part that is merged into the rest asks who reads once for every room.
const reader = sql`with v as materialized (select own_room_viewer() as viewer)`

// The vendor's people look after it, however far a partner is.
const isDone = sql`
  r.leaves_when_done and r.steps <> '{}' and (v.viewer).side = 'partner' and r.steps <@ coalesce((v.viewer).steps, '{}') as "isDone"`

/** The rooms that the reader has, open or locked, in the menu's order. The vendor's administrators, who arrange them all, see as the others do. */
export const listMenu = (tx: Tx): Promise<MenuRow[]> =>
  tx.rows(sql<MenuRow>`
    ${reader}
    select r.id, r.kind, r.label, r.icon, r.group_label as "group", room_standing(r, v.viewer) as standing, ${isDone}
      from v
      join room r on r.partner_type = (v.viewer).model and room_standing(r, v.viewer) is not null
     order by r.position, r.id`)

export type RoomRow = Omit<MenuRow, 'isDone'> & {
  hasContents: boolean
  /** What was published of an open room, which passed the checks of that day; null: nothing was. */
  blocks: DraftBlock[] | null
  tiers: string[]
  stages: string[]
  steps: string[]
  /** What of it the reader has. */
  tier: string | null
  stage: string | null
  stepsDone: string[]
}

/** One of them with what was published of its blocks and what unlocks it; undefined where it is hidden or is none. */
export const findRoom = (tx: Tx, id: number): Promise<RoomRow | undefined> =>
  tx.first(sql<RoomRow>`
    ${reader}
    select r.id, r.kind, r.label, r.icon, r.group_label as "group", room_standing(r, v.viewer) as standing,
           r.has_contents as "hasContents", case when room_standing(r, v.viewer) = 'open' then p.blocks end as blocks,
           r.unlock_tiers as tiers, r.unlock_stages as stages, r.unlock_steps as steps,
           (v.viewer).tier, (v.viewer).stage, coalesce((v.viewer).steps, '{}') as "stepsDone"
      from v
      join room r on r.partner_type = (v.viewer).model and room_standing(r, v.viewer) is not null
      left join room_revision p on p.room_id = r.id and p.number = r.published_revision
     where r.id = ${id}`)

type StepRow = { step: string; title: string; roomId: number; room: string }

/** Where steps are done, of those in rooms that are open to the reader. */
export const listSteps = (tx: Tx, steps: readonly string[]): Promise<StepRow[]> =>
  tx.rows(sql<StepRow>`
    ${reader}
    select b ->> 'id' as step, coalesce(b -> 'settings' ->> 'title', '') as title, r.id as "roomId", r.label as room
      from v
      join room r on r.partner_type = (v.viewer).model and room_standing(r, v.viewer) = 'open'
      join room_revision p on p.room_id = r.id and p.number = r.published_revision
     cross join jsonb_array_elements(p.blocks) b
     where b ->> 'id' = any (${steps})`)
