import { t } from '@lingui/core/macro'
import { useEffect, useId } from 'react'

/** The forms on the page that hold what nobody has saved. */
const unsaved = new Set<string>()

/** True when nothing would be lost, or the reader says that it may be. Asked before a move inside the app and before a panel closes. */
export const mayLeave = (): boolean => unsaved.size === 0 || window.confirm(t`Leave without saving? What you typed here will be lost.`)

/** Gives what saves by itself a moment to do so; whether nothing is left that nobody has saved. */
export const whenSaved = async (): Promise<boolean> => {
  for (let waits = 0; unsaved.size > 0 && waits < 30; waits++) await new Promise((resolve) => setTimeout(resolve, 100))
  return unsaved.size === 0
}

/** While `isUnsaved`, leaving asks first: links, panels, and closing the browser tab. */
export const useLeaveGuard = (isUnsaved: boolean) => {
  const id = useId()
  useEffect(() => {
    if (!isUnsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    unsaved.add(id)
    window.addEventListener('beforeunload', ask)
    return () => {
      unsaved.delete(id)
      window.removeEventListener('beforeunload', ask)
    }
  }, [id, isUnsaved])
}
