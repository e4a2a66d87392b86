import { useLingui } from '@lingui/react/macro'
import { Fragment, lazy, Suspense, useState } from 'react'
import classes from './arrangement.module.css'
import type { RoomLine } from './contract.ts'
import { useRoomDeeds } from './deeds.tsx'
import { droppedAt, inMenuOrder, steppedBy } from './order.rules.ts'
import { Heading, type RoomListProps } from './room-list-heading.tsx'
import { RoomRow } from './room-row.tsx'

// Dragging is an extra for the pointer: its library comes when there is something to drag.
const Sortable = lazy(() => import('./room-list-sortable.tsx'))

type OwnProps = Pick<RoomListProps, 'rooms' | 'types' | 'today'> & { onOrder: (rooms: readonly RoomLine[]) => void }

/** The rooms under their headings, as the menu has them. */
export const RoomList = ({ rooms, types, today, onOrder }: OwnProps) => {
  const { t } = useLingui()
  const deeds = useRoomDeeds()
  const [said, setSaid] = useState('')
  const order = (id: string, next: RoomLine[] | undefined) => {
    const room = next?.find((one) => one.id === id)
    if (!next || !room) return
    onOrder(next)
    setSaid(t`${room.label} moved to place ${next.indexOf(room) + 1} of ${next.length}`)
  }
  const list = {
    rooms: inMenuOrder(rooms),
    types,
    today,
    deeds,
    drop: (id: string, place: number) => order(id, droppedAt(rooms, id, place)),
    step: (id: string, step: -1 | 1) => order(id, steppedBy(rooms, id, step)),
  }
  return (
    <>
      <Suspense fallback={<PlainList {...list} />}>{rooms.length > 1 ? <Sortable {...list} /> : <PlainList {...list} />}</Suspense>
      <span className="only-spoken" role="status">
        {said}
      </span>
      {deeds.question}
    </>
  )
}

const PlainList = (props: RoomListProps) => (
  <ul className={classes.list}>
    {props.rooms.map((room, at) => (
      <Fragment key={room.id}>
        <Heading rooms={props.rooms} at={at} />
        <li className={classes.item}>
          <RoomRow {...props} room={room} at={at} />
        </li>
      </Fragment>
    ))}
  </ul>
)
