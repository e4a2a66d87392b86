import { plural, t } from '@lingui/core/macro'
import { daysBetween } from '#shared/dates.ts'
import type { Tone } from '#ui/severity.tsx'
import type { Task, TaskEvent, TaskState } from './contract.ts'
import type { DismissReason } from './life.rules.ts'
import { severityLabel, type Shown } from './words.tsx'

export const stateLabel = (state: TaskState): string =>
  ({
    open: t`Open`,
    acknowledged: t`Acknowledged`,
    snoozed: t`Snoozed`,
    done: t`Done`,
    dismissed: t`Dismissed`,
    resolved: t`Resolved by itself`,
  })[state]

export const stateTones: Record<TaskState, Tone> = {
  open: 'note',
  acknowledged: 'note',
  snoozed: 'note',
  done: 'ok',
  dismissed: 'note',
  resolved: 'ok',
}

export const reasonLabel = (reason: DismissReason): string =>
  ({
    'not-relevant': t`Not relevant for us`,
    known: t`Known and accepted`,
    wrong: t`It is not so`,
    'handled-elsewhere': t`Handled elsewhere`,
    other: t`Another reason`,
  })[reason]

const days = (count: number) => plural(count, { one: '# day', other: '# days' })

/** `in 12 days`, `3 days overdue`, or nothing where nothing is due. */
export const dueWords = ({ dueOn }: Pick<Task, 'dueOn'>, { today }: Pick<Shown, 'today'>): string | undefined => {
  if (dueOn === null) return undefined
  const left = daysBetween(today, dueOn)
  if (left === 0) return t`today`
  if (left === 1) return t`tomorrow`
  return left > 0 ? t`in ${days(left)}` : t`${days(-left)} overdue`
}

/** How long it has been open. */
export const ageWords = ({ openedOn }: Pick<Task, 'openedOn'>, { today }: Pick<Shown, 'today'>): string => {
  const age = daysBetween(openedOn, today)
  return age <= 0 ? t`since today` : t`for ${days(age)}`
}

/** One step of the history in a sentence, without who and when. */
export const eventWords = ({ kind, severity, facts }: TaskEvent, { format }: Pick<Shown, 'format'>): string => {
  const level = severity ? severityLabel(severity) : ''
  const dayOf = (day: string | undefined) => (day === undefined ? '–' : format.day(day))
  const sentences: Record<TaskEvent['kind'], () => string> = {
    raised: () => t`Raised as ${level}`,
    worsened: () => t`Rose to ${level}`,
    eased: () => t`Fell to ${level}`,
    woke: () => t`Snooze ended`,
    resolved: () => t`Resolved by itself: the cause is gone`,
    reopened: () => (level === '' ? t`Reopened` : t`Came back as ${level}`),
    acknowledged: () => t`Acknowledged`,
    unacknowledged: () => t`Acknowledgement taken back`,
    snoozed: () => t`Snoozed until ${dayOf(facts.until)}`,
    done: () => t`Done`,
    dismissed: () => t`Dismissed: ${facts.reason === undefined ? '–' : reasonLabel(facts.reason)}`,
    assigned: () => (facts.assignee ? t`Assigned to ${facts.assignee}` : t`Assigned to nobody`),
    commented: () => t`Comment added`,
    'comment-removed': () => t`Comment removed`,
  }
  return sentences[kind]()
}
