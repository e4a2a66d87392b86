import { leadsSomewhere, roomOf } from '#rooms/blocks/places.rules.ts'
import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { seenRooms } from '#rooms/blocks/seen.actions.ts'
import type { ActionBarData, ActionBarSettings, ActionButton } from './contract.ts'

export const actionBarFacts: Facts<ActionBarSettings> = {
  of: async (tx, actor, blocks) => {
    const asked = blocks.flatMap(({ settings }) => settings.buttons.flatMap(({ to }) => roomOf(to) ?? []))
    const rooms = await seenRooms(tx, actor, asked)
    const shown = ({ id, to }: ActionButton): ActionBarData['buttons'] => {
      const room = roomOf(to)
      const seen = room === undefined ? undefined : rooms.get(room)
      if (room !== undefined) return seen ? [{ id, room: { label: seen.label, isLocked: seen.standing === 'locked' } }] : []
      return to.kind === 'address' && !leadsSomewhere(actor, to.address) ? [] : [{ id, room: null }]
    }
    return new Map(blocks.map(({ id, settings }) => [id, { buttons: settings.buttons.flatMap(shown) } satisfies ActionBarData]))
  },
}
