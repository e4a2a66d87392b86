import { createContext, useContext, type ComponentType } from 'react'
import type { Proof } from '#rooms/factors/contract.ts'
import type { Start } from '#rooms/sessions/contract.ts'

export type SignInStepProps = {
  half: NonNullable<Start['half']>
  /** The factor was right, or is set up and its codes are kept: the portal opens. */
  entered: () => Promise<void>
}

export type ProofFormProps = {
  /** Rejects with what was wrong with it, which the form shows. */
  send: (proof: Proof) => Promise<void>
  cancel: () => void
}

/** What a session asks of people besides the password. A room brings it; the list of rooms joins them. */
export type SessionSteps = {
  /** After the password: the second factor, or its set-up. Without heading: the page has one. */
  signInStep: ComponentType<SignInStepProps>
  /** The password and, when there is one, a second factor: that it is really the person. */
  proofForm: ComponentType<ProofFormProps>
}

const SessionStepsContext = createContext<SessionSteps | undefined>(undefined)
export const SessionStepsProvider = SessionStepsContext.Provider

export const useSessionSteps = (): SessionSteps => {
  const steps = useContext(SessionStepsContext)
  if (!steps) throw new Error('useSessionSteps needs a SessionStepsProvider above it')
  return steps
}
