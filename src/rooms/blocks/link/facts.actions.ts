import { leadsSomewhere, roomOf } from '#rooms/blocks/places.rules.ts'
import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { seenRooms } from '#rooms/blocks/seen.actions.ts'
import type { LinkData, LinkSettings } from './contract.ts'

export const linkFacts: Facts<LinkSettings> = {
  of: async (tx, actor, blocks) => {
    const rooms = await seenRooms(
      tx,
      actor,
      blocks.flatMap(({ settings: { to } }) => roomOf(to) ?? []),
    )
    const shown = ({ to }: LinkSettings): LinkData => {
      const room = roomOf(to)
      const seen = room === undefined ? undefined : rooms.get(room)
      if (seen) return { label: seen.label, isLocked: seen.standing === 'locked' }
      return room === undefined && to.kind === 'address' && leadsSomewhere(actor, to.address) ? { label: null, isLocked: false } : null
    }
    return new Map(blocks.map(({ id, settings }) => [id, shown(settings)]))
  },
}
