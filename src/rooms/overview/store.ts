import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { MetricPeriod } from '#rooms/metrics/rules.ts'
import type { Tx } from '#server/db.ts'
import type { DefaultWidget, OwnWidget } from './rules.ts'

export type Desk = { widgets: OwnWidget[] | null; period: MetricPeriod; since: string | null; visitedAt: string | null }

/** How the person left their overview; undefined before they were there. */
export const findDesk = (tx: Tx, { partnerId, partnershipId, userId }: Member): Promise<Desk | undefined> =>
  tx.first(sql<Desk>`
    select d.widgets, d.period, d.since, d.visited_at as "visitedAt" from overview_desk d
     where d.partner_id = ${partnerId} and d.partnership_id = ${partnershipId} and d.user_id = ${userId}`)

/** Null: as the vendor has set it. */
export const setWidgets = (tx: Tx, { partnerId, partnershipId, userId }: Member, widgets: readonly OwnWidget[] | null) => {
  const json = widgets === null ? null : JSON.stringify(widgets)
  return tx.rows(sql`
    insert into overview_desk (partner_id, partnership_id, user_id, widgets) values (${partnerId}, ${partnershipId}, ${userId}, ${json}::jsonb)
    on conflict (partner_id, partnership_id, user_id) do update set widgets = excluded.widgets`)
}

export const setVisit = (
  tx: Tx,
  { partnerId, partnershipId, userId }: Member,
  { period, since, visitedAt }: Pick<Desk, 'period' | 'since'> & { visitedAt: string },
) =>
  tx.rows(sql`
    insert into overview_desk (partner_id, partnership_id, user_id, period, since, visited_at)
    values (${partnerId}, ${partnershipId}, ${userId}, ${period}, ${since}, ${visitedAt})
    on conflict (partner_id, partnership_id, user_id) do update
       set period = excluded.period, since = excluded.since, visited_at = excluded.visited_at`)

/** What the vendor has set for a partner type; undefined where it has not. */
export const findDefault = async (tx: Tx, partnerType: string): Promise<DefaultWidget[] | undefined> => {
  const row = await tx.first(
    sql<{ widgets: DefaultWidget[] }>`select d.widgets from overview_default d where d.partner_type = ${partnerType}`,
  )
  return row?.widgets
}

export const listDefaults = async (tx: Tx): Promise<Map<string, DefaultWidget[]>> => {
  const rows = await tx.rows(
    sql<{ type: string; widgets: DefaultWidget[] }>`select d.partner_type as type, d.widgets from overview_default d`,
  )
  return new Map(rows.map(({ type, widgets }) => [type, widgets]))
}

export const setDefault = (tx: Tx, partnerType: string, widgets: readonly DefaultWidget[], by: number) =>
  tx.rows(sql`
    insert into overview_default (partner_type, widgets, changed_by) values (${partnerType}, ${JSON.stringify(widgets)}::jsonb, ${by})
    on conflict (partner_type) do update set widgets = excluded.widgets, changed_by = excluded.changed_by, changed_at = now()`)

export const removeDefault = (tx: Tx, partnerType: string) =>
  tx.rows(sql`delete from overview_default d where d.partner_type = ${partnerType}`)
