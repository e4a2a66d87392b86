import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { Permission } from '#shared/config.ts'
import { q, type Tx } from '#server/db.ts'
import type { RoleFacts } from './rules.ts'

/** The partner's own roles by name. A permission that this release does not know grants nothing. */
export const listOwnRoles = async (tx: Tx, actor: Member): Promise<RoleFacts[]> => {
  const rows = await tx.rows(
    q
      .selectFrom('partner_role')
      .select(['code', 'label', 'permissions', 'reach', 'copied_from as copiedFrom'])
      .$narrowType<{ reach: RoleFacts['reach'] }>() // the table's CHECK says so
      .where('partner_id', '=', actor.partnerId)
      .orderBy(sql`lower(label)`)
      .orderBy('code'),
  )
  return rows.map((row) => ({ ...row, permissions: row.permissions.flatMap((one) => Permission.safeParse(one).data ?? []) }))
}

export const addOwnRole = (tx: Tx, actor: Member, { code, label, permissions, reach, copiedFrom }: RoleFacts & { copiedFrom: string }) =>
  tx.rows(
    q
      .insertInto('partner_role')
      .values({ partner_id: actor.partnerId, code, label, permissions: [...permissions], reach, copied_from: copiedFrom }),
  )

export const setOwnRole = (tx: Tx, actor: Member, { code, label, permissions, reach }: Omit<RoleFacts, 'copiedFrom'>) =>
  tx.rows(
    q
      .updateTable('partner_role')
      .set({ label, permissions: [...permissions], reach })
      .where('partner_id', '=', actor.partnerId)
      .where('code', '=', code),
  )

export const removeOwnRole = (tx: Tx, actor: Member, code: string) =>
  tx.rows(q.deleteFrom('partner_role').where('partner_id', '=', actor.partnerId).where('code', '=', code))

/** How many people hold each role, over all partnerships of the partner. */
export const countHolders = async (tx: Tx, actor: Member): Promise<ReadonlyMap<string, number>> => {
  const rows = await tx.rows(sql<{ role: string; people: number }>`select role, people from role_use(${actor.partnerId})`)
  return new Map(rows.map((row) => [row.role, row.people]))
}
