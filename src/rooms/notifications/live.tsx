import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { CallProblem, hearEvents } from '#ui/api-client.tsx'
import { useCall } from '#ui/query.tsx'

/** What the bell's panel shows. */
export const newestQuery = { query: { limit: 20 } }

/** Asked by itself as well, in case no stream can be had. */
const askAgainMs = 300_000
const longestWaitMs = 60_000
/** A stream that held that long was a good one: what comes next begins anew. */
const goodAfterMs = 30_000
/** Other windows have the streams there are; one of them may be closed. */
const crowdedWaitMs = 120_000

/** How many are unread, as far as the page knows. */
export const useKnownUnread = () => useCall('GET /notifications/unread', {}, { againMs: () => askAgainMs, staleMs: askAgainMs }).data

/** The same, kept up to date while the page is open, which keeps nobody signed in. */
export const useUnread = (): number | undefined => {
  const client = useQueryClient()
  const data = useKnownUnread()
  const begun = data?.asOf
  const isReady = begun !== undefined
  useEffect(() => {
    if (!isReady) return
    const gone = new AbortController()
    const changed = () => {
      void client.invalidateQueries({ queryKey: ['GET /notifications/unread'] })
      void client.invalidateQueries({ queryKey: ['GET /notifications', newestQuery], exact: true })
    }
    void follow(begun, gone.signal, changed)
    return () => gone.abort()
    // Where it begins matters once: from then on the stream knows how far it is.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [client, isReady])
  return data?.unread
}

/** Hears one stream after the other, with longer and longer pauses that differ from window to window, until there is no session to hear for. */
const follow = async (begun: string, signal: AbortSignal, changed: () => void): Promise<void> => {
  let lastId = begun
  let failures = 0
  while (!signal.aborted) {
    const startedAt = performance.now()
    const problem = await hearEvents('GET /notifications/stream', {
      lastId,
      signal,
      heard: ({ name, id }) => {
        lastId = id
        if (name === 'changed') changed()
      },
    }).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (signal.aborted || isOver(problem)) return
    failures = performance.now() - startedAt > goodAfterMs ? 0 : failures + 1
    const longest = Math.min(longestWaitMs, 1_000 * 2 ** failures)
    await pause(isCrowded(problem) ? crowdedWaitMs : longest * (0.3 + 0.7 * Math.random()), signal)
  }
}

// Whoever is not signed in any more finds out by what they do next.
const isOver = (problem: unknown) => problem instanceof CallProblem && (problem.status === 401 || problem.status === 403)
const isCrowded = (problem: unknown) => problem instanceof CallProblem && problem.status === 429

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
