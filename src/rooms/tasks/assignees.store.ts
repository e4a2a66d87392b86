import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import type { Tx } from '#server/db.ts'
import { memberRole, roleOf, type MemberFacts } from '#server/roles.ts'
import type { Candidate } from './rules.ts'

type Row = MemberFacts & { id: number; name: string; side: 'partner' | 'vendor' }

/**
 * Everybody who works in the actor's partnership and the vendor's people of its partner, by name, with those of the given customers that
 * they see. Each customer must be one that the actor sees.
 */
export const listCandidates = async (tx: Tx, config: PortalConfig, customerIds: readonly number[]): Promise<Candidate[]> => {
  const rows = await tx.rows(sql<Row>`
    select p.user_id as id, p.name, p.side, p.role as "memberRole", p.own_role as "ownRole", p.own_permissions as "ownPermissions",
           p.customer_scope as "customerScope"
      from task_people() p order by lower(p.name), p.user_id`)
  const restricted = rows.filter((row) => row.customerScope === 'assigned').map(({ id }) => id)
  const seen = await tx.rows(sql<{ userId: number; customerId: number }>`
    select user_id as "userId", customer_id as "customerId" from task_people_customers(${restricted}::bigint[], ${customerIds}::bigint[])`)
  const seenBy = Map.groupBy(seen, ({ userId }) => userId)
  return rows.map((row) => {
    const role = row.side === 'vendor' ? roleOf(config, 'vendor', row.memberRole) : memberRole(config, row)
    return {
      id: row.id,
      name: row.name,
      isStaff: row.side === 'vendor',
      mayEdit: role !== undefined && role.permissions.includes('task.edit') && role.permissions.includes('portal.sign-in'),
      seesAll: row.customerScope === 'all',
      sees: new Set((seenBy.get(row.id) ?? []).map(({ customerId }) => customerId)),
    }
  })
}

/** The keys of the customers that a restricted person sees. */
export const listOwnCustomers = async (tx: Tx, actor: Member): Promise<number[]> =>
  (
    await tx.rows(sql<{ id: number }>`
      select c.id from customer c where c.partner_id = ${actor.partnerId} and c.partnership_id = ${actor.partnershipId}`)
  ).map(({ id }) => id)
