import { sql } from 'kysely'
import { Problem } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import { insistKnown, joinCustomer, stageRows, upsert, type Column, type Rows, type Taken, type Touched } from '#server/intake.ts'
import type { StoredStatus } from './rules.ts'

/** A line with the figures that the rules gave it, and the order that it belongs to. */
export type LineRow = {
  partner: string
  partnership: string
  customer: string
  order: string
  orderStatus: StoredStatus
  placedOn: string
  orderSuccessor: string | null
  lineNumber: number
  product: string
  quantity: number
  currency: string
  recurringMinor: number
  oneOffMinor: number
  rate: string
  termMonths: number
  startsOn: string
  endsOn: string
  autoRenew: boolean
  noticeDays: number
  status: StoredStatus
  successorOrder: string | null
  successorLine: number | null
  acvMinor: number
  isShortTerm: boolean
  renewalOn: string
}

const columns: Column<LineRow>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['customer', 'text', (row) => row.customer],
  ['order_number', 'text', (row) => row.order],
  ['order_status', 'text', (row) => row.orderStatus],
  ['placed_on', 'date', (row) => row.placedOn],
  ['order_successor', 'text', (row) => row.orderSuccessor],
  ['line_number', 'int', (row) => row.lineNumber],
  ['product', 'text', (row) => row.product],
  ['quantity', 'int', (row) => row.quantity],
  ['currency', 'text', (row) => row.currency],
  ['recurring_minor', 'bigint', (row) => row.recurringMinor],
  ['one_off_minor', 'bigint', (row) => row.oneOffMinor],
  ['rate', 'numeric', (row) => row.rate],
  ['term_months', 'int', (row) => row.termMonths],
  ['starts_on', 'date', (row) => row.startsOn],
  ['ends_on', 'date', (row) => row.endsOn],
  ['auto_renew', 'boolean', (row) => row.autoRenew],
  ['notice_days', 'int', (row) => row.noticeDays],
  ['status', 'text', (row) => row.status],
  ['successor_order', 'text', (row) => row.successorOrder],
  ['successor_line', 'int', (row) => row.successorLine],
  ['acv_minor', 'bigint', (row) => row.acvMinor],
  ['is_short_term', 'boolean', (row) => row.isShortTerm],
  ['renewal_on', 'date', (row) => row.renewalOn],
]

const lineValues = [
  'product', 'quantity', 'currency', 'recurring_minor', 'one_off_minor', 'rate', 'term_months', 'starts_on', 'ends_on', 'auto_renew', 'notice_days',
  'status', 'acv_minor', 'is_short_term', 'renewal_on',
] // prettier-ignore

/** The currencies of the partnerships, which their ACV is in. */
export const listCurrencies = (tx: Tx) =>
  tx.rows<{ partner: string; partnership: string; currency: string }>(sql`
    select p.external_id as partner, ps.external_id as partnership, ps.currency from partnership ps join partner p on p.id = ps.partner_id`)

/**
 * Adds and changes orders with their lines; a line that a known order no longer has is removed. Counts lines; a removed one counts as changed.
 * Throws Problem `intake.unknown-reference` (also for a successor) and `order.other-customer` when a known order number names another customer.
 */
export const addLines = async (tx: Tx, rows: Rows<LineRow>): Promise<Taken & { touched: Touched[] }> => {
  await stageRows(tx, 'staged_line', columns, rows)
  await insistKnown(tx, 'staged_line', ['partner', 'partnership', 'customer'], joinCustomer)
  await insistSameCustomer(tx)
  await upsert(tx, {
    table: 'customer_order',
    key: ['partner_id', 'partnership_id', 'external_id'],
    values: ['status', 'placed_on'],
    once: ['customer_id'],
    from: sql`select c.partner_id, c.partnership_id, s.order_number as external_id, s.order_status as status, s.placed_on, c.id as customer_id, s.position
      from staged_line s ${joinCustomer}`,
  })
  const taken = await upsert(
    tx,
    {
      table: 'order_line',
      key: ['partner_id', 'order_id', 'line_number'],
      values: lineValues,
      once: ['partnership_id', 'customer_id'],
      from: sql`select c.partner_id, c.partnership_id, c.id as customer_id, o.id as order_id, s.line_number, s.position,
          ${sql.raw(lineValues.map((column) => `s.${column}`).join(', '))}
        from staged_line s ${joinCustomer} ${joinOrder}`,
    },
    { touches: 'customers', ids: true },
  )
  await insistKnown(
    tx,
    `(select * from staged_line where successor_order is not null)`,
    ['partner', 'partnership', 'successor_order', 'successor_line'],
    knownSuccessor,
  )
  await setOrderSuccessors(tx)
  const followed = await setLineSuccessors(tx)
  const removed = await removeLines(tx)
  const added = new Set(taken.addedIds)
  const changed = new Set([...taken.changedIds, ...followed.map((line) => line.id)].filter((id) => !added.has(id)))
  return {
    added: added.size,
    changed: changed.size + removed.length,
    same: taken.added + taken.changed + taken.same - added.size - changed.size,
    touched: [...taken.touched, ...touchedBy([...followed, ...removed])],
  }
}

