import { plural, t } from '@lingui/core/macro'
import { signalName } from '#rooms/activity/rules.ts'
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

/** The tab that raised the task and, where it shows the order, product, role or signal by itself, that. */
export const taskPath = (task: Task): string => paths.customer(task.customerId, task.subTab, placeIn(task))

const placeIn = ({ subTab, rule, facts }: Task): Record<string, string> => {
  const { product, orderNumber, type } = facts
  if (subTab === 'usage' && typeof product === 'string') return { product }
  if (subTab === 'commercial' && typeof orderNumber === 'string') return { cause: orderNumber }
  if (subTab === 'contacts' && typeof type === 'string') return { cause: type }
  if (subTab === 'signals' && rule === 'scanner-inactive') return { cause: signalName({ indicator: 'inactive-scanners', product: null }) }
  if (subTab === 'signals' && typeof product === 'string') return { cause: signalName({ indicator: 'failed-scans', product }) }
  return {}
}

const days = (count: number) => plural(count, { one: '# day', other: '# days' })

const factText = ({ facts }: Task, name: string): string => String(facts[name] ?? '–')
const factNumber = ({ facts }: Task, name: string): number => Number(facts[name] ?? 0)
const factDay = ({ facts }: Task, name: string, { format }: Shown): string =>
  typeof facts[name] === 'string' ? format.day(facts[name]) : '–'
/** Counted from the day, because the count that was stored is of the day on which the engine looked. */
const daysSince = (task: Task, name: string, { today }: Shown): number =>
  typeof task.facts[name] === 'string' ? Math.max(0, daysBetween(task.facts[name], today)) : factNumber(task, 'days')
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
    title: t`${productOf(task, shown)} has not been used for ${days(daysSince(task, 'lastUseOn', shown))}`,
    detail: t`Last used on ${factDay(task, 'lastUseOn', shown)}.`,
  }),
  'over-commitment': (task, shown) => {
    const units = (name: string) => shown.products.units(factText(task, 'product'), factNumber(task, name))
    return {
      title: t`${productOf(task, shown)}: use is beyond the commitment`,
      detail: t`That is of all customers together; this one grew by ${units('grownBy')} within three cycles.`,
    }
  },
  'peak-today': (task, shown) => {
    const units = (name: string) => shown.products.units(factText(task, 'product'), factNumber(task, name))
    return {
      title: t`${productOf(task, shown)}: highest use in twelve cycles`,
      detail: t`${units('peak')} on ${factDay(task, 'peakOn', shown)}, before that at most ${units('before')}.`,
    }
  },
  'scanner-inactive': (task, shown) => ({
    title: t`Scanner ${factText(task, 'scanner')} has been silent for ${days(daysSince(task, 'lastSeenOn', shown))}`,
    detail: typeof task.facts['lastSeenOn'] === 'string' ? t`Last seen on ${factDay(task, 'lastSeenOn', shown)}.` : t`Never seen.`,
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
  const order = factText(task, 'orderNumber')
  const endsOn = task.facts['endsOn']
  const isExpired = typeof endsOn === 'string' && endsOn < shown.today
  const lines = factNumber(task, 'lines')
  const day = factDay(task, 'endsOn', shown)
  const end = isExpired ? t`Expired on ${day}` : t`Ends on ${day}`
  return {
    title: renewalTitle(task, order, shown),
    detail: `${end}${lines > 1 ? `, ${plural(lines, { one: '# line', other: '# lines' })}` : ''}.`,
  }
}

// The day decides, not the count that was stored when the task was raised.
function renewalTitle({ rule, dueOn }: Task, order: string, { today }: Shown): string {
  if (rule === 'renewal-overdue') return t`Order ${order} renews by itself, but the next order is missing`
  if (dueOn === null) return t`Order ${order} needs renewing`
  const left = daysBetween(today, dueOn)
  return left < 0 ? t`Order ${order}: renewal overdue by ${days(-left)}` : t`Order ${order}: ${days(left)} left to renew`
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

/** What kind a task is of; one whose rule is gone has lost its words. */
export const kindLabel = (rule: string): string => (isKnown(rule) ? ruleLabel(rule) : t`Another kind`)
