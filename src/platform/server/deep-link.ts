import { subTabs, type SubTab } from '#shared/config.ts'
import { linkPages, type LinkPage } from '#shared/link.ts'
import type { Realm } from './deployment.ts'
import { Unopened, type Keyring } from './keys.ts'

/** Where a link leads, for whom. Keys of the database, which leave sealed only. */
export type LinkTarget = {
  userId: number
  /** Absent: outside any. */
  partnershipId?: number | undefined
  customerId?: number | undefined
  subTab?: SubTab | undefined
  page?: LinkPage | undefined
}

export type LinkMaker = { keys: Keyring; now: () => Temporal.Instant; origin: string; realm: Realm }

export const linkDays = 7
/** A key of its own for each fortnight; the one before is still believed, so that every link lives its days. */
const keyDays = 14

/**
 * The path of a link in a mail: `/go#…`. What it says is sealed, of one length and of no use without a session of the same person, whose
 * scope then decides as ever; behind the `#` it stays out of logs and referrers. It holds for seven days.
 */
export const goPath = (maker: LinkMaker, target: LinkTarget): string => {
  const now = maker.now()
  const period = periodOf(now)
  const sealed = maker.keys.seal(`deep-link.${period}`, typeOf(maker), maker.origin, packed(target, now.add({ hours: 24 * linkDays })))
  return `/go#${period.toString(36)}.${sealed}`
}

/** Where a link leads this person; undefined for one that has run out, is somebody else's or was changed: nobody learns which. */
export const openLink = (maker: LinkMaker, token: string, userId: number): LinkTarget | undefined => {
  const [, written, sealed] = /^([0-9a-z]{1,8})\.(v1\.[\w.-]{1,200})$/.exec(token) ?? []
  if (!written || !sealed) return undefined
  const now = maker.now()
  const period = Number.parseInt(written, 36)
  const current = periodOf(now)
  if (period !== current && period !== current - 1) return undefined
  try {
    const target = unpacked(maker.keys.open(`deep-link.${period}`, typeOf(maker), maker.origin, sealed), now)
    return target?.userId === userId ? target : undefined
  } catch (error) {
    if (error instanceof Unopened) return undefined
    throw error
  }
}

const periodOf = (now: Temporal.Instant) => Math.floor(now.epochMilliseconds / (keyDays * 86_400_000))

// A link names its person, whichever side they are on: the realm alone divides the keys.
const typeOf = ({ realm }: LinkMaker) => (realm === 'demo' ? 'demo' : 'partner')

const idBytes = 6
const layout = { kind: 0, user: 1, partnership: 7, customer: 13, subTab: 19, page: 20, expiry: 21, length: 25 }

const packed = ({ userId, partnershipId, customerId, subTab, page }: LinkTarget, expiry: Temporal.Instant): Buffer => {
  const bytes = Buffer.alloc(layout.length)
  bytes.writeUInt8(1, layout.kind)
  bytes.writeUIntBE(userId, layout.user, idBytes)
  bytes.writeUIntBE(partnershipId ?? 0, layout.partnership, idBytes)
  bytes.writeUIntBE(customerId ?? 0, layout.customer, idBytes)
  bytes.writeUInt8(subTab === undefined ? 0 : subTabs.indexOf(subTab) + 1, layout.subTab)
  bytes.writeUInt8(page === undefined ? 0 : linkPages.indexOf(page) + 1, layout.page)
  bytes.writeUInt32BE(Math.floor(expiry.epochMilliseconds / 1000), layout.expiry)
  return bytes
}

const unpacked = (bytes: Buffer, now: Temporal.Instant): LinkTarget | undefined => {
  if (bytes.length !== layout.length || bytes.readUInt8(layout.kind) !== 1) return undefined
  if (bytes.readUInt32BE(layout.expiry) * 1000 <= now.epochMilliseconds) return undefined
  return {
    userId: bytes.readUIntBE(layout.user, idBytes),
    partnershipId: bytes.readUIntBE(layout.partnership, idBytes) || undefined,
    customerId: bytes.readUIntBE(layout.customer, idBytes) || undefined,
    subTab: subTabs[bytes.readUInt8(layout.subTab) - 1],
    page: linkPages[bytes.readUInt8(layout.page) - 1],
  }
}
