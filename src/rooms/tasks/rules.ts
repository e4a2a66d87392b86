import { allowed, mayUse, refuse, type Actor, type Verdict } from '#shared/actor.ts'

export const taskSeverities = ['low', 'medium', 'high'] as const
export const taskCategories = ['commercial', 'usage', 'retention'] as const

export { taskRules } from '#shared/task-rules.ts'

export const taskSorts = ['severity', '-severity', 'dueOn', '-dueOn', 'openedOn', '-openedOn', 'customer', '-customer'] as const
export type TaskSort = (typeof taskSorts)[number]

/** Due before today; today or in the next days. */
export const taskDues = ['overdue', 'week', 'month'] as const
export const dueDays = { week: 7, month: 30 } as const

/** How many tasks one deed can be done to at once. */
export const mostAtOnce = 200

export type ProblemCode =
  | 'task.edit-not-granted'
  | 'task.viewing'
  | 'task.changed-meanwhile'
  | 'task.busy'
  | 'task.closed'
  | 'task.acknowledged-already'
  | 'task.not-acknowledged'
  | 'task.snoozed'
  | 'task.not-snoozed'
  | 'task.open-already'
  | 'task.cause-gone'
  | 'task.snooze-out-of-range'
  | 'task.assignee-refused'
  | 'task.too-many-comments'
  | 'task.comment-not-yours'
  | 'task.comment-too-old'

type Severity = (typeof taskSeverities)[number]

/** How many of each severity. */
export const countBySeverity = (severities: Iterable<Severity>): Record<Severity, number> => {
  const counts = { low: 0, medium: 0, high: 0 }
  for (const severity of severities) counts[severity]++
  return counts
}

/** Whether the actor works on tasks at all. `isViewing`: staff look with somebody else's eyes. Refusals are 403. */
export const mayEditTasks = (actor: Actor, { isViewing }: { isViewing: boolean }): Verdict => {
  if (isViewing) return refuse('task.viewing', 'You see the portal as somebody else does. Nothing can be changed until you stop.')
  const granted = mayUse(actor, 'task.edit')
  if (granted.may || actor.kind !== 'staff') return granted
  return refuse('task.edit-not-granted', "You look at a partner's portal: its own people work on its tasks.")
}

/** Two people decide over what they saw. Refusals are 409. */
export const mayOverwrite = (version: number, seen: number): Verdict =>
  version === seen
    ? allowed
    : refuse('task.changed-meanwhile', 'This task was changed in the meantime. Look at it again; nothing was overwritten.')

/** Somebody who might be given a task. */
export type Candidate = { id: number; name: string; isStaff: boolean; mayEdit: boolean; seesAll: boolean; sees: ReadonlySet<number> }

/** Whether somebody can be given a task about the customer. The same words for whoever can't, whatever the reason. Refusals are 409. */
export const mayBeGiven = (person: Candidate | undefined, customerId: number): Verdict =>
  person?.mayEdit && (person.seesAll || person.sees.has(customerId))
    ? allowed
    : refuse('task.assignee-refused', 'This person can’t be given the task: they don’t work on tasks of this customer.')

export const longestComment = 2_000
/** What a task can hold; beyond that it is a conversation for another place. */
export const maxComments = 200
/** How long a comment can be changed. Others may have read and answered it afterwards. */
export const changeCommentMinutes = 15

/** Refusals are 409. */
export const mayComment = (comments: number): Verdict =>
  comments < maxComments ? allowed : refuse('task.too-many-comments', `A task has at most ${maxComments} comments.`)

type CommentFacts = { userId: number; at: string }

/** Refusals are 403. */
export const mayRemoveComment = (userId: number, comment: CommentFacts): Verdict =>
  comment.userId === userId ? allowed : refuse('task.comment-not-yours', 'Only whoever wrote a comment can change or remove it.')

/** Refusals are 403, and 409 when it is too late. */
export const mayChangeComment = (userId: number, comment: CommentFacts, now: Temporal.Instant): Verdict => {
  const own = mayRemoveComment(userId, comment)
  if (!own.may) return own
  return now.since(Temporal.Instant.from(comment.at)).total('minutes') < changeCommentMinutes
    ? allowed
    : refuse('task.comment-too-old', `A comment can be changed for ${changeCommentMinutes} minutes. Add another one.`)
}
