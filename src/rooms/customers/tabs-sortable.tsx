import { DragDropProvider } from '@dnd-kit/react'
import { isSortable, useSortable } from '@dnd-kit/react/sortable'
import type { DeskTab } from './desk.tsx'
import { OneTab, type TabListProps } from './tab.tsx'
import classes from './tabs.module.css'

/** The same list, with tabs that can be dragged into another order. */
const SortableList = (props: TabListProps) => (
  <DragDropProvider
    onDragEnd={({ operation: { source }, canceled }) => {
      if (!canceled && isSortable(source)) props.move(source.initialIndex, source.index)
    }}
  >
    <ul className={classes.list}>
      {props.tabs.map((tab, at) => (
        <SortableTab key={tab.customerId} {...props} tab={tab} at={at} />
      ))}
    </ul>
  </DragDropProvider>
)

const SortableTab = (props: TabListProps & { tab: DeskTab; at: number }) => {
  const { ref, isDragging } = useSortable({ id: props.tab.customerId, index: props.at })
  return (
    <li ref={ref} className={classes.item} data-dragging={isDragging || undefined}>
      <OneTab {...props} />
    </li>
  )
}

export default SortableList
