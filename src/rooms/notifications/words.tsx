import { plural, t } from '@lingui/core/macro'
import { paths } from '#ui/paths.tsx'
import type { TaskRule } from '#rooms/tasks/contract.ts'
import type { Choice, Notification } from './contract.ts'

type EventName = Notification['event']

/** What happened, in one sentence, without the customer, who stands beside it. */
export const newsSentence = ({ event, facts, byName }: Pick<Notification, 'event' | 'facts' | 'byName'>): string => {
  const count = Number(facts['count'] ?? 0)
  if (count > 0 && isCounted(event)) return manySentences[event](count)
  return sentences[event](byName ?? t`Somebody`, facts)
}

const sentences: Record<EventName, (by: string, facts: Notification['facts']) => string> = {
  'digest.portfolio': () => t`Summary of your customers`,
  'announcement.shown': (_by, { title }) => t`Announcement: ${String(title ?? '–')}`,
  'task.raised': () => t`A new task`,
  'task.worsened': () => t`A task became more severe`,
  'task.resolved': () => t`A task was resolved`,
  'task.assigned': (by) => t`${by} assigned a task to you`,
  'task.commented': (by) => t`${by} commented on a task`,
  'export.ready': () => t`Your export is ready`,
  'export.failed': () => t`Your export could not be made`,
  'mail.bounced': (_by, { person }) => t`E-mail to ${String(person ?? '–')} comes back`,
  'engine.failed': () => t`Work in the background failed`,
  'security.password-changed': () => t`Your password was changed`,
  'security.factor-changed': () => t`Your second factor was changed`,
  'security.recovery-code-used': () => t`A recovery code of yours was used`,
  'security.factor-missed': () => t`Wrong codes were given for your account`,
  'security.session-ended': () => t`We ended one of your sessions`,
}

const manySentences = {
  'announcement.shown': (count: number) => plural(count, { one: '# new announcement', other: '# new announcements' }),
  'task.raised': (count: number) => plural(count, { one: '# new task', other: '# new tasks' }),
  'task.worsened': (count: number) => plural(count, { one: '# task became more severe', other: '# tasks became more severe' }),
  'task.resolved': (count: number) => plural(count, { one: '# task was resolved', other: '# tasks were resolved' }),
}
const isCounted = (event: EventName): event is keyof typeof manySentences => event in manySentences

/** What kind of task it is about; empty where it is about none, or one whose kind is gone. */
export const taskKind = ({ facts }: Pick<Notification, 'facts'>): string => {
  const rule = facts['rule']
  return typeof rule === 'string' && isKind(rule) ? kinds[rule]() : ''
}

const kinds: Record<TaskRule, () => string> = {
  'renewal-upcoming': () => t`Renewal upcoming`,
  'renewal-overdue': () => t`Renewal overdue`,
  'acv-dropped': () => t`ACV dropped`,
  'contact-missing': () => t`Contact missing`,
  'usage-high': () => t`High licence usage`,
  'product-inactive': () => t`Inactive product`,
  'over-commitment': () => t`Beyond commitment`,
  'peak-today': () => t`New peak`,
  'scanner-inactive': () => t`Inactive scanner`,
  'scans-failed': () => t`Failed scans`,
}
const isKind = (rule: string): rule is TaskRule => Object.hasOwn(kinds, rule)

/** What the choice of an event is called where people choose, and when it comes. */
export const eventWords = (event: EventName): { label: string; about: string } => choiceWords[event]()

const choiceWords: Record<EventName, () => { label: string; about: string }> = {
  'digest.portfolio': () => ({
    label: t`Summary of your customers`,
    about: t`Open tasks, renewals, usage against commitment and what was resolved.`,
  }),
  'announcement.shown': () => ({ label: t`Announcement`, about: t`What your vendor has to say, when its first day comes.` }),
  'task.raised': () => ({ label: t`New task`, about: t`Those that are high, and every one of a customer that you follow.` }),
  'task.worsened': () => ({
    label: t`Task became more severe`,
    about: t`Those that are high now, and every one of a customer that you follow.`,
  }),
  'task.resolved': () => ({ label: t`Task resolved`, about: t`Yours, and those of customers that you follow.` }),
  'task.assigned': () => ({ label: t`Task assigned to you`, about: t`Also when you muted the customer.` }),
  'task.commented': () => ({ label: t`Comment on a task`, about: t`On tasks that are yours or that you commented on.` }),
  'export.ready': () => ({ label: t`Export ready`, about: t`A large file that you asked for can be downloaded.` }),
  'export.failed': () => ({ label: t`Export failed`, about: t`A large file that you asked for could not be made.` }),
  'mail.bounced': () => ({ label: t`E-mail comes back`, about: t`Mail to one of your people can’t be delivered.` }),
  'engine.failed': () => ({ label: t`Work in the background failed`, about: t`Something was tried several times and given up.` }),
  'security.password-changed': () => ({ label: t`Password changed`, about: '' }),
  'security.factor-changed': () => ({ label: t`Second factor changed`, about: '' }),
  'security.recovery-code-used': () => ({ label: t`Recovery code used`, about: '' }),
  'security.factor-missed': () => ({ label: t`Wrong codes given`, about: '' }),
  'security.session-ended': () => ({ label: t`Session ended by us`, about: '' }),
}

export const groupLabel = (group: Choice['group']): string =>
  ({
    digest: t`Digests`,
    announcements: t`Announcements`,
    tasks: t`Tasks`,
    exports: t`Exports`,
    operations: t`Administration`,
    security: t`Security of your account`,
  })[group]

export const frequencyLabel = (frequency: Choice['mail']): string =>
  ({ off: t`Off`, immediate: t`At once`, daily: t`Daily`, weekly: t`Weekly` })[frequency]

/** Where it leads: to what happened, or where something can be done about it. */
export const placeOf = ({ event, customer, partnership, taskId, announcementId }: Notification): string => {
  switch (event) {
    case 'task.raised':
    case 'task.worsened':
    case 'task.resolved':
    case 'task.assigned':
    case 'task.commented':
      return customer ? paths.customer(customer.id, 'tasks', { task: taskId }) : paths.tasks()
    case 'export.ready':
    case 'export.failed':
      return paths.exports()
    case 'mail.bounced':
      return partnership ? paths.people() : paths.outbox()
    case 'engine.failed':
      return paths.engine()
    case 'announcement.shown':
      // It opens beside whatever page it is.
      return paths.notifications(announcementId === null ? {} : { announcement: announcementId })
    case 'digest.portfolio':
      return paths.tasks()
    default:
      return paths.account()
  }
}
