import { z } from 'zod'
import { SubTab } from '#shared/config.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { taskCategories, taskRules, taskSeverities, taskSorts } from './rules.ts'

export const TaskSeverity = z.enum(taskSeverities)
export type TaskSeverity = z.infer<typeof TaskSeverity>
export const TaskCategory = z.enum(taskCategories)
export type TaskCategory = z.infer<typeof TaskCategory>
export const TaskRule = z.enum(taskRules)
export type TaskRule = z.infer<typeof TaskRule>

/** What a task's words are made of: plain values by name, see `taskRules` for those that each rule gives. */
export const TaskFacts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
export type TaskFacts = z.infer<typeof TaskFacts>

/** An open task: a rule found something about a customer. */
export const Task = z.strictObject({
  id: outerId('tsk'),
  customerId: outerId('cus'),
  customerName: z.string(),
  rule: z.string(),
  category: TaskCategory,
  severity: TaskSeverity,
  /** Where a click leads: the tab whose figures raised it. */
  subTab: SubTab,
  /** The order, product, scanner or contact type that it is about. */
  object: z.string(),
  facts: TaskFacts,
  openedOn: z.iso.date(),
  dueOn: z.iso.date().nullable(),
})
export type Task = z.infer<typeof Task>

export const TaskCounts = z.strictObject({ low: z.int(), medium: z.int(), high: z.int() })
export type TaskCounts = z.infer<typeof TaskCounts>

export const TaskFilter = z.strictObject({
  severity: TaskSeverity.optional(),
  category: TaskCategory.optional(),
  rule: TaskRule.optional(),
  /** A leading minus sorts downwards. Without: the most severe first, then by due day. */
  sort: z.enum(taskSorts).default('severity'),
})
export type TaskFilter = z.infer<typeof TaskFilter>

export const tasks = {
  /** Every open task of one customer, the most severe first. */
  ofCustomer: endpoint('GET /customers/:id/tasks', {
    params: z.strictObject({ id: outerId('cus') }),
    reply: z.strictObject({ asOf: z.iso.date(), items: z.array(Task), counts: TaskCounts }),
  }),
  /** Open tasks of all customers that the reader may see. `counts` leaves the severity filter out, so that it can be changed by it. */
  list: endpoint('GET /tasks', {
    query: TaskFilter.extend({ cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(Task).extend({ asOf: z.iso.date(), counts: TaskCounts }),
  }),
}
