import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { mostClaimedSeconds, periods, sorts } from './rules.ts'

export const RoomUse = z.strictObject({
  id: outerId('rom'),
  label: z.string(),
  kind: z.string(),
  /** A channel model's code. */
  partnerType: z.string(),
  status: z.enum(['draft', 'live', 'archived']),
  /** Different people, stays in which it was looked at, and how often that was. */
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

const UseFilter = z.strictObject({
  /** Days up to today. */
  period: z.enum(periods).default('30'),
  partnership: outerId('psh').optional(),
  /** A channel model's code. */
  type: z.string().max(40).optional(),
  sort: z.enum(sorts).default('-views'),
})
export type UseFilter = z.infer<typeof UseFilter>

export const UseOverview = z.strictObject({
  /** Both included. */
  from: z.iso.date(),
  to: z.iso.date(),
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
  /** What `overview` answers, as a workbook. */
  workbook: endpoint('GET /room-use/workbook', { query: UseFilter, file: true }),
}
