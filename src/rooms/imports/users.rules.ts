import type { PortalConfig, Role } from '#shared/config.ts'
import type { Complaint, UserRow } from './contract.ts'
import type { Lined } from './rows.rules.ts'
import { disagreements, duplicates, keyOf } from './rules.ts'

/** What the database knows of those that a file of users names. */
export type UsersBackground = {
  config: PortalConfig
  partners: ReadonlySet<string>
  partnerships: { has: (key: string) => boolean }
  customers: ReadonlySet<string>
  sides: ReadonlyMap<string, 'partner' | 'vendor'>
}

/** All rows of a person stand or fall together: half of somebody's rights is neither the old state nor the new one. */
export const userUnit = { of: (row: Partial<UserRow>) => keyOf(row.email), name: 'person', column: 'email' }

const told = [
  { name: 'name', column: 'name' },
  { name: 'active', column: 'active' },
  { name: 'locale', column: 'locale' },
  { name: 'timeZone', column: 'time zone' },
] as const

export const checkUsers = (rows: readonly Lined<UserRow>[], background: UsersBackground): Complaint[] => [
  ...duplicates(rows, 'email', (row) => keyOf(row.email, row.partner, row.partnership), (row) => [row.email, row.partnership ?? row.partner].filter(Boolean).join(' ')),
  ...disagreements(rows, 'person', userUnit.of, told),
  ...disagreements(rows.map((each) => ({ line: each.line, row: { email: each.row.email, role: sideOrRole(each.row, background.config) } })), 'person', (row) => row.email, [{ name: 'role', column: 'role' }]),
  ...rows.flatMap((each) => {
    const role = roleOf(each.row, background.config)
    const side = background.sides.get(each.row.email)
    const moved = side !== undefined && side !== role?.side
    return [
      ...(moved ? [complain(each, 'role', each.row.role, `belongs to the ${role?.side} side, and the person is of the ${side} side so far`)] : []),
      ...(role?.side === 'vendor' ? checkVendor(each, role, background) : role ? checkMember(each, role, background) : []),
    ]
  }),
] // prettier-ignore

const roleOf = (row: UserRow, config: PortalConfig): Role | undefined => config.roles.find(({ code }) => code === row.role)

// A partner's person may have another role in each partnership; a vendor's person has one.
const sideOrRole = (row: UserRow, config: PortalConfig) => (roleOf(row, config)?.side === 'partner' ? 'a role of partners' : row.role)

const complain = ({ line }: Lined<unknown>, column: string, value: string | null, reason: string): Complaint => ({
  line,
  column,
  value: value ?? '',
  reason,
})

const checkVendor = (each: Lined<UserRow>, role: Role, { partners }: UsersBackground): Complaint[] => {
  const { row } = each
  return [
    ...(row.partnership !== null
      ? [complain(each, 'partnership', row.partnership, `is filled; ${role.label} is a role of the vendor`)]
      : []),
    ...(row.customers?.length
      ? [complain(each, 'customers', row.customers.join(';'), `are filled; ${role.label} is a role of the vendor`)]
      : []),
    ...(row.reach !== null && row.reach !== role.reach ? [complain(each, 'reach', row.reach, `is "${role.reach}" for ${role.label}`)] : []),
    ...(role.reach === 'all' && row.partner !== null
      ? [complain(each, 'partner', row.partner, `is filled; ${role.label} sees all partners`)]
      : []),
    ...(role.reach === 'assigned' && row.partner !== null && !partners.has(row.partner)
      ? [complain(each, 'partner', row.partner, 'is no known partner')]
      : []),
  ]
}

const checkMember = (each: Lined<UserRow>, role: Role, { partnerships, customers }: UsersBackground): Complaint[] => {
  const { row } = each
  const missing = ([['partner', row.partner], ['partnership', row.partnership]] as const)
    .filter(([, value]) => value === null)
    .map(([column]) => complain(each, column, '', `is empty; ${role.label} is a role of partners`)) // prettier-ignore
  if (missing.length) return missing
  if (!partnerships.has(keyOf(row.partner, row.partnership)))
    return [complain(each, 'partnership', row.partnership, `is no known partnership of the partner "${row.partner}"`)]
  const listed = row.customers ?? []
  const unknown = listed.filter((customer) => !customers.has(keyOf(row.partner, row.partnership, customer)))
  return [
    ...unknown.map((customer) => complain(each, 'customers', customer, `is no known customer of the partnership "${row.partnership}"`)),
    ...(role.reach === 'all' && row.reach === 'assigned' ? [complain(each, 'reach', row.reach, `is "all" for ${role.label}`)] : []),
    ...(scopeOf(row, role) === 'all' && listed.length
      ? [complain(each, 'customers', listed.join(';'), 'are filled, and the person sees all customers')]
      : []),
  ]
}

const scopeOf = (row: UserRow, role: Role | undefined): 'all' | 'assigned' => row.reach ?? role?.reach ?? 'assigned'

/** A person for each address; its rows agree. */
export const userRecords = (rows: readonly UserRow[], config: PortalConfig) =>
  [...new Map(rows.map((row) => [row.email, row])).values()].map((row) => {
    const side = roleOf(row, config)?.side ?? 'partner'
    return {
      email: row.email,
      name: row.name,
      side,
      vendorRole: side === 'vendor' ? row.role : null,
      locale: row.locale,
      timeZone: row.timeZone,
      isActive: row.active ?? true,
    }
  })

export const membershipRecords = (rows: readonly UserRow[], config: PortalConfig) =>
  rows.flatMap((row) =>
    row.partner !== null && row.partnership !== null
      ? [
          {
            email: row.email,
            partner: row.partner,
            partnership: row.partnership,
            role: row.role,
            customerScope: scopeOf(row, roleOf(row, config)),
          },
        ]
      : [],
  )

export const assignmentRecords = (rows: readonly UserRow[]) =>
  rows.flatMap(({ email, partner, partnership, customers }) =>
    partner !== null && partnership !== null ? (customers ?? []).map((customer) => ({ email, partner, partnership, customer })) : [],
  )

export const staffRecords = (rows: readonly UserRow[]) =>
  rows.flatMap(({ email, partner, partnership }) => (partner !== null && partnership === null ? [{ email, partner }] : []))
