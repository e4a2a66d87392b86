import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { useLeaveGuard } from '#ui/leave-guard.tsx'
import { isSame, type Blocks } from './blocks.rules.ts'
import type { Draft } from './contract.ts'
import { begin, canRedo, canUndo, redo, step, undo, type History } from './history.rules.ts'
import { Saver, type Known, type SaveState } from './saver.tsx'

/** What of the draft the server says anew with every save. */
export type Said = Pick<Draft, 'problems' | 'hasChanges' | 'asideAt' | 'published'>

/** The blocks as they stand here, what was done to them, and how far they are saved. */
export const useWorking = (draft: Draft) => {
  const client = useQueryClient()
  const roomId = draft.room.id
  const [history, setHistory] = useState<History<Blocks>>(() => begin<Blocks>(draft.blocks))
  const [state, setState] = useState<SaveState>({ kind: 'saved' })
  const [said, setSaid] = useState<Said>(draft)
  // Fields that keep something of their own begin anew when the blocks were changed by something else than them.
  const [epoch, setEpoch] = useState(0)
  const [saver] = useState(
    () =>
      new Saver({
        known: draft,
        save: (body) => call('PUT /drafts/:id', { params: { id: roomId }, body: { ...body, blocks: [...body.blocks] } }),
        read: () => call('GET /drafts/:id', { params: { id: roomId } }),
        told: setState,
        saved: ({ version: _version, ...reply }) => {
          setSaid((before) => ({ ...before, ...reply }))
          void client.invalidateQueries({ queryKey: ['GET /drafts/:id/preview'] })
        },
      }),
  )
  const blocks = history.present
  useEffect(() => saver.want(blocks), [saver, blocks])
  useEffect(() => () => saver.stop(), [saver])
  useLeaveGuard(state.kind !== 'saved')

  const change = useCallback((next: (blocks: Blocks) => Blocks, about?: string) => {
    const at = Date.now()
    setHistory((now) => step(now, next(now.present), { about, at }))
  }, [])
  const walk = useCallback((to: (now: History<Blocks>) => History<Blocks>) => {
    setHistory(to)
    setEpoch((now) => now + 1)
  }, [])
  /** What the server has now stands here; `isStep`: it can be undone. */
  const adopt = useCallback(
    (next: Draft, { isStep }: { isStep: boolean }) => {
      saver.adopt(next)
      const at = Date.now()
      walk((now) => {
        if (isSame(now.present, next.blocks)) return now
        return isStep ? step(now, next.blocks, { at }) : begin<Blocks>(next.blocks)
      })
      setSaid(next)
      void client.invalidateQueries({ queryKey: ['GET /drafts/:id/preview'] })
    },
    [saver, walk, client],
  )
  return useMemo(
    () => ({
      blocks,
      state,
      said,
      epoch,
      saver,
      change,
      adopt,
      undo: () => walk(undo),
      redo: () => walk(redo),
      mayUndo: canUndo(history),
      mayRedo: canRedo(history),
      /** After a conflict. */
      decide: (theirs: Known, chosen: Blocks, keeps: boolean) => {
        const at = Date.now()
        walk((now) => step(now, chosen, { at }))
        return saver.decide(theirs, chosen, keeps)
      },
    }),
    [blocks, state, said, epoch, saver, change, adopt, walk, history],
  )
}

export type Working = ReturnType<typeof useWorking>
