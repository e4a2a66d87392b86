import { Trans } from '@lingui/react/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CallProblem } from './api-client.tsx'
import { problemWords } from './problem-words.tsx'
import classes from './problem-note.module.css'

/** What was wrong, said where it was asked; nothing while nothing is. */
export const ProblemNote = ({ problem }: { problem: unknown }) => {
  if (problem === undefined) return null
  const { happened, next, requestId } = problemWords(problem)
  // Support can help with a failure; what a form refuses, the reader mends.
  const isFailure = problem instanceof CallProblem && problem.status >= 500
  return (
    <AlertNote>
      {happened} {next} {isFailure && requestId && <Trans>Request {requestId}</Trans>}
    </AlertNote>
  )
}

/** The same look for a fault that the page itself has found. */
export const AlertNote = ({ children }: { children: ReactNode }) => (
  <p className={classes.note} role="alert">
    <IconAlertTriangle size={16} aria-hidden />
    <span>{children}</span>
  </p>
)
