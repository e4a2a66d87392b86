import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { CallLine } from './api-client.tsx'
import { noticeProblem } from './notices.tsx'

type QuickChange<V> = {
  /** Puts the change into what is on the screen. */
  show: (client: QueryClient, value: V) => void
  send: (value: V) => Promise<unknown>
  /** What is sent of one that waits and one that comes after it; without it, the later alone. */
  join?: (waiting: V, next: V) => V
}

/**
 * For changes that follow each other quickly, such as moves in a list. Each is shown at once; they are sent one at a time, and those
 * that came meanwhile together: the last alone, unless `join` says otherwise. What the server has is asked for once all is sent, or one was refused.
 */
export const useQuickChange = <V extends object>(line: CallLine, { show, send, join = (_, next) => next }: QuickChange<V>) => {
  const client = useQueryClient()
  const waiting = useRef<V>(undefined)
  const isBusy = useRef(false)
  const sendAll = async () => {
    isBusy.current = true
    try {
      for (let next = waiting.current; next; next = waiting.current) {
        waiting.current = undefined
        // One after the other, so that the last is what the server keeps.
        // oxlint-disable-next-line no-await-in-loop
        await send(next)
      }
    } catch (error) {
      waiting.current = undefined
      noticeProblem(error)
    } finally {
      isBusy.current = false
      void client.invalidateQueries({ queryKey: [line] })
    }
  }
  return async (value: V) => {
    waiting.current = waiting.current ? join(waiting.current, value) : value
    // An answer that is on its way knows nothing of this change.
    await client.cancelQueries({ queryKey: [line] })
    show(client, value)
    if (!isBusy.current) void sendAll()
  }
}
