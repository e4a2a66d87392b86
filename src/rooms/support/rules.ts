import { httpsHostOf } from '#shared/web-address.ts'
import { allowed, refuse, type Verdict } from '#shared/actor.ts'

/** When a channel answers, on its own clock. Monday is 1; `to` before `from` goes on past midnight. */
export type OpenHours = { days: readonly number[]; from: string; to: string }

export const contactKinds = ['mail', 'phone', 'link'] as const
export type ContactKind = (typeof contactKinds)[number]

export const maxChannels = 50

export type Opening = {
  isOpen: boolean
  /** When that ends; null: never. */
  changesAt: Temporal.Instant | null
}

/** Whether somebody answers at that moment. No hours at all: always. */
export const openingAt = (hours: readonly OpenHours[], timeZone: string, now: Temporal.Instant): Opening => {
  if (hours.length === 0) return { isOpen: true, changesAt: null }
  const spans = spansAround(hours, timeZone, now)
  const inside = spans.find(({ start, end }) => start <= now.epochMilliseconds && now.epochMilliseconds < end)
  if (!inside) {
    const next = spans.find(({ start }) => start > now.epochMilliseconds)
    return { isOpen: false, changesAt: next ? Temporal.Instant.fromEpochMilliseconds(next.start) : null }
  }
  // Round the clock: what ends after the week that was looked at does not end.
  const isEndless = inside.end >= now.epochMilliseconds + 7 * 86_400_000
  return { isOpen: true, changesAt: isEndless ? null : Temporal.Instant.fromEpochMilliseconds(inside.end) }
}

type Span = { start: number; end: number }

/** Opening times from yesterday to the same day of next week, those that touch as one. */
const spansAround = (hours: readonly OpenHours[], timeZone: string, now: Temporal.Instant): Span[] => {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate()
  const spans: Span[] = []
  for (let away = -1; away <= 8; away++) {
    const day = today.add({ days: away })
    for (const { days, from, to } of hours)
      if (days.includes(day.dayOfWeek))
        spans.push({ start: momentOf(day, from, timeZone), end: momentOf(to > from ? day : day.add({ days: 1 }), to, timeZone) })
  }
  return merged(spans.toSorted((a, b) => a.start - b.start))
}

const merged = (spans: readonly Span[]): Span[] => {
  const joined: Span[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else joined.push({ ...span })
  }
  return joined
}

const momentOf = (day: Temporal.PlainDate, time: string, timeZone: string): number =>
  time === '24:00'
    ? day.add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds
    : day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds

/** Refusal is 400. */
export const mayContact = (kind: ContactKind, contact: string): Verdict => {
  if (kind === 'mail')
    return /^[^\s@,;:<>"?#\\]{1,64}@[^\s@,;:<>"?#\\]+\.[^\s@,;:<>"?#\\.]+$/.test(contact)
      ? allowed
      : refuse('support.contact-unusable', 'Enter an address like support@company.com.')
  if (kind === 'phone')
    return /^\+?\d[\d\s()./-]{3,40}$/.test(contact)
      ? allowed
      : refuse('support.contact-unusable', 'Enter a number such as +46 8 123 45 67.')
  return httpsHostOf(contact) === undefined ? refuse('support.contact-unusable', 'Enter an address that begins with https://.') : allowed
}

/** What a click on it opens. */
export const hrefOf = (kind: ContactKind, contact: string): string =>
  kind === 'mail' ? `mailto:${contact}` : kind === 'phone' ? `tel:${contact.replace(/[^+\d]/g, '')}` : contact
