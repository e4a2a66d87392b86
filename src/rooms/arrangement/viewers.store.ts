import { sql, type RawBuilder } from 'kysely'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import type { Standing, Viewer } from '#rooms/rooms/rules.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'

export type PartnershipName = { id: number; name: string; partner: string }

/** Partnerships of a type, or of all, by name; at most 50. */
export const listPartnerships = (
  tx: Tx,
  { type, search }: { type?: string | undefined; search?: string | undefined },
): Promise<PartnershipName[]> => {
  const pattern = holding((search ?? '').toLowerCase())
  return tx.rows(sql<PartnershipName>`
    select s.id, s.name, p.name as partner from partnership s join partner p on p.id = s.partner_id
     where (lower(s.name) like ${pattern} or lower(p.name) like ${pattern}) ${ofType(type)} order by lower(s.name), s.id limit 50`)
}

/** Those of these keys that there are; with a type, of that type. */
export const namePartnerships = (tx: Tx, ids: readonly number[], type?: string): Promise<PartnershipName[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : tx.rows(sql<PartnershipName>`
        select s.id, s.name, p.name as partner from partnership s join partner p on p.id = s.partner_id
         where s.id = any (${ids}::bigint[]) ${ofType(type)} order by lower(s.name), s.id`)

/** With which eyes a partnership is looked through: somebody with a role of the partner's, or the vendor's staff. */
export type Looker = Pick<Viewer, 'side' | 'role'>

export type Looking = PartnershipName & Viewer & { standing: Standing }

export type ViewersAsked = {
  room: { id: number; partnerType: string }
  looker: Looker
  /** Whether a role like the looker's has any use of the room. */
  mayEnter: boolean
  search?: string | undefined
  standing?: Standing | undefined
  limit: number
  cursor?: string | undefined
}
export type StandingCounts = Record<Standing, number>

/** Every partnership of the room's type before the room, were it live; by name, a page at a time. */
export const listViewers = async (
  tx: Tx,
  { room, looker, mayEnter, search, standing, limit, cursor }: ViewersAsked,
): Promise<{ items: Looking[]; next: string | null; counts: StandingCounts }> => {
  const pattern = holding((search ?? '').toLowerCase())
  const position = cursor ? readCursor(cursor, 'text') : undefined
  const lookers = sql`
    with asked as materialized (${ifLive(sql`r.id = ${room.id}`)}), looking as materialized (
      select s.id, s.name, p.name as partner, lower(s.name) collate "C" as sort,
             ${looker.side}::text as side, (v.viewer).model as "partnerType", s.id as "partnershipId", (v.viewer).tier, (v.viewer).category,
             (v.viewer).stage, (v.viewer).tags, ${looker.role}::text as role, (v.viewer).steps,
             case when ${mayEnter} then coalesce(room_standing(a.room, ${asLooker(looker)}), 'hidden') else 'hidden' end as standing
        from asked a
        join room_viewers(${room.partnerType}) v on true
        join partnership s on s.partner_id = v.partner_id and s.id = v.partnership_id
        join partner p on p.id = s.partner_id
       where lower(s.name) like ${pattern} or lower(p.name) like ${pattern})`
  const found = tx.rows(sql<Looking & { sort: string }>`
    ${lookers} select * from looking l
     where true ${standing === undefined ? sql`` : sql`and l.standing = ${standing}`}
       ${position ? sql`and (l.sort, l.id) > (${position.value}, ${position.id})` : sql``}
     order by l.sort, l.id limit ${limit + 1}`)
  const counted = tx.rows(sql<{ standing: Standing; n: number }>`${lookers} select l.standing, count(*) as n from looking l group by 1`)
  const [rows, numbers] = await Promise.all([found, counted])
  const counts = { open: 0, locked: 0, hidden: 0 }
  for (const { standing: one, n } of numbers) counts[one] = n
  return { ...pageFrom(rows, limit, ({ sort, id }) => ({ value: sort, id })), counts }
}

/** A partnership of its partner's with what rooms ask about, or 404. */
export const getViewer = async (tx: Tx, partnershipId: number, looker: Looker): Promise<PartnershipName & Viewer> => {
  const row = await tx.first(sql<PartnershipName & Viewer>`
    select s.id, s.name, p.name as partner, ${looker.side}::text as side, s.model as "partnerType", s.id as "partnershipId",
           p.tier, p.category, p.stage, p.tags, ${looker.role}::text as role, (v.viewer).steps
      from partnership s
      join partner p on p.id = s.partner_id
      join room_viewers(s.model) v on v.partner_id = s.partner_id and v.partnership_id = s.id
     where s.id = ${partnershipId}`)
  if (!row) throw notFound()
  return row
}

export type SeenCount = { roomId: number; open: number; locked: number }

/**
 * How many partnerships each of a type's rooms, or one of them, would stand open or locked to, were it live: to somebody there whose role
 * the room does not keep out. `all` is the number of partnerships.
 */
export const countSeen = async (tx: Tx, partnerType: string, roomId?: number): Promise<{ all: number; rooms: Map<number, SeenCount> }> => {
  const which = roomId === undefined ? sql`r.partner_type = ${partnerType}` : sql`r.id = ${roomId}`
  // Partnerships that are alike in all that rooms ask are judged once.
  const rows = await tx.rows(sql<SeenCount & { all: number }>`
    with asked as materialized (${ifLive(which)}),
         viewers as materialized (select v.viewer from room_viewers(${partnerType}) v),
         alike as materialized (
           select (x.viewer).tier, (x.viewer).category, (x.viewer).stage, (x.viewer).tags, (x.viewer).steps,
                  case when (x.viewer).partnership_id = any (array(select unnest((a.room).partnership_ids) from asked a))
                    then (x.viewer).partnership_id end as partnership_id,
                  count(*) as n
             from viewers x group by 1, 2, 3, 4, 5, 6),
         judged as (
           select a.id, l.n, room_standing(a.room,
                    ('partner', ${partnerType}, l.partnership_id, l.tier, l.category, l.stage, l.tags, (a.room).roles[1], l.steps)::room_viewer) as standing
             from asked a left join alike l on true)
    select j.id as "roomId", coalesce(sum(j.n) filter (where j.standing = 'open'), 0)::int as open,
           coalesce(sum(j.n) filter (where j.standing = 'locked'), 0)::int as locked,
           (select count(*) from viewers)::int as "all"
      from judged j group by j.id`)
  return { all: rows[0]?.all ?? 0, rooms: new Map(rows.map((row) => [row.roomId, row])) }
}

/** Rooms as if they were live. */
const ifLive = (which: RawBuilder<unknown>) =>
  sql`select r.id, jsonb_populate_record(r, '{"status": "live"}') as room from room r where ${which}`

const ofType = (type: string | undefined) => (type === undefined ? sql`` : sql`and s.model = ${type}`)

const asLooker = ({ side, role }: Looker) => sql`
  (${side}::text, (v.viewer).model, (v.viewer).partnership_id, (v.viewer).tier, (v.viewer).category, (v.viewer).stage, (v.viewer).tags,
   ${role}::text, (v.viewer).steps)::room_viewer`
