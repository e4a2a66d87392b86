import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'

export const offerMinutes = 15
export const challengeMinutes = 5
export const maxPasskeys = 10
export const recoveryCodeCount = 10

/** Misses that a session may have, and a person's codes within an hour. Two codes are right at a time, of a million. */
export const missesPerSession = 5
export const missesPerHour = 10

export type Misses = { ofSession: number; withinHour: number }
/** What was tried. Codes of six digits can be guessed; a passkey's signature and a recovery code's 120 bits can't. */
export type TryKind = 'totp' | 'recovery' | 'passkey' | 'password'

/** Refusals are 401 `factor.session-spent`, which ends the session, and 429 `factor.hour-spent`. */
export const mayTry = (kind: TryKind, { ofSession, withinHour }: Misses): Verdict => {
  if (ofSession >= missesPerSession)
    return refuse('factor.session-spent', 'That was wrong too often. Sign in again from the beginning, with your password.')
  const isGuessable = kind === 'totp' || kind === 'password'
  return isGuessable && withinHour >= missesPerHour
    ? refuse(
        'factor.hour-spent',
        'Too many wrong codes were given for this account. Wait an hour, use a passkey or a recovery code, or a browser that you have signed in with before.',
      )
    : allowed
}

/** Whether one of the roles must have a second factor. `copiedFrom`: a partner's own role follows the one that it was copied from. */
export const isFactorRequired = (config: PortalConfig, roles: readonly { code: string; copiedFrom: string | null }[]): boolean =>
  roles.some(({ code, copiedFrom }) => config.roles.find((role) => role.code === (copiedFrom ?? code))?.secondFactor === 'required')

/** The demo's people are everybody's: one visitor must not lock the next one out. A refusal is 409. */
export const mayEditFactors = (realm: 'real' | 'demo'): Verdict =>
  realm === 'real'
    ? allowed
    : refuse(
        'factor.not-in-demo',
        'In the demo nobody needs a second factor: its people are everybody’s. In your own portal you set one up here.',
      )

export type Held = { hasTotp: boolean; passkeys: number }

/** The last factor of somebody whose role asks for one stays. A refusal is 409. */
export const mayRemove = (held: Held, isRequired: boolean): Verdict =>
  isRequired && Number(held.hasTotp) + held.passkeys <= 1
    ? refuse('factor.required', 'Your role needs a second factor. Set up another one before you remove this one.')
    : allowed

/** Whether there is anything to take away from somebody who has lost it. A refusal is 404. */
export const mayResetFactors = ({ name, hasSecondFactor }: { name: string; hasSecondFactor: boolean }): Verdict =>
  hasSecondFactor ? allowed : refuse('not-found', `${name} has no second factor.`)

/** A refusal is 409. */
export const mayAddPasskey = ({ passkeys }: Held): Verdict =>
  passkeys >= maxPasskeys
    ? refuse('factor.too-many-passkeys', `You have ${maxPasskeys} passkeys, which is as many as fit. Remove one first.`)
    : allowed

/** Crockford's alphabet: no I, L, O and U, so that what is read off paper can't be confused. */
export const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A recovery code as somebody typed it, in the one form that is hashed; undefined when it can't be one. */
export const plainRecoveryCode = (typed: string): string | undefined => {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return new RegExp(`^[${crockford}]{24}$`).test(plain) ? plain : undefined
}

/** As it is shown: six groups of four. */
export const shownRecoveryCode = (plain: string): string => (plain.match(/.{4}/g) ?? []).join('-')
