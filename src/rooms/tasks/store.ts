import { sql, type RawBuilder } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { SubTab } from '#shared/config.ts'
import { addDays } from '#shared/dates.ts'
import { pageFrom, readCursor, type Position } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import { searchKey } from '#shared/words.ts'
import type { CustomerPlace } from '#rooms/customers/place.actions.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'
import type { Task, TaskCategory, TaskCounts, TaskFacts, TaskFilter, TaskSeverity } from './contract.ts'
import { stateOn, type TaskState } from './life.rules.ts'
import { dueDays, type TaskSort } from './rules.ts'

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
  state: TaskState
  opened_on: string
  due_on: string | null
  snoozed_until: string | null
  quiet_until: string | null
  closed_at: string | null
  ended_on: string | null
  assignee_id: number | null
  assignee_name: string | null
  version: number
  sort_value: string | number
}

const closedShown = 20

/** A customer's tasks: the open ones, the most severe first; the snoozed ones by their day; those that were closed last. */
export const listOfCustomer = async (
  tx: Tx,
  actor: Member,
  place: CustomerPlace,
): Promise<{ items: Task[]; snoozed: Task[]; closed: Task[] }> => {
  const of = sql`and t.customer_id = ${place.id}`
  const open = orders.severity
  const closed = { value: sql`t.closed_at::text`, kind: 'text' } as const
  const items = await tx.rows(sql<Row>`${selected(open)} where ${within(actor)} and ${isOpen(actor)} ${of} order by ${open.value}, t.id`)
  const snoozed = await tx.rows(sql<Row>`
    ${selected(orders.dueOn)} where ${within(actor)} and ${inState(actor, 'snoozed')} ${of} order by t.snoozed_until, t.id`)
  const last = await tx.rows(sql<Row>`
    ${selected(closed)} where ${within(actor)} and t.closed_at is not null ${of} order by t.closed_at desc, t.id desc limit ${closedShown}`)
  const tasksFrom = (rows: Row[]) => rows.map((row) => taskFrom(tx, actor, row))
  return { items: tasksFrom(items), snoozed: tasksFrom(snoozed), closed: tasksFrom(last) }
}

/** One task, or 404. */
export const getTask = async (tx: Tx, actor: Member, id: number): Promise<Task> => {
  const row = await tx.first(sql<Row>`${selected(orders.dueOn)} where ${within(actor)} and t.id = ${id}`)
  if (!row) throw notFound()
  return taskFrom(tx, actor, row)
}

export type TasksAsked = { filter: TaskFilter; limit: number; cursor?: string | undefined }

/** A page of the tasks of every customer that the actor may see. */
export const listTasks = async (
  tx: Tx,
  actor: Member,
  { filter, limit, cursor }: TasksAsked,
): Promise<{ items: Task[]; next: string | null }> => {
  const { order, isDown } = orderOf(filter.sort)
  const after = cursor ? afterPosition(order, isDown, readCursor(cursor, order.kind)) : sql``
  const rows = await tx.rows(sql<Row>`
    ${selected(order)} where ${within(actor)} ${matching(tx, actor, filter)} ${after}
    order by ${order.value} ${isDown ? sql`desc` : sql`asc`}, t.id
    limit ${limit + 1}`)
  const { items, next } = pageFrom(rows, limit, (row) => ({ value: row.sort_value, id: row.id }))
  return { items: items.map((row) => taskFrom(tx, actor, row)), next }
}

/** How many of each severity the filter leaves; its own severity is not asked. */
export const countTasks = async (tx: Tx, actor: Member, asked: TaskFilter): Promise<TaskCounts> => {
  const filter = { ...asked, severity: undefined }
  const counted = await tx.first(sql<TaskCounts>`
    select count(*) filter (where t.severity = 'low') as low,
           count(*) filter (where t.severity = 'medium') as medium,
           count(*) filter (where t.severity = 'high') as high
      from task t ${filter.search ? withSummary : sql``} where ${within(actor)} ${matching(tx, actor, filter)}`)
  return counted ?? { low: 0, medium: 0, high: 0 }
}

