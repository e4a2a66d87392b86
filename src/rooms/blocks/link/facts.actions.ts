import { seenRooms } from '#rooms/blocks/seen.actions.ts'
import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import type { LinkData, LinkSettings } from './contract.ts'

export const linkFacts: Facts<LinkSettings> = {
  of: async (tx, _actor, blocks) => {
    const asked = blocks.flatMap(({ settings: { to } }) => (to.kind === 'room' ? to.room : []))
    const rooms = await seenRooms(tx, asked)
    return new Map(
      blocks.map(({ id, settings: { to } }) => {
        const room = to.kind === 'room' ? rooms.get(to.room) : undefined
        return [id, room ? ({ label: room.label, isLocked: room.standing === 'locked' } satisfies LinkData) : null]
      }),
    )
  },
}
