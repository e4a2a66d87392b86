import { sql } from 'kysely'
import { q, type Tx } from '#server/db.ts'
import { freshCounter, mostInARow, type Counter, type Subnet } from './ladder.rules.ts'

/** Takes the counter for the rest of the transaction; one that nobody has climbed yet is made. */
export const lockCounter = async (
  tx: Tx,
  key: Buffer,
  { userId, now }: { userId: number | null; now: Temporal.Instant },
): Promise<Counter> => {
  const at = now.toString()
  const row = await tx.first(sql<CounterRow>`
    insert into sign_in_counter (key, user_id, counted_at) values (${key}, ${userId}, ${at})
    on conflict (key) do update set user_id = excluded.user_id, counted_at = excluded.counted_at
    returning wrong, locked_until, tried`)
  return row ? counterFrom(row) : freshCounter
}

type CounterRow = { wrong: number; locked_until: string | null; tried: { mark: string; at: string }[] }

const counterFrom = ({ wrong, locked_until: until, tried }: CounterRow): Counter => ({
  wrong,
  lockedUntil: until === null ? null : Temporal.Instant.from(until),
  tried: tried.map(({ mark, at }) => ({ mark, at: Temporal.Instant.from(at) })),
})

export const setCounter = (tx: Tx, key: Buffer, { wrong, lockedUntil, tried }: Counter) =>
  tx.rows(
    sql`update sign_in_counter set wrong = ${wrong}, locked_until = ${lockedUntil?.toString() ?? null},
          tried = ${JSON.stringify(tried.map(({ mark, at }) => ({ mark, at: at.toString() })))}
        where key = ${key}`,
  )

export const removeCounter = (tx: Tx, key: Buffer) => tx.rows(q.deleteFrom('sign_in_counter').where('key', '=', key))

export const lockSubnet = async (tx: Tx, key: Buffer, now: Temporal.Instant): Promise<Subnet> => {
  const row = await tx.first(sql<{ thousandths: number; counted_at: string }>`
    insert into sign_in_subnet (key, thousandths, counted_at) values (${key}, 0, ${now.toString()})
    on conflict (key) do update set thousandths = sign_in_subnet.thousandths
    returning thousandths, counted_at`)
  return row ? { level: row.thousandths / 1000, at: Temporal.Instant.from(row.counted_at) } : { level: 0, at: now }
}

export const setSubnet = (tx: Tx, key: Buffer, { level, at }: Subnet) =>
  tx.rows(sql`update sign_in_subnet set thousandths = ${Math.round(level * 1000)}, counted_at = ${at.toString()} where key = ${key}`)

/** A right password takes its own try back; what others did wrong stays. */
export const lowerSubnet = (tx: Tx, key: Buffer) =>
  tx.rows(sql`update sign_in_subnet set thousandths = greatest(0, thousandths - 1000) where key = ${key}`)

/** Somebody whose counter is locked and who was not told of it since. */
export const findUntold = (tx: Tx, key: Buffer, { now, since }: { now: string; since: string }): Promise<{ userId: number } | undefined> =>
  tx.first(sql`
    select c.user_id as "userId" from sign_in_counter c join app_user u on u.id = c.user_id
     where c.key = ${key} and (c.locked_until > ${now} or c.wrong >= ${mostInARow}) and u.is_active and u.password is not null
       and (c.told_at is null or c.told_at <= ${since}) -- of the row itself: it is looked at again when somebody else held it
       and not exists (select from sign_in_counter o where o.user_id = c.user_id and o.told_at > ${since})
       for update of c`)

export const setTold = (tx: Tx, key: Buffer, { at, unlockHash, until }: { at: string; unlockHash: Buffer; until: string }) =>
  tx.rows(sql`update sign_in_counter set told_at = ${at}, unlock_hash = ${unlockHash}, unlock_until = ${until} where key = ${key}`)

export const findByUnlock = (tx: Tx, unlockHash: Buffer, now: string): Promise<{ userId: number } | undefined> =>
  tx.first(sql`
    select user_id as "userId" from sign_in_counter
     where unlock_hash = ${unlockHash} and unlock_until > ${now} and user_id is not null for update`)

/** Marks older than a day, and counters and subnets that nobody touched for long. */
export const forgetOld = async (tx: Tx, { day, quarter, hour }: { day: string; quarter: string; hour: string }) => {
  await tx.rows(sql`update sign_in_counter set tried = '[]' where counted_at < ${day} and tried <> '[]'`)
  await tx.rows(sql`delete from sign_in_counter where counted_at < ${quarter}`)
  await tx.rows(sql`delete from sign_in_subnet where counted_at < ${hour}`)
}
