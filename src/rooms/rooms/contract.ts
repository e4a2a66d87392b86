import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { PublishedBlock } from '#rooms/blocks/contract.ts'
import { locks } from './rules.ts'

const Seen = z.enum(['open', 'locked'])

/** A line of the menu, or what was one; rooms that are hidden from the reader are neither. */
export const MenuRoom = z.strictObject({
  id: outerId('rom'),
  /** `custom`, or a pre-defined kind, which has a page of its own. */
  kind: z.string(),
  label: z.string(),
  icon: z.string(),
  /** The heading that it stands under; empty: none. */
  group: z.string(),
  standing: Seen,
  /** The reader has completed all of it, and it is one that leaves the menu then: no line any more, and open as before. */
  isDone: z.boolean(),
})
export type MenuRoom = z.infer<typeof MenuRoom>

/** One condition that unlocks a room: one of the tiers or stages, or every one of the steps. */
export const UnlockCondition = z.strictObject({
  lock: z.enum(locks),
  isMet: z.boolean(),
  wants: z.array(
    z.strictObject({
      label: z.string(),
      isMet: z.boolean(),
      /** Of a step: the room where it is done, when the reader may open that. */
      roomId: outerId('rom').nullable(),
    }),
  ),
})
export type UnlockCondition = z.infer<typeof UnlockCondition>

/** A line of the list of contents; `anchor` is the id of what it leads to. */
export const Heading = z.strictObject({ anchor: z.string(), level: z.literal([1, 2, 3]), text: z.string() })
export type Heading = z.infer<typeof Heading>

export const RoomView = z.strictObject({
  id: outerId('rom'),
  kind: z.string(),
  label: z.string(),
  icon: z.string(),
  standing: Seen,
  /** What unlocks it; empty where it is open. */
  unlock: z.array(UnlockCondition),
  /** How many items of its checklists the reader, or their company, has done; null where it has none. */
  progress: z.strictObject({ done: z.int(), all: z.int() }).nullable(),
  /** The list that stands beside it; empty where the room has none. */
  contents: z.array(Heading),
  /** Empty where it is locked, and in pre-defined rooms, which have pages of their own. */
  blocks: z.array(PublishedBlock),
})
export type RoomView = z.infer<typeof RoomView>

export const rooms = {
  /** In the order of the menu. */
  menu: endpoint('GET /rooms', { reply: z.strictObject({ items: z.array(MenuRoom) }) }),
  /** 404 for a room that is hidden from the reader, as for one that does not exist. */
  view: endpoint('GET /rooms/:id', { params: z.strictObject({ id: outerId('rom') }), reply: RoomView }),
}
