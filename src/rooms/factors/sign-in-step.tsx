import type { SignInStepProps } from '#ui/session-steps.tsx'
import { EnrolStep } from './enrol-step.tsx'
import { FactorStep } from './factor-step.tsx'

/** What comes after the password: the second factor, or its set-up. */
export const SignInStep = ({ half, entered }: SignInStepProps) =>
  half.stage === 'enrol' ? <EnrolStep entered={entered} /> : <FactorStep factors={half.factors} entered={entered} />
