import { sql, type RawBuilder } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Day } from '#shared/dates.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'
import type { ReadingState } from './rules.ts'

export type StoredPartnership = { id: number; name: string; partner: string }
export type StoredAudience = {
  partnerTypes: string[]
  categories: string[]
  tiers: string[]
  stages: string[]
  tags: string[]
  roles: string[]
}
export type Written = StoredAudience & {
  title: string
  body: string
  partnershipIds: number[]
  from: Day
  to: Day | null
  isPinned: boolean
  needsAcknowledgement: boolean
}
export type StoredAnnouncement = Omit<Written, 'partnershipIds'> & { id: number; partnerships: StoredPartnership[] }

export type ShownAnnouncement = {
  id: number
  title: string
  body: string
  from: Day
  to: Day | null
  isPinned: boolean
  needsAcknowledgement: boolean
  readAt: string | null
  acknowledgedAt: string | null
  createdAt: string
}

const shownAtOnce = 50

/** What is shown to the actor today: pinned ones first, then the newest. */
export const listShown = (tx: Tx, actor: Member): Promise<ShownAnnouncement[]> =>
  tx.rows(sql<ShownAnnouncement>`
    ${shownTo(actor)} order by a.is_pinned desc, a.shown_from desc, a.id desc limit ${shownAtOnce}`)

/** One that is shown to the actor today, or 404. */
export const getShown = async (tx: Tx, actor: Member, id: number): Promise<ShownAnnouncement> => {
  const row = await tx.first(sql<ShownAnnouncement>`${shownTo(actor)} and a.id = ${id}`)
  if (!row) throw notFound()
  return row
}

// Who asks is found out once, not for each row. Asked again beside row-level security: the vendor's administrators may read them all, and see here what a partner sees.
const shownTo = ({ partnerId, partnershipId, userId, today }: Member): RawBuilder<unknown> => sql`
  select a.id, a.title, a.body, a.shown_from as "from", a.shown_to as "to", a.is_pinned as "isPinned",
         a.needs_acknowledgement as "needsAcknowledgement", r.read_at as "readAt", r.acknowledged_at as "acknowledgedAt",
         a.created_at as "createdAt"
    from announcement a
    left join announcement_reading r on r.partner_id = ${partnerId} and r.partnership_id = ${partnershipId}
                                    and r.announcement_id = a.id and r.user_id = ${userId}
   where a.shown_from <= ${today}::date and (a.shown_to is null or a.shown_to >= ${today}::date)
     and announcement_fits(a, (select own_room_viewer()))`

/** Read from now on, unless it was already; acknowledged as well, when that is said. */
export const setReading = (tx: Tx, { partnerId, partnershipId, userId }: Member, id: number, at: Temporal.Instant, acknowledges: boolean) =>
  tx.rows(sql`
    insert into announcement_reading as kept (partner_id, partnership_id, announcement_id, user_id, read_at, acknowledged_at)
    values (${partnerId}, ${partnershipId}, ${id}, ${userId}, ${at.toString()}, ${acknowledges ? at.toString() : null})
    on conflict (partner_id, partnership_id, announcement_id, user_id) do update
       set acknowledged_at = coalesce(kept.acknowledged_at, excluded.acknowledged_at)
     where kept.acknowledged_at is distinct from coalesce(kept.acknowledged_at, excluded.acknowledged_at)`)

export type AnnouncementsAsked = { search?: string | undefined; limit: number; cursor?: string | undefined }

/** The vendor's announcements, those that begin last first. */
export const listAnnouncements = async (
  tx: Tx,
  { search, limit, cursor }: AnnouncementsAsked,
): Promise<{ items: StoredAnnouncement[]; next: string | null; total: number }> => {
  const matching = search ? sql`where lower(a.title) like ${holding(search.toLowerCase())}` : sql`where true`
  const position = cursor ? readCursor(cursor, 'day') : undefined
  const after = position ? sql`and (a.shown_from, a.id) < (${position.value}::date, ${position.id})` : sql``
  const [rows, counted] = await Promise.all([
    tx.rows(sql<StoredAnnouncement>`
      select ${columns} from announcement a ${matching} ${after} order by a.shown_from desc, a.id desc limit ${limit + 1}`),
    tx.first(sql<{ n: number }>`select count(*) as n from announcement a ${matching}`),
  ])
  return { ...pageFrom(rows, limit, ({ from, id }) => ({ value: from, id })), total: counted?.n ?? 0 }
}

/** One of the vendor's, or 404. */
export const getAnnouncement = async (tx: Tx, id: number): Promise<StoredAnnouncement> => {
  const row = await tx.first(sql<StoredAnnouncement>`select ${columns} from announcement a where a.id = ${id}`)
  if (!row) throw notFound()
  return row
}

const columns = sql`
  a.id, a.title, a.body, a.partner_types as "partnerTypes", a.categories, a.tiers, a.stages, a.tags, a.roles,
  a.shown_from as "from", a.shown_to as "to", a.is_pinned as "isPinned", a.needs_acknowledgement as "needsAcknowledgement",
  coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name, 'partner', p.name) order by lower(p.name), lower(s.name), s.id)
              from partnership s join partner p on p.id = s.partner_id where s.id = any (a.partnership_ids)), '[]') as partnerships`

