import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { followedAs, watchedAs } from '#rooms/blocks/followed.rules.ts'
import { innerIds } from '#rooms/blocks/seen.actions.ts'
import type { BlockFilter, FollowedLink, UseFilter, WatchedVideo } from './contract.ts'
import * as store from './blocks.store.ts'
import { periodOf, type Asked } from './actions.ts'

type Paged<Item> = { items: Item[]; next: string | null; total: number }

/** Which buttons and links were followed, of all partners or one. */
export const readClicks = (asked: Asked, filter: BlockFilter): Promise<Paged<FollowedLink>> =>
  asActor(asked.actor, async (tx) => {
    const { items, ...page } = await store.listClicks(tx, withinRooms(tx, asked, filter))
    const followed = items.map(({ block, target }) => (block ? followedAs(block, target) : undefined))
    const rooms = followed.flatMap((one) => (one && one.label === '' && one.room ? [one.room] : []))
    const labels = await labelsOf(tx, rooms)
    return {
      ...page,
      items: items.map((row, at) => {
        const { label = '', room = null } = followed[at] ?? {}
        return {
          ...usedFrom(tx, row),
          label: label || (room === null ? undefined : labels.get(room)) || '',
          // A button can be gone from a block that is still there.
          isPublished: row.isPublished && followed[at] !== undefined,
          clicks: row.clicks,
        }
      }),
    }
  })

const labelsOf = async (tx: Tx, rooms: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const found = await store.listLabels(tx, innerIds(tx, 'rom', rooms))
  return new Map(found.map(({ id, label }) => [tx.ids.outer('rom', id), label]))
}

/** How far videos were watched, of all partners or one. */
export const readVideos = (asked: Asked, filter: BlockFilter): Promise<Paged<WatchedVideo>> =>
  asActor(asked.actor, async (tx) => {
    const { items, ...page } = await store.listVideos(tx, withinRooms(tx, asked, filter))
    return {
      ...page,
      items: items.map((row) => ({
        ...usedFrom(tx, row),
        label: (row.block && watchedAs(row.block)) ?? '',
        sharePercent: row.sharePercent,
        watchedWhole: row.watchedWhole,
      })),
    }
  })

const withinRooms = (tx: Tx, { config, now }: Asked, { room, limit, cursor, ...which }: BlockFilter): store.BlocksAsked => ({
  period: periodOf(tx, { config, now }, which),
  roomId: room === undefined ? undefined : tx.ids.inner('rom', room),
  limit,
  cursor,
})

const usedFrom = (tx: Tx, { id, roomId, roomLabel, partnerType, block, isPublished, people, lastDay }: store.UsedRow) => ({
  id: String(id),
  kind: block?.kind ?? null,
  room: roomLabel === null || partnerType === null ? null : { id: tx.ids.outer('rom', roomId), label: roomLabel, partnerType },
  isPublished,
  people,
  lastDay,
})

const inWorkbook = 1_000

/** The first thousand of both, as the workbook has them. */
export const readBlocks = async (asked: Asked, { period, partnership, type }: UseFilter) => {
  const filter = { period, partnership, type, limit: inWorkbook }
  return { clicks: (await readClicks(asked, filter)).items, videos: (await readVideos(asked, filter)).items }
}
