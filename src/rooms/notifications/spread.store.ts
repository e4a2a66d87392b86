import { sql } from 'kysely'
import type { PortalConfig } from '#shared/config.ts'
import type { Tx } from '#server/db.ts'
import { catalogueRows, isWithin, roleRows } from './catalogue.store.ts'
import { toldOneByOne, type Frequency } from './rules.ts'

/** Two engines that spread at once would share out what belongs together. */
export const lockSpreading = (tx: Tx) => tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('notifications.spread', 0))`)

/** The oldest news that nobody was told of: of each deed that wrote some, all. */
export const listWaiting = async (tx: Tx, deeds: number): Promise<number[]> => {
  const rows = await tx.rows(sql<{ id: number }>`
    with deed as (
      select at, partnership_id from news where spread_at is null group by at, partnership_id order by at, partnership_id limit ${deeds})
    select n.id from deed d join news n on n.at = d.at and n.partnership_id is not distinct from d.partnership_id
     where n.spread_at is null
     order by n.id`)
  return rows.map(({ id }) => id)
}

export const setSpread = (tx: Tx, newsIds: readonly number[], now: Temporal.Instant) =>
  tx.rows(sql`update news set spread_at = ${now.toString()} where id = any (${newsIds})`)

export type Told = { userId: number; inPortal: boolean; mail: Frequency }

/**
 * A notification for everybody who is to be told of these news, as they are at this moment: their role, customers, choices and what they
 * follow. It is `isTold` of rules.ts over all of them at once, and a test holds one against the other. What was told is not told again.
 * Where one transaction has very many of a kind for somebody, they are told their number instead.
 */
export const addNotifications = (tx: Tx, config: PortalConfig, newsIds: readonly number[], now: Temporal.Instant): Promise<Told[]> =>
  tx.rows(sql<Told>`
    with fresh as (select * from news where id = any (${newsIds})),
    role as materialized ${roleRows(config)},
    kind as materialized ${catalogueRows()},
    within_sight as (
      select n.id as news_id, m.user_id, 'partner' as side, coalesce(r.permissions, o.permissions, '{}') as permissions
        from fresh n
        join membership m on m.partner_id = n.partner_id and m.partnership_id = n.partnership_id
        left join role r on r.code = m.role and r.side = 'partner'
        left join partner_role o on o.partner_id = m.partner_id and o.code = m.role
       where n.customer_id is null or m.customer_scope = 'all'
          or exists (select from user_customer s where s.user_id = m.user_id and s.partner_id = n.partner_id and s.customer_id = n.customer_id)
      union all
      select n.id, u.id, 'vendor', r.permissions
        from fresh n
        join app_user u on u.side = 'vendor'
        join role r on r.code = u.vendor_role and r.side = 'vendor'
       where n.partner_id is not null
         and (u.id = any (n.to_user_ids)
           or exists (select from follow f where f.user_id = u.id and f.partner_id = n.partner_id and f.customer_id = n.customer_id))
         and (r.is_whole or exists (select from staff_partner s where s.user_id = u.id and s.partner_id = n.partner_id))
      union all
      select n.id, u.id, u.side, coalesce(r.permissions, '{portal.sign-in}') -- it is about the account of somebody who has one
        from fresh n
        join app_user u on u.id = any (n.to_user_ids) or (n.to_user_ids is null and u.side = 'vendor')
        left join role r on r.code = u.vendor_role and r.side = 'vendor'
       where n.partner_id is null and (n.to_user_ids is not null or r.is_whole)),
    heard as (
      select n.*, w.user_id, w.side, k.is_mandatory, not 'portal.sign-in' = any (w.permissions) as is_mail_only,
             coalesce(portal.frequency, k.portal) as portal,
             coalesce(mail.frequency, case w.side when 'vendor' then k.vendor_mail else k.partner_mail end) as mail
        from within_sight w
        join fresh n on n.id = w.news_id
        join kind k on k.event = n.event
        join app_user u on u.id = w.user_id and u.is_active
        cross join lateral (select coalesce(w.user_id = any (n.to_user_ids), false) as is_named) named
        left join follow object on object.user_id = w.user_id and object.partner_id = n.partner_id
              and object.object_kind = n.object_kind and object.object_id = n.object_id
        left join follow customer on customer.user_id = w.user_id and customer.partner_id = n.partner_id
              and customer.object_kind = 'customer' and customer.object_id = n.customer_id
        cross join lateral (select coalesce(object.state, customer.state) as word) said
        left join notification_choice portal on portal.user_id = w.user_id and portal.event = n.event and portal.channel = 'portal'
        left join notification_choice mail on mail.user_id = w.user_id and mail.event = n.event and mail.channel = 'mail'
       where case when k.is_mandatory then is_named
                  when w.user_id is not distinct from n.by_user_id or not ${isWithin(sql`w.permissions`)} then false
                  when is_named and k.reaches_muted then true
                  when word = 'muted' then false
                  when is_named or word = 'following' then true
                  else n.to_user_ids is null and (w.side = 'partner' or n.partner_id is null)
                       and (k.by_role = 'all' or (k.by_role = 'high' and n.severity is not distinct from 'high')) end),
    wanted as (
      select h.*, not is_mail_only and (is_mandatory or portal <> 'off') as in_portal,
             case when is_mandatory then 'off' else mail end as by_mail -- its letter went out by itself
        from heard h),
    counted as (
      select w.*, count(*) over alike as alike, row_number() over (alike order by id) as place
        from wanted w
       where w.in_portal or w.by_mail <> 'off'
      window alike as (partition by user_id, event, partner_id, partnership_id, at)),
    summed as (select c.*, c.alike > ${toldOneByOne} as is_sum from counted c where c.alike <= ${toldOneByOne} or c.place = 1)
    insert into notification (partner_id, partnership_id, customer_id, user_id, news_id, event, object_kind, object_id, severity, facts, by_name, at, told_at, in_portal, mail)
    select s.partner_id, s.partnership_id, case when not is_sum then s.customer_id end, s.user_id, s.id, s.event,
           case when not is_sum then s.object_kind end, case when not is_sum then s.object_id end, case when not is_sum then s.severity end,
           case when is_sum then jsonb_build_object('count', s.alike) else s.facts end,
           b.name, s.at, ${now.toString()}, s.in_portal, s.by_mail
      from summed s left join app_user b on b.id = s.by_user_id
     order by s.id, s.user_id
    on conflict do nothing
    returning user_id as "userId", in_portal as "inPortal", mail`)
