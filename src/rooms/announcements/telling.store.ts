import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'

/** Two engines that tell at once would tell twice. */
export const lockTelling = (tx: Tx) => tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('announcements.tell', 0))`)

/** One announcement in one partnership where nobody was told of it, with those who have not read it. */
export type Untold = { announcementId: number; partnerId: number; partnershipId: number; userIds: number[] }

/**
 * What came to be shown since a moment, by each partnership's own clock, and is shown still. What began before that stands on the overview
 * and is no news any more.
 */
export const listUntold = (
  tx: Tx,
  { now, since, signInRoles }: { now: Temporal.Instant; since: Temporal.Instant; signInRoles: readonly string[] },
): Promise<Untold[]> =>
  tx.rows(sql<Untold>`
    with lately as materialized (
      select a.id, a.shown_from, a.shown_to, a.created_at from announcement a
       where a.shown_from <= (${now.toString()}::timestamptz + interval '1 day')::date
         and (a.shown_to is null or a.shown_to >= (${now.toString()}::timestamptz - interval '1 day')::date)
         and greatest(a.shown_from, a.created_at::date) >= (${since.toString()}::timestamptz - interval '1 day')::date)
    select a.id as "announcementId", r.partner_id as "partnerId", r.partnership_id as "partnershipId",
           array_agg(r.user_id order by r.user_id) as "userIds"
      from announcement_audience(array(select l.id from lately l), ${[...signInRoles]}::text[]) r
      join lately a on a.id = r.announcement_id
      join partnership s on s.partner_id = r.partner_id and s.id = r.partnership_id
     where r.read_at is null
       and (${now.toString()}::timestamptz at time zone s.time_zone)::date between a.shown_from and coalesce(a.shown_to, 'infinity')
       and greatest(a.created_at, a.shown_from::timestamp at time zone s.time_zone) >= ${since.toString()}::timestamptz
       and not exists (select from news n
                        where n.object_kind = 'announcement' and n.object_id = a.id and n.partnership_id = r.partnership_id)
     group by 1, 2, 3 order by 1, 2, 3`)
