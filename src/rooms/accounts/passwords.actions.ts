import { Problem } from '#shared/problem.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Sealing } from '#server/credential.ts'
import type { Database } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { hashPassword } from '#server/password.ts'
import { givePassword } from './actions.ts'
import * as store from './store.ts'

/** Gives a person a new password from the command line and ends their sessions. Throws `person.unknown` when nobody has the address. */
export const setPassword = async (database: Database, sealing: Sealing, email: string, password: string): Promise<void> => {
  const hash = await hashPassword(password)
  const actor = systemActor('password', database)
  await asActor(actor, async (tx) => {
    const person = await store.findPersonByEmail(tx, email)
    if (!person)
      throw new Problem('person.unknown', 404, {
        publicMessage: `Nobody here has the address ${email}. Import people first: docs/import.md.`,
      })
    await givePassword(sealing, tx, person, hash)
    await tell(tx, 'person.password-set', { actor, facts: { userId: person.id } })
  })
}
