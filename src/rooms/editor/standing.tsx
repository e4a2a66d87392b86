import { t } from '@lingui/core/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { noticeDone, noticeNote, noticeProblem } from '#ui/notices.tsx'
import type { Draft, OtherEditor } from './contract.ts'
import { usePresence } from './presence.tsx'
import type { Working } from './working.tsx'

/** How the draft stands to everybody else: who edits it too, what partners read, which versions there are. */
export const useStanding = (working: Working, room: Draft['room']) => {
  const client = useQueryClient()
  const [isPublishing, setPublishing] = useState(false)
  const { saver, adopt } = working
  const params = { id: room.id }

  /** Somebody saved while nothing was done here: theirs is what stands. */
  const follow = async (version: number, others: readonly OtherEditor[]) => {
    if (version <= saver.version || !saver.isClean || working.state.kind !== 'saved') return
    const next = await call('GET /drafts/:id', { params }).catch(() => undefined)
    if (!next || next.version <= saver.version || !saver.isClean) return
    adopt(next, { isStep: false })
    const isOwn = others.length > 0 && others.every(({ isYou }) => isYou)
    noticeNote(
      isOwn || !next.changedBy
        ? t`You changed this room in another window. It is shown as it is now.`
        : t`${next.changedBy} changed this room. It is shown as it is now.`,
    )
  }
  const others = usePresence(room.id, (version, known) => void follow(version, known))

  const settled = async (): Promise<boolean> => {
    const isSaved = await saver.settle()
    if (!isSaved) noticeNote(t`What you changed last is not saved yet. Nothing else was done.`)
    return isSaved
  }
  const failed = (error: unknown) => {
    noticeProblem(error)
    return false
  }
  /** Both return whether it was done. */
  const publish = async (): Promise<boolean> => {
    setPublishing(true)
    try {
      if (!(await settled())) return false
      const next = await call('POST /drafts/:id/publication', { params, body: { version: saver.version } })
      adopt(next, { isStep: true })
      await client.invalidateQueries({
        predicate: ({ queryKey: [line] }) => typeof line === 'string' && /^GET \/(drafts\/:id\/revisions|arrangement|rooms)/.test(line),
      })
      noticeDone(
        room.status === 'live' ? t`Published. Partners read it from now on.` : t`Published. Partners see it once the room is live.`,
      )
      return true
    } catch (error) {
      return failed(error)
    } finally {
      setPublishing(false)
    }
  }
  const restore = async (from: number | 'aside'): Promise<boolean> => {
    try {
      if (!(await settled())) return false
      adopt(await call('POST /drafts/:id/restoration', { params, body: { version: saver.version, from } }), { isStep: true })
      noticeDone(
        from === 'aside'
          ? t`The draft that was put aside is back.`
          : t`Version ${from} is the draft now. Publish it to give it to partners.`,
        working.undo,
      )
      return true
    } catch (error) {
      return failed(error)
    }
  }
  return { others, isPublishing, publish, restore }
}

export type Standing = ReturnType<typeof useStanding>
