import classes from './arrangement.module.css'
import type { Arrangement, RoomLine } from './contract.ts'
import type { useRoomDeeds } from './deeds.tsx'

export type Deeds = ReturnType<typeof useRoomDeeds>
export type RoomListProps = {
  rooms: readonly RoomLine[]
  types: Arrangement['types']
  today: Arrangement['today']
  deeds: Deeds
  /** To a place among all, by the pointer. */
  drop: (id: string, place: number) => void
  /** One place up or down. */
  step: (id: string, step: -1 | 1) => void
}

/** Above the first room of a heading. */
export const Heading = ({ rooms, at }: { rooms: readonly RoomLine[]; at: number }) => {
  const group = rooms[at]?.group
  if (!group || rooms[at - 1]?.group === group) return null
  return (
    <li className={classes.groupHead}>
      <h2 className={classes.heading}>{group}</h2>
    </li>
  )
}
