import type { Member, Officer } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { addDays, dayOf } from '#shared/dates.ts'
import { asActor, originOf } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { UseFilter, UseOverview, Which } from './contract.ts'
import * as overview from './overview.store.ts'
import { continues, countedSeconds, inOrder, isUnused, unusedDays } from './rules.ts'
import * as store from './store.ts'

export type Beat = { roomId: string; isNew: boolean; seconds: number }

/**
 * Counts that a member has a room on the screen; looking on as staff, or with somebody else's eyes, is not counted. 404 for a room that is
 * not open to the actor.
 */
export const countBeat = (actor: Member, beat: Beat, now: Temporal.Instant): Promise<undefined> =>
  asActor(actor, async (tx) => {
    const roomId = await store.getOpenRoom(tx, beat.roomId)
    if (actor.kind !== 'member' || originOf(actor)?.viewerId) return undefined
    const stayId = await stayOf(tx, actor, now)
    const view = await store.findView(tx, actor, stayId, roomId)
    if (view && !beat.isNew) {
      const seconds = countedSeconds(beat.seconds, Temporal.Instant.from(view.seen_at), now)
      await store.setViewSeen(tx, actor, { viewId: view.id, seconds, now })
      await store.addToDay(tx, actor, { roomId, seconds })
      return undefined
    }
    await store.addView(tx, actor, { stayId, roomId, now })
    await store.addToDay(tx, actor, { roomId, views: 1, stays: view ? 0 : 1 })
    return undefined
  })

const stayOf = async (tx: Tx, actor: Member, now: Temporal.Instant): Promise<number> => {
  const last = await store.findStay(tx, actor)
  if (last && continues({ beganAt: Temporal.Instant.from(last.began_at), seenAt: Temporal.Instant.from(last.seen_at) }, now)) {
    await store.setStaySeen(tx, actor, last.id, now)
    return last.id
  }
  await store.addToDay(tx, actor, { roomId: null, stays: 1 })
  return store.addStay(tx, actor, now)
}

export type Asked = { config: PortalConfig; actor: Officer; now: Temporal.Instant }

/** Who used which rooms, of all partners or one. */
export const readUse = ({ config, actor, now }: Asked, { sort, ...which }: UseFilter): Promise<UseOverview> =>
  asActor(actor, async (tx) => {
    const period = periodOf(tx, { config, now }, which)
    const { from, to } = period
    const since = addDays(to, -unusedDays)
    const [found, totals, perDay, files, kit, partnerships] = await Promise.all([
      overview.listRooms(tx, period), overview.getTotals(tx, period), overview.listDays(tx, period),
      overview.listFiles(tx, period), overview.listKit(tx, period), overview.listPartnerships(tx),
    ]) // prettier-ignore
    const rooms = found.map((row) => ({
      id: tx.ids.outer('rom', row.id), label: row.label, kind: row.kind, partnerType: row.partner_type, status: row.status,
      partners: row.partners, people: row.people, stays: row.stays, views: row.views, seconds: row.seconds, lastDay: row.last_day,
      isUnused: isUnused({ status: row.status, liveSince: row.live_day, lastDay: row.ever_day }, since),
    })) // prettier-ignore
    return {
      from,
      to,
      ...totals,
      roomsUsed: rooms.filter(({ status, views }) => status === 'live' && views > 0).length,
      roomsLive: rooms.filter(({ status }) => status === 'live').length,
      rooms: inOrder(rooms, sort),
      files: files.map(({ id, ...file }) => ({ id: tx.ids.outer('fil', id), ...file })),
      kit: kit.map(({ id, ...item }) => ({ id: tx.ids.outer('kit', id), ...item })),
      days: perDay,
      types: config.models.map(({ code, label }) => ({ code, label })),
      partnerships: partnerships.map(({ id, ...one }) => ({ id: tx.ids.outer('psh', id), ...one })),
    }
  })

/** What is asked for, in days of the vendor's and keys; 404 for a partnership that never was. */
export const periodOf = (tx: Tx, { config, now }: Pick<Asked, 'config' | 'now'>, { period, partnership, type }: Which): overview.Period => {
  const to = dayOf(now, config.locale.timeZone)
  const partnershipId = partnership === undefined ? undefined : tx.ids.inner('psh', partnership)
  return { from: addDays(to, 1 - Number(period)), to, type, partnershipId }
}

/** The keys of live rooms that nobody of any partner has opened for 90 days, although they were there: they may be put away. */
export const unusedRooms = async (tx: Tx, today: string): Promise<ReadonlySet<number>> =>
  new Set(await overview.listUnused(tx, addDays(today, -unusedDays)))
