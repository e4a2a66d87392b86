import type { I18n } from '@lingui/core'
import type { NewsFact } from '#server/news.ts'
import type { TaskRule } from '#rooms/tasks/contract.ts'
import type { EventName, NewsGroup, Severity } from './rules.ts'

/** What happened, for a mail: the same as words.tsx says on the screens. */
export type Told = { event: EventName; facts: Record<string, NewsFact>; byName: string | null }

/** One sentence, without the customer, who stands beside it. */
export const newsSentence = (i18n: I18n, { event, facts, byName }: Told): string => {
  const count = typeof facts['count'] === 'number' ? facts['count'] : 0
  const by = byName ?? i18n._('Somebody')
  if (count > 0 && isCounted(event)) return manySentences[event](i18n, count)
  return sentences[event](i18n, { by, facts })
}

type Maker = (i18n: I18n, told: { by: string; facts: Record<string, NewsFact> }) => string

const sentences: Record<EventName, Maker> = {
  'digest.portfolio': (i18n) => i18n._('Summary of your customers'),
  'announcement.shown': (i18n, { facts }) => i18n._('Announcement: {title}', { title: String(facts['title'] ?? '–') }),
  'task.raised': (i18n) => i18n._('A new task'),
  'task.worsened': (i18n) => i18n._('A task became more severe'),
  'task.resolved': (i18n) => i18n._('A task was resolved'),
  'task.assigned': (i18n, { by }) => i18n._('{by} assigned a task to you', { by }),
  'task.commented': (i18n, { by }) => i18n._('{by} commented on a task', { by }),
  'export.ready': (i18n) => i18n._('Your export is ready'),
  'export.failed': (i18n) => i18n._('Your export could not be made'),
  'mail.bounced': (i18n, { facts }) => i18n._('E-mail to {person} comes back', { person: String(facts['person'] ?? '–') }),
  'engine.failed': (i18n) => i18n._('Work in the background failed'),
  'security.password-changed': (i18n) => i18n._('Your password was changed'),
  'security.factor-changed': (i18n) => i18n._('Your second factor was changed'),
  'security.recovery-code-used': (i18n) => i18n._('A recovery code of yours was used'),
  'security.factor-missed': (i18n) => i18n._('Wrong codes were given for your account'),
  'security.session-ended': (i18n) => i18n._('We ended one of your sessions'),
}

const manySentences = {
  'announcement.shown': (i18n: I18n, count: number) =>
    i18n._('{count, plural, one {# new announcement} other {# new announcements}}', { count }),
  'task.raised': (i18n: I18n, count: number) => i18n._('{count, plural, one {# new task} other {# new tasks}}', { count }),
  'task.worsened': (i18n: I18n, count: number) =>
    i18n._('{count, plural, one {# task became more severe} other {# tasks became more severe}}', { count }),
  'task.resolved': (i18n: I18n, count: number) =>
    i18n._('{count, plural, one {# task was resolved} other {# tasks were resolved}}', { count }),
}
const isCounted = (event: EventName): event is keyof typeof manySentences => event in manySentences

/** What kind of task it is about; empty where it is about none. */
export const taskKind = (i18n: I18n, { facts }: Pick<Told, 'facts'>): string => {
  const rule = facts['rule']
  return typeof rule === 'string' && isKind(rule) ? kinds[rule](i18n) : ''
}

const kinds: Record<TaskRule, (i18n: I18n) => string> = {
  'renewal-upcoming': (i18n) => i18n._('Renewal upcoming'),
  'renewal-overdue': (i18n) => i18n._('Renewal overdue'),
  'acv-dropped': (i18n) => i18n._('ACV dropped'),
  'contact-missing': (i18n) => i18n._('Contact missing'),
  'usage-high': (i18n) => i18n._('High licence usage'),
  'product-inactive': (i18n) => i18n._('Inactive product'),
  'over-commitment': (i18n) => i18n._('Beyond commitment'),
  'peak-today': (i18n) => i18n._('New peak'),
  'scanner-inactive': (i18n) => i18n._('Inactive scanner'),
  'scans-failed': (i18n) => i18n._('Failed scans'),
}
const isKind = (rule: string): rule is TaskRule => Object.hasOwn(kinds, rule)

export const groupWords = (i18n: I18n, group: NewsGroup): string =>
  ({
    digest: i18n._('Digests'),
    announcements: i18n._('Announcements'),
    tasks: i18n._('Tasks'),
    exports: i18n._('Exports'),
    operations: i18n._('Administration'),
    security: i18n._('Security of your account'),
  })[group]

export const severityWords = (i18n: I18n, severity: Severity): string =>
  ({ high: i18n._('High'), medium: i18n._('Medium'), low: i18n._('Low') })[severity]
