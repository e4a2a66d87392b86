import { convertMinor, parseDecimal } from '#shared/money.ts'
import type { Complaint, OrderRow } from './contract.ts'
import { checkCustomer } from './customers.rules.ts'
import { amountComplaint } from './partners.rules.ts'
import type { Lined } from './rows.rules.ts'
import { disagreements, duplicates, groupBy, keyOf, outOfOrder } from './rules.ts'

export type StandingOrder = { partner: string; partnership: string; order: string; customer: string; lines: number[] }

/** What the database knows of those that a file of orders names. */
export type OrdersBackground = {
  partnerships: ReadonlyMap<string, { currency: string }>
  customers: ReadonlySet<string>
  orders: ReadonlyMap<string, StandingOrder>
}

/** An order without one of its lines would be another order. */
export const orderUnit = { of: (row: Partial<OrderRow>) => keyOf(row.partner, row.partnership, row.order), name: 'order', column: 'order' }

const lineKey = (row: OrderRow) => keyOf(row.partner, row.partnership, row.order, row.line)
const successorKey = (row: OrderRow) => keyOf(row.partner, row.partnership, row.successorOrder, row.successorLine ?? row.line)

export const checkOrders = (rows: readonly Lined<OrderRow>[], background: OrdersBackground): Complaint[] => [
  ...duplicates(rows, 'line', lineKey, (row) => `${row.order} line ${row.line}`),
  ...disagreements(rows, 'order', orderUnit.of, [
    { name: 'customer', column: 'customer' },
    { name: 'placedOn', column: 'placed on' },
  ]),
  ...rows.flatMap((each) => [
    ...checkCustomer(each, background.partnerships, background.customers),
    ...checkOwner(each, background.orders),
    ...checkLine(each),
    ...checkAmounts(each, background.partnerships.get(keyOf(each.row.partner, each.row.partnership))?.currency),
  ]),
]

const checkOwner = ({ line, row }: Lined<OrderRow>, orders: ReadonlyMap<string, StandingOrder>): Complaint[] => {
  const standing = orders.get(orderUnit.of(row))
  return !standing || standing.customer === row.customer
    ? []
    : [{ line, column: 'customer', value: row.customer, reason: `the order belongs to the customer "${standing.customer}" so far` }]
}

const checkLine = ({ line, row }: Lined<OrderRow>): Complaint[] => [
  ...outOfOrder(line, 'ends on', row.startsOn, row.endsOn, 'starts on'),
  ...(row.termMonths === 0 ? [{ line, column: 'term months', value: '0', reason: 'is zero; a term has a month at least' }] : []),
  ...(row.successorOrder === null && row.successorLine !== null
    ? [{ line, column: 'successor line', value: String(row.successorLine), reason: 'is filled, and "successor order" is empty' }]
    : []),
]

const checkAmounts = ({ line, row }: Lined<OrderRow>, currency: string | undefined): Complaint[] => {
  const amounts = [['recurring', row.recurring], ['one-off', row.oneOff]] as const // prettier-ignore
  const wrong = amounts.flatMap(([column, amount]) => (amount === null ? [] : amountComplaint(line, column, amount, row.currency)))
  if (wrong.length || currency === undefined) return wrong
  if (row.currency !== currency && row.rate === null)
    return [
      {
        line,
        column: 'currency',
        value: row.currency,
        reason: `is not the partnership's (${currency}), and there is no "rate" between them`,
      },
    ]
  if (row.currency === currency && row.rate !== null && Number(row.rate) !== 1)
    return [{ line, column: 'rate', value: row.rate, reason: `is not 1, and the currency is the partnership's` }]
  return amounts.flatMap(([column, amount]) =>
    amount !== null && !isCountable(amount, row, currency) ? [{ line, column, value: amount, reason: 'is too large' }] : [],
  )
}

/** A year's value of it in the partnership's currency can still be held exactly. */
const isCountable = (amount: string, row: OrderRow, currency: string) => {
  try {
    return Number.isSafeInteger(convertMinor(parseDecimal(amount, row.currency), row.rate ?? '1', row.currency, currency) * 12)
  } catch {
    return false
  }
}

/** Each successor is there, among the rows or from before, and is not the line itself. */
export const checkSuccessors = (rows: readonly Lined<OrderRow>[], orders: ReadonlyMap<string, StandingOrder>): Complaint[] => {
  const inFile = new Map([...groupBy(rows, lineKey)].map(([key, group]) => [key, group[0]?.row]))
  return rows.flatMap(({ line, row }) => {
    if (row.successorOrder === null) return []
    const complain = (reason: string): Complaint[] => [{ line, column: 'successor order', value: row.successorOrder ?? '', reason }]
    const standing = orders.get(keyOf(row.partner, row.partnership, row.successorOrder))
    const standingCustomer = standing?.lines.includes(row.successorLine ?? row.line) ? standing.customer : undefined
    const customer = inFile.get(successorKey(row))?.customer ?? standingCustomer
    if (customer === undefined) return complain(`has no line ${row.successorLine ?? row.line}, neither in this file nor before it`)
    if (customer !== row.customer) return complain(`is an order of the customer "${customer}"`)
    return comesRound(row, inFile) ? complain('leads back to this line: a line can’t succeed itself') : []
  })
}

const comesRound = (start: OrderRow, inFile: ReadonlyMap<string, OrderRow | undefined>) => {
  const seen = new Set<string>()
  for (let at: OrderRow | undefined = start; at && at.successorOrder !== null; at = inFile.get(successorKey(at))) {
    if (successorKey(at) === lineKey(start)) return true
    if (seen.has(lineKey(at))) return false // a circle further on; the rows in it are told
    seen.add(lineKey(at))
  }
  return false
}

/** One record for each order, with its lines. */
export const orderRecords = (rows: readonly OrderRow[]) =>
  [...groupBy(rows.map((row) => ({ line: 0, row })), orderUnit.of).values()].flatMap((group) => {
    const [head] = group
    if (!head) return []
    const { partner, partnership, customer, order, placedOn } = head.row
    const successors = new Set(group.map(({ row }) => row.successorOrder))
    const [successor] = successors
    return [
      {
        partner, partnership, customer, externalId: order, placedOn,
        status: statusOfOrder(group.map(({ row }) => row.status)),
        successor: successors.size === 1 && successor !== order ? successor : null,
        lines: group.map(({ row }) => lineRecord(row)),
      },
    ]
  }) // prettier-ignore

/** An order is as alive as its liveliest line. */
const statusOfOrder = (statuses: readonly OrderRow['status'][]): OrderRow['status'] =>
  (['active', 'draft', 'superseded'] as const).find((status) => statuses.includes(status)) ?? 'cancelled'

const lineRecord = (row: OrderRow) => ({
  lineNumber: row.line, product: row.product, quantity: row.quantity, currency: row.currency,
  recurringMinor: parseDecimal(row.recurring, row.currency),
  oneOffMinor: row.oneOff === null ? 0 : parseDecimal(row.oneOff, row.currency),
  rate: row.rate ?? '1', termMonths: row.termMonths, startsOn: row.startsOn, endsOn: row.endsOn,
  autoRenew: row.autoRenew ?? false, noticeDays: row.noticeDays ?? 0, status: row.status,
  successor: row.successorOrder === null ? null : { order: row.successorOrder, lineNumber: row.successorLine ?? row.line },
}) // prettier-ignore
