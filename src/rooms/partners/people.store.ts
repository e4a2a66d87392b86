import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import {
  insistKnown,
  joinCustomer,
  joinPartnership,
  stageRows,
  takenOf,
  upsert,
  type Column,
  type Rows,
  type Taken,
} from '#server/intake.ts'

export type UserIn = {
  email: string
  name: string
  side: 'partner' | 'vendor'
  /** Vendor side only: partner people have their role in each membership. */
  vendorRole?: string | null
  locale?: string | null
  timeZone?: string | null
  /** A PHC string; absent leaves the stored one. */
  password?: string | null
  isActive?: boolean
}
export type MembershipIn = { email: string; partner: string; partnership: string; role: string; customerScope: 'all' | 'assigned' }
export type StaffPartnerIn = { email: string; partner: string }
export type AssignmentIn = { email: string; partner: string; partnership: string; customer: string }

const userColumns: Column<UserIn>[] = [
  ['email', 'text', (row) => row.email.toLowerCase()],
  ['name', 'text', (row) => row.name],
  ['side', 'text', (row) => row.side],
  ['vendor_role', 'text', (row) => row.vendorRole],
  ['locale', 'text', (row) => row.locale],
  ['time_zone', 'text', (row) => row.timeZone],
  ['password', 'text', (row) => row.password],
  ['is_active', 'boolean', (row) => row.isActive ?? true],
]

export const addUsers = async (tx: Tx, rows: Rows<UserIn>): Promise<Taken> => {
  await stageRows(tx, 'staged_user', userColumns, rows)
  return takenOf(
    await upsert(tx, {
      table: 'app_user',
      key: ['email'],
      values: userColumns.slice(1).map(([name]) => name),
      from: sql`select * from staged_user`,
      instead: { password: 'coalesce(excluded.password, kept.password)' },
    }),
  )
}

const membershipColumns: Column<MembershipIn>[] = [
  ['email', 'text', (row) => row.email.toLowerCase()],
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['role', 'text', (row) => row.role],
  ['customer_scope', 'text', (row) => row.customerScope],
]

const joinUser = sql`join app_user u on u.email = s.email`

export const addMemberships = async (tx: Tx, rows: Rows<MembershipIn>): Promise<Taken> => {
  await stageRows(tx, 'staged_membership', membershipColumns, rows)
  await insistKnown(tx, 'staged_membership', ['email', 'partner', 'partnership'], sql`${joinUser} ${joinPartnership}`)
  return takenOf(
    await upsert(tx, {
      table: 'membership',
      key: ['user_id', 'partner_id', 'partnership_id'],
      values: ['role', 'customer_scope'],
      from: sql`select u.id as user_id, ps.partner_id, ps.id as partnership_id, s.role, s.customer_scope, s.position
        from staged_membership s ${joinUser} ${joinPartnership}`,
    }),
  )
}

export const addStaffPartners = async (tx: Tx, rows: Rows<StaffPartnerIn>): Promise<Taken> => {
  const columns: Column<StaffPartnerIn>[] = [
    ['email', 'text', (row) => row.email.toLowerCase()],
    ['partner', 'text', (row) => row.partner],
  ]
  const join = sql`${joinUser} join partner p on p.external_id = s.partner`
  await stageRows(tx, 'staged_staff_partner', columns, rows)
  await insistKnown(tx, 'staged_staff_partner', ['email', 'partner'], join)
  const from = sql`select u.id as user_id, p.id as partner_id, s.position from staged_staff_partner s ${join}`
  return takenOf(await upsert(tx, { table: 'staff_partner', key: ['user_id', 'partner_id'], values: [], from }))
}

const assignmentColumns: Column<AssignmentIn>[] = [
  ['email', 'text', (row) => row.email.toLowerCase()],
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['customer', 'text', (row) => row.customer],
]

/** Which customers a restricted person sees. */
export const addAssignments = async (tx: Tx, rows: Rows<AssignmentIn>): Promise<Taken> => {
  await stageRows(tx, 'staged_assignment', assignmentColumns, rows)
  await insistKnown(tx, 'staged_assignment', ['email', 'partner', 'partnership', 'customer'], sql`${joinUser} ${joinCustomer}`)
  const from = sql`select u.id as user_id, c.id as customer_id, c.partner_id, s.position from staged_assignment s ${joinUser} ${joinCustomer}`
  return takenOf(await upsert(tx, { table: 'user_customer', key: ['user_id', 'partner_id', 'customer_id'], values: [], from }))
}

/**
 * Takes away what people hold beyond what this transaction just stated of them: memberships, assigned customers and partners.
 * Follows the three intakes above, whose staged rows it compares with. Returns how many rights went.
 */
export const withdrawUnstated = async (tx: Tx, emails: readonly string[]): Promise<number> => {
  const people = sql`u.email = any(${emails.map((email) => email.toLowerCase())}::text[])`
  const gone = await tx.rows(sql`
    with no_membership as (
      delete from membership m using app_user u
       where u.id = m.user_id and ${people}
         and not exists (select from staged_membership s ${joinPartnership} where s.email = u.email and ps.partner_id = m.partner_id and ps.id = m.partnership_id)
      returning 1
    ), no_customer as (
      delete from user_customer a using app_user u
       where u.id = a.user_id and ${people}
         and not exists (select from staged_assignment s ${joinCustomer} where s.email = u.email and c.partner_id = a.partner_id and c.id = a.customer_id)
      returning 1
    ), no_partner as (
      delete from staff_partner a using app_user u
       where u.id = a.user_id and ${people}
         and not exists (select from staged_staff_partner s join partner p on p.external_id = s.partner where s.email = u.email and p.id = a.partner_id)
      returning 1
    )
    select from no_membership union all select from no_customer union all select from no_partner`)
  return gone.length
}
