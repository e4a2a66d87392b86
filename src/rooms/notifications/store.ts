import { sql } from 'kysely'
import { pageFrom, readCursor } from '#shared/paging.ts'
import type { Tx } from '#server/db.ts'
import type { NewsFact } from '#server/news.ts'
import type { Notification } from './contract.ts'
import { unreadShown, type EventName, type Severity } from './rules.ts'

/** Whose, and what their role lets them read of. Row-level security says which rows besides. */
export type Reader = { userId: number; events: readonly EventName[] }

type Row = {
  id: number
  event: EventName
  at: string
  is_read: boolean
  severity: Severity | null
  customer_id: number | null
  customer_name: string | null
  partnership_id: number | null
  partnership_name: string | null
  partner_name: string | null
  object_kind: string | null
  object_id: number | null
  facts: Record<string, NewsFact>
  by_name: string | null
}

// An announcement is told as it says now, to whom it is for now: it may have been reworded, withdrawn or be for others since.
export const isStillAnnounced = sql`
  (n.object_kind is distinct from 'announcement' or exists (select from announcement a where a.id = n.object_id))`
export const factsNow = sql`
  n.facts || coalesce((select jsonb_build_object('title', a.title) from announcement a
                        where n.object_kind = 'announcement' and a.id = n.object_id), '{}')`

export const listNotifications = async (
  tx: Tx,
  reader: Reader,
  { limit, cursor, onlyUnread }: { limit: number; cursor?: string | undefined; onlyUnread: boolean },
): Promise<{ items: Notification[]; next: string | null }> => {
  const before = cursor === undefined ? sql`` : sql`and n.id < ${readCursor(cursor, 'whole').id}`
  const rows = await tx.rows(sql<Row>`
    select n.id, n.event, n.at, n.read_at is not null as is_read, n.severity, n.customer_id, c.name as customer_name,
           n.partnership_id, s.name as partnership_name, p.name as partner_name, n.object_kind, n.object_id, ${factsNow} as facts, n.by_name
      from notification n
      left join customer c on c.partner_id = n.partner_id and c.id = n.customer_id
      left join partnership s on s.partner_id = n.partner_id and s.id = n.partnership_id
      left join partner p on p.id = n.partner_id
     where ${ofReader(reader)} ${onlyUnread ? sql`and n.read_at is null` : sql``} ${before}
     order by n.id desc
     limit ${limit + 1}`)
  const { items, next } = pageFrom(rows, limit, ({ id }) => ({ value: id, id }))
  return { items: items.map((row) => notificationFrom(tx, row)), next }
}

/** Counting ends where the bell stops to tell numbers apart. */
export const countUnread = async (tx: Tx, reader: Reader): Promise<number> => {
  const counted = await tx.first(sql<{ unread: number }>`
    select count(*) as unread from (
      select from notification n where ${ofReader(reader)} and n.read_at is null limit ${unreadShown + 1}) few`)
  return counted?.unread ?? 0
}

/** Undefined when it is none of the reader's; false when it was read already. */
export const setRead = async (tx: Tx, reader: Reader, id: number, now: Temporal.Instant): Promise<boolean | undefined> => {
  const found = await tx.first(sql<{ is_read: boolean }>`
    select n.read_at is not null as is_read from notification n where ${ofReader(reader)} and n.id = ${id}`)
  if (!found) return undefined
  if (found.is_read) return false
  await tx.rows(sql`update notification n set read_at = ${now.toString()} where n.id = ${id} and n.read_at is null`)
  return true
}

/** How many were unread until then. */
export const setReadUpTo = async (tx: Tx, reader: Reader, id: number, now: Temporal.Instant): Promise<number> => {
  const read = await tx.rows(sql<{ id: number }>`
    update notification n set read_at = ${now.toString()} where ${ofReader(reader)} and n.id <= ${id} and n.read_at is null returning n.id`)
  return read.length
}

/** Whether anything came in or was read since, as far as the reader may see it. */
export const hasChangedSince = async (tx: Tx, reader: Reader, since: Temporal.Instant): Promise<boolean> => {
  const found = await tx.first(sql<{ changed: boolean }>`
    select exists (select from notification n where ${ofReader(reader)} and (n.told_at >= ${since.toString()} or n.read_at >= ${since.toString()})) as changed`)
  return found?.changed ?? false
}

const ofReader = ({ userId, events }: Reader) =>
  sql`n.user_id = ${userId} and n.in_portal and n.event = any (${events}) and ${isStillAnnounced}`

const notificationFrom = (tx: Tx, row: Row): Notification => ({
  id: tx.ids.outer('ntf', row.id),
  event: row.event,
  at: row.at,
  isRead: row.is_read,
  severity: row.severity,
  customer: row.customer_id === null ? null : { id: tx.ids.outer('cus', row.customer_id), name: row.customer_name },
  partnership:
    row.partnership_id === null
      ? null
      : { id: tx.ids.outer('psh', row.partnership_id), name: row.partnership_name ?? '', partnerName: row.partner_name ?? '' },
  announcementId: row.object_kind === 'announcement' && row.object_id !== null ? tx.ids.outer('ann', row.object_id) : null,
  taskId: row.object_kind === 'task' && row.object_id !== null ? tx.ids.outer('tsk', row.object_id) : null,
  facts: row.facts,
  byName: row.by_name,
})
