import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import type { Tx } from '#server/db.ts'
import type { NewsFact } from '#server/news.ts'
import { catalogueRows, isWithin, roleRows } from './catalogue.store.ts'
import { factsNow, isStillAnnounced } from './store.ts'
import { eventsFor, type EventName, type Severity } from './rules.ts'

/** Everybody active with at least one event of that rhythm, in any of their places. */
export const listWishes = (
  tx: Tx,
  config: PortalConfig,
  frequency: 'daily' | 'weekly',
): Promise<{ userId: number; wantsPortfolio: boolean; timeZone: string }[]> =>
  tx.rows(sql<{ userId: number; wantsPortfolio: boolean; timeZone: string }>`
    with held as (
      select m.user_id, 'partner' as side, coalesce(r.permissions, o.permissions) as permissions
        from membership m
        left join ${roleRows(config)} r on r.code = m.role and r.side = 'partner'
        left join partner_role o on o.partner_id = m.partner_id and o.code = m.role
      union all
      select u.id, 'vendor', r.permissions
        from app_user u join ${roleRows(config)} r on r.code = u.vendor_role and r.side = 'vendor')
    select h.user_id as "userId", bool_or(k.event = 'digest.portfolio') as "wantsPortfolio",
           coalesce(u.time_zone, (
             select s.time_zone from membership m join partnership s on s.partner_id = m.partner_id and s.id = m.partnership_id
              where m.user_id = u.id order by s.is_main desc, s.id limit 1), ${config.locale.timeZone}) as "timeZone"
      from held h
      join app_user u on u.id = h.user_id and u.is_active
      join ${catalogueRows()} k on not k.is_mandatory and ${isWithin(sql`h.permissions`)}
      left join notification_choice c on c.user_id = h.user_id and c.event = k.event and c.channel = 'mail'
     where coalesce(c.frequency, case h.side when 'vendor' then k.vendor_mail else k.partner_mail end) = ${frequency}
     group by h.user_id, u.id order by 1`)

export type DigestNews = {
  event: EventName
  at: string
  customerId: number | null
  customerName: string | null
  severity: Severity | null
  objectKind: string | null
  objectId: number | null
  facts: Record<string, NewsFact>
  byName: string | null
}

export const listForDigest = (
  tx: Tx,
  { actor, frequency, since, until }: { actor: Member; frequency: 'daily' | 'weekly'; since: Temporal.Instant; until: Temporal.Instant },
): Promise<DigestNews[]> =>
  tx.rows(sql<DigestNews>`
    select n.event, n.at, n.customer_id as "customerId", c.name as "customerName", n.severity, n.object_kind as "objectKind",
           n.object_id as "objectId", ${factsNow} as facts, n.by_name as "byName"
      from notification n
      left join customer c on c.partner_id = n.partner_id and c.id = n.customer_id
      left join notification_choice o on o.user_id = n.user_id and o.event = n.event and o.channel = 'mail'
     where n.user_id = ${actor.userId} and n.partner_id = ${actor.partnerId} and n.partnership_id = ${actor.partnershipId}
       and n.mail = ${frequency} and n.told_at >= ${since.toString()} and n.told_at < ${until.toString()} and n.event = any (${eventsFor(actor)})
       and coalesce(o.frequency, n.mail) = ${frequency} and ${isStillAnnounced}
     order by n.at desc, n.id desc`)
