import type { PortalConfig } from '#shared/config.ts'
import type { Realm } from '#server/deployment.ts'
import { workbookFile, type MadeFile } from '#server/download.ts'
import type { Column, Sheet } from '#server/xlsx.ts'
import type { FollowedLink, UseOverview, WatchedVideo } from './contract.ts'

const whole = (heading: string, isSummed = false): Column => ({ heading, kind: 'whole', isSummed })
const text = (heading: string, width?: number): Column => ({ heading, kind: 'text', ...(width === undefined ? {} : { width }) })

/** What the page shows, in its order. */
export const useWorkbook = (
  use: UseOverview & { clicks: FollowedLink[]; videos: WatchedVideo[] },
  { config, realm, now }: { config: PortalConfig; realm: Realm; now: Temporal.Instant },
): MadeFile => {
  const rooms: Sheet = {
    name: 'Rooms',
    frozenColumns: 1,
    columns: [
      text('Room', 36), text('Partner type'), text('Status'), whole('Partners'), whole('People'), whole('Sessions'), whole('Views', true), whole('Minutes', true),
      { heading: 'Last used', kind: 'day' }, text('Unused for 90 days'),
    ],
    batches: [
      use.rooms.map((room) => [
        room.label, typeLabel(config, room.partnerType), room.status, room.partners, room.people, room.stays, room.views, Math.round(room.seconds / 60), room.lastDay,
        room.isUnused ? 'yes' : null,
      ]),
    ],
  } // prettier-ignore
  const taken = (name: string, heading: string, items: UseOverview['files']): Sheet => ({
    name,
    columns: [text(heading, 40), whole('Downloads', true), whole('People')],
    batches: [items.map(({ label, downloads, people }) => [label, downloads, people])],
  })
  const clicks: Sheet = {
    name: 'Links and buttons',
    columns: [text('Link or button', 40), text('Room', 36), text('Partner type'), whole('Clicks', true), whole('People'), { heading: 'Last used', kind: 'day' }],
    batches: [use.clicks.map((one) => [one.label, ...placeOf(config, one), one.clicks, one.people, one.lastDay])],
  } // prettier-ignore
  const videos: Sheet = {
    name: 'Videos',
    columns: [
      text('Video', 40), text('Room', 36), text('Partner type'), whole('People'), whole('Watched on average in %'), whole('Watched to the end'),
      { heading: 'Last used', kind: 'day' },
    ],
    batches: [use.videos.map((one) => [one.label, ...placeOf(config, one), one.people, one.sharePercent, one.watchedWhole, one.lastDay])],
  } // prettier-ignore
  const days: Sheet = {
    name: 'Days',
    columns: [{ heading: 'Day', kind: 'day' }, whole('Views', true), whole('People')],
    batches: [use.days.map(({ day, views, people }) => [day, views, people])],
  }
  const prefix = `${config.exports.filePrefix}${realm === 'demo' ? '-demo' : ''}`
  return workbookFile(`${prefix}-room-use-${use.from}-to-${use.to}`, {
    title: `${config.branding.name}: room use`,
    creator: config.exports.company,
    createdAt: now,
    sheets: [rooms, taken('Documents', 'Document', use.files), taken('Kit', 'Kit item', use.kit), clicks, videos, days],
  })
}

const placeOf = (config: PortalConfig, { room }: FollowedLink | WatchedVideo): [string | null, string | null] => [
  room?.label ?? null,
  room && typeLabel(config, room.partnerType),
]

const typeLabel = ({ models }: PortalConfig, code: string) => models.find((model) => model.code === code)?.label ?? code
