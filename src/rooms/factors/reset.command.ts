import { Problem } from '#shared/problem.ts'
import { endSessionsOf } from '#rooms/sessions/ends.actions.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import { resetFactors } from './actions.ts'
import { findUserId, hasFactor } from './store.ts'

/**
 * For the operator, when nobody is left who could do it in the portal: takes a person's second factors away and ends their sessions.
 * 404 `person.unknown` or `factor.none`.
 */
export const resetByAddress = async (database: Database, email: string): Promise<void> => {
  const actor = systemActor('factor-reset', database)
  await asActor(actor, async (tx) => {
    const userId = await findUserId(tx, email)
    if (userId === undefined) throw new Problem('person.unknown', 404, { publicMessage: `Nobody here has the address ${email}.` })
    if (!(await hasFactor(tx, userId))) throw new Problem('factor.none', 404, { publicMessage: `${email} has no second factor.` })
    await resetFactors(tx, actor, userId)
    await endSessionsOf(tx, userId)
  })
}
