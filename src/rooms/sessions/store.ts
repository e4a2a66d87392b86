import { sql } from 'kysely'
import type { Device } from '#server/device.ts'
import type { PortalType } from '#server/keys.ts'
import type { Stage } from '#server/session.ts'
import { q, type Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'

export type Account = {
  id: number
  email: string
  side: 'partner' | 'vendor'
  password: string | null
  isActive: boolean
  vendorRole: string | null
}

/** A person by e-mail as they sign in; e-mails are kept in lower case. */
export const findAccount = (tx: Tx, email: string): Promise<Account | undefined> =>
  tx.first(
    q
      .selectFrom('app_user')
      .select(['id', 'email', 'side', 'password', 'is_active as isActive', 'vendor_role as vendorRole'])
      .$narrowType<{ side: Account['side'] }>() // the table's CHECK says so
      .where('email', '=', email),
  )

export type Choice = {
  partnerId: number
  id: number
  partnerName: string
  name: string
  model: string
  region: string
  currency: string
  timeZone: string
  cycleStartDay: number
  cycleNamedBy: 'start' | 'end'
  activeFrom: string
  activeTo: string | null
}

const choices = () =>
  q
    .selectFrom('partnership as s')
    .innerJoin('partner as p', 'p.id', 's.partner_id')
    .select([
      's.partner_id as partnerId',
      's.id',
      'p.name as partnerName',
      's.name',
      's.model',
      's.region',
      's.currency',
      's.time_zone as timeZone',
      's.cycle_start_day as cycleStartDay',
      's.cycle_named_by as cycleNamedBy',
      's.active_from as activeFrom',
      's.active_to as activeTo',
    ])
    .$narrowType<{ cycleNamedBy: Choice['cycleNamedBy'] }>() // the table's CHECK says so

/** Whose choices: what the session says of the person. `roles`: those that sign in, so that nobody moves to where they only get mail. */
export type Chooser = { userId: number; side: 'partner' | 'vendor'; reach: 'all' | 'assigned'; roles: string[] }

/** The partnerships that a person may switch to: a member's own; for vendor staff all, or those of the assigned partners. */
const choicesOf = ({ userId, side, reach, roles }: Chooser) => {
  if (side === 'partner')
    return choices().where(
      's.id',
      'in',
      q
        .selectFrom('membership as m')
        .leftJoin('partner_role as r', (join) => join.onRef('r.partner_id', '=', 'm.partner_id').onRef('r.code', '=', 'm.role'))
        .select('m.partnership_id')
        .where('m.user_id', '=', userId)
        .where(sql<boolean>`coalesce('portal.sign-in' = any (r.permissions), m.role = any (${roles}))`),
    )
  if (reach === 'all') return choices()
  return choices().where('s.partner_id', 'in', q.selectFrom('staff_partner').select('partner_id').where('user_id', '=', userId))
}

/** By partner, the main partnership first; at most 50, `total` counts them all. */
export const listChoices = async (tx: Tx, chooser: Chooser, search?: string): Promise<{ items: Choice[]; total: number }> => {
  let found = choicesOf(chooser)
  if (search) {
    const pattern = holding(search)
    found = found.where((where) =>
      where.or([
        where('p.name', 'ilike', pattern),
        where('s.name', 'ilike', pattern),
        where('s.region', 'ilike', pattern),
        where('s.model', 'ilike', pattern),
      ]),
    )
  }
  const items = await tx.rows(found.orderBy('p.name').orderBy('s.is_main', 'desc').orderBy('s.name').limit(50))
  const counted = await tx.first(found.clearSelect().select((select) => select.fn.countAll<number>().as('total')))
  return { items, total: counted?.total ?? 0 }
}

/** One partnership that the person may switch to, or undefined. */
export const findChoice = (tx: Tx, chooser: Chooser, id: number): Promise<Choice | undefined> =>
  tx.first(choicesOf(chooser).where('s.id', '=', id))

export type Membership = { partnerId: number; partnershipId: number; role: string; ownPermissions: string[] | null }

/** The roles that a partner's person has, with the partnership of each; the main one first. `ownPermissions`: of a role of the partner's own. */
export const listMemberships = (tx: Tx, userId: number): Promise<Membership[]> =>
  tx.rows(
    q
      .selectFrom('membership as m')
      .innerJoin('partnership as s', (join) => join.onRef('s.partner_id', '=', 'm.partner_id').onRef('s.id', '=', 'm.partnership_id'))
      .leftJoin('partner_role as r', (join) => join.onRef('r.partner_id', '=', 'm.partner_id').onRef('r.code', '=', 'm.role'))
      .select(['m.partner_id as partnerId', 'm.partnership_id as partnershipId', 'm.role', 'r.permissions as ownPermissions'])
      .where('m.user_id', '=', userId)
      .orderBy('s.is_main', 'desc')
      .orderBy('s.name'),
  )

export type NewSession = {
  idHash: Buffer
  userId: number
  portalType: PortalType
  from: { device: Device; subnet: string }
  partnerId: number | null
  partnershipId: number | null
  stage: Stage
  at: string
  expiresAt: string
}

export const addSession = (tx: Tx, session: NewSession) =>
  tx.rows(
    q.insertInto('session').values({
      id_hash: session.idHash,
      user_id: session.userId,
      partner_id: session.partnerId,
      partnership_id: session.partnershipId,
      stage: session.stage,
      rotated_at: session.at,
      portal_type: session.portalType,
      device: session.from.device.text,
      device_label: session.from.device.label,
      address: session.from.subnet,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
    }),
  )

/** Sessions whose end has passed are of no use to anybody. */
export const removeEndedSessions = (tx: Tx, userId: number, now: string) =>
  tx.rows(q.deleteFrom('session').where('user_id', '=', userId).where('expires_at', '<', now))

/** The session moves to another partnership under a new id; pages that show the old one are stale from now on. */
export const movePartnership = (
  tx: Tx,
  { from, to, at, partnerId, partnershipId }: { from: Buffer; to: Buffer; at: string; partnerId: number; partnershipId: number },
) =>
  tx.rows(
    sql`update session set id_hash = ${to}, rotated_at = ${at}, partner_id = ${partnerId}, partnership_id = ${partnershipId}, epoch = epoch + 1
         where id_hash = ${from}`,
  )

export type OwnSession = { id: number; idHash: Buffer; deviceLabel: string; address: string; since: string; lastSeenAt: string }

/** The finished sessions of a person that are still open, the one used last first. */
export const listSessions = (tx: Tx, userId: number, { now, idleSince }: { now: string; idleSince: string }): Promise<OwnSession[]> =>
  tx.rows(
    q
      .selectFrom('session')
      .select(['id', 'id_hash as idHash', 'device_label as deviceLabel', 'address', 'created_at as since', 'last_seen_at as lastSeenAt'])
      .where('user_id', '=', userId)
      .where('stage', '=', 'full')
      .where('expires_at', '>', now)
      .where('last_seen_at', '>=', idleSince)
      .orderBy('last_seen_at', 'desc')
      .orderBy('id', 'desc'),
  )

/** One of somebody's own sessions. True when there was one. */
export const removeOwnSession = async (tx: Tx, userId: number, id: number): Promise<boolean> =>
  (await tx.rows(q.deleteFrom('session').where('user_id', '=', userId).where('id', '=', id).returning('id'))).length === 1

export type Habits = { locale: string | null; timeZone: string | null; isMailStopped: boolean }

/** How the person wants dates and numbers written, on which clock, and whether mail reaches them. */
export const getHabits = async (tx: Tx, userId: number): Promise<Habits> =>
  (await tx.first(sql<Habits>`
    select u.locale, u.time_zone as "timeZone",
           exists (select from mail_trouble t where t.user_id = u.id and t.address = u.email and t.stopped_at is not null) as "isMailStopped"
      from app_user u where u.id = ${userId}`)) ?? { locale: null, timeZone: null, isMailStopped: false }
