import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem, Problem } from '#shared/problem.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { newSecret, secretHash } from '#server/out-of-band.ts'
import { insistPassword } from '#server/password-check.ts'
import { hashPassword } from '#server/password.ts'
import { givePassword } from './actions.ts'
import type { SetUp } from './contract.ts'
import * as links from './links.store.ts'
import { administratorRoles, setupHours } from './rules.ts'
import * as store from './store.ts'

/** The path of a link for the first administrator, `/setup#…`, or undefined while there is one. Links of before lead nowhere. */
export const issueSetupLink = (database: Database, config: PortalConfig): Promise<string | undefined> => {
  const actor = systemActor('setup', database)
  return asActor(actor, async (tx) => {
    await store.lockSetUp(tx)
    await links.voidLinks(tx, 'setup')
    if (await store.hasAdministrator(tx, administratorRoles(config))) return undefined
    const secret = newSecret()
    await links.addLink(tx, secretHash(secret), await links.expiryIn(tx, setupHours), { kind: 'setup' })
    await tell(tx, 'portal.setup-offered', { actor })
    return `/setup#${secret}`
  })
}

/** Makes the first administrator. 403 `setup.refused`, 409 `setup.email-taken`, 400 on `password`; the last two leave the link as it was. */
export const setUp = async (portal: Portal, { secret, name, email, password }: SetUp): Promise<{ email: string }> => {
  const actor = systemActor('setup', portal.database)
  if (!(await asActor(actor, (tx) => links.isUsable(tx, 'setup', secretHash(secret))))) throw refused()
  await insistPassword(portal, password, { email, name })
  const hash = await hashPassword(password)
  return asActor(actor, async (tx) => {
    await store.lockSetUp(tx)
    const roles = administratorRoles(portal.config)
    const link = await links.spendLink(tx, 'setup', secretHash(secret))
    if (!link || (await store.hasAdministrator(tx, roles))) throw refused()
    const id = await store.addAdministrator(tx, { email, name, role: roles[0] })
    if (id === undefined)
      throw fieldProblem('setup.email-taken', 409, { path: 'email', message: 'Somebody here has this address already. Use another one.' })
    await givePassword(portal, tx, { id, side: 'vendor' }, hash)
    await tell(tx, 'portal.set-up', { actor, facts: { userId: id } })
    return { email }
  })
}

const refused = () =>
  new Problem('setup.refused', 403, {
    publicMessage: 'This link was used already or is too old. npm start prints a new one while there is no administrator.',
  })
