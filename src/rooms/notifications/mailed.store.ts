import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { NewsFact } from '#server/news.ts'
import type { EventName, Severity } from './rules.ts'
import { factsNow, isStillAnnounced, type Reader } from './store.ts'

/** Where news of a mail happened; all null: in no partnership. */
export type MailedPlace = { partnerId: number | null; partnershipId: number | null; name: string | null; partnerName: string | null }

export type MailedNews = {
  event: EventName
  customerId: number | null
  customerName: string | null
  severity: Severity | null
  facts: Record<string, NewsFact>
  byName: string | null
}

/** Undefined for somebody who is gone or was disabled. As pp_session. */
export const findRecipient = (tx: Tx, userId: number): Promise<{ locale: string | null; vendorRole: string | null } | undefined> =>
  tx.first(sql<{ locale: string | null; vendorRole: string | null }>`
    select locale, vendor_role as "vendorRole" from app_user where id = ${userId} and is_active`)

/** The places of what was put into somebody's mail at that moment. As pp_system, which asks for no customer. */
export const listMailedPlaces = (tx: Tx, userId: number, at: Temporal.Instant): Promise<MailedPlace[]> =>
  tx.rows(sql<MailedPlace>`
    select distinct n.partner_id as "partnerId", n.partnership_id as "partnershipId", s.name, p.name as "partnerName"
      from notification n
      left join partnership s on s.partner_id = n.partner_id and s.id = n.partnership_id
      left join partner p on p.id = n.partner_id
     where n.user_id = ${userId} and n.mail = 'immediate' and n.mailed_at = ${at.toString()}
     order by p.name nulls first, s.name`)

/** What of it the reader may see and did not switch off since, in one of the places; the newest first. As the reader. */
export const listMailed = (
  tx: Tx,
  { userId, events }: Reader,
  { partnershipId }: MailedPlace,
  at: Temporal.Instant,
): Promise<MailedNews[]> =>
  tx.rows(sql<MailedNews>`
    select n.event, n.customer_id as "customerId", c.name as "customerName", n.severity, ${factsNow} as facts, n.by_name as "byName"
      from notification n
      left join customer c on c.partner_id = n.partner_id and c.id = n.customer_id
      left join notification_choice o on o.user_id = n.user_id and o.event = n.event and o.channel = 'mail'
     where n.user_id = ${userId} and n.mail = 'immediate' and n.mailed_at = ${at.toString()} and n.partnership_id is not distinct from ${partnershipId}
       and n.event = any (${events}) and coalesce(o.frequency, n.mail) <> 'off' and ${isStillAnnounced}
     order by n.at desc, n.id desc`)
