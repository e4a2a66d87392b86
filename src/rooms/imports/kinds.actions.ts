import type { Tx } from '#server/db.ts'
import type { IntakeContext, Taken } from '#server/intake.ts'
import { allTerms } from '#rooms/categories/actions.ts'
import { takeCustomers, takeTags } from '#rooms/customers/intake.actions.ts'
import { takeOrders } from '#rooms/orders/intake.actions.ts'
import { takePartners, takePartnershipProducts, takePartnerships } from '#rooms/partners/intake.actions.ts'
import { takeAssignments, takeMemberships, takeStaffPartners, takeUnstatedAway, takeUsers } from '#rooms/partners/people.actions.ts'
import { columnsOf, type Columns, type Complaint, type FileKind, type RowOf } from './contract.ts'
import { checkCustomers, customerRecord, tagRecords } from './customers.rules.ts'
import { checkOrders, checkSuccessors, orderRecords, orderUnit } from './orders.rules.ts'
import { checkPartners, checkPartnerships, partnerRecord, partnershipRecords, partnershipUnit, termRecords } from './partners.rules.ts'
import type { Lined } from './rows.rules.ts'
import type { Unit } from './rules.ts'
import { listCustomers, listOrders, listPartners, listPartnerships, listSides } from './store.ts'
import { assignmentRecords, checkUsers, membershipRecords, staffRecords, userRecords, userUnit } from './users.rules.ts'

export type Part = { what: string } & Taken

/** How one kind of file goes in: what is wrong with its rows beyond their cells, and where the good ones go. */
export type Intake<C extends Columns> = {
  columns: C
  unit?: Unit<RowOf<C>>
  check: (tx: Tx, rows: readonly Lined<RowOf<C>>[], context: IntakeContext) => Promise<Complaint[]>
  /** Rows that lost what they refer to when others were left out. */
  recheck?: (tx: Tx, rows: readonly Lined<RowOf<C>>[]) => Promise<Complaint[]>
  take: (tx: Tx, rows: readonly RowOf<C>[], context: IntakeContext) => Promise<Part[]>
}

const part = async (what: string, taking: Promise<Taken>): Promise<Part> => ({ what, ...(await taking) })
const rowsOf = <R>(lined: readonly Lined<R>[]) => lined.map(({ row }) => row)
const partnersIn = (rows: readonly Lined<{ partner: string | null }>[]) => rows.flatMap(({ row }) => row.partner ?? [])

const partners: Intake<(typeof columnsOf)['partners']> = {
  columns: columnsOf.partners,
  check: async (tx, rows) => checkPartners(rows, await allTerms(tx)),
  take: async (tx, rows, context) => [await part('partners', takePartners(tx, rows.map(partnerRecord), context))],
}

const partnerships: Intake<(typeof columnsOf)['partnerships']> = {
  columns: columnsOf.partnerships,
  unit: partnershipUnit,
  check: async (tx, rows, { config }) => {
    const named = partnersIn(rows)
    return checkPartnerships(rows, config, await listPartners(tx, named), await listPartnerships(tx, named))
  },
  take: async (tx, rows, context) => [
    await part('partnerships', takePartnerships(tx, partnershipRecords(rows, context.config), context)),
    await part('product terms', takePartnershipProducts(tx, termRecords(rows), context)),
  ],
}

const customers: Intake<(typeof columnsOf)['customers']> = {
  columns: columnsOf.customers,
  check: async (tx, rows) => checkCustomers(rows, await listPartnerships(tx, partnersIn(rows))),
  take: async (tx, rows, context) => [
    await part('customers', takeCustomers(tx, rows.map(customerRecord), context)),
    await part('tags', takeTags(tx, rows.flatMap(tagRecords), context)),
  ],
}

const users: Intake<(typeof columnsOf)['users']> = {
  columns: columnsOf.users,
  unit: userUnit,
  check: async (tx, rows, { config }) => {
    const named = partnersIn(rows)
    return checkUsers(rows, {
      config,
      partners: await listPartners(tx, named),
      partnerships: await listPartnerships(tx, named),
      customers: await listCustomers(tx, assignmentRecords(rowsOf(rows))),
      sides: await listSides(tx, rows.map(({ row }) => row.email)), // prettier-ignore
    })
  },
  take: async (tx, rows, context) => [
    await part('people', takeUsers(tx, userRecords(rows, context.config), context)),
    await part('memberships', takeMemberships(tx, membershipRecords(rows, context.config), context)),
    await part('assigned customers', takeAssignments(tx, assignmentRecords(rows), context)),
    await part('assigned partners', takeStaffPartners(tx, staffRecords(rows), context)),
    // A file says all of a person's access: what it no longer names must not stay open.
    await part(
      'withdrawn access',
      takeUnstatedAway(
        tx,
        rows.map((row) => row.email),
      ),
    ),
  ],
}

const orders: Intake<(typeof columnsOf)['orders']> = {
  columns: columnsOf.orders,
  unit: orderUnit,
  check: async (tx, rows) => {
    const background = {
      partnerships: await listPartnerships(tx, partnersIn(rows)),
      customers: await listCustomers(tx, rowsOf(rows)),
      orders: await knownOrders(tx, rows),
    }
    return [...checkOrders(rows, background), ...checkSuccessors(rows, background.orders)]
  },
  recheck: async (tx, rows) => checkSuccessors(rows, await knownOrders(tx, rows)),
  take: async (tx, rows, context) => [await part('order lines', takeOrders(tx, orderRecords(rows), context))],
}

const knownOrders = (tx: Tx, rows: readonly Lined<RowOf<(typeof columnsOf)['orders']>>[]) =>
  listOrders(
    tx,
    rows.flatMap(({ row }) => [row, ...(row.successorOrder === null ? [] : [{ ...row, order: row.successorOrder }])]),
  )

/** Usage is not among them: it is too long for memory and is staged in the database (usage.actions.ts). */
export const intakes = { partners, partnerships, customers, users, orders } satisfies {
  [K in Exclude<FileKind, 'usage'>]: Intake<(typeof columnsOf)[K]>
}
