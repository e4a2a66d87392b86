import type { I18n } from '@lingui/core'
import { daysBetween } from '#shared/dates.ts'
import type { Format } from '#shared/format.ts'
import type { Products } from '#shared/products.ts'
import type { TaskRule } from '#rooms/tasks/contract.ts'
import type { DigestTask } from './store.ts'

export type Speech = {
  i18n: I18n
  format: Format
  products: Products
  today: string
  contactTypes: readonly { code: string; label: string }[]
}

/** What a task says, in one sentence; the same as its words on the screens. */
export const taskSentence = (task: DigestTask, speech: Speech): string => {
  const make = isKnown(task.rule) ? makers[task.rule] : undefined
  return make ? make(task, speech) : speech.i18n._('Something needs a look')
}

const factText = ({ facts }: DigestTask, name: string): string => String(facts[name] ?? '–')
const factNumber = ({ facts }: DigestTask, name: string): number => Number(facts[name] ?? 0)
const factDay = ({ facts }: DigestTask, name: string, { format }: Speech): string =>
  typeof facts[name] === 'string' ? format.day(facts[name]) : '–'
/** Counted from the day, because the count that was stored is of the day on which the engine looked. */
const daysSince = (task: DigestTask, name: string, { today }: Speech): number =>
  typeof task.facts[name] === 'string' ? Math.max(0, daysBetween(task.facts[name], today)) : factNumber(task, 'days')
const productOf = (task: DigestTask, { products }: Speech): string => products.name(factText(task, 'product'))
const percentOf = (task: DigestTask, { format }: Speech): string => format.percent(factNumber(task, 'percent') / 100, 0)

const renewal = (task: DigestTask, { i18n, format, today }: Speech): string => {
  const order = factText(task, 'orderNumber')
  // The day decides, not the count that was stored when the task was raised.
  const left = task.dueOn === null ? undefined : daysBetween(today, task.dueOn)
  if (left === undefined) return i18n._('Order {order} needs renewing', { order })
  const day = format.day(task.dueOn ?? today)
  if (left < 0)
    return i18n._('Order {order}: renewal overdue by {days, plural, one {# day} other {# days}}, due {day}', { order, days: -left, day })
  return i18n._('Order {order}: {days, plural, one {# day} other {# days}} left to renew, due {day}', { order, days: left, day })
}

const makers: Record<TaskRule, (task: DigestTask, speech: Speech) => string> = {
  'renewal-upcoming': renewal,
  'renewal-overdue': (task, { i18n }) =>
    i18n._('Order {order} renews by itself, but the next order is missing', { order: factText(task, 'orderNumber') }),
  'acv-dropped': (task, speech) => speech.i18n._('ACV has dropped by {percent} within twelve months', { percent: percentOf(task, speech) }),
  'contact-missing': (task, { i18n, contactTypes }) => {
    const code = factText(task, 'type')
    return i18n._('No contact for {type}', { type: contactTypes.find((type) => type.code === code)?.label ?? code })
  },
  'usage-high': (task, speech) =>
    speech.i18n._('{product}: {percent} of the licence is used', { product: productOf(task, speech), percent: percentOf(task, speech) }),
  'product-inactive': (task, speech) =>
    speech.i18n._('{product} has not been used for {days, plural, one {# day} other {# days}}', {
      product: productOf(task, speech),
      days: daysSince(task, 'lastUseOn', speech),
    }),
  'over-commitment': (task, speech) => speech.i18n._('{product}: use is beyond the commitment', { product: productOf(task, speech) }),
  'peak-today': (task, speech) =>
    speech.i18n._('{product}: new peak of {units}', {
      product: productOf(task, speech),
      units: speech.products.units(factText(task, 'product'), factNumber(task, 'peak')),
    }),
  'scanner-inactive': (task, speech) => {
    const named = { scanner: factText(task, 'scanner'), days: daysSince(task, 'lastSeenOn', speech) }
    if (typeof task.facts['lastSeenOn'] !== 'string')
      return speech.i18n._('Scanner {scanner} has been silent for {days, plural, one {# day} other {# days}}, never seen', named)
    const dated = { ...named, day: factDay(task, 'lastSeenOn', speech) }
    return speech.i18n._('Scanner {scanner} has been silent for {days, plural, one {# day} other {# days}}, last seen on {day}', dated)
  },
  'scans-failed': (task, speech) =>
    speech.i18n._('{product}: {failed, plural, one {# scan failed} other {# scans failed}}', {
      product: productOf(task, speech),
      failed: factNumber(task, 'failed'),
    }),
}

const isKnown = (rule: string): rule is TaskRule => Object.hasOwn(makers, rule)
