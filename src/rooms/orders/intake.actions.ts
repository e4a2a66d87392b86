import { convertMinor } from '#shared/money.ts'
import { Problem } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import { takenOf, type IntakeContext, type Rows, type Taken } from '#server/intake.ts'
import { refreshFigures } from '#rooms/customers/summaries.actions.ts'
import * as store from './intake.store.ts'
import { renewalDeadline } from './renewals.rules.ts'
import { acvOfLine, type StoredStatus } from './rules.ts'

export type LineIn = {
  lineNumber: number
  product: string
  quantity: number
  currency: string
  /** For the whole term, minor units of `currency`. */
  recurringMinor: number
  oneOffMinor: number
  /** What one whole unit of `currency` is in the partnership's, as decimal text. */
  rate: string
  termMonths: number
  startsOn: string
  endsOn: string
  autoRenew: boolean
  noticeDays: number
  status: StoredStatus
  /** The line that renews or replaces this one. */
  successor?: { order: string; lineNumber: number } | null
}
export type OrderIn = {
  partner: string
  partnership: string
  customer: string
  externalId: string
  status: StoredStatus
  placedOn: string
  successor?: string | null
  lines: readonly LineIn[]
}

/**
 * Takes orders whole, each with all its lines; what the rules say of a line (ACV, short term, renewal deadline) is worked out here.
 * Throws Problem `intake.unknown-reference`, `order.other-customer`, and RangeError for amounts that can't be kept exactly.
 */
export const takeOrders = async (tx: Tx, orders: Rows<OrderIn>, context: IntakeContext): Promise<Taken> => {
  const currencies = new Map((await store.listCurrencies(tx)).map((row) => [`${row.partner}\n${row.partnership}`, row.currency]))
  async function* lines() {
    for await (const order of orders) {
      const currency = currencies.get(`${order.partner}\n${order.partnership}`)
      if (!currency)
        throw new Problem('intake.unknown-reference', 400, {
          publicMessage: `Order ${order.externalId} names a partnership that does not exist here: ${order.partner} / ${order.partnership}.`,
        })
      for (const line of order.lines) yield rowOf(order, line, currency)
    }
  }
  const { touched, ...taken } = await store.addLines(tx, lines())
  await refreshFigures(tx, touched, { acvDays: true }, context)
  return takenOf(taken)
}

const rowOf = (order: OrderIn, { successor, ...line }: LineIn, currency: string): store.LineRow => {
  const { acvMinor, shortTerm } = acvOfLine(line)
  return {
    ...line,
    partner: order.partner,
    partnership: order.partnership,
    customer: order.customer,
    order: order.externalId,
    orderStatus: order.status,
    placedOn: order.placedOn,
    orderSuccessor: order.successor ?? null,
    successorOrder: successor?.order ?? null,
    successorLine: successor?.lineNumber ?? null,
    acvMinor: line.currency === currency ? acvMinor : convertMinor(acvMinor, line.rate, line.currency, currency),
    isShortTerm: shortTerm,
    renewalOn: renewalDeadline(line),
  }
}
