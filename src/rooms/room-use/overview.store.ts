import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { UseOverview } from './contract.ts'

/** Days, both included; a partnership's key and a partner type, when they are asked for. */
export type Period = { from: string; to: string; partnershipId: number | undefined; type: string | undefined }

export const within = ({ from, to, partnershipId, type }: Period, row: string) => sql`
  ${sql.ref(`${row}.day`)} between ${from} and ${to}
  and (${partnershipId ?? null}::bigint is null or ${sql.ref(`${row}.partnership_id`)} = ${partnershipId ?? null}::bigint)
  and (${type ?? null}::text is null or ${sql.ref(`${row}.partnership_id`)} in (select s.id from partnership s where s.model = ${type ?? null}))`

export type RoomRow = {
  id: number
  label: string
  kind: string
  partner_type: string
  status: 'draft' | 'live' | 'archived'
  /** Since when it is live, as far as that was noted. */
  live_day: string
  partners: number
  people: number
  stays: number
  views: number
  seconds: number
  last_day: string | null
  ever_day: string | null
}

/** Every room of the partner types in question, used or not. `everDay`: the last day on which anybody of any partner looked at it. */
export const listRooms = (tx: Tx, period: Period): Promise<RoomRow[]> =>
  tx.rows(sql<RoomRow>`
    with used as (
      select d.room_id, count(distinct d.partner_id)::int as partners, count(distinct d.user_id)::int as people, sum(d.stays)::int as stays,
             sum(d.views)::int as views, sum(d.seconds)::int as seconds, max(d.day) as last_day
        from room_use_day d where d.room_id is not null and ${within(period, 'd')} group by 1
    ), ever as (select d.room_id, max(d.day) as day from room_use_day d where d.room_id is not null group by 1)
    select r.id, r.label, r.kind, r.partner_type, r.status, coalesce(r.live_at, r.created_at)::date as live_day,
           coalesce(u.partners, 0) as partners, coalesce(u.people, 0) as people, coalesce(u.stays, 0) as stays,
           coalesce(u.views, 0) as views, coalesce(u.seconds, 0) as seconds, u.last_day, e.day as ever_day
      from room r left join used u on u.room_id = r.id left join ever e on e.room_id = r.id
     where (${period.type ?? null}::text is null or r.partner_type = ${period.type ?? null})
       and (${period.partnershipId ?? null}::bigint is null
            or r.partner_type = (select s.model from partnership s where s.id = ${period.partnershipId ?? null}))
       and (r.status <> 'draft' or u.room_id is not null)
     order by r.partner_type, r.position, r.id`)

type Totals = Pick<UseOverview, 'partners' | 'people' | 'stays' | 'views' | 'seconds'>

export const getTotals = async (tx: Tx, period: Period): Promise<Totals> => {
  const found = await tx.first(sql<Totals>`
    select count(distinct d.partner_id)::int as partners, count(distinct d.user_id)::int as people,
           coalesce(sum(d.stays) filter (where d.room_id is null), 0)::int as stays,
           coalesce(sum(d.views) filter (where d.room_id is not null), 0)::int as views,
           coalesce(sum(d.seconds) filter (where d.room_id is not null), 0)::int as seconds
      from room_use_day d where ${within(period, 'd')}`)
  return found ?? { partners: 0, people: 0, stays: 0, views: 0, seconds: 0 }
}

/** Each day of the period, also those on which nobody came. */
export const listDays = (tx: Tx, period: Period): Promise<UseOverview['days']> =>
  tx.rows(sql<UseOverview['days'][number]>`
    select g.day::date as day, coalesce(sum(d.views), 0)::int as views, count(distinct d.user_id)::int as people
      from generate_series(${period.from}::date, ${period.to}::date, interval '1 day') g(day)
      left join room_use_day d on d.day = g.day::date and d.room_id is not null and ${within(period, 'd')}
     group by 1 order by 1`)

type Taken = { id: number; label: string; downloads: number; people: number }
const mostTaken = 10

export const listFiles = (tx: Tx, period: Period): Promise<Taken[]> =>
  tx.rows(sql<Taken>`
    select f.id, f.name as label, sum(d.downloads)::int as downloads, count(distinct d.user_id)::int as people
      from file_download d join file f on f.id = d.file_id and f.partner_id is null
     where ${within(period, 'd')} group by 1, 2 order by 3 desc, 2 limit ${mostTaken}`)

export const listKit = (tx: Tx, period: Period): Promise<Taken[]> =>
  tx.rows(sql<Taken>`
    select k.id, k.title as label, count(*)::int as downloads, count(distinct d.user_id)::int as people
      from (select *, at::date as day from kit_download) d join kit_item k on k.id = d.kit_id
     where ${within(period, 'd')} group by 1, 2 order by 3 desc, 2 limit ${mostTaken}`)

export const listPartnerships = (tx: Tx): Promise<{ id: number; name: string; partner: string }[]> =>
  tx.rows(sql<{ id: number; name: string; partner: string }>`
    select s.id, s.name, p.name as partner from partnership s join partner p on p.id = s.partner_id order by p.name, s.is_main desc, s.name`)

/** The keys of rooms that were live before a day and that nobody of any partner has looked at since. */
export const listUnused = async (tx: Tx, since: string): Promise<number[]> => {
  const rows = await tx.rows(sql<{ id: number }>`
    select r.id from room r
     where r.status = 'live' and coalesce(r.live_at, r.created_at)::date < ${since}
       and r.id not in (select d.room_id from room_use_day d where d.room_id is not null and d.day >= ${since})`)
  return rows.map(({ id }) => id)
}
