import { reasonOf } from '#shared/actor.ts'
import { notFound, Problem } from '#shared/problem.ts'
import { asSession, bySession, insist, readAsSession } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sessionIn, type Visit } from '#server/session.ts'
import { changerIn, setNewCodes, settleChange, startChange, type Told } from './changes.actions.ts'
import type { OwnFactors, Proof } from './contract.ts'
import { listPasskeys, removePasskey as unstorePasskey, setName } from './passkeys.store.ts'
import { isFactorRequired, mayEditFactors, mayRemove, type Held } from './rules.ts'
import * as store from './store.ts'

/** What the person signs in with besides the password. */
export const describeOwn = (portal: Portal, visit: Visit): Promise<OwnFactors> =>
  readAsSession(portal, async (tx) => {
    const userId = sessionIn(visit).accountId
    const [totp, passkeys, codesLeft, roles] = await Promise.all([
      store.findTotp(tx, userId),
      listPasskeys(tx, userId),
      store.countCodes(tx, userId),
      store.listRoles(tx, userId),
    ])
    const verdict = mayEditFactors(portal.realm)
    return {
      totpSince: totp?.since ?? null,
      passkeys: passkeys.map(({ id, name, isSynced, since, lastUsedAt }) => ({
        id: tx.ids.outer('pky', id),
        name,
        isSynced,
        since,
        lastUsedAt,
      })),
      codesLeft,
      isRequired: portal.realm === 'real' && isFactorRequired(portal.config, roles),
      may: { edit: verdict.may, reason: reasonOf(verdict) },
    }
  })

export const renamePasskey = (portal: Portal, visit: Visit, id: string, name: string): Promise<void> =>
  asSession(portal, async (tx) => {
    const { session } = changerIn(portal, visit)
    if (!(await setName(tx, session.accountId, tx.ids.inner('pky', id), name))) throw notFound()
    await tell(tx, 'factor.passkey-renamed', { actor: bySession, facts: { userId: session.accountId } })
  })

/** 409 `factor.none` without one, `factor.required` when it is the last of somebody who needs one. */
export const removeTotp = (portal: Portal, visit: Visit, proof: Proof): Promise<void> =>
  remove(portal, visit, proof, {
    told: { event: 'factor.totp-removed', subject: 'The authenticator app was removed from your account' },
    absent: none('You have no authenticator app set up.'),
    isThere: async (tx, userId) => (await store.findTotp(tx, userId)) !== undefined,
    take: store.removeTotp,
  })

/** 404 for one that is not the person's own, 409 `factor.required`. */
export const removePasskey = (portal: Portal, visit: Visit, id: string, proof: Proof): Promise<void> =>
  remove(portal, visit, proof, {
    told: { event: 'factor.passkey-removed', subject: 'A passkey was removed from your account' },
    absent: notFound(),
    isThere: async (tx, userId) => {
      const wanted = tx.ids.inner('pky', id)
      return (await listPasskeys(tx, userId)).some((passkey) => passkey.id === wanted)
    },
    take: (tx, userId) => unstorePasskey(tx, userId, tx.ids.inner('pky', id)),
  })

/** The ten codes that count from now on. 409 `factor.none` for somebody without a second factor. */
export const renewCodes = async (portal: Portal, visit: Visit, proof: Proof): Promise<string[]> => {
  const { session } = changerIn(portal, visit)
  const insistThere = async (tx: Tx) => {
    if ((await store.listKinds(tx, session.accountId)).length === 0)
      throw none('Recovery codes come with a second factor. Set one up first.')
  }
  await asSession(portal, insistThere)
  await startChange(portal, visit, proof)
  return asSession(portal, async (tx) => {
    await store.lockFactors(tx, session.accountId)
    await insistThere(tx)
    const codes = await setNewCodes(tx, session.accountId)
    await settleChange(tx, session, { event: 'factor.codes-renewed', subject: 'You have new recovery codes' })
    return codes
  })
}

const none = (publicMessage: string) => new Problem('factor.none', 409, { publicMessage })

type Removal = {
  told: Told
  absent: Problem
  isThere: (tx: Tx, userId: number) => Promise<boolean>
  take: (tx: Tx, userId: number) => Promise<boolean>
}

/** What is not there is said before anybody has to prove who they are, so that no try is spent on it. */
const remove = async (portal: Portal, visit: Visit, proof: Proof, { told, absent, isThere, take }: Removal) => {
  const { session } = changerIn(portal, visit)
  const userId = session.accountId
  if (!(await asSession(portal, (tx) => isThere(tx, userId)))) throw absent
  await startChange(portal, visit, proof)
  await asSession(portal, async (tx) => {
    await store.lockFactors(tx, userId)
    const held: Held = { hasTotp: (await store.findTotp(tx, userId)) !== undefined, passkeys: (await listPasskeys(tx, userId)).length }
    if (!(await take(tx, userId))) throw absent
    insist(mayRemove(held, isFactorRequired(portal.config, await store.listRoles(tx, userId))), 409)
    // Recovery codes stand in for a factor; without any there is nothing to stand in for.
    if (Number(held.hasTotp) + held.passkeys === 1) await store.removeFactor(tx, userId)
    await settleChange(tx, session, told)
  })
}
