import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { mostClaimedSeconds, periods, sorts } from './rules.ts'

export const RoomUse = z.strictObject({
  id: outerId('rom'),
  label: z.string(),
  kind: z.string(),
  /** A channel model's code. */
  partnerType: z.string(),
  status: z.enum(['draft', 'live', 'archived']),
  /** Different partners and people, stays in which it was looked at, and how often that was. */
  partners: z.int(),
  people: z.int(),
  stays: z.int(),
  views: z.int(),
  /** On the screen, all together. */
  seconds: z.int(),
  /** The last day of the period on which somebody looked at it. */
  lastDay: z.iso.date().nullable(),
  /** Live and opened by nobody for 90 days. */
  isUnused: z.boolean(),
})
export type RoomUse = z.infer<typeof RoomUse>

/** Files that members downloaded, and the kit's items. */
const Taken = z.strictObject({ id: z.string(), label: z.string(), downloads: z.int(), people: z.int() })

/** Whose use, and of when. */
const Which = z.strictObject({
  /** Days up to today. */
  period: z.enum(periods).default('30'),
  partnership: outerId('psh').optional(),
  /** A channel model's code. */
  type: z.string().max(40).optional(),
})
export type Which = z.infer<typeof Which>

const UseFilter = Which.extend({ sort: z.enum(sorts).default('-views') })
export type UseFilter = z.infer<typeof UseFilter>

const BlockFilter = Which.extend({ room: outerId('rom').optional(), cursor: Cursor.optional(), limit: PageSize })
export type BlockFilter = z.infer<typeof BlockFilter>

/** A block of a room, or one of its buttons. */
const Used = z.strictObject({
  /** Tells rows apart, and nothing else. */
  id: z.string(),
  /** What partners read on it; '' when it says nothing, or is known no more. */
  label: z.string(),
  /** A kind of block; null when it stands in no version of the room. */
  kind: z.string().nullable(),
  /** Null: the room was removed. */
  room: z.strictObject({ id: outerId('rom'), label: z.string(), partnerType: z.string() }).nullable(),
  /** Partners still find it there. */
  isPublished: z.boolean(),
  people: z.int(),
  lastDay: z.iso.date(),
})

/** A button or a link that was followed. */
export const FollowedLink = Used.extend({ clicks: z.int() })
export type FollowedLink = z.infer<typeof FollowedLink>

/** A video: how far people came with it in the days that are asked for, each by the furthest that they were. */
export const WatchedVideo = Used.extend({ sharePercent: z.int(), watchedWhole: z.int() })
export type WatchedVideo = z.infer<typeof WatchedVideo>

export const UseOverview = z.strictObject({
  /** Both included. */
  from: z.iso.date(),
  to: z.iso.date(),
  partners: z.int(),
  people: z.int(),
  stays: z.int(),
  views: z.int(),
  seconds: z.int(),
  roomsUsed: z.int(),
  roomsLive: z.int(),
  rooms: z.array(RoomUse),
  /** The ten that were downloaded most. */
  files: z.array(Taken),
  kit: z.array(Taken),
  days: z.array(z.strictObject({ day: z.iso.date(), views: z.int(), people: z.int() })),
  /** To choose among. */
  types: z.array(z.strictObject({ code: z.string(), label: z.string() })),
  partnerships: z.array(z.strictObject({ id: outerId('psh'), name: z.string(), partner: z.string() })),
})
export type UseOverview = z.infer<typeof UseOverview>

export const roomUse = {
  /** A page says that it was opened (`isNew`) or is still on the screen. What staff look at is not counted. */
  beat: endpoint('POST /room-use/beats', {
    body: z.strictObject({ roomId: outerId('rom'), isNew: z.boolean(), seconds: z.int().min(0).max(mostClaimedSeconds) }),
  }),
  overview: endpoint('GET /room-use', { query: UseFilter, reply: UseOverview }),
  /** Buttons and links in rooms, those that were followed most first. */
  clicks: endpoint('GET /room-use/clicks', { query: BlockFilter, reply: pageOf(FollowedLink) }),
  /** Videos in rooms, those that most people watched first. */
  videos: endpoint('GET /room-use/videos', { query: BlockFilter, reply: pageOf(WatchedVideo) }),
  /** What the page shows, as a workbook: of links and videos the first thousand. */
  workbook: endpoint('GET /room-use/workbook', { query: UseFilter, file: true }),
}
