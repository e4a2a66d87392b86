import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import type { BlockKind, DraftBlock } from '#rooms/blocks/contract.ts'
import { noticeDone, noticeNote } from '#ui/notices.tsx'
import { changeBlock, duplicateBlock, insertBlocks, maxBlocks, moveBlock, removeBlock } from './blocks.rules.ts'
import { focusBlock, type BlockVerbs } from './card.tsx'
import { useKinds } from './kinds.tsx'
import { focusSettings } from './settings.tsx'
import type { Working } from './working.tsx'
import { useBlockName } from './words.tsx'

type Asked = { working: Working; selected: string | undefined; select: (id: string | undefined) => void; openPalette: () => void }
type Say = (text: string) => void
type Desk = Asked & { nameOf: (block: DraftBlock) => string; say: Say }
/** What stands at the moment, for verbs that outlive it. */
type Now = { current: Desk }

/** What is done to blocks by hand, and what is said of it. The verbs stay the same ones, so that cards that did not change are not drawn anew. */
export const useDeeds = (asked: Asked): { verbs: BlockVerbs; addKind: (kind: BlockKind) => void; said: string } => {
  const [said, say] = useState('')
  const kinds = useKinds()
  const nameOf = useBlockName()
  const [bench] = useState(() => benchOf({ ...asked, nameOf, say }))
  useEffect(() => bench.lay({ ...asked, nameOf }))
  return { verbs: bench.verbs, addKind: (kind) => bench.add(kinds.newBlock(kind)), said }
}

const benchOf = (first: Desk) => {
  const now: Now = { current: first }
  return {
    lay: (next: Omit<Desk, 'say'>) => {
      now.current = { ...next, say: first.say }
    },
    verbs: verbsOn(now),
    add: (block: DraftBlock) => add(now, block),
  }
}

const verbsOn = (now: Now): BlockVerbs => ({
  select: (id, by) => {
    now.current.select(id)
    if (by === 'key') focusSettings()
  },
  move: (id, by) => move(now, id, by),
  setWidth: (id, width) => now.current.working.change((list) => changeBlock(list, id, { width })),
  duplicate: (id) => duplicate(now, id),
  remove: (id) => remove(now, id),
  add: () => hasPlace(now) && now.current.openPalette(),
})

const move = ({ current: { working, nameOf, say } }: Now, id: string, by: number) => {
  const { blocks } = working
  const at = blocks.findIndex((one) => one.id === id)
  const block = blocks[at]
  const to = at + by
  if (!block || by === 0 || to < 0 || to >= blocks.length) return
  working.change((list) => moveBlock(list, id, to))
  say(t`${nameOf(block)} moved to place ${to + 1} of ${blocks.length}`)
  afterDrawing(() => focusBlock(id)) // what is moved in the page loses the focus
}

const duplicate = (now: Now, id: string) => {
  const { working, nameOf, say, select } = now.current
  const block = working.blocks.find((one) => one.id === id)
  if (!block || !hasPlace(now)) return
  const newId = crypto.randomUUID()
  working.change((list) => duplicateBlock(list, id, newId))
  select(newId)
  say(t`${nameOf(block)} duplicated`)
  afterDrawing(() => focusBlock(newId))
}

const remove = (now: Now, id: string) => {
  const { working, nameOf, selected, select } = now.current
  const at = working.blocks.findIndex((one) => one.id === id)
  const block = working.blocks[at]
  if (!block) return
  const before = working.blocks[at - 1]
  const neighbour = working.blocks[at + 1] ?? before
  working.change((list) => removeBlock(list, id))
  if (selected === id) select(undefined)
  if (neighbour) afterDrawing(() => focusBlock(neighbour.id))
  // Back where it stood, whatever else was done since.
  noticeDone(t`${nameOf(block)} removed`, () =>
    now.current.working.change((list) => {
      if (list.some((one) => one.id === id)) return list
      return before ? insertBlocks(list, [block], before.id) : [block, ...list]
    }),
  )
}

const add = ({ current: { working, selected, nameOf, say, select } }: Now, block: DraftBlock) => {
  working.change((list) => insertBlocks(list, [block], selected))
  select(block.id)
  say(t`${nameOf(block)} added`)
  // Until the palette has closed it keeps the focus.
  setTimeout(() => {
    document.querySelector(`[data-block-name="${CSS.escape(block.id)}"]`)?.scrollIntoView({ block: 'nearest' })
    focusSettings()
  }, closingMs)
}

const closingMs = 200

const hasPlace = ({ current: { working } }: Now): boolean => {
  const isFull = working.blocks.length >= maxBlocks
  if (isFull) noticeNote(t`A room has at most ${maxBlocks} blocks. Divide it into two rooms.`)
  return !isFull
}

const afterDrawing = (deed: () => void) => requestAnimationFrame(deed)
