import { sql, type RawBuilder } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { SubTab } from '#shared/config.ts'
import { readCursor, writeCursor, type Position } from '#shared/paging.ts'
import type { CustomerPlace } from '#rooms/customers/place.actions.ts'
import type { Tx } from '#server/db.ts'
import type { Task, TaskCategory, TaskCounts, TaskFacts, TaskFilter, TaskSeverity } from './contract.ts'
import type { TaskSort } from './rules.ts'

type Row = {
  id: number
  customer_id: number
  customer_name: string
  rule: string
  category: TaskCategory
  severity: TaskSeverity
  sub_tab: SubTab
  object_key: string
  facts: TaskFacts
  opened_on: string
  due_on: string | null
  sort_value: string | number
}

/** A customer's open tasks, the most severe first. */
export const listOfCustomer = async (tx: Tx, actor: Member, place: CustomerPlace): Promise<Task[]> => {
  const order = orders.severity
  const rows = await tx.rows(sql<Row>`
    ${selected(order)} where ${open(actor)} and t.customer_id = ${place.id} order by ${order.value}, t.id`)
  return rows.map((row) => taskFrom(tx, row))
}

export type TasksAsked = { filter: TaskFilter; limit: number; cursor?: string | undefined }

/** A page of the open tasks of every customer that the actor may see. */
export const listTasks = async (
  tx: Tx,
  actor: Member,
  { filter, limit, cursor }: TasksAsked,
): Promise<{ items: Task[]; next: string | null }> => {
  const { order, isDown } = orderOf(filter.sort)
  const after = cursor ? afterPosition(order, isDown, readCursor(cursor, order.kind)) : sql``
  const rows = await tx.rows(sql<Row>`
    ${selected(order)} where ${open(actor)} ${matching(filter)} ${after}
    order by ${order.value} ${isDown ? sql`desc` : sql`asc`}, t.id
    limit ${limit + 1}`)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map((row) => taskFrom(tx, row)),
    next: rows.length > limit && last ? writeCursor({ value: last.sort_value, id: last.id }) : null,
  }
}

/** How many of each severity the filter leaves; its own severity is not asked. */
export const countTasks = async (tx: Tx, actor: Member, { category, rule }: Pick<TaskFilter, 'category' | 'rule'>): Promise<TaskCounts> => {
  const counted = await tx.first(sql<TaskCounts>`
    select count(*) filter (where t.severity = 'low') as low,
           count(*) filter (where t.severity = 'medium') as medium,
           count(*) filter (where t.severity = 'high') as high
      from task t where ${open(actor)} ${matching({ category, rule })}`)
  return counted ?? { low: 0, medium: 0, high: 0 }
}

// Open tasks of a partnership are what task_one_open holds; there are a few thousand at the most, so sorting them is cheap.
const open = (actor: Member) => sql`t.partner_id = ${actor.partnerId} and t.partnership_id = ${actor.partnershipId} and t.closed_at is null`

const matching = (filter: Partial<TaskFilter>): RawBuilder<unknown> => {
  const parts = [
    filter.severity ? sql`and t.severity = ${filter.severity}` : undefined,
    filter.category ? sql`and t.category = ${filter.category}` : undefined,
    filter.rule ? sql`and t.rule = ${filter.rule}` : undefined,
  ].filter((part) => part !== undefined)
  return parts.length ? sql.join(parts, sql` `) : sql``
}

type Order = { value: RawBuilder<unknown>; kind: 'text' | 'day' }

// One value each that is never null, so that a page can begin after it. What has no due day comes last.
const orders = {
  severity: {
    value: sql`(case t.severity when 'high' then 'a' when 'medium' then 'b' else 'c' end || coalesce(to_char(t.due_on, 'YYYY-MM-DD'), 'z')) collate "C"`,
    kind: 'text',
  },
  dueOn: { value: sql`coalesce(t.due_on, '9999-12-31'::date)`, kind: 'day' },
  openedOn: { value: sql`t.opened_on`, kind: 'day' },
  customer: { value: sql`coalesce(s.name_key, '')`, kind: 'text' },
} satisfies Record<string, Order>

const orderOf = (sort: TaskSort): { order: Order; isDown: boolean } => {
  const isDown = sort.startsWith('-')
  const name = (isDown ? sort.slice(1) : sort) as keyof typeof orders // taskSorts has each with and without its minus
  return { order: orders[name], isDown }
}

const afterPosition = ({ value, kind }: Order, isDown: boolean, { value: last, id }: Position) => {
  const beyond = isDown ? sql`<` : sql`>`
  const shown = kind === 'day' ? sql`${last}::date` : sql`${last}::text`
  return sql`and ${value} ${beyond}= ${shown} and (${value} ${beyond} ${shown} or t.id > ${id})`
}

const selected = (order: Order) => sql`
  select t.id, t.customer_id, c.name as customer_name, t.rule, t.category, t.severity, t.sub_tab, t.object_key, t.facts, t.opened_on, t.due_on,
         ${order.value} as sort_value
    from task t
    join customer c on c.partner_id = t.partner_id and c.id = t.customer_id
    left join customer_summary s on s.partner_id = t.partner_id and s.partnership_id = t.partnership_id and s.customer_id = t.customer_id`

const taskFrom = (tx: Tx, row: Row): Task => ({
  id: tx.ids.outer('tsk', row.id),
  customerId: tx.ids.outer('cus', row.customer_id),
  customerName: row.customer_name,
  rule: row.rule,
  category: row.category,
  severity: row.severity,
  subTab: row.sub_tab,
  object: row.object_key,
  facts: row.facts,
  openedOn: row.opened_on,
  dueOn: row.due_on,
})
