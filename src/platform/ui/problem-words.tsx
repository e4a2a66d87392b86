import { t } from '@lingui/core/macro'
import { CallProblem } from './api-client.tsx'

export type ProblemWords = { happened: string; next: string; requestId: string | undefined }

/** An error in the reader's words: what happened, what to do next, and the id that support can find. */
export const problemWords = (error: unknown): ProblemWords => {
  if (!(error instanceof CallProblem))
    return { happened: t`This part of the page failed.`, next: t`Reload the page. Nothing that you saved is lost.`, requestId: undefined }
  if (error.status === 0)
    return { happened: t`The portal could not be reached.`, next: t`Check your connection, then try again.`, requestId: undefined }
  const { detail, requestId } = error
  if (error.status >= 500) return { happened: t`The portal could not answer.`, next: t`Try again in a moment.`, requestId }
  if (error.status === 429) return { happened: detail, next: t`Wait a minute, then try again.`, requestId }
  return { happened: detail, next: '', requestId }
}
