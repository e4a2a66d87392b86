import { listNew } from '#rooms/announcements/actions.ts'
import type { Member } from '#shared/actor.ts'
import { dayOf } from '#shared/dates.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import type { Feed, FeedItem } from './contract.ts'
import * as feed from './feed.store.ts'
import { arrangedFeed, feedDays, feedKinds, newSince, type FeedKind } from './rules.ts'
import { findDesk } from './store.ts'

// Spread over the kinds, so that each keeps what is its own.
type Untold = FeedItem extends infer Item ? (Item extends FeedItem ? Omit<Item, 'isNew'> : never) : never

/** What happened lately of what the reader may open, and since when it is new to them. */
export const getFeed = (portal: Portal, actor: Member, asked: FeedKind | undefined): Promise<Feed> =>
  asActor(actor, async (tx) => {
    const now = portal.now()
    const desk = await findDesk(tx, actor)
    const since = desk ? newSince(desk, now) : null
    const kinds = feedKinds.filter((kind) => mayRead(actor, kind))
    const from = now.subtract({ hours: 24 * feedDays })
    const found = await Promise.all(
      kinds.filter((kind) => asked === undefined || kind === asked).map((kind) => sources[kind](tx, actor, from)),
    )
    return { asOf: actor.today, since, items: arrangedFeed(found.flat(), since), kinds }
  })

const mayRead = ({ permissions, openRooms }: Member, kind: FeedKind): boolean =>
  kind === 'task' ? permissions.has('task.read') : kind === 'kit' ? permissions.has('kit.read') && openRooms.includes('kit') : true

/** Each reads with the reader's own eyes: row-level security and the rooms that are open to them. */
const sources: Record<FeedKind, (tx: Tx, actor: Member, since: Temporal.Instant) => Promise<Untold[]>> = {
  task: async (tx, actor, since) => {
    const days = await feed.listTaskDays(tx, actor, since)
    return days.map(({ customerId, customerName, taskId, worst, ...day }) => ({
      kind: 'task',
      ...day,
      ...(worst === null ? {} : { worst }),
      customer: { id: tx.ids.outer('cus', customerId), name: customerName },
      taskId: taskId === null ? null : tx.ids.outer('tsk', taskId),
    }))
  },
  room: async (tx, actor, since) => {
    const days = await feed.listRoomDays(tx, since)
    return days.map(({ roomId, ...room }) => ({ kind: 'room', ...room, roomId: tx.ids.outer('rom', roomId), day: dayIn(room.at, actor) }))
  },
  announcement: async (tx, actor, since) => {
    const shown = await listNew(tx, actor, since)
    return shown.map(({ id, ...one }) => ({ kind: 'announcement', ...one, announcementId: id, day: dayIn(one.at, actor) }))
  },
  kit: async (tx, actor, since) => {
    const days = await feed.listKitDays(tx, actor, since)
    return days.map((day) => ({ kind: 'kit', ...day }))
  },
}

const dayIn = (at: string, { timeZone }: Member) => dayOf(Temporal.Instant.from(at), timeZone)
