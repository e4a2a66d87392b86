import { Accessibility, PointerSensor, StyleInjector, type DragDropManagerInput } from '@dnd-kit/dom'
import { DragDropProvider } from '@dnd-kit/react'
import { isSortable, useSortable } from '@dnd-kit/react/sortable'
import { getNonce } from 'get-nonce'
import { Fragment } from 'react'
import classes from './arrangement.module.css'
import type { RoomLine } from './contract.ts'
import { Heading, type RoomListProps } from './room-list-heading.tsx'
import { RoomRow } from './room-row.tsx'

// By the grip alone: the row's name is a link and its buttons are buttons. Keys are the row's own business.
const sensors = [PointerSensor]

// Without the plugin that makes each row a button around the row's own; styles carry the nonce of the page's policy.
const plugins = (usual: Plugins): Plugins => [
  ...usual.filter((plugin) => plugin !== Accessibility),
  StyleInjector.configure({ nonce: getNonce() ?? '' }),
]
type Plugins = Parameters<Exclude<NonNullable<DragDropManagerInput['plugins']>, unknown[]>>[0]

/** The same list, with rooms that can be dragged to another place, under another heading too. */
const SortableRooms = (props: RoomListProps) => (
  <DragDropProvider
    sensors={sensors}
    plugins={plugins}
    onDragEnd={({ operation: { source }, canceled }) => {
      if (!canceled && isSortable(source) && source.index !== source.initialIndex) props.drop(String(source.id), source.index)
    }}
  >
    {/* One list for all headings: the library moves rows within it, which React could not follow from one list into another. */}
    <ul className={classes.list}>
      {props.rooms.map((room, at) => (
        <Fragment key={room.id}>
          <Heading rooms={props.rooms} at={at} />
          <SortableRoom {...props} room={room} at={at} />
        </Fragment>
      ))}
    </ul>
  </DragDropProvider>
)

const SortableRoom = (props: RoomListProps & { room: RoomLine; at: number }) => {
  const { ref, handleRef, isDragging } = useSortable({ id: props.room.id, index: props.at })
  return (
    <li ref={ref} className={classes.item} data-dragging={isDragging || undefined}>
      <RoomRow {...props} handle={handleRef} />
    </li>
  )
}

export default SortableRooms