/** Which of these partnerships there are. */
export const listPartnerships = async (tx: Tx, ids: readonly number[]): Promise<number[]> => {
  const rows = await tx.rows(sql<{ id: number }>`select s.id from partnership s where s.id = any (${ids}::bigint[])`)
  return rows.map(({ id }) => id)
}

export const hasAnnouncements = async (tx: Tx): Promise<boolean> =>
  (await tx.first(sql<{ id: number }>`select a.id from announcement a limit 1`)) !== undefined

/** The new key. */
export const addAnnouncement = async (
  tx: Tx,
  written: Written,
  { by, at }: { by: number | null; at: Temporal.Instant },
): Promise<number> => {
  const row = await tx.first(sql<{ id: number }>`
    insert into announcement (${names}, created_by, created_at) values (${valuesOf(written)}, ${by}, ${at.toString()}) returning id`)
  if (!row) throw new Error('An announcement that was written has no key')
  return row.id
}

export const setAnnouncement = (tx: Tx, id: number, written: Written) =>
  tx.rows(sql`update announcement set (${names}, changed_at) = row (${valuesOf(written)}, now()) where id = ${id}`)

export const removeAnnouncement = (tx: Tx, id: number) => tx.rows(sql`delete from announcement where id = ${id}`)

const names = sql.raw(
  'title, body, partner_types, partnership_ids, categories, tiers, stages, tags, roles, shown_from, shown_to, is_pinned, needs_acknowledgement',
)
const valuesOf = (written: Written) => sql`
  ${written.title}, ${written.body}, ${written.partnerTypes}::text[], ${written.partnershipIds}::bigint[], ${written.categories}::text[],
  ${written.tiers}::text[], ${written.stages}::text[], ${written.tags}::text[], ${written.roles}::text[], ${written.from}::date, ${written.to}::date,
  ${written.isPinned}::boolean, ${written.needsAcknowledgement}::boolean`

type Count = { meant: number; read: number; acknowledged: number }
export type Counts = { people: Count; partners: Count }

/** How many people and partners each is for, and what they did; one that is for nobody is absent. */
export const countReaders = async (tx: Tx, ids: readonly number[], signInRoles: readonly string[]): Promise<Map<number, Counts>> => {
  const rows = await tx.rows(sql<Counts & { id: number }>`
    select a.announcement_id as id,
           json_build_object('meant', count(distinct a.user_id), 'read', count(distinct a.user_id) filter (where a.read_at is not null),
                             'acknowledged', count(distinct a.user_id) filter (where a.acknowledged_at is not null)) as people,
           json_build_object('meant', count(distinct a.partner_id), 'read', count(distinct a.partner_id) filter (where a.read_at is not null),
                             'acknowledged', count(distinct a.partner_id) filter (where a.acknowledged_at is not null)) as partners
      from announcement_audience(${ids}::bigint[], ${signInRoles}::text[]) a group by 1`)
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

export type StoredRecipient = {
  userId: number
  name: string
  partner: string
  partnership: string
  readAt: string | null
  acknowledgedAt: string | null
}
export type RecipientsAsked = {
  signInRoles: readonly string[]
  state?: ReadingState | undefined
  limit: number
  cursor?: string | undefined
}

/** Whom it is for: those who have not read it first, then by partner and name. */
export const listRecipients = async (
  tx: Tx,
  id: number,
  { signInRoles, state, limit, cursor }: RecipientsAsked,
): Promise<{ items: StoredRecipient[]; next: string | null; total: number }> => {
  const asked = state ? sql`where a.state = ${state}` : sql``
  const position = cursor ? readCursor(cursor, 'text') : undefined
  const after = position ? sql`where (a.place, a."userId") > (${position.value} collate "C", ${position.id})` : sql``
  const rows = await tx.rows(sql<StoredRecipient & { place: string; total: number }>`
    with everybody as (
      select r.user_id as "userId", r.user_name as name, r.partner_name as partner, r.partnership_name as partnership, r.read_at as "readAt",
             r.acknowledged_at as "acknowledgedAt",
             case when r.acknowledged_at is not null then 'acknowledged' when r.read_at is not null then 'read' else 'unread' end as state
        from announcement_audience(array[${id}]::bigint[], ${signInRoles}::text[]) r
    ), asked as (
      select a.*, concat_ws(chr(1), case a.state when 'unread' then '1' when 'read' then '2' else '3' end,
                            lower(a.partner), lower(a.name), lower(a.partnership)) collate "C" as place, count(*) over () as total
        from everybody a ${asked})
    select a.* from asked a ${after} order by a.place, a."userId" limit ${limit + 1}`)
  return { ...pageFrom(rows, limit, ({ place, userId }) => ({ value: place, id: userId })), total: rows[0]?.total ?? 0 }
}
