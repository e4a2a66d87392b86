import { z } from 'zod'
import { AskedDay, SearchText, TextLine } from '#shared/asked.ts'
import { SubTab } from '#shared/config.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { dismissReasons, quietDayChoices, taskEventKinds, taskStates } from './life.rules.ts'
import { longestComment, mostAtOnce, taskCategories, taskDues, taskRules, taskSeverities, taskSorts, type ProblemCode } from './rules.ts'

export const TaskSeverity = z.enum(taskSeverities)
export type TaskSeverity = z.infer<typeof TaskSeverity>
export const TaskCategory = z.enum(taskCategories)
export type TaskCategory = z.infer<typeof TaskCategory>
export const TaskRule = z.enum(taskRules)
export type TaskRule = z.infer<typeof TaskRule>
export const TaskState = z.enum(taskStates)
export type TaskState = z.infer<typeof TaskState>

/** What a task's words are made of: plain values by name, see `taskRules` for those that each rule gives. */
export const TaskFacts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
export type TaskFacts = z.infer<typeof TaskFacts>

/** A rule found something about a customer. */
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
  /** A snoozed task whose day has come is open. */
  state: TaskState,
  /** When it was raised, or came back. */
  openedOn: z.iso.date(),
  dueOn: z.iso.date().nullable(),
  snoozedUntil: z.iso.date().nullable(),
  /** Of what was done or dismissed: found again before this day, it stays closed. */
  quietUntil: z.iso.date().nullable(),
  closedAt: z.iso.datetime().nullable(),
  /** Of what is closed: since when its cause is gone. */
  causeGoneOn: z.iso.date().nullable(),
  /** `name` null: somebody who works here no longer. */
  assignee: z.strictObject({ id: outerId('usr'), name: z.string().nullable(), isYou: z.boolean() }).nullable(),
  /** Sent back with a deed, which is refused when the task changed meanwhile. */
  version: z.int(),
})
export type Task = z.infer<typeof Task>

export const TaskCounts = z.strictObject({ low: z.int(), medium: z.int(), high: z.int() })
export type TaskCounts = z.infer<typeof TaskCounts>

/** Why this reader may not; null: may. */
const Refusal = z.string().nullable()

export const TaskPerson = z.strictObject({ id: outerId('usr'), name: z.string(), isYou: z.boolean(), isStaff: z.boolean() })
export type TaskPerson = z.infer<typeof TaskPerson>

/** One step of a task's history. `by` null: the engine. What else there is to say depends on the kind. */
export const TaskEvent = z.strictObject({
  kind: z.enum(taskEventKinds),
  at: z.iso.datetime(),
  by: z.string().nullable(),
  severity: TaskSeverity.nullable(),
  facts: z.strictObject({
    until: z.iso.date().optional(),
    reason: z.enum(dismissReasons).optional(),
    note: z.string().optional(),
    /** Whom it was given to; null: to nobody. */
    assignee: z.string().nullable().optional(),
  }),
})
export type TaskEvent = z.infer<typeof TaskEvent>

export const TaskComment = z.strictObject({
  id: outerId('tcm'),
  by: z.string(),
  isYours: z.boolean(),
  body: z.string(),
  at: z.iso.datetime(),
  changedAt: z.iso.datetime().nullable(),
  refusals: z.strictObject({ change: Refusal, remove: Refusal }),
})
export type TaskComment = z.infer<typeof TaskComment>

export const TaskDetail = z.strictObject({
  asOf: z.iso.date(),
  task: Task,
  /** Newest first. */
  history: z.array(TaskEvent),
  /** Oldest first. */
  comments: z.array(TaskComment),
  /** Who can be given it. */
  people: z.array(TaskPerson),
  refusals: z.strictObject({
    acknowledge: Refusal,
    unacknowledge: Refusal,
    snooze: Refusal,
    wake: Refusal,
    finish: Refusal,
    dismiss: Refusal,
    reopen: Refusal,
    assign: Refusal,
    comment: Refusal,
  }),
})
export type TaskDetail = z.infer<typeof TaskDetail>

export const TaskFilter = z.strictObject({
  severity: TaskSeverity.optional(),
  category: TaskCategory.optional(),
  rule: TaskRule.optional(),
  /** Without: those that count as open, acknowledged or not. */
  state: TaskState.optional(),
  assignee: z.union([z.enum(['me', 'nobody']), outerId('usr')]).optional(),
  due: z.enum(taskDues).optional(),
  dueFrom: AskedDay.optional(),
  dueTo: AskedDay.optional(),
  /** A part of the customer's name. */
  search: SearchText.optional(),
  /** A leading minus sorts downwards. Without: the most severe first, then by due day. */
  sort: z.enum(taskSorts).default('severity'),
})
export type TaskFilter = z.infer<typeof TaskFilter>

const OneTask = z.strictObject({ id: outerId('tsk') })
const OneComment = OneTask.extend({ commentId: outerId('tcm') })
const Seen = z.strictObject({ version: z.int().min(1) })

export const Snooze = Seen.extend({ until: AskedDay })
export type Snooze = z.infer<typeof Snooze>

