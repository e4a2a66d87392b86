import { plural, t } from '@lingui/core/macro'
import { daysBetween } from '#shared/dates.ts'
import type { Format } from '#ui/format.tsx'
import { paths } from '#ui/paths.tsx'
import type { Products } from '#ui/products.tsx'
import type { Task, TaskCategory, TaskRule, TaskSeverity } from './contract.ts'

export type Shown = { format: Format; products: Products; today: string; contactTypes: readonly { code: string; label: string }[] }
type Words = { title: string; detail: string }

/** What a task says: its rule makes the sentence, its facts fill it. */
export const taskWords = (task: Task, shown: Shown): Words => {
  const maker = isKnown(task.rule) ? makers[task.rule] : undefined
  return maker ? maker(task, shown) : { title: t`Something needs a look`, detail: '' }
}

/** The tab and, for a product, the part of it that raised the task. */
export const taskPath = ({ customerId, subTab, facts }: Task): string =>
  paths.customer(customerId, subTab, subTab === 'usage' && typeof facts['product'] === 'string' ? { product: facts['product'] } : {})

const days = (count: number) => plural(count, { one: '# day', other: '# days' })

const factText = ({ facts }: Task, name: string): string => String(facts[name] ?? '–')
const factNumber = ({ facts }: Task, name: string): number => Number(facts[name] ?? 0)
const factDay = ({ facts }: Task, name: string, { format }: Shown): string =>
  typeof facts[name] === 'string' ? format.day(facts[name]) : '–'
const percentOf = (task: Task, { format }: Shown): string => format.percent(factNumber(task, 'percent') / 100, 0)
const productOf = (task: Task, { products }: Shown): string => products.name(factText(task, 'product'))

const makers: Record<TaskRule, (task: Task, shown: Shown) => Words> = {
  'renewal-upcoming': renewalWords,
  'renewal-overdue': renewalWords,
  'acv-dropped': (task, shown) => ({ title: t`ACV has dropped by ${percentOf(task, shown)}`, detail: t`Compared with twelve months ago.` }),
  'contact-missing': (task, { contactTypes }) => {
    const code = factText(task, 'type')
    return {
      title: t`No contact for ${contactTypes.find((type) => type.code === code)?.label ?? code}`,
      detail: t`Nobody at the customer holds this role.`,
    }
  },
  'usage-high': (task, shown) => ({
    title: t`${productOf(task, shown)}: ${percentOf(task, shown)} of the licence is used`,
    detail: t`${shown.products.units(factText(task, 'product'), factNumber(task, 'peak'))} of ${shown.format.whole(factNumber(task, 'licensed'))}${factNumber(task, 'percent') >= 80 ? t`, time for an upgrade` : ''}.`,
  }),
  'product-inactive': (task, shown) => ({
    title: t`${productOf(task, shown)} has not been used for ${days(factNumber(task, 'days'))}`,
    detail: t`Last used on ${factDay(task, 'lastUseOn', shown)}.`,
  }),
  'over-commitment': (task, shown) => ({
    title: t`${productOf(task, shown)}: use is beyond the commitment`,
    detail: t`${shown.products.units(factText(task, 'product'), factNumber(task, 'used'))} against ${shown.format.whole(factNumber(task, 'commitment'))} committed.`,
  }),
  'peak-today': (task, shown) => ({
    title: t`${productOf(task, shown)}: new peak of the cycle`,
    detail: t`${shown.products.units(factText(task, 'product'), factNumber(task, 'peak'))}.`,
  }),
  'scanner-inactive': (task, shown) => ({
    title: t`Scanner ${factText(task, 'scanner')} has been silent for ${days(factNumber(task, 'days'))}`,
    detail: t`Last seen on ${factDay(task, 'lastSeenOn', shown)}.`,
  }),
  'scans-failed': (task, shown) => ({
    title: plural(factNumber(task, 'failed'), {
      one: `${productOf(task, shown)}: # scan failed`,
      other: `${productOf(task, shown)}: # scans failed`,
    }),
    detail: t`In the last ${days(factNumber(task, 'windowDays'))}, the first on ${factDay(task, 'firstFailedOn', shown)}.`,
  }),
}

function renewalWords(task: Task, shown: Shown): Words {
  // The day decides, not the count that was stored when the task was raised.
  const left = task.dueOn === null ? undefined : daysBetween(shown.today, task.dueOn)
  const order = factText(task, 'orderNumber')
  const title =
    left === undefined
      ? t`Order ${order} needs renewing`
      : left < 0
        ? t`Order ${order}: renewal overdue by ${days(-left)}`
        : t`Order ${order}: ${days(left)} left to renew`
  const lines = factNumber(task, 'lines')
  return {
    title,
    detail: `${t`Ends on ${factDay(task, 'endsOn', shown)}`}${lines > 1 ? `, ${plural(lines, { one: '# line', other: '# lines' })}` : ''}.`,
  }
}

const isKnown = (rule: string): rule is TaskRule => Object.hasOwn(makers, rule)

export const categoryLabel = (category: TaskCategory): string =>
  ({ commercial: t`Commercial`, usage: t`Product usage`, retention: t`Retention` })[category]

export const severityLabel = (severity: TaskSeverity): string => ({ high: t`High`, medium: t`Medium`, low: t`Low` })[severity]

export const ruleLabel = (rule: TaskRule): string =>
  ({
    'renewal-upcoming': t`Renewal upcoming`,
    'renewal-overdue': t`Renewal overdue`,
    'acv-dropped': t`ACV dropped`,
    'contact-missing': t`Contact missing`,
    'usage-high': t`High licence usage`,
    'product-inactive': t`Inactive product`,
    'over-commitment': t`Beyond commitment`,
    'peak-today': t`New peak`,
    'scanner-inactive': t`Inactive scanner`,
    'scans-failed': t`Failed scans`,
  })[rule]
