import { q, type Tx } from '#server/db.ts'

export type Sealed = { userId: number; side: 'partner' | 'vendor'; secret: string }

export const listSealed = (tx: Tx): Promise<Sealed[]> =>
  tx.rows(
    q
      .selectFrom('totp as t')
      .innerJoin('app_user as u', 'u.id', 't.user_id')
      .select(['t.user_id as userId', 'u.side', 't.secret'])
      .$narrowType<{ side: Sealed['side'] }>() // the table's CHECK says so
      .orderBy('t.user_id'),
  )

/** False when the person set up another one meanwhile. */
export const replaceSealed = async (tx: Tx, userId: number, { from, to }: { from: string; to: string }): Promise<boolean> =>
  (await tx.rows(q.updateTable('totp').set({ secret: to }).where('user_id', '=', userId).where('secret', '=', from).returning('user_id')))
    .length === 1 // prettier-ignore