export const Dismissal = Seen.extend({
  reason: z.enum(dismissReasons),
  /** Needed where the reason says nothing by itself. */
  note: TextLine(500)
    .nullable()
    .transform((text) => text || null),
  quietDays: z.literal(quietDayChoices),
}).refine(({ reason, note }) => reason !== 'other' || note !== null, { path: ['note'], message: 'Say why in a few words.' })
export type Dismissal = z.infer<typeof Dismissal>

export const Assignment = Seen.extend({ userId: outerId('usr').nullable() })
export type Assignment = z.infer<typeof Assignment>

/** Lines are kept; other control characters are refused. */
export const CommentInput = z.strictObject({
  body: z
    .string()
    .trim()
    .min(1, 'Write something.')
    .max(longestComment, `Use at most ${longestComment} characters.`)
    .regex(/^(?:[^\p{Cc}]|[\n\r\t])*$/u, 'Leave out control characters.'),
})
export type CommentInput = z.infer<typeof CommentInput>

const Ids = z
  .array(outerId('tsk'))
  .min(1)
  .max(mostAtOnce, `Choose at most ${mostAtOnce} tasks.`)
  .refine((ids) => new Set(ids).size === ids.length, 'Name each task once.')

/** What a deed on many did, and why not to the others. */
export const ManyDone = z.strictObject({
  done: z.array(outerId('tsk')),
  refused: z.array(z.strictObject({ id: outerId('tsk'), reason: z.string() })),
})
export type ManyDone = z.infer<typeof ManyDone>

export const problemCodes = [
  'task.edit-not-granted', // 403
  'task.viewing', // 403: staff look with somebody else's eyes
  'task.changed-meanwhile', // 409: somebody else or the engine changed the task; nothing was written
  'task.busy', // 503: an import or the engine holds the partnership's figures
  'task.closed', // 409
  'task.acknowledged-already', // 409
  'task.not-acknowledged', // 409
  'task.snoozed', // 409: what sleeps is woken before it is acknowledged
  'task.not-snoozed', // 409
  'task.open-already', // 409
  'task.cause-gone', // 409: what was resolved by itself comes back by itself
  'task.snooze-out-of-range', // 400
  'task.assignee-refused', // 409: may not see the customer, does not work on tasks, or is not here
  'task.too-many-comments', // 409
  'task.comment-not-yours', // 403
  'task.comment-too-old', // 409
] as const satisfies ProblemCode[]

export const tasks = {
  /** Every open task of one customer, the most severe first; those that sleep, and those that were closed last. */
  ofCustomer: endpoint('GET /customers/:id/tasks', {
    params: z.strictObject({ id: outerId('cus') }),
    reply: z.strictObject({
      asOf: z.iso.date(),
      items: z.array(Task),
      counts: TaskCounts,
      snoozed: z.array(Task),
      closed: z.array(Task),
      may: z.strictObject({ edit: Refusal }),
    }),
  }),
  /** Tasks of all customers that the reader may see. `counts` leaves the severity filter out, so that it can be changed by it. */
  list: endpoint('GET /tasks', {
    query: TaskFilter.extend({ cursor: Cursor.optional(), limit: PageSize }),
    reply: pageOf(Task).extend({ asOf: z.iso.date(), counts: TaskCounts, may: z.strictObject({ edit: Refusal }) }),
  }),
  /** Everybody who can be given tasks, as far as the reader may know of them. */
  people: endpoint('GET /tasks/people', { reply: z.strictObject({ items: z.array(TaskPerson) }) }),
  detail: endpoint('GET /tasks/:id', { params: OneTask, reply: TaskDetail }),
  acknowledge: endpoint('POST /tasks/:id/acknowledgement', { params: OneTask, body: Seen, reply: TaskDetail }),
  unacknowledge: endpoint('DELETE /tasks/:id/acknowledgement', { params: OneTask, reply: TaskDetail }),
  snooze: endpoint('POST /tasks/:id/snooze', { params: OneTask, body: Snooze, reply: TaskDetail }),
  wake: endpoint('DELETE /tasks/:id/snooze', { params: OneTask, reply: TaskDetail }),
  finish: endpoint('POST /tasks/:id/completion', { params: OneTask, body: Seen, reply: TaskDetail }),
  dismiss: endpoint('POST /tasks/:id/dismissal', { params: OneTask, body: Dismissal, reply: TaskDetail }),
  /** What was done or dismissed is open again. */
  reopen: endpoint('POST /tasks/:id/reopening', { params: OneTask, body: Seen, reply: TaskDetail }),
  /** Null: nobody has it. */
  assign: endpoint('PUT /tasks/:id/assignee', { params: OneTask, body: Assignment, reply: TaskDetail }),
  comment: endpoint('POST /tasks/:id/comments', { params: OneTask, body: CommentInput, reply: TaskDetail }),
  changeComment: endpoint('PATCH /tasks/:id/comments/:commentId', { params: OneComment, body: CommentInput, reply: TaskDetail }),
  removeComment: endpoint('DELETE /tasks/:id/comments/:commentId', { params: OneComment, reply: TaskDetail }),
  /** Each task is judged by itself; those that can't be are named with the reason. */
  acknowledgeMany: endpoint('POST /tasks/acknowledgements', { body: z.strictObject({ ids: Ids }), reply: ManyDone }),
  assignMany: endpoint('POST /tasks/assignments', {
    body: z.strictObject({ ids: Ids, userId: outerId('usr').nullable() }),
    reply: ManyDone,
  }),
}
