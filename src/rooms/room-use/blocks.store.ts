import { sql, type RawBuilder } from 'kysely'
import { pageFrom, readCursor } from '#shared/paging.ts'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import type { Tx } from '#server/db.ts'
import { within, type Period } from './overview.store.ts'
import { wholePercent } from './rules.ts'

/** What was counted of a block, with the newest version of it that there is. */
export type UsedRow = {
  id: number
  roomId: number
  roomLabel: string | null
  partnerType: string | null
  block: DraftBlock | null
  isPublished: boolean
  people: number
  lastDay: string
}
export type ClickRow = UsedRow & { target: string; clicks: number }
export type VideoRow = UsedRow & { sharePercent: number; watchedWhole: number }

export type BlocksAsked = { period: Period; roomId?: number | undefined; limit: number; cursor?: string | undefined }
type Paged<Row> = { items: Row[]; next: string | null; total: number }

/** Buttons and links, those that were followed most first. */
export const listClicks = (tx: Tx, asked: BlocksAsked): Promise<Paged<ClickRow>> =>
  listUsed<ClickRow>(tx, asked, ({ clicks }) => clicks, {
    used: sql`
      select d.room_id, d.block, d.target, sum(d.times)::int as place, count(distinct d.user_id)::int as people, max(d.day) as last_day,
             min(d.id) as id
        from block_use d where d.deed = 'click' and ${counted(asked)} group by 1, 2, 3`,
    figures: sql`u.target, u.place as clicks, u.people`,
  })

/** Videos, those that most people watched first. Somebody of two partnerships is one person, who came as far as they ever did. */
export const listVideos = (tx: Tx, asked: BlocksAsked): Promise<Paged<VideoRow>> =>
  listUsed<VideoRow>(tx, asked, ({ people }) => people, {
    used: sql`
      select p.room_id, p.block, count(*)::int as place, round(avg(p.share))::int as share,
             (count(*) filter (where p.share >= ${wholePercent}))::int as whole, max(p.last_day) as last_day, min(p.id) as id
        from (select d.room_id, d.block, d.user_id, max(d.share_percent) as share, max(d.day) as last_day, min(d.id) as id
                from block_use d where d.deed = 'watch' and ${counted(asked)} group by 1, 2, 3) p
       group by 1, 2`,
    figures: sql`u.place as people, u.share as "sharePercent", u.whole as "watchedWhole"`,
  })

const counted = ({ period, roomId }: BlocksAsked) =>
  sql`${within(period, 'd')} and (${roomId ?? null}::bigint is null or d.room_id = ${roomId ?? null}::bigint)`

/** `used` has one row for each thing; the page is cut before what it is called is looked up in the room's versions. */
const listUsed = async <Row extends UsedRow>(
  tx: Tx,
  { limit, cursor }: BlocksAsked,
  placeOf: (row: Row) => number,
  { used, figures }: { used: RawBuilder<unknown>; figures: RawBuilder<unknown> },
): Promise<Paged<Row>> => {
  const position = cursor ? readCursor(cursor, 'whole') : undefined
  const after = position ? sql`where (u.place, -u.id) < (${position.value}::bigint, ${-position.id}::bigint)` : sql``
  const rows = await tx.rows(sql<Row & { total: number }>`
    with used as (${used}),
         page as (select * from (select u.*, count(*) over ()::int as total from used u) u ${after} order by u.place desc, u.id limit ${limit + 1})
    select u.id, u.room_id as "roomId", r.label as "roomLabel", r.partner_type as "partnerType", u.last_day as "lastDay", u.total, ${figures},
           coalesce(shown.block, older.block) as block, shown.block is not null as "isPublished"
      from page u
      left join room r on r.id = u.room_id
      left join lateral (
        select b as block from room_revision v cross join jsonb_array_elements(v.blocks) b
         where v.room_id = r.id and v.number = r.published_revision and b ->> 'id' = u.block limit 1) shown on true
      left join lateral (
        select b as block from room_revision v cross join jsonb_array_elements(v.blocks) b
         where shown.block is null and v.room_id = r.id and b ->> 'id' = u.block order by v.number desc limit 1) older on true
     order by u.place desc, u.id`)
  return { ...pageFrom(rows, limit, (row) => ({ value: placeOf(row), id: row.id })), total: rows[0]?.total ?? 0 }
}

/** What rooms are called. */
export const listLabels = (tx: Tx, ids: readonly number[]): Promise<{ id: number; label: string }[]> =>
  tx.rows(sql<{ id: number; label: string }>`select r.id, r.label from room r where r.id = any (${[...ids]}::bigint[])`)