const within = (actor: Member) => sql`t.partner_id = ${actor.partnerId} and t.partnership_id = ${actor.partnershipId}`

// Open tasks of a partnership are what task_open holds; there are a few thousand at the most, so sorting them is cheap.
const isOpen = (actor: Member) => sql`is_open_task(t.closed_at, t.snoozed_until, ${actor.today}::date)`

const inState = (actor: Member, state: TaskState): RawBuilder<unknown> => {
  if (state === 'open') return sql`t.state in ('open', 'snoozed') and ${isOpen(actor)}`
  if (state === 'acknowledged') return sql`t.closed_at is null and t.state = 'acknowledged'`
  if (state === 'snoozed') return sql`t.closed_at is null and t.snoozed_until > ${actor.today}::date`
  return sql`t.closed_at is not null and t.state = ${state}`
}

const matching = (tx: Tx, actor: Member, filter: Omit<TaskFilter, 'sort'>): RawBuilder<unknown> => {
  const { severity, category, rule, state, assignee, due, dueFrom, dueTo, search } = filter
  const parts = [
    state ? inState(actor, state) : isOpen(actor),
    severity && sql`t.severity = ${severity}`,
    category && sql`t.category = ${category}`,
    rule && sql`t.rule = ${rule}`,
    assignee && assignedTo(tx, actor, assignee),
    due && dueWithin(actor, due),
    dueFrom && sql`t.due_on >= ${dueFrom}::date`,
    dueTo && sql`t.due_on <= ${dueTo}::date`,
    search && sql`s.name_key like ${holding(searchKey(search))}`,
  ].filter((part) => typeof part === 'object')
  return sql`and ${sql.join(parts, sql` and `)}`
}

const assignedTo = (tx: Tx, actor: Member, assignee: string) =>
  assignee === 'nobody'
    ? sql`t.assignee_id is null`
    : sql`t.assignee_id = ${assignee === 'me' ? actor.userId : tx.ids.inner('usr', assignee)}`

const dueWithin = ({ today }: Member, due: 'overdue' | 'week' | 'month') =>
  due === 'overdue' ? sql`t.due_on < ${today}::date` : sql`t.due_on between ${today}::date and ${addDays(today, dueDays[due] - 1)}::date`

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

const withSummary = sql`
    left join customer_summary s on s.partner_id = t.partner_id and s.partnership_id = t.partnership_id and s.customer_id = t.customer_id`

const selected = (order: Order) => sql`
  select t.id, t.customer_id, c.name as customer_name, t.rule, t.category, t.severity, t.sub_tab, t.object_key, t.facts, t.state,
         t.opened_on, t.due_on, t.snoozed_until, t.quiet_until, t.closed_at, t.ended_on, t.assignee_id, p.name as assignee_name, t.version,
         ${order.value} as sort_value
    from task t
    join customer c on c.partner_id = t.partner_id and c.id = t.customer_id ${withSummary}
    left join task_people() p on p.user_id = t.assignee_id`

const taskFrom = (tx: Tx, actor: Member, row: Row): Task => ({
  id: tx.ids.outer('tsk', row.id),
  customerId: tx.ids.outer('cus', row.customer_id),
  customerName: row.customer_name,
  rule: row.rule,
  category: row.category,
  severity: row.severity,
  subTab: row.sub_tab,
  object: row.object_key,
  facts: row.facts,
  state: stateOn({ state: row.state, snoozedUntil: row.snoozed_until }, actor.today),
  openedOn: row.opened_on,
  dueOn: row.due_on,
  snoozedUntil: row.snoozed_until,
  quietUntil: row.quiet_until,
  closedAt: row.closed_at,
  causeGoneOn: row.ended_on,
  assignee:
    row.assignee_id === null
      ? null
      : { id: tx.ids.outer('usr', row.assignee_id), name: row.assignee_name, isYou: row.assignee_id === actor.userId },
  version: row.version,
})
