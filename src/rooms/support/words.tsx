import { t } from '@lingui/core/macro'
import type { ContactKind } from './rules.ts'

export const contactLabel = (kind: ContactKind) => ({ mail: t`E-mail`, phone: t`Phone`, link: t`Page` })[kind]

// Monday, 5 January 2026, and the days after it.
const dayOf = (day: number) => new Date(Date.UTC(2026, 0, 4 + day))

/** `Mon`, in the reader's language. */
export const dayName = (day: number, width: 'short' | 'long' = 'short') =>
  new Intl.DateTimeFormat(document.documentElement.lang || 'en', { weekday: width, timeZone: 'UTC' }).format(dayOf(day))

/** `Mon–Fri`, `Mon, Wed`. */
export const daysText = (days: readonly number[]): string => {
  const sorted = days.toSorted((a, b) => a - b)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${dayName(first)}–${dayName(last)}`
  return sorted.map((day) => dayName(day)).join(', ')
}
