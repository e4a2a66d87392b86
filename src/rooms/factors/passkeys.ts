import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Portal } from '#server/deployment.ts'
import type { MadePasskey, MakingOptions, SignedPasskey, SigningOptions } from './contract.ts'
import type { NewPasskey, StoredPasskey } from './passkeys.store.ts'
import { challengeMinutes } from './rules.ts'

// A passkey belongs to this portal's own name: it signs for no other site, whatever a person is led to click. Browsers keep none for an
// address in numbers, so a trial at 127.0.0.1 has them under its other name.
const relyingParty = ({ origin, config }: Portal) => {
  const address = new URL(origin)
  if (address.hostname === '127.0.0.1') address.hostname = 'localhost'
  return { origin: address.origin, id: address.hostname, name: config.branding.name }
}

const timeout = challengeMinutes * 60_000
// Ed25519, ECDSA and RSA, which every authenticator can. Named here: asking the platform for more makes Node warn of experiments.
const supportedAlgorithmIDs = [-8, -7, -257]
// Only one of several ways, and after a password: an authenticator that can't ask for a finger or a PIN is good enough.
const userVerification = 'preferred'

const descriptorsOf = (passkeys: readonly StoredPasskey[]) => passkeys.map(({ credential: id, transports }) => ({ id, transports }))

export const makingOptions = async (
  portal: Portal,
  person: { email: string; name: string },
  existing: readonly StoredPasskey[],
): Promise<MakingOptions> => {
  const party = relyingParty(portal)
  const made = await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: person.email,
    userDisplayName: person.name,
    timeout,
    attestationType: 'none',
    supportedAlgorithmIDs,
    excludeCredentials: descriptorsOf(existing),
    // The address is typed before, so that nothing needs to be found by the authenticator itself: that saves room on keys that have little.
    authenticatorSelection: { residentKey: 'discouraged', userVerification },
  })
  const { challenge, user, pubKeyCredParams } = made
  return {
    challenge,
    rp: { name: party.name, id: party.id },
    user,
    pubKeyCredParams: pubKeyCredParams.map(({ alg }) => ({ type: 'public-key', alg })),
    timeout,
    excludeCredentials: listed(made.excludeCredentials),
    authenticatorSelection: { residentKey: 'discouraged', requireResidentKey: false, userVerification },
    attestation: 'none',
  }
}

export const signingOptions = async (portal: Portal, passkeys: readonly StoredPasskey[]): Promise<SigningOptions> => {
  const { id: rpId } = relyingParty(portal)
  const made = await generateAuthenticationOptions({ rpID: rpId, allowCredentials: descriptorsOf(passkeys), timeout, userVerification })
  return { challenge: made.challenge, timeout, rpId, allowCredentials: listed(made.allowCredentials), userVerification }
}

const listed = (descriptors: { id: string; transports?: string[] }[] = []) =>
  descriptors.map(({ id, transports }) => ({ id, type: 'public-key' as const, ...(transports ? { transports } : {}) }))

/** `spend` uses the challenge up and says whether there was one. Undefined when what the browser answers can't be trusted. */
export const madeBy = async (
  portal: Portal,
  made: MadePasskey,
  spend: (challenge: string) => Promise<boolean>,
): Promise<Omit<NewPasskey, 'userId' | 'name' | 'since'> | undefined> => {
  const party = relyingParty(portal)
  const { response, clientExtensionResults } = made
  const verified = await withoutErrors(() =>
    verifyRegistrationResponse({
      // What extensions say is not looked at.
      response: { ...made, response, clientExtensionResults: clientExtensionResults ?? {} },
      expectedChallenge: spend,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      supportedAlgorithmIDs,
      requireUserVerification: false,
    }),
  )
  if (!verified?.registrationInfo) return undefined
  const { credential, credentialBackedUp, credentialDeviceType } = verified.registrationInfo
  return {
    credential: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    signCount: credential.counter,
    transports: (made.response.transports ?? []).slice(0, 10),
    isSynced: credentialBackedUp || credentialDeviceType === 'multiDevice',
  }
}

/** The key's new count when the signature is right and it did not sign before; undefined otherwise. */
export const signedBy = async (
  portal: Portal,
  passkey: StoredPasskey,
  signed: SignedPasskey,
  spend: (challenge: string) => Promise<boolean>,
): Promise<number | undefined> => {
  const party = relyingParty(portal)
  const verified = await withoutErrors(() =>
    verifyAuthenticationResponse({
      response: { ...signed, clientExtensionResults: signed.clientExtensionResults ?? {} },
      expectedChallenge: spend,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { id: passkey.credential, publicKey: new Uint8Array(passkey.publicKey), counter: passkey.signCount },
      requireUserVerification: false,
    }),
  )
  return verified?.verified ? verified.authenticationInfo.newCounter : undefined
}

/** The library throws for everything that it does not like; whatever it is, the answer is the same. */
const withoutErrors = async <T>(verify: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await verify()
  } catch {
    return undefined
  }
}
