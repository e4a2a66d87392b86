import { Trans, useLingui } from '@lingui/react/macro'
import { IconUsers } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { call } from '#ui/api-client.tsx'
import type { OtherEditor } from './contract.ts'
import classes from './editor.module.css'

const everyMs = 6_000

/** Says that this window has the editor open, and hears who else has and which version stands. */
export const usePresence = (
  roomId: string,
  onVersion: (version: number, others: readonly OtherEditor[]) => void,
): readonly OtherEditor[] => {
  const [others, setOthers] = useState<readonly OtherEditor[]>([])
  const heard = useRef(onVersion)
  useEffect(() => {
    heard.current = onVersion
  })
  useEffect(() => {
    const params = { id: roomId, window: crypto.randomUUID() }
    let timer: ReturnType<typeof setTimeout> | undefined
    let isGone = false
    const ask = async () => {
      clearTimeout(timer)
      try {
        const reply = await call('PUT /drafts/:id/editors/:window', { params, isBackground: true })
        if (isGone) return
        setOthers(reply.others)
        heard.current(reply.version, reply.others)
      } catch {
        // A save says it when the portal can't be reached; this asks again.
      }
      if (!isGone) timer = setTimeout(() => void ask(), everyMs)
    }
    const lookAgain = () => void (document.hidden || ask())
    void ask()
    document.addEventListener('visibilitychange', lookAgain)
    return () => {
      isGone = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', lookAgain)
      call('DELETE /drafts/:id/editors/:window', { params }).catch(() => {}) // it is forgotten soon anyway
    }
  }, [roomId])
  return others
}

export const Presence = ({ others }: { others: readonly OtherEditor[] }) => {
  const { t } = useLingui()
  const names = [...new Set(others.filter(({ isYou }) => !isYou).map(({ name }) => name))]
  const list = names.join(', ')
  return (
    <div role="status">
      {others.length > 0 && (
        <p className={classes.presence}>
          <IconUsers size={16} aria-hidden />
          {names.length === 0 ? <Trans>You have this room open in another window too.</Trans> : t`${list} is editing this room too.`}
        </p>
      )}
    </div>
  )
}