const joinOrder = sql`join customer_order o on o.partner_id = c.partner_id and o.partnership_id = c.partnership_id and o.external_id = s.order_number`

const knownSuccessor = sql`
  join partner p on p.external_id = s.partner join partnership ps on ps.partner_id = p.id and ps.external_id = s.partnership
  join customer_order n on n.partner_id = ps.partner_id and n.partnership_id = ps.id and n.external_id = s.successor_order
  join order_line nl on nl.partner_id = n.partner_id and nl.order_id = n.id and nl.line_number = s.successor_line`

const insistSameCustomer = async (tx: Tx) => {
  const moved = await tx.rows<{ order_number: string }>(sql`
    select distinct s.order_number from staged_line s ${joinCustomer} ${joinOrder} where o.customer_id <> c.id
    union select order_number from staged_line group by partner, partnership, order_number having count(distinct customer) > 1 limit 3`)
  if (moved.length > 0)
    throw new Problem('order.other-customer', 409, {
      publicMessage: `An order stays with its customer, but these name two: ${moved.map((row) => row.order_number).join(', ')}.`,
    })
}

const setOrderSuccessors = (tx: Tx) =>
  tx.rows(sql`
    update customer_order kept set successor_id = wanted.successor_id
    from (
      select distinct on (o.id) o.partner_id, o.id, n.id as successor_id from staged_line s ${joinCustomer} ${joinOrder}
        left join customer_order n on n.partner_id = o.partner_id and n.partnership_id = o.partnership_id and n.external_id = s.order_successor
      order by o.id, s.position desc) wanted
    where kept.partner_id = wanted.partner_id and kept.id = wanted.id and kept.successor_id is distinct from wanted.successor_id`)

type LineKey = Omit<Touched, 'customerIds'> & { id: number; customerId: number }

const setLineSuccessors = (tx: Tx) =>
  tx.rows<LineKey>(sql`
    update order_line kept set successor_id = wanted.successor_id
    from (
      select distinct on (l.id) l.partner_id, l.id, nl.id as successor_id from staged_line s ${joinCustomer} ${joinOrder}
        join order_line l on l.partner_id = o.partner_id and l.order_id = o.id and l.line_number = s.line_number
        left join customer_order n on n.partner_id = o.partner_id and n.partnership_id = o.partnership_id and n.external_id = s.successor_order
        left join order_line nl on nl.partner_id = n.partner_id and nl.order_id = n.id and nl.line_number = s.successor_line
      order by l.id, s.position desc) wanted
    where kept.partner_id = wanted.partner_id and kept.id = wanted.id and kept.successor_id is distinct from wanted.successor_id
    returning kept.id, kept.partner_id as "partnerId", kept.partnership_id as "partnershipId", kept.customer_id as "customerId"`)

const removeLines = (tx: Tx) =>
  tx.rows<LineKey>(sql`
    with kept as materialized (select distinct o.partner_id, o.id as order_id, s.line_number from staged_line s ${joinCustomer} ${joinOrder}),
    sent as materialized (select distinct partner_id, order_id from kept)
    delete from order_line l using sent
    where l.partner_id = sent.partner_id and l.order_id = sent.order_id
      and (l.order_id, l.line_number) not in (select order_id, line_number from kept)
    returning l.id, l.partner_id as "partnerId", l.partnership_id as "partnershipId", l.customer_id as "customerId"`)

const touchedBy = (lines: LineKey[]): Touched[] => {
  const found = new Map<number, Touched>()
  for (const { partnerId, partnershipId, customerId } of lines) {
    const known = found.get(partnershipId) ?? { partnerId, partnershipId, customerIds: [] }
    known.customerIds.push(customerId)
    found.set(partnershipId, known)
  }
  return [...found.values()]
}
