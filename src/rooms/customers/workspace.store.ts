import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Tx } from '#server/db.ts'
import type { Workspace } from './contract.ts'

const empty: Workspace = { tabs: [], hiddenColumns: [], views: [] }

/** How the person left the room, or an empty desk. */
export const getWorkspace = async (tx: Tx, actor: Member): Promise<Workspace> => {
  const row = await tx.first(sql<Workspace>`
    select w.tabs, w.hidden_columns as "hiddenColumns", w.views from workspace w
     where w.partner_id = ${actor.partnerId} and w.partnership_id = ${actor.partnershipId} and w.user_id = ${actor.userId}`)
  return row ?? empty
}

/** Sets the parts that are given and leaves the others. */
export const setWorkspace = (tx: Tx, actor: Member, parts: Partial<Workspace>) => {
  const json = (part: unknown) => (part === undefined ? null : JSON.stringify(part))
  return tx.rows(sql`
    insert into workspace as kept (partner_id, partnership_id, user_id, tabs, hidden_columns, views)
    values (${actor.partnerId}, ${actor.partnershipId}, ${actor.userId},
            coalesce(${json(parts.tabs)}::jsonb, '[]'), coalesce(${json(parts.hiddenColumns)}::jsonb, '[]'), coalesce(${json(parts.views)}::jsonb, '[]'))
    on conflict (partner_id, partnership_id, user_id) do update
       set tabs = coalesce(${json(parts.tabs)}::jsonb, kept.tabs),
           hidden_columns = coalesce(${json(parts.hiddenColumns)}::jsonb, kept.hidden_columns),
           views = coalesce(${json(parts.views)}::jsonb, kept.views)`)
}
