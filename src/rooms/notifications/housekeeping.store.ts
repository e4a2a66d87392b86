import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import { newsKeptDays, readKeptDays } from './rules.ts'

/** Removes what was read or mailed long ago, what nobody read for very long, and the news behind it. Returns how many. */
export const removeOld = async (tx: Tx, now: Temporal.Instant): Promise<{ notifications: number; news: number }> => {
  const read = before(now, readKeptDays)
  const known = before(now, newsKeptDays)
  const notifications = await tx.rows(sql`
    delete from notification where read_at < ${read} or told_at < ${known} or (not in_portal and told_at < ${read}) returning id`)
  const news = await tx.rows(sql`delete from news where spread_at is not null and at < ${known} returning id`)
  return { notifications: notifications.length, news: news.length }
}

const before = (now: Temporal.Instant, days: number) => now.subtract({ hours: 24 * days }).toString()
