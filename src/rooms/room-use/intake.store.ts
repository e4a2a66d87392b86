import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import { stageRows, type Column, type Rows } from '#server/intake.ts'

/** What somebody did with a pre-defined room on a day; without a kind: with the portal as a whole. */
export type UseIn = {
  email: string
  partner: string
  partnership: string
  kind: string | null
  day: string
  views: number
  stays: number
  seconds: number
}

const columns: Column<UseIn>[] = [
  ['email', 'text', (row) => row.email],
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['kind', 'text', (row) => row.kind],
  ['day', 'date', (row) => row.day],
  ['views', 'int', (row) => row.views],
  ['stays', 'int', (row) => row.stays],
  ['seconds', 'int', (row) => row.seconds],
]

/** Days that are known already stay as they are; a room that the partner type does not have is left out. */
export const addDays = async (tx: Tx, rows: Rows<UseIn>): Promise<number> => {
  await stageRows(tx, 'staged_use', columns, rows)
  const added = await tx.rows(sql`
    insert into room_use_day (partner_id, partnership_id, user_id, room_id, day, views, stays, seconds)
    select s.partner_id, s.id, u.id, r.id, d.day, d.views, d.stays, d.seconds
      from staged_use d
      join partner p on p.external_id = d.partner
      join partnership s on s.partner_id = p.id and s.external_id = d.partnership
      join app_user u on u.email = d.email
      left join room r on r.partner_type = s.model and r.kind = d.kind
     where d.kind is null or r.id is not null
    on conflict do nothing returning id`)
  return added.length
}
