import { useCallback, useEffect } from 'react'
import { text, useUrlState } from './paths.tsx'

/** What in a page the address leads to: a task's cause, by the name that the page gives its rows. */
const view = { cause: text() }

/** How a row or card says that it is what the address leads to; the stylesheet marks it. */
export type CauseMark = { 'data-cause'?: true; 'aria-current'?: 'true' }

/** Marks what the address leads to and brings the first of it into view. For a component that is drawn once its rows are there. */
export const useCause = (): ((name: string) => CauseMark) => {
  const [{ cause }] = useUrlState(view)
  useEffect(() => {
    if (cause) document.querySelector('[data-cause]')?.scrollIntoView({ block: 'center' })
  }, [cause])
  return useCallback((name) => (cause !== '' && name === cause ? { 'data-cause': true, 'aria-current': 'true' } : {}), [cause])
}
