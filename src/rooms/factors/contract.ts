import { z } from 'zod'
import { NameLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { maxPasskeys } from './rules.ts'

export const factorKinds = ['totp', 'passkey', 'recovery'] as const
export const FactorKind = z.enum(factorKinds)
export type FactorKind = z.infer<typeof FactorKind>

const Base64Url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]+$/)
const Transport = z.string().max(40)
// What extensions say is not looked at; browsers add to it as they like.
const Extensions = z.record(z.string().max(60), z.unknown()).optional()
const Attachment = z.enum(['platform', 'cross-platform']).optional()

/** What a browser answers when it made a passkey: WebAuthn's RegistrationResponseJSON. */
export const MadePasskey = z.strictObject({
  id: Base64Url(1400),
  rawId: Base64Url(1400),
  type: z.literal('public-key'),
  response: z.strictObject({
    clientDataJSON: Base64Url(4000),
    attestationObject: Base64Url(20_000),
    authenticatorData: Base64Url(8000).optional(),
    transports: z.array(Transport).max(10).optional(),
    publicKeyAlgorithm: z.int().optional(),
    publicKey: Base64Url(8000).optional(),
  }),
  authenticatorAttachment: Attachment,
  clientExtensionResults: Extensions,
})
export type MadePasskey = z.infer<typeof MadePasskey>

/** What a browser answers when a passkey signed: WebAuthn's AuthenticationResponseJSON. */
export const SignedPasskey = z.strictObject({
  id: Base64Url(1400),
  rawId: Base64Url(1400),
  type: z.literal('public-key'),
  response: z.strictObject({
    clientDataJSON: Base64Url(4000),
    authenticatorData: Base64Url(8000),
    signature: Base64Url(8000),
    userHandle: Base64Url(200).optional(),
  }),
  authenticatorAttachment: Attachment,
  clientExtensionResults: Extensions,
})
export type SignedPasskey = z.infer<typeof SignedPasskey>

const Preference = z.enum(['discouraged', 'preferred', 'required'])
const Descriptor = z.strictObject({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()).optional() })

/** What a browser is asked: PublicKeyCredentialRequestOptionsJSON. */
export const SigningOptions = z.strictObject({
  challenge: z.string(),
  timeout: z.int().optional(),
  rpId: z.string(),
  allowCredentials: z.array(Descriptor),
  userVerification: Preference,
})
export type SigningOptions = z.infer<typeof SigningOptions>

/** PublicKeyCredentialCreationOptionsJSON. */
export const MakingOptions = z.strictObject({
  challenge: z.string(),
  rp: z.strictObject({ name: z.string(), id: z.string() }),
  user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
  timeout: z.int().optional(),
  excludeCredentials: z.array(Descriptor),
  authenticatorSelection: z.strictObject({ residentKey: Preference, requireResidentKey: z.boolean(), userVerification: Preference }),
  attestation: z.literal('none'),
})
export type MakingOptions = z.infer<typeof MakingOptions>

/** Six digits; people type them with a space in the middle. */
export const Code = z
  .string()
  .max(20)
  .transform((typed) => typed.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Enter the six digits that your app shows.'))

/** That it is really you, before a factor changes: the password, and a factor when you have one. */
export const Proof = z.strictObject({
  password: z.string().min(1, 'Enter your password.').max(256),
  /** A code of the app, or a recovery code, which is used up. */
  code: z.string().trim().min(1).max(60).optional(),
  passkey: SignedPasskey.optional(),
})
export type Proof = z.infer<typeof Proof>

const Name = NameLine(60)

export const Passkey = z.strictObject({
  id: outerId('pky'),
  name: z.string(),
  /** Kept by the person's account at a platform; otherwise it lives in one device. */
  isSynced: z.boolean(),
  since: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
})
export type Passkey = z.infer<typeof Passkey>

export const OwnFactors = z.strictObject({
  totpSince: z.iso.datetime().nullable(),
  /** By age, the oldest first. */
  passkeys: z.array(Passkey).max(maxPasskeys),
  /** Recovery codes that are left. */
  codesLeft: z.int(),
  isRequired: z.boolean(),
  may: z.strictObject({ edit: z.boolean(), reason: z.string().nullable() }),
})
export type OwnFactors = z.infer<typeof OwnFactors>

/** `codes`: the recovery codes, shown this once, when this was the first factor. */
export const Added = z.strictObject({ codes: z.array(z.string()).nullable() })
export type Added = z.infer<typeof Added>

const OnePasskey = z.strictObject({ id: outerId('pky') })
const Proven = z.strictObject({ proof: Proof })
/** Nobody has a factor to prove at the first sign-in, and the password was given a moment ago. */
const PerhapsProven = z.strictObject({ proof: Proof.optional() })

export const problemCodes = [
  'factor.wrong-code', // 403
  'factor.wrong-password', // 403
  'factor.proof-missing', // 403: the password, or a factor besides it
  'factor.passkey-refused', // 403
  'factor.session-spent', // 401: the session has ended
  'factor.hour-spent', // 429
  'factor.not-asked', // 409: this session waits for no second factor
  'factor.asked-first', // 409: it waits for one, and may change none before
  'factor.offer-ended', // 409: begin again
  'factor.required', // 409: the last one of a role that needs one
  'factor.not-in-demo', // 409
  'factor.none', // 409: there is nothing to remove or renew
  'factor.too-many-passkeys', // 409
  'factor.passkey-known', // 409
] as const

/** The step after the password. Each that is right makes the session a full one, under a new id. */
export const factorStep = {
  totp: endpoint('POST /session/factor/totp', { body: z.strictObject({ code: Code }) }),
  recovery: endpoint('POST /session/factor/recovery', { body: z.strictObject({ code: z.string().trim().min(1).max(60) }) }),
  challenge: endpoint('POST /session/factor/passkey-challenge', { reply: SigningOptions }),
  passkey: endpoint('POST /session/factor/passkey', { body: z.strictObject({ passkey: SignedPasskey }) }),
}

export const factors = {
  own: endpoint('GET /account/factors', { reply: OwnFactors }),
  /** What a passkey has to sign to be part of a proof. */
  proofChallenge: endpoint('POST /account/factors/proof-challenge', { reply: SigningOptions }),
  /** A new secret for an authenticator app; it counts once a code of it was given. */
  offerTotp: endpoint('POST /account/factors/totp-offer', {
    body: PerhapsProven,
    reply: z.strictObject({ secret: z.string(), address: z.string() }),
  }),
  /** Takes the offered secret in the place of any other. */
  confirmTotp: endpoint('PUT /account/factors/totp', { body: z.strictObject({ code: Code }), reply: Added }),
  removeTotp: endpoint('POST /account/factors/totp-removal', { body: Proven }),
  offerPasskey: endpoint('POST /account/factors/passkey-offer', { body: PerhapsProven, reply: MakingOptions }),
  addPasskey: endpoint('POST /account/factors/passkeys', { body: z.strictObject({ name: Name, passkey: MadePasskey }), reply: Added }),
  renamePasskey: endpoint('PATCH /account/factors/passkeys/:id', { params: OnePasskey, body: z.strictObject({ name: Name }) }),
  removePasskey: endpoint('POST /account/factors/passkeys/:id/removal', { params: OnePasskey, body: Proven }),
  /** The codes that were left stop working. */
  renewCodes: endpoint('PUT /account/factors/recovery-codes', { body: Proven, reply: z.strictObject({ codes: z.array(z.string()) }) }),
}
