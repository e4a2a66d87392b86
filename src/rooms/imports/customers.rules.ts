import type { Complaint, CustomerRow } from './contract.ts'
import type { Lined } from './rows.rules.ts'
import { duplicates, keyOf, outOfOrder } from './rules.ts'

const longestTag = 40

/** The partner and partnership that a row names, as `keyOf` knows them. */
type Placed = { partner: string; partnership: string }

export const checkPlace = ({ line, row }: Lined<Placed>, partnerships: { has: (key: string) => boolean }): Complaint[] =>
  partnerships.has(keyOf(row.partner, row.partnership))
    ? []
    : [{ line, column: 'partnership', value: row.partnership, reason: `is no known partnership of the partner "${row.partner}"` }]

/** Also tells whether the customer is known, when its partnership is. */
export const checkCustomer = (
  each: Lined<Placed & { customer: string }>,
  partnerships: { has: (key: string) => boolean },
  customers: ReadonlySet<string>,
): Complaint[] => {
  const { line, row } = each
  const misplaced = checkPlace(each, partnerships)
  if (misplaced.length || customers.has(keyOf(row.partner, row.partnership, row.customer))) return misplaced
  return [{ line, column: 'customer', value: row.customer, reason: `is no known customer of the partnership "${row.partnership}"` }]
}

export const checkCustomers = (rows: readonly Lined<CustomerRow>[], partnerships: { has: (key: string) => boolean }): Complaint[] => [
  ...duplicates(rows, 'customer', (row) => keyOf(row.partner, row.partnership, row.customer), (row) => row.customer),
  ...rows.flatMap((each) => [...checkPlace(each, partnerships), ...checkLife(each), ...checkTags(each)]),
] // prettier-ignore

const checkLife = ({ line, row }: Lined<CustomerRow>): Complaint[] => [
  ...(row.state === 'archived' && row.archivedOn === null
    ? [{ line, column: 'archived on', value: '', reason: 'is empty, and the state is archived' }]
    : []),
  ...(row.state !== 'archived' && row.archivedOn !== null
    ? [{ line, column: 'archived on', value: row.archivedOn, reason: `is filled, and the state is ${row.state ?? 'paying'}` }]
    : []),
  ...outOfOrder(line, 'archived on', row.since, row.archivedOn, 'since'),
]

const checkTags = ({ line, row }: Lined<CustomerRow>): Complaint[] =>
  (row.tags ?? [])
    .filter((tag) => tag.length > longestTag)
    .map((tag) => ({ line, column: 'tags', value: tag, reason: `is longer than ${longestTag} characters` }))

export const customerRecord = ({ partner, partnership, customer, name, domain, country, region, state, since, archivedOn }: CustomerRow) => ({
  partner, partnership, externalId: customer, name, domain, country, region, state: state ?? ('paying' as const), since, archivedOn,
}) // prettier-ignore

export const tagRecords = ({ partner, partnership, customer, tags }: CustomerRow) =>
  (tags ?? []).map((label) => ({ partner, partnership, customer, label }))
