import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { problemWords } from '#ui/problem-words.tsx'
import classes from './factors.module.css'

/** One thing at a time, and what became of the last one: what was wrong is shown where it was asked. */
export const useAttempt = () => {
  const [problem, setProblem] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setProblem(undefined)
    await work().catch(setProblem)
    setBusy(false)
  }
  return { problem, isBusy, attempt }
}

export const ProblemNote = ({ problem }: { problem: unknown }) => {
  if (problem === undefined) return null
  const { happened, next } = problemWords(problem)
  return (
    <p className={classes.problem} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <span>
        {happened} {next}
      </span>
    </p>
  )
}
