import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { Permission, type CycleRule, type PortalConfig, type Role } from '#shared/config.ts'
import { roomKinds } from '#shared/room-kinds.ts'
import { bindActor, nobody, readAsSession, type Binding } from './access.ts'
import type { Database, Tx } from './db.ts'
import { memberIn, memberRole, roleOf, type MemberFacts } from './roles.ts'

/** What is needed to say who somebody is at this moment. */
export type Whereabouts = { database: Database; config: PortalConfig; now: () => Temporal.Instant }

export type Place = { partnerId: number; partnershipId: number }

type Row = MemberFacts & {
  name: string
  side: Role['side']
  vendorRole: string | null
  isAssigned: boolean
  model: string
  timeZone: string
  currency: string
  startDay: number
  namedBy: CycleRule['namedBy']
  openRooms: string[]
}

/**
 * The person as somebody who acts in that partnership, as they are at this moment: for work that is done for them while they are away.
 * Row-level security then decides as it does in the portal. Undefined when they are disabled, have no membership there or are not
 * assigned. Bound to read unless `binding` says otherwise. Somebody whose role only receives mail acts as well.
 */
export const actingFor = async (
  at: Whereabouts,
  { userId, ...place }: Place & { userId: number },
  binding: Binding = { readOnly: true },
): Promise<Member | undefined> => {
  const row = await readAsSession(at, (tx) => findPerson(tx, userId, place))
  if (!row) return undefined
  const role = row.side === 'vendor' ? roleOf(at.config, 'vendor', row.vendorRole) : memberRole(at.config, row)
  if (!role) return undefined
  const isWithin = row.side === 'vendor' ? role.reach === 'all' || row.isAssigned : row.memberRole !== null
  if (!isWithin) return undefined
  const reach = row.side === 'vendor' ? role.reach : (row.customerScope ?? 'assigned')
  const { model, timeZone, currency, startDay, namedBy, openRooms } = row
  const terms = { partnerId: place.partnerId, id: place.partnershipId, model, timeZone, currency, cycle: { startDay, namedBy }, openRooms }
  return bindActor(memberIn(terms, { ...row, userId, role, reach }, at.now()), at.database, binding)
}

/**
 * A partnership as a whole, as it is at this moment: for figures that are worked out for nobody in particular. It sees every customer, reads
 * whatever its model has, and is nobody: bound to read. Undefined when there is none.
 */
export const actingForWhole = async (at: Whereabouts, { partnerId, partnershipId }: Place): Promise<Member | undefined> => {
  const row = await readAsSession(at, (tx) =>
    tx.first(sql<Pick<Row, 'model' | 'timeZone' | 'currency' | 'startDay' | 'namedBy'>>`
      select s.model, s.time_zone as "timeZone", s.currency, s.cycle_start_day as "startDay", s.cycle_named_by as "namedBy"
        from partnership s where s.partner_id = ${partnerId} and s.id = ${partnershipId}`),
  )
  if (!row) return undefined
  const { model, timeZone, currency, startDay, namedBy } = row
  const terms = { partnerId, id: partnershipId, model, timeZone, currency, cycle: { startDay, namedBy }, openRooms: roomKinds }
  const role: Role = { code: 'whole', label: '', side: 'partner', reach: 'all', permissions: [...Permission.options] }
  return bindActor(memberIn(terms, { side: 'partner', userId: nobody, name: '', role, reach: 'all' }, at.now()), at.database, {
    readOnly: true,
  })
}

/**
 * The partnerships that a person works in, by partner, the main one first: a member's own, for the vendor's people those of the partners
 * assigned to them. (An administrator of the vendor may look at every partner's; `actingFor` lets them.) Empty for somebody disabled.
 */
export const placesOf = (at: Pick<Whereabouts, 'database'>, userId: number): Promise<(Place & { partnerName: string; name: string })[]> =>
  readAsSession(at, (tx) =>
    tx.rows(sql<Place & { partnerName: string; name: string }>`
      select s.partner_id as "partnerId", s.id as "partnershipId", p.name as "partnerName", s.name
        from partnership s
        join partner p on p.id = s.partner_id
       where exists (select from app_user u where u.id = ${userId} and u.is_active)
         and ((s.partner_id, s.id) in (select m.partner_id, m.partnership_id from membership m where m.user_id = ${userId})
           or s.partner_id in (select a.partner_id from staff_partner a where a.user_id = ${userId}))
       order by p.name, s.is_main desc, s.name`),
  )

const findPerson = (tx: Tx, userId: number, { partnerId, partnershipId }: Place): Promise<Row | undefined> =>
  tx.first(sql<Row>`
    select u.name, u.side, u.vendor_role as "vendorRole", m.role as "memberRole", m.customer_scope as "customerScope",
           r.label as "ownRole", r.permissions as "ownPermissions",
           exists (select from staff_partner a where a.user_id = u.id and a.partner_id = s.partner_id) as "isAssigned",
           s.model, s.time_zone as "timeZone", s.currency, s.cycle_start_day as "startDay", s.cycle_named_by as "namedBy",
           open_rooms_of(s.partner_id, s.id, u.id) as "openRooms"
      from app_user u
      join partnership s on s.partner_id = ${partnerId} and s.id = ${partnershipId}
      left join membership m on m.user_id = u.id and m.partner_id = s.partner_id and m.partnership_id = s.id
      left join partner_role r on r.partner_id = m.partner_id and r.code = m.role
     where u.id = ${userId} and u.is_active`)
