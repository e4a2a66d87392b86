import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { Channel, EventName, Frequency } from './rules.ts'

export type StoredChoice = { event: EventName; channel: Channel; frequency: Frequency }

export const listChoices = (tx: Tx, userId: number): Promise<StoredChoice[]> =>
  tx.rows(sql<StoredChoice>`select event, channel, frequency from notification_choice where user_id = ${userId}`)

/** What is as it would be without a choice is not kept: the default may change. */
export const setChoices = async (tx: Tx, userId: number, choices: readonly (StoredChoice & { isDefault: boolean })[]): Promise<void> => {
  const kept = choices.filter(({ isDefault }) => !isDefault)
  const dropped = choices.filter(({ isDefault }) => isDefault)
  if (kept.length > 0)
    await tx.rows(sql`
      insert into notification_choice (user_id, event, channel, frequency)
      select ${userId}, event, channel, frequency
        from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as c(event text, channel text, frequency text)
      on conflict (user_id, event, channel) do update set frequency = excluded.frequency, changed_at = now()`)
  if (dropped.length > 0)
    await tx.rows(sql`
      delete from notification_choice c
       using jsonb_to_recordset(${JSON.stringify(dropped)}::jsonb) as d(event text, channel text)
       where c.user_id = ${userId} and c.event = d.event and c.channel = d.channel`)
}

export const removeChoices = (tx: Tx, userId: number) => tx.rows(sql`delete from notification_choice where user_id = ${userId}`)

/** Undefined for nobody, and for somebody who was disabled. */
export const findSide = async (tx: Tx, userId: number): Promise<'partner' | 'vendor' | undefined> => {
  const found = await tx.first(sql<{ side: 'partner' | 'vendor' }>`select side from app_user where id = ${userId} and is_active`)
  return found?.side
}
