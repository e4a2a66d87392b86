import { grouped } from '#rooms/rooms/menu.rules.ts'

type Grouped = { id: string; group: string }
type Named = { id: string; kind: string; label: string }

/** The rooms as the menu shows them, one below the other. */
export const inMenuOrder = <R extends Grouped>(rooms: readonly R[]): R[] => grouped(rooms).flatMap((group) => group.rooms)

/** Dropped at a place among all: under the heading of the room whose place it took. */
export const droppedAt = <R extends Grouped>(rooms: readonly R[], id: string, place: number): R[] => {
  const shown = inMenuOrder(rooms)
  const from = shown.findIndex((one) => one.id === id)
  const [room, taken] = [shown[from], shown[place]]
  if (!room || !taken) return shown
  return shown.toSpliced(from, 1).toSpliced(place, 0, { ...room, group: taken.group })
}

const movedTo = <R extends Grouped>(rooms: readonly R[], id: string, { group, index }: { group: string; index: number }): R[] => {
  const room = rooms.find((one) => one.id === id)
  if (!room) return [...rooms]
  const groups = grouped(rooms).map(({ heading, rooms: all }) => {
    const others = all.filter((one) => one.id !== id)
    return heading === group ? others.toSpliced(index, 0, { ...room, group }) : others
  })
  return groups.flat()
}

/** One place up or down; over the end of a heading's rooms it goes under the next heading. Undefined where there is nowhere to go. */
export const steppedBy = <R extends Grouped>(rooms: readonly R[], id: string, step: -1 | 1): R[] | undefined => {
  const groups = grouped(rooms)
  const at = groups.findIndex(({ rooms: all }) => all.some((one) => one.id === id))
  const own = groups[at]
  if (!own) return undefined
  const index = own.rooms.findIndex((one) => one.id === id) + step
  if (index >= 0 && index < own.rooms.length) return movedTo(rooms, id, { group: own.heading, index })
  const next = groups[at + step]
  return next && movedTo(rooms, id, { group: next.heading, index: step < 0 ? next.rooms.length : 0 })
}

/** The rooms of one type in the order of another's: those of the same kind or name like there, the others behind, as they were. */
export const orderedLike = <R extends Grouped & Named>(own: readonly R[], other: readonly (Grouped & Named)[]): R[] => {
  const isSame = (one: Named, two: Named) => one.kind === two.kind && (one.kind !== 'custom' || one.label === two.label)
  const there = inMenuOrder(other)
  const placeOf = (room: R) => {
    const at = there.findIndex((one) => isSame(room, one))
    return at === -1 ? there.length : at
  }
  const placed = inMenuOrder(own).map((room) => ({ room, at: placeOf(room), group: there[placeOf(room)]?.group ?? room.group }))
  return placed.toSorted((a, b) => a.at - b.at).map(({ room, group }) => ({ ...room, group })) // stable: equal ones stay in their order
}
