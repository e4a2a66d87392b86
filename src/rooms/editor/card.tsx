import { ActionIcon, Tooltip } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconColumns1,
  IconColumns2,
  IconCopy,
  IconGripVertical,
  IconPuzzle,
  IconTrash,
} from '@tabler/icons-react'
import { memo, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import type { BlockProblem } from '#rooms/blocks/kind.rules.ts'
import { blockLooks } from '#ui/block-looks.tsx'
import classes from './editor.module.css'
import { useKinds } from './kinds.tsx'
import { Shown } from './shown.tsx'
import { useBlockName } from './words.tsx'

/** What can be done to a block of the list. They stay the same ones while the editor is open. */
export type BlockVerbs = {
  select: (id: string, by: 'pointer' | 'key') => void
  move: (id: string, by: number) => void
  setWidth: (id: string, width: DraftBlock['width']) => void
  duplicate: (id: string) => void
  remove: (id: string) => void
  add: () => void
}

/** What keeps blocks from being published, by their ids. */
export type Problems = ReadonlyMap<string, readonly BlockProblem[]>

/** What the list of blocks is given. */
export type CanvasProps = {
  blocks: readonly DraftBlock[]
  selected: string | undefined
  problems: Problems
  data: ReadonlyMap<string, unknown>
  room: { id: string; label: string }
  verbs: BlockVerbs
}

/** What a card is given of the list's properties. */
export const cardOf = ({ blocks, selected, problems, data, room, verbs }: CanvasProps, block: DraftBlock, at: number) => ({
  block,
  at,
  count: blocks.length,
  isSelected: block.id === selected,
  problems: problems.get(block.id)?.length ?? 0,
  data: data.get(block.id),
  room,
  verbs,
})

type CardProps = {
  block: DraftBlock
  at: number
  count: number
  isSelected: boolean
  problems: number
  data: unknown
  room: { id: string; label: string }
  verbs: BlockVerbs
  /** Of the part that is dragged with the pointer. */
  handle?: Ref<HTMLSpanElement>
}

/** One block of the list: what it is, what can be done to it, and how it looks. */
export const Card = memo(({ block, at, count, isSelected, problems, data, room, verbs, handle }: CardProps) => {
  const { t } = useLingui()
  const kinds = useKinds()
  const name = useBlockName()(block)
  const { id, width, kind } = block
  const Sign = kinds.isKnown(kind) ? blockLooks[kind].icon : IconPuzzle
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (step !== 0 && event.altKey) verbs.move(id, step)
    else if (step !== 0) focusName(event.currentTarget, step)
    else if (event.key === 'Delete') verbs.remove(id)
    else return
    event.preventDefault()
  }
  return (
    <article className={classes.card} data-selected={isSelected || undefined} aria-label={name}>
      <div className={classes.bar}>
        <span ref={handle} className={classes.handle} aria-hidden>
          <IconGripVertical size={16} />
        </span>
        <button
          type="button"
          className={classes.name}
          data-block-name={id}
          aria-pressed={isSelected}
          onKeyDown={press}
          // Enter and Space are clicks without a pointer.
          onClick={(event) => verbs.select(id, event.detail === 0 ? 'key' : 'pointer')}
        >
          <Sign size={16} aria-hidden />
          <span className={classes.nameText}>{name}</span>
          <span className="only-spoken">{t`, ${at + 1} of ${count}. Alt and an arrow key move it.`}</span>
        </button>
        {problems > 0 && (
          <span className={classes.faulty}>
            <IconAlertTriangle size={14} aria-hidden /> {t`Not ready`}
          </span>
        )}
        <div className={classes.deeds} role="group" aria-label={t`What to do with ${name}`}>
          <Deed
            label={width === 'full' ? t`Make it half as wide` : t`Make it full width`}
            onClick={() => verbs.setWidth(id, width === 'full' ? 'half' : 'full')}
          >
            {width === 'full' ? <IconColumns2 size={16} aria-hidden /> : <IconColumns1 size={16} aria-hidden />}
          </Deed>
          <Deed label={t`Move up`} isOff={at === 0} onClick={() => verbs.move(id, -1)}>
            <IconArrowUp size={16} aria-hidden />
          </Deed>
          <Deed label={t`Move down`} isOff={at === count - 1} onClick={() => verbs.move(id, 1)}>
            <IconArrowDown size={16} aria-hidden />
          </Deed>
          <Deed label={t`Duplicate`} onClick={() => verbs.duplicate(id)}>
            <IconCopy size={16} aria-hidden />
          </Deed>
          <Deed label={t`Remove`} onClick={() => verbs.remove(id)}>
            <IconTrash size={16} aria-hidden />
          </Deed>
        </div>
      </div>
      {/* What is in it answers nobody here: a click chooses the block. The name above does the same by keyboard. */}
      <div className={classes.shown} role="presentation" onClick={() => verbs.select(id, 'pointer')}>
        <div inert>
          <Shown block={block} data={data} room={room} />
        </div>
      </div>
    </article>
  )
})

type DeedProps = { label: string; isOff?: boolean; onClick: () => void; children: ReactNode }

const Deed = ({ label, isOff = false, onClick, children }: DeedProps) => (
  <Tooltip label={label}>
    <ActionIcon
      size={28}
      aria-label={label}
      aria-disabled={isOff || undefined}
      data-disabled={isOff || undefined}
      onClick={() => isOff || onClick()}
    >
      {children}
    </ActionIcon>
  </Tooltip>
)

const focusName = (from: Element, step: number) => {
  const all = [...document.querySelectorAll<HTMLElement>('[data-block-name]')]
  all[all.findIndex((one) => one === from) + step]?.focus()
}

/** Puts the focus on a block of the list. */
export const focusBlock = (id: string) => document.querySelector<HTMLElement>(`[data-block-name="${CSS.escape(id)}"]`)?.focus()
