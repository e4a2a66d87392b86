import { Accessibility, PointerSensor, StyleInjector, type DragDropManagerInput } from '@dnd-kit/dom'
import { DragDropProvider } from '@dnd-kit/react'
import { isSortable, useSortable } from '@dnd-kit/react/sortable'
import { getNonce } from 'get-nonce'
import type { DeskTab } from './desk.tsx'
import { OneTab, type TabListProps } from './tab.tsx'
import classes from './tabs.module.css'

// A tab is a link, which the sensor would leave alone; its close button stays a button. Keys are the tab's own business.
const sensors = [
  PointerSensor.configure({ preventActivation: ({ target }) => target instanceof Element && target.closest('button') !== null }),
]

// Without the plugin that makes each list item a button around the tab's link and button; styles carry the nonce of the page's policy.
const plugins = (usual: Plugins): Plugins => [
  ...usual.filter((plugin) => plugin !== Accessibility),
  StyleInjector.configure({ nonce: getNonce() ?? '' }),
]
type Plugins = Parameters<Exclude<NonNullable<DragDropManagerInput['plugins']>, unknown[]>>[0]

/** The same list, with tabs that can be dragged into another order. */
const SortableList = (props: TabListProps) => (
  <DragDropProvider
    sensors={sensors}
    plugins={plugins}
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
