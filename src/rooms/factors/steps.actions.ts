import { asSession } from '#server/access.ts'
import { Problem } from '#shared/problem.ts'
import { finishSignIn } from '#rooms/sessions/ends.actions.ts'
import type { Portal } from '#server/deployment.ts'
import type { Session, Visit } from '#server/session.ts'
import type { SignedPasskey, SigningOptions } from './contract.ts'
import { addChallenge, listPasskeys, type Purpose } from './passkeys.store.ts'
import { signingOptions } from './passkeys.ts'
import { acceptPasskey, acceptRecoveryCode, acceptTotp } from './prove.actions.ts'
import { challengeMinutes } from './rules.ts'
import type { Who } from './tries.actions.ts'

/** The step after the password, and whether this browser signed in before. */
export type Step = { visit: Visit; isKnownDevice: boolean }

/** Each returns the id of the session, which is a full one from now on. Errors as `tryOnce`, and 409 `factor.not-asked`. */
export const stepByTotp = async (portal: Portal, step: Step, code: string): Promise<string> => {
  await acceptTotp(portal, askedIn(step), code)
  return finishSignIn(portal, step.visit)
}

export const stepByRecoveryCode = async (portal: Portal, step: Step, code: string): Promise<string> => {
  await acceptRecoveryCode(portal, askedIn(step), code)
  return finishSignIn(portal, step.visit)
}

export const stepByPasskey = async (portal: Portal, step: Step, signed: SignedPasskey): Promise<string> => {
  await acceptPasskey(portal, askedIn(step), signed, 'sign-in')
  return finishSignIn(portal, step.visit)
}

export const challengeStep = async (portal: Portal, step: Step): Promise<SigningOptions> =>
  challenge(portal, askedIn(step).session, 'sign-in')

const askedIn = ({ visit: { half }, isKnownDevice }: Step): Who => {
  if (half?.stage !== 'factor')
    throw new Problem('factor.not-asked', 409, { publicMessage: 'Nobody waits for a second factor here. Reload the page.' })
  return { session: half, isKnownDevice }
}

/** What the person's passkeys are asked to sign, once and within five minutes. 409 `factor.none` without any. */
export const challenge = (portal: Portal, session: Session, purpose: Exclude<Purpose, 'register'>): Promise<SigningOptions> =>
  asSession(portal, async (tx) => {
    const passkeys = await listPasskeys(tx, session.accountId)
    if (passkeys.length === 0) throw new Problem('factor.none', 409, { publicMessage: 'You have no passkey here.' })
    const options = await signingOptions(portal, passkeys)
    await addChallenge(tx, { challenge: options.challenge, userId: session.accountId, sessionId: session.id, purpose }, lifeOf(portal))
    return options
  })

export const lifeOf = (portal: Portal) => ({
  now: portal.now().toString(),
  expiresAt: portal.now().add({ minutes: challengeMinutes }).toString(),
})
