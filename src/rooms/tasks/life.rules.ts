import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import { addDays, daysBetween, type Day } from '#shared/dates.ts'
import type { TaskSeverity } from './contract.ts'

export const taskStates = ['open', 'acknowledged', 'snoozed', 'done', 'dismissed', 'resolved'] as const
export type TaskState = (typeof taskStates)[number]

/** What the history of a task is made of. */
export const taskEventKinds = [
  'raised', 'worsened', 'eased', 'woke', 'resolved', 'reopened', 'acknowledged', 'unacknowledged',
  'snoozed', 'done', 'dismissed', 'assigned', 'commented', 'comment-removed',
] as const // prettier-ignore
export type TaskEventKind = (typeof taskEventKinds)[number]

export const dismissReasons = ['not-relevant', 'known', 'wrong', 'handled-elsewhere', 'other'] as const
export type DismissReason = (typeof dismissReasons)[number]

/** For how long a dismissed task can be kept quiet. */
export const quietDayChoices = [7, 30, 90, 365] as const
/** For how long people are believed that something is done while its condition goes on. */
export const doneQuietDays = 30
export const longestSnoozeDays = 90

/** What the rules need to know of a task. */
export type TaskLife = {
  state: TaskState
  /** Of what is closed: as it was then. */
  severity: TaskSeverity
  snoozedUntil: Day | null
  /** Of what was done or dismissed: found again before this day, it stays closed. */
  quietUntil: Day | null
  /** Of what is closed: since when its condition is gone. */
  endedOn: Day | null
}

export const isClosed = ({ state }: Pick<TaskLife, 'state'>): boolean => state === 'done' || state === 'dismissed' || state === 'resolved'

/** The state on a day: a snoozed task whose day has come is open, whether or not the engine has been there. */
export const stateOn = ({ state, snoozedUntil }: Pick<TaskLife, 'state' | 'snoozedUntil'>, today: Day): TaskState =>
  state === 'snoozed' && snoozedUntil !== null && snoozedUntil <= today ? 'open' : state

/** Whether it counts as an open task; `is_open_task` of the database says the same. */
export const countsAsOpen = (life: TaskLife, today: Day): boolean => !isClosed(life) && stateOn(life, today) !== 'snoozed'

// ---------------------------------------------------------------- what the engine finds

const ranks: Record<TaskSeverity, number> = { low: 0, medium: 1, high: 2 }
export const isWorse = (than: TaskSeverity, severity: TaskSeverity): boolean => ranks[severity] > ranks[than]

const opened = (severity: TaskSeverity): TaskLife => ({ state: 'open', severity, snoozedUntil: null, quietUntil: null, endedOn: null })

export type Settled = { life: TaskLife | undefined; events: TaskEventKind[] }

/** What becomes of a task when the engine has looked: `found` is how severe its condition is, undefined when there is none. */
export const settled = (life: TaskLife | undefined, found: TaskSeverity | undefined, today: Day): Settled => {
  if (!life) return found ? { life: opened(found), events: ['raised'] } : { life, events: [] }
  if (isClosed(life)) return closedSettled(life, found, today)
  if (!found) return { life: { ...life, state: 'resolved', snoozedUntil: null, endedOn: today }, events: ['resolved'] }
  const worse = isWorse(life.severity, found)
  // What got worse is not what somebody put off.
  const wakes = life.state === 'snoozed' && (stateOn(life, today) === 'open' || worse)
  return {
    life: { ...life, severity: found, ...(wakes ? { state: 'open', snoozedUntil: null } : {}) },
    events: [
      ...(wakes ? (['woke'] as const) : []),
      ...(worse ? (['worsened'] as const) : found === life.severity ? [] : (['eased'] as const)),
    ],
  }
}

const closedSettled = (life: TaskLife, found: TaskSeverity | undefined, today: Day): Settled => {
  if (!found) return { life: { ...life, endedOn: life.endedOn ?? today }, events: [] }
  return comesBack(life, found, today) ? { life: opened(found), events: ['reopened'] } : { life: { ...life, endedOn: null }, events: [] }
}

/**
 * Whether a closed task is opened again. What resolved itself always is. What somebody dismissed stays quiet for the days that they chose,
 * what they did for thirty, as long as its condition goes on; unless it got worse than they knew.
 */
const comesBack = ({ state, severity, quietUntil, endedOn }: TaskLife, found: TaskSeverity, today: Day): boolean =>
  state === 'resolved' || isWorse(severity, found) || (quietUntil !== null && quietUntil <= today) || (state === 'done' && endedOn !== null)

// ---------------------------------------------------------------- what people do

export type Deed =
  | { kind: 'acknowledged' | 'unacknowledged' | 'woke' | 'done' | 'reopened' }
  | { kind: 'snoozed'; until: Day }
  | { kind: 'dismissed'; quietDays: number }

/** Whether there is anything to be done about it. Refusals are 409. */
export const mayWorkOn = (life: TaskLife): Verdict => (isClosed(life) ? refuse('task.closed', 'This task is closed already.') : allowed)

/** Whether the task's state lets the deed be done. Refusals are 409; a snooze of the wrong length is 400. */
export const mayDo = (life: TaskLife, deed: Deed, today: Day): Verdict => {
  const state = stateOn(life, today)
  if (deed.kind === 'reopened') return mayReopen(life)
  if (isClosed(life)) return mayWorkOn(life)
  if (deed.kind === 'acknowledged' && state === 'acknowledged')
    return refuse('task.acknowledged-already', 'Somebody has acknowledged this task already.')
  if (deed.kind === 'acknowledged' && state === 'snoozed') return refuse('task.snoozed', 'This task is snoozed. Wake it first.')
  if (deed.kind === 'unacknowledged' && state !== 'acknowledged') return refuse('task.not-acknowledged', 'This task is not acknowledged.')
  if (deed.kind === 'woke' && state !== 'snoozed') return refuse('task.not-snoozed', 'This task is not snoozed.')
  if (deed.kind === 'snoozed') return maySnooze(deed.until, today)
  return allowed
}

const mayReopen = (life: TaskLife): Verdict =>
  !isClosed(life)
    ? refuse('task.open-already', 'This task is open.')
    : life.endedOn !== null
      ? refuse('task.cause-gone', 'Its cause is gone. The task comes back by itself if the cause does.')
      : allowed

const maySnooze = (until: Day, today: Day): Verdict => {
  const days = daysBetween(today, until)
  return days >= 1 && days <= longestSnoozeDays
    ? allowed
    : refuse('task.snooze-out-of-range', `Choose a day from tomorrow to ${longestSnoozeDays} days from now.`)
}

/** The task after a deed that `mayDo` allowed. */
export const afterDeed = (life: TaskLife, deed: Deed, today: Day): TaskLife => {
  const awake = { ...life, snoozedUntil: null, quietUntil: null }
  switch (deed.kind) {
    case 'acknowledged': return { ...awake, state: 'acknowledged' }
    case 'unacknowledged':
    case 'woke':
    case 'reopened': return { ...awake, state: 'open' }
    case 'snoozed': return { ...awake, state: 'snoozed', snoozedUntil: deed.until }
    case 'done': return { ...awake, state: 'done', quietUntil: addDays(today, doneQuietDays) }
    case 'dismissed': return { ...awake, state: 'dismissed', quietUntil: addDays(today, deed.quietDays) }
  }
} // prettier-ignore
