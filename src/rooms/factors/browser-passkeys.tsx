import { t } from '@lingui/core/macro'
import { CallProblem } from '#ui/api-client.tsx'
import type { MadePasskey, MakingOptions, SignedPasskey, SigningOptions } from './contract.ts'

/** Asks the browser for a signature. Throws a CallProblem when it, or the person, would rather not. */
export const signWithPasskey = async (options: SigningOptions): Promise<SignedPasskey> => {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const signed = await startAuthentication({ optionsJSON: options }).catch(notUsed)
  return { ...signed, type: 'public-key', clientExtensionResults: {} }
}

/** Asks the browser to make a passkey. Throws as above. */
export const makePasskey = async (options: MakingOptions): Promise<MadePasskey> => {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const made = await startRegistration({ optionsJSON: options }).catch(notUsed)
  return { ...made, type: 'public-key', clientExtensionResults: {} }
}

/** Why passkeys can't be used here; undefined: they can. */
export const passkeyHindrance = (): string | undefined => {
  if (typeof window.PublicKeyCredential !== 'function') return t`This browser can’t use passkeys.`
  const isNumber = /^[\d.]+$|^\[/.test(window.location.hostname)
  return isNumber ? t`Browsers keep passkeys for names only. Open the portal by its name, on your own machine localhost.` : undefined
}

const notUsed = (cause: unknown): never => {
  const isKnown = cause instanceof Error && cause.name === 'InvalidStateError'
  throw new CallProblem(
    'factor.passkey-not-used',
    400,
    isKnown
      ? t`This device has a passkey for your account already.`
      : t`The passkey was not used: it was cancelled, or took too long. Try again.`,
  )
}
