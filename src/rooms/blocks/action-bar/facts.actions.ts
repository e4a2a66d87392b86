import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { seenRooms } from '#rooms/blocks/seen.actions.ts'
import type { ActionBarData, ActionBarSettings, ActionButton } from './contract.ts'
import { placeOf } from './rules.ts'

export const actionBarFacts: Facts<ActionBarSettings> = {
  of: async (tx, actor, blocks) => {
    const rooms = await seenRooms(
      tx,
      blocks.flatMap(({ settings }) => settings.buttons.flatMap((button) => roomOf(button) ?? [])),
    )
    const shown = (button: ActionButton): ActionBarData['buttons'] => {
      const { id, to } = button
      const room = roomOf(button)
      const seen = room === undefined ? undefined : rooms.get(room)
      if (room !== undefined) return seen ? [{ id, room: { label: seen.label, isLocked: seen.standing === 'locked' } }] : []
      const place = to.kind === 'address' ? placeOf(to.address) : null
      return place && 'kind' in place && !actor.openRooms.includes(place.kind) ? [] : [{ id, room: null }]
    }
    return new Map(blocks.map(({ id, settings }) => [id, { buttons: settings.buttons.flatMap(shown) } satisfies ActionBarData]))
  },
}

/** The room that a button leads to, chosen or written as an address. */
const roomOf = ({ to }: ActionButton): string | undefined => {
  if (to.kind === 'room') return to.room
  const place = to.kind === 'address' ? placeOf(to.address) : null
  return place && 'room' in place ? place.room : undefined
}
