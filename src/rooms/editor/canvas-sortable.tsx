import { Accessibility, PointerSensor, StyleInjector, type DragDropManagerInput } from '@dnd-kit/dom'
import { DragDropProvider } from '@dnd-kit/react'
import { isSortable, useSortable } from '@dnd-kit/react/sortable'
import { getNonce } from 'get-nonce'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { Card, cardOf, type CanvasProps } from './card.tsx'
import classes from './editor.module.css'

const sensors = [PointerSensor]

// Without the plugin that makes each list item a button around its own buttons; styles carry the nonce of the page's policy.
const plugins = (usual: Plugins): Plugins => [
  ...usual.filter((plugin) => plugin !== Accessibility),
  StyleInjector.configure({ nonce: getNonce() ?? '' }),
]
type Plugins = Parameters<Exclude<NonNullable<DragDropManagerInput['plugins']>, unknown[]>>[0]

/** The same list, with blocks that can be dragged into another order. */
const SortableList = (props: CanvasProps) => (
  <DragDropProvider
    sensors={sensors}
    plugins={plugins}
    onDragEnd={({ operation: { source }, canceled }) => {
      if (!canceled && isSortable(source)) props.verbs.move(String(source.id), source.index - source.initialIndex)
    }}
  >
    <ol className={classes.list}>
      {props.blocks.map((block, at) => (
        <SortableItem key={block.id} {...props} block={block} at={at} />
      ))}
    </ol>
  </DragDropProvider>
)

const SortableItem = ({ block, at, ...props }: CanvasProps & { block: DraftBlock; at: number }) => {
  const { ref, handleRef, isDragging } = useSortable({ id: block.id, index: at })
  return (
    <li ref={ref} className={classes.item} data-width={block.width} data-dragging={isDragging || undefined}>
      <Card {...cardOf(props, block, at)} handle={handleRef} />
    </li>
  )
}

export default SortableList
