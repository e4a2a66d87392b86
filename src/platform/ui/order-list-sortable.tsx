import { Accessibility, PointerSensor, StyleInjector, type DragDropManagerInput } from '@dnd-kit/dom'
import { DragDropProvider } from '@dnd-kit/react'
import { isSortable, useSortable } from '@dnd-kit/react/sortable'
import { getNonce } from 'get-nonce'
import { OneItem, type OrderItem } from './order-item.tsx'
import classes from './order-list.module.css'

// Without the plugin that makes each list item a button around its own buttons; styles carry the nonce of the page's policy.
const plugins = (usual: Plugins): Plugins => [
  ...usual.filter((plugin) => plugin !== Accessibility),
  StyleInjector.configure({ nonce: getNonce() ?? '' }),
]
type Plugins = Parameters<Exclude<NonNullable<DragDropManagerInput['plugins']>, unknown[]>>[0]
const sensors = [PointerSensor]

type SortableProps = { label: string; items: readonly OrderItem[]; move: (from: number, to: number) => void }

/** The same list, with rows that can be dragged. */
const SortableList = ({ label, items, move }: SortableProps) => (
  <DragDropProvider
    sensors={sensors}
    plugins={plugins}
    onDragEnd={({ operation: { source }, canceled }) => {
      if (!canceled && isSortable(source)) move(source.initialIndex, source.index)
    }}
  >
    <ol className={classes.list} aria-label={label}>
      {items.map((item) => (
        <SortableItem key={item.id} item={item} />
      ))}
    </ol>
  </DragDropProvider>
)

const SortableItem = ({ item }: { item: OrderItem }) => {
  const { ref, handleRef, isDragging } = useSortable({ id: item.id, index: item.at })
  return (
    <li ref={ref} className={classes.item} data-dragging={isDragging || undefined}>
      <OneItem item={item} handle={handleRef} />
    </li>
  )
}

export default SortableList
