import { createHash, randomBytes } from 'node:crypto'
import '@fastify/cookie' // its types: request.cookies
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { CycleRule, Permission, Role } from '#shared/config.ts'
import { Problem } from '#shared/problem.ts'
import { bindActor } from './access.ts'
import type { Portal } from './deployment.ts'

/** The session's row with the person, the partnership and the membership as they are at this moment: nothing is cached. */
export type Session = {
  idHash: Buffer
  userId: number
  epoch: number
  name: string
  email: string
  side: 'partner' | 'vendor'
  role: Role
  reach: 'all' | 'assigned'
  partnership: { partnerId: number; id: number; model: string; timeZone: string; currency: string; cycle: CycleRule } | null
}

export type Visit = { session: Session | null }

/** The session, for routes that only somebody who is signed in may ask. */
export const sessionIn = ({ session }: Visit): Session => {
  if (!session) throw new Problem('session.none', 401, { publicMessage: 'Sign in first.' })
  return session
}

type SessionRow = {
  user_id: number
  partner_id: number | null
  partnership_id: number | null
  epoch: number
  last_seen_at: string
  expires_at: string
  name: string
  email: string
  side: 'partner' | 'vendor'
  vendor_role: string | null
  is_active: boolean
  model: string | null
  time_zone: string | null
  currency: string | null
  cycle_start_day: number | null
  cycle_named_by: CycleRule['namedBy'] | null
  member_role: string | null
  customer_scope: 'all' | 'assigned' | null
  is_assigned: boolean
}

/** The cookie's name; over TLS the prefix makes browsers refuse to send it anywhere else. */
export const cookieName = ({ realm, session }: Portal) => `${session.secureCookie ? '__Host-' : ''}pp${realm === 'demo' ? '_demo' : ''}_sid`

export const hashOf = (id: string) => createHash('sha256').update(id).digest()
export const newSessionId = () => randomBytes(32).toString('base64url')

/** Who is asking. A session that is unknown, idle for too long, past its end or of somebody who was disabled is none. */
export const visitOf = async (portal: Portal, request: FastifyRequest): Promise<Visit> => {
  const cookie = request.cookies[cookieName(portal)]
  return cookie ? visitOfId(portal, hashOf(cookie)) : { session: null }
}

/** The same for a session that was opened or moved in this very request. */
export const visitOfId = async (portal: Portal, idHash: Buffer): Promise<Visit> => {
  const row = await portal.database.ask<SessionRow>(sql`select * from session_of(${idHash})`)
  if (!row || !row.is_active) return { session: null }
  const now = portal.now()
  const idleSeconds = now.since(row.last_seen_at).total('seconds')
  if (idleSeconds > portal.session.idleMinutes * 60 || Temporal.Instant.compare(now, row.expires_at) >= 0) return { session: null }
  const session = sessionFrom(portal, row, idHash)
  if (!session) return { session: null }
  if (idleSeconds >= 60) await touch(portal, idHash) // at most one write a minute
  return { session }
}

const sessionFrom = (portal: Portal, row: SessionRow, idHash: Buffer): Session | null => {
  const isInPartnership = row.side === 'partner' ? row.member_role !== null : row.partner_id !== null
  const roleCode = row.side === 'partner' ? row.member_role : row.vendor_role
  const role = roleCode === null ? placeless : portal.config.roles.find((one) => one.code === roleCode && one.side === row.side)
  if (!role || !role.permissions.includes('portal.sign-in')) return null
  const reach = row.side === 'partner' ? (row.customer_scope ?? 'assigned') : role.reach
  const isWithin = isInPartnership && (row.side === 'partner' || reach === 'all' || row.is_assigned)
  return {
    idHash,
    userId: row.user_id,
    epoch: row.epoch,
    name: row.name,
    email: row.email,
    side: row.side,
    role,
    reach,
    partnership: isWithin ? partnershipFrom(row) : null,
  }
}

const partnershipFrom = (row: SessionRow): Session['partnership'] => {
  const { partner_id, partnership_id, model, time_zone, currency, cycle_start_day, cycle_named_by } = row
  if (!partner_id || !partnership_id || !model || !time_zone || !currency || !cycle_start_day || !cycle_named_by) return null
  return {
    partnerId: partner_id,
    id: partnership_id,
    model,
    timeZone: time_zone,
    currency,
    cycle: { startDay: cycle_start_day, namedBy: cycle_named_by },
  }
}

// Somebody who was taken out of the partnership they were in, and may hold others to switch to.
const placeless: Role = { code: 'placeless', label: '', side: 'partner', reach: 'assigned', permissions: ['portal.sign-in'] }

const touch = (portal: Portal, idHash: Buffer) =>
  portal.database.within({ role: 'pp_session', readOnly: false }, (tx) =>
    tx.rows(sql`update session set last_seen_at = ${portal.now().toString()} where id_hash = ${idHash}`),
  )

/** The person as somebody who acts in the session's partnership. 409 when staff have not chosen a partner yet. */
export const actorOf = (portal: Portal, visit: Visit, { readOnly }: { readOnly: boolean }): Member => {
  const session = sessionIn(visit)
  if (!session.partnership) throw new Problem('session.no-partnership', 409, { publicMessage: 'Choose a partnership first.' })
  const { partnerId, id, ...terms } = session.partnership
  const actor: Member = {
    kind: session.side === 'vendor' ? 'staff' : 'member',
    userId: session.userId,
    name: session.name,
    role: session.role.code,
    permissions: permissionsOf(session.role),
    reach: session.reach,
    partnerId,
    partnershipId: id,
    ...terms,
    today: portal.now().toZonedDateTimeISO(terms.timeZone).toPlainDate().toString(),
  }
  return bindActor(actor, portal.database, { readOnly })
}

const permissionSets = new WeakMap<Role, ReadonlySet<Permission>>()
const permissionsOf = (role: Role) => {
  const known = permissionSets.get(role) ?? new Set(role.permissions)
  permissionSets.set(role, known)
  return known
}
