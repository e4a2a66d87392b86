import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Day } from '#shared/dates.ts'
import type { Tx } from '#server/db.ts'
import { feedLines } from './rules.ts'

type Severity = 'low' | 'medium' | 'high'

export type TaskDay = {
  day: Day
  at: string
  customerId: number
  customerName: string
  taskId: number | null
  raised: number
  worsened: number
  ended: number
  commented: number
  assigned: number
  worst: Severity | null
}

/** Deeds of a busy month are looked through from the newest back, not all of them: a line stands for many. */
const deedsRead = 2_000

/** What others and the engine did to tasks since, by customer and day; of the customers that the actor may see. */
export const listTaskDays = (tx: Tx, actor: Member, since: Temporal.Instant): Promise<TaskDay[]> =>
  tx.rows(sql<TaskDay>`
    with deed as materialized (
      select e.customer_id, e.task_id, e.kind, e.severity, e.at, (e.at at time zone ${actor.timeZone})::date as day
        from task_event e
       where e.partner_id = ${actor.partnerId} and e.partnership_id = ${actor.partnershipId} and e.at >= ${since.toString()}::timestamptz
         and e.kind = any (array['raised', 'worsened', 'resolved', 'done', 'dismissed', 'commented', 'assigned'])
         and e.user_id is distinct from ${actor.userId}
       order by e.at desc limit ${deedsRead}
    ), told as (
      select customer_id, day, max(at) as at, case when min(task_id) = max(task_id) then min(task_id) end as "taskId",
             count(distinct task_id) filter (where kind = 'raised') as raised,
             count(distinct task_id) filter (where kind = 'worsened') as worsened,
             count(distinct task_id) filter (where kind in ('resolved', 'done', 'dismissed')) as ended,
             count(*) filter (where kind = 'commented') as commented,
             count(distinct task_id) filter (where kind = 'assigned') as assigned,
             (array['low', 'medium', 'high'])[max(array_position(array['low', 'medium', 'high'], severity)) filter (where kind in ('raised', 'worsened'))] as worst
        from deed group by customer_id, day order by max(at) desc limit ${feedLines})
    select t.day, t.at, t.customer_id as "customerId", c.name as "customerName", t."taskId",
           t.raised, t.worsened, t.ended, t.commented, t.assigned, t.worst
      from told t join customer c on c.partner_id = ${actor.partnerId} and c.id = t.customer_id`)

export type RoomDay = { at: string; roomId: number; label: string; icon: string; isFirst: boolean }

/** Rooms of blocks that were published since and are open to the actor. */
export const listRoomDays = (tx: Tx, since: Temporal.Instant): Promise<RoomDay[]> =>
  tx.rows(sql<RoomDay>`
    select p.published_at as at, r.id as "roomId", r.label, r.icon, p.number = 1 as "isFirst"
      from room_revision p
      join room r on r.id = p.room_id and r.published_revision = p.number
     where p.published_at >= ${since.toString()}::timestamptz and room_standing(r, (select own_room_viewer())) = 'open'
     order by p.published_at desc limit ${feedLines}`)

export type KitDay = { day: Day; at: string; titles: string[]; count: number }

/** Material that came or got a new version since, by day, as far as it is the actor's to find. */
export const listKitDays = (tx: Tx, actor: Member, since: Temporal.Instant): Promise<KitDay[]> =>
  tx.rows(sql<KitDay>`
    select (k.renewed_at at time zone ${actor.timeZone})::date as day, max(k.renewed_at) as at, count(*) as count,
           (array_agg(k.title order by k.renewed_at desc, k.id desc))[1:3] as titles
      from kit_item k
     where k.renewed_at >= ${since.toString()}::timestamptz and kit_shown(k, (select own_room_viewer()), ${actor.today}::date)
     group by 1 order by 2 desc limit ${feedLines}`)
