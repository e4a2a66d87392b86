import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { CustomerPlace } from '#rooms/customers/place.actions.ts'
import type { Tx } from '#server/db.ts'
import { orderStatusOn, renewalsNear } from './commercial.rules.ts'
import type { CommercialByOrders, Order } from './contract.ts'
import { orderFigures, type RenewableLine } from './renewals.rules.ts'
import { lineStatusOn, portfolioAcv, type StoredStatus } from './rules.ts'

type Row = {
  order_id: number
  external_id: string
  order_status: StoredStatus
  placed_on: string
  id: number
  line_number: number
  product: string
  quantity: number
  currency: string
  recurring_minor: number
  one_off_minor: number
  term_months: number
  starts_on: string
  ends_on: string
  auto_renew: boolean
  notice_days: number
  status: StoredStatus
  acv_minor: number
  is_short_term: boolean
  successor_id: number | null
  successor_number: string | null
  successor_line: number | null
}

type Line = RenewableLine & { row: Row }

/** Everything that a customer ordered, with its figures of today; the definitions are those of rules.ts. */
export const getOrders = async (tx: Tx, actor: Member, place: CustomerPlace): Promise<CommercialByOrders> => {
  const lines = (await listLines(tx, actor, place)).map(lineFrom)
  const figures = orderFigures(lines, actor.today)
  return {
    layout: 'orders',
    asOf: actor.today,
    currency: actor.currency,
    acvMinor: figures.acvMinor,
    acvYearAgoMinor: figures.acvYearAgoMinor ?? null,
    activeLines: figures.activeLines,
    startsOn: figures.startsOn ?? null,
    renewalMinor: figures.renewalMinor,
    renewals: renewalsNear(lines, actor.today).map(({ line: { row, endsOn, autoRenew, acvMinor }, deadline, daysLeft, bucket }) => ({
      lineId: tx.ids.outer('lin', row.id),
      orderNumber: row.external_id,
      product: row.product,
      endsOn,
      deadline,
      daysLeft,
      bucket,
      autoRenew,
      acvMinor,
    })),
    orders: ordersFrom(tx, lines, actor.today),
  }
}

const listLines = (tx: Tx, actor: Member, place: CustomerPlace): Promise<Row[]> =>
  tx.rows(sql<Row>`
    select o.id as order_id, o.external_id, o.status as order_status, o.placed_on,
           l.id, l.line_number, l.product, l.quantity, l.currency, l.recurring_minor, l.one_off_minor, l.term_months, l.starts_on, l.ends_on,
           l.auto_renew, l.notice_days, l.status, l.acv_minor, l.is_short_term, l.successor_id,
           so.external_id as successor_number, sl.line_number as successor_line
      from customer_order o
      join order_line l on l.partner_id = o.partner_id and l.partnership_id = o.partnership_id and l.customer_id = o.customer_id and l.order_id = o.id
      left join order_line sl on sl.partner_id = l.partner_id and sl.id = l.successor_id
      left join customer_order so on so.partner_id = sl.partner_id and so.id = sl.order_id
     where o.partner_id = ${actor.partnerId} and o.partnership_id = ${actor.partnershipId} and o.customer_id = ${place.id}
     order by o.placed_on desc, o.external_id desc, l.line_number`)

const lineFrom = (row: Row): Line => ({
  row,
  status: row.status,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  acvMinor: row.acv_minor,
  autoRenew: row.auto_renew,
  noticeDays: row.notice_days,
  hasSuccessor: row.successor_id !== null,
})

/** Grouped by order; the rows already come order by order. */
const ordersFrom = (tx: Tx, lines: Line[], today: string): Order[] =>
  [...Map.groupBy(lines, ({ row }) => row.order_id).values()].flatMap((of) => {
    const [first] = of
    if (!first) return []
    const { order_id, external_id, order_status, placed_on } = first.row
    return {
      id: tx.ids.outer('ord', order_id),
      number: external_id,
      placedOn: placed_on,
      status: orderStatusOn(order_status, of, today),
      acvMinor: portfolioAcv(of, today),
      lines: of.map((line) => orderLineFrom(tx, line, today)),
    }
  })

const orderLineFrom = (tx: Tx, line: Line, today: string): Order['lines'][number] => {
  const { row } = line
  return {
    id: tx.ids.outer('lin', row.id),
    lineNumber: row.line_number,
    product: row.product,
    quantity: row.quantity,
    status: lineStatusOn(line, today),
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    termMonths: row.term_months,
    autoRenew: row.auto_renew,
    noticeDays: row.notice_days,
    acvMinor: row.acv_minor,
    isShortTerm: row.is_short_term,
    currency: row.currency,
    recurringMinor: row.recurring_minor,
    oneOffMinor: row.one_off_minor,
    successor:
      row.successor_number === null || row.successor_line === null
        ? null
        : { orderNumber: row.successor_number, lineNumber: row.successor_line },
  }
}
