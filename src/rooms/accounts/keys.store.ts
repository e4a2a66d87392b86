import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'

/** Stands for the id of a key where there is none: a hash as it was imported. */
export const unsealed = ''

/** The ids of the keys that the database remembers, the oldest first. */
export const listKnown = async (tx: Tx): Promise<string[]> =>
  (await tx.rows(sql<{ kid: string }>`select kid from master_key order by first_used_at`)).map(({ kid }) => kid)

export const forget = (tx: Tx, kids: readonly string[]) => tx.rows(sql`delete from master_key where kid = any(${kids})`)

export type Count = { kid: string; what: string; count: number }

/** How much each key sealed. `tx` of pp_session. */
export const countSealed = (tx: Tx): Promise<Count[]> =>
  tx.rows(sql<Count>`
    select case when password like 'v1.%' then split_part(password, '.', 2) else ${unsealed} end as kid, 'passwords' as what, count(*) as count
      from app_user where password is not null group by 1
    union all
    select split_part(secret, '.', 2), 'authenticators', count(*) from totp group by 1
     order by 2, 1`)

/** How many rows of the audit log only each key can check. `tx` of pp_system. */
export const countAudited = (tx: Tx): Promise<Count[]> =>
  tx.rows(sql<Count>`
    select seal_kid as kid, 'rows of the audit log' as what, count(*) as count from event_log where seal_kid is not null group by 1 order by 1`)
