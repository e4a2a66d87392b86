import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { hashPassword } from '#server/password.ts'
import { Problem } from '#shared/problem.ts'
import { givePassword } from '#rooms/partners/people.actions.ts'
import { removeSessionsOf } from './store.ts'

/** Gives a person a new password and ends their sessions. Throws `person.unknown` when nobody has the address. */
export const setPassword = async (database: Database, email: string, password: string): Promise<void> => {
  const hash = await hashPassword(password)
  const actor = systemActor('password', database)
  await asActor(actor, async (tx) => {
    const userId = await givePassword(tx, email, hash)
    if (userId === undefined)
      throw new Problem('person.unknown', 404, {
        publicMessage: `Nobody here has the address ${email}. Import people first: docs/import.md.`,
      })
    await removeSessionsOf(tx, userId)
    await tell(tx, 'person.password-set', { actor, facts: { userId } })
  })
}
