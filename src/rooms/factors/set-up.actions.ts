import { randomBytes } from 'node:crypto'
import { Problem, notFound } from '#shared/problem.ts'
import { finishSignIn } from '#rooms/sessions/ends.actions.ts'
import { asSession, insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import type { Visit } from '#server/session.ts'
import { changerIn, firstCodes, settleChange, startChange } from './changes.actions.ts'
import type { MadePasskey, MakingOptions, Proof } from './contract.ts'
import { addChallenge, addPasskey as storePasskey, listPasskeys, spendChallenge } from './passkeys.store.ts'
import { madeBy, makingOptions } from './passkeys.ts'
import { mayAddPasskey, offerMinutes } from './rules.ts'
import { openSecret, sealSecret } from './secrets.ts'
import { lifeOf } from './steps.actions.ts'
import * as store from './store.ts'
import { base32, otpauthAddress, stepOf } from './totp.ts'
import { tryOnce, type Outcome } from './tries.actions.ts'

const secretBytes = 20

/** A new secret, to be shown. 403 and 409 as `startChange`. */
export const offerTotp = async (portal: Portal, visit: Visit, proof: Proof | undefined): Promise<{ secret: string; address: string }> => {
  const { session } = await startChange(portal, visit, proof)
  const secret = randomBytes(secretBytes)
  const email = await asSession(portal, async (tx) => {
    await store.setOffer(tx, {
      userId: session.accountId,
      secret: sealSecret(portal, session, secret),
      expiresAt: portal.now().add({ minutes: offerMinutes }).toString(),
    })
    return (await store.findAccount(tx, session.accountId))?.email ?? ''
  })
  const written = base32(secret)
  return { secret: written, address: otpauthAddress({ issuer: portal.config.branding.name, account: email, secret: written }) }
}

/** Recovery codes when this is the first factor, and the session's new id when it finishes the sign-in. */
export type Change = { codes: string[] | null; sessionId: string | undefined }

/** The first code of the offered secret. 403 `factor.wrong-code`, 409 `factor.offer-ended`. */
export const confirmTotp = async (portal: Portal, visit: Visit, code: string): Promise<Change> => {
  const who = changerIn(portal, visit)
  const { session } = who
  const userId = session.accountId
  const at = portal.now().toString()
  // Without an offer there is nothing to try.
  if (!(await asSession(portal, (tx) => store.findOffer(tx, userId, at)))) throw offerEnded()
  const codes = await tryOnce(portal, who, 'totp', async (tx): Promise<Outcome<string[] | null>> => {
    await store.lockFactors(tx, userId)
    const offer = await store.findOffer(tx, userId, at)
    if (!offer) return { wrong: offerEnded() }
    const step = stepOf(openSecret(portal, session, offer.secret), code, portal.now())
    if (step === undefined) return { wrong: new Problem('factor.wrong-code', 403, { publicMessage: 'This is not the code that your app should show now. Check that its clock is right, and give the next one.' }) } // prettier-ignore
    const fresh = await firstCodes(tx, session, at)
    await store.setTotp(tx, { userId, secret: offer.secret, lastStep: step, at })
    await store.removeOffer(tx, userId)
    await settleChange(tx, session, { event: 'factor.totp-set', subject: 'An authenticator app was set up for your account' })
    return { right: fresh }
  })
  return { codes, sessionId: await finished(portal, visit) }
}

const offerEnded = () => new Problem('factor.offer-ended', 409, { publicMessage: 'This took too long, or was done in another window. Begin again.' }) // prettier-ignore

/** What a browser needs to make a passkey for this person. 403 and 409 as `startChange`, 409 `factor.too-many-passkeys`. */
export const offerPasskey = async (portal: Portal, visit: Visit, proof: Proof | undefined): Promise<MakingOptions> => {
  const { session } = await startChange(portal, visit, proof)
  return asSession(portal, async (tx) => {
    const userId = session.accountId
    const passkeys = await listPasskeys(tx, userId)
    insist(mayAddPasskey({ hasTotp: false, passkeys: passkeys.length }), 409)
    const account = await store.findAccount(tx, userId)
    if (!account) throw notFound()
    const options = await makingOptions(portal, account, passkeys)
    await addChallenge(tx, { challenge: options.challenge, userId, sessionId: session.id, purpose: 'register' }, lifeOf(portal))
    return options
  })
}

/** 403 `factor.passkey-refused`, 409 `factor.passkey-known`. */
export const addPasskey = async (
  portal: Portal,
  visit: Visit,
  { name, passkey }: { name: string; passkey: MadePasskey },
): Promise<Change> => {
  const who = changerIn(portal, visit)
  const { session } = who
  const userId = session.accountId
  const codes = await tryOnce(portal, who, 'passkey', async (tx): Promise<Outcome<string[] | null>> => {
    await store.lockFactors(tx, userId)
    const at = portal.now().toString()
    const spend = (challenge: string) => spendChallenge(tx, { challenge, userId, sessionId: session.id, purpose: 'register' }, at)
    const made = await madeBy(portal, passkey, spend)
    if (!made) return { wrong: new Problem('factor.passkey-refused', 403, { publicMessage: 'This passkey could not be accepted. Begin again.' }) } // prettier-ignore
    insist(mayAddPasskey({ hasTotp: false, passkeys: (await listPasskeys(tx, userId)).length }), 409)
    const fresh = await firstCodes(tx, session, at)
    if (!(await storePasskey(tx, { ...made, userId, name, since: at })))
      throw new Problem('factor.passkey-known', 409, { publicMessage: 'This passkey is set up already.' })
    await settleChange(tx, session, { event: 'factor.passkey-added', subject: 'A passkey was added to your account' })
    return { right: fresh }
  })
  return { codes, sessionId: await finished(portal, visit) }
}

const finished = async (portal: Portal, visit: Visit): Promise<string | undefined> => (visit.half ? finishSignIn(portal, visit) : undefined)
