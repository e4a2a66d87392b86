import { sql } from 'kysely'
import type { Tx } from './db.ts'
import { addJob } from './jobs.ts'

export type NewsFact = string | number | boolean | null

/** What happened, as its room knows it. Names of people and customers don't belong into facts: they are looked up for whoever reads. */
export type News = {
  /** A name of the catalogue in `#rooms/notifications/rules.ts`. */
  event: string
  /** Both null: of no partnership, for the vendor's administrators or for the people that `to` names. */
  partnerId: number | null
  partnershipId: number | null
  /** Only people who may see the customer, now and when they read, hear of it. */
  customerId?: number | null
  /** What it is about; a task can be followed or muted by itself. */
  object?: { kind: 'task' | 'export' | 'mail' | 'run' | 'announcement'; id: number }
  severity?: 'low' | 'medium' | 'high'
  /** Plain values that its words are made of. */
  facts?: Record<string, NewsFact>
  /** Only these people (and followers); absent: whomever the catalogue names. */
  to?: readonly number[]
  /** Whose deed it was: they are not told. */
  by?: number
  /** When it happened; absent: at the beginning of the transaction. */
  at?: Temporal.Instant
}

/**
 * Writes down news and has the engine spread them to people, in the transaction that makes them so. One statement however many there are.
 * Rooms use the typed `notify` of the notifications room.
 */
export const addNews = async (tx: Omit<Tx, 'ids'>, news: readonly News[]): Promise<void> => {
  if (news.length === 0) return
  await tx.rows(sql`
    insert into news (partner_id, partnership_id, customer_id, event, object_kind, object_id, severity, facts, to_user_ids, by_user_id, at)
    select partner_id, partnership_id, customer_id, event, object_kind, object_id, severity, coalesce(facts, '{}'), to_user_ids, by_user_id, coalesce(at, now())
      from jsonb_to_recordset(${JSON.stringify(news.map(rowOf))}::jsonb) as n(
           partner_id bigint, partnership_id bigint, customer_id bigint, event text, object_kind text, object_id bigint,
           severity text, facts jsonb, to_user_ids bigint[], by_user_id bigint, at timestamptz)`)
  // Without a key: whoever writes news beside this transaction would wait for it.
  await addJob(tx, spreadJobName, {})
}

export const spreadJobName = 'notifications.spread'

/** Somebody's own account was touched: they read it in the portal as well as in the mail. */
export const addSecurityNews = (tx: Omit<Tx, 'ids'>, userId: number, event: `security.${string}`): Promise<void> =>
  addNews(tx, [{ event, partnerId: null, partnershipId: null, to: [userId] }])

const rowOf = ({ event, partnerId, partnershipId, customerId, object, severity, facts, to, by, at }: News) => ({
  partner_id: partnerId,
  partnership_id: partnershipId,
  customer_id: customerId,
  event,
  object_kind: object?.kind,
  object_id: object?.id,
  severity,
  facts,
  to_user_ids: to,
  by_user_id: by,
  at: at?.toString(),
})
