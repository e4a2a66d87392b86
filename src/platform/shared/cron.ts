/** When something is due: minute, hour, day of the month, month and day of the week, as cron has written it for fifty years. In UTC. */
export type Cron = {
  minutes: ReadonlySet<number>
  hours: ReadonlySet<number>
  dates: ReadonlySet<number>
  months: ReadonlySet<number>
  /** 0 is Sunday. */
  weekdays: ReadonlySet<number>
}

const fields = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'day of the week', from: 0, to: 7 },
] as const

/** Reads `0 6 * * 1`: stars, numbers, ranges, lists and steps. Throws RangeError, in words for the person who wrote it. */
export const parseCron = (text: string): Cron => {
  const parts = text.trim().split(/\s+/)
  if (parts.length !== 5) throw new RangeError(`"${text}" needs five fields: minute, hour, day of the month, month, day of the week`)
  const [minutes, hours, dates, months, weekdays] = fields.map((field, at) => valuesOf(parts[at] ?? '', field))
  if (!minutes || !hours || !dates || !months || !weekdays) throw new RangeError(`"${text}" is no moment`)
  const cron = { minutes, hours, dates, months, weekdays: new Set([...weekdays].map((day) => day % 7)) }
  if (!Number.isFinite(daysUntil(cron, Temporal.PlainDate.from('2024-01-01'), 1))) throw new RangeError(`"${text}" is never due`)
  return cron
}

const valuesOf = (part: string, { name, from, to }: (typeof fields)[number]): Set<number> => {
  const values = new Set<number>()
  for (const item of part.split(',')) {
    const [, star, first, last, step] = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(item) ?? []
    const begin = star ? from : Number(first)
    // Sunday is 0 and may be called 7 as well; a star means it once.
    const end = star ? (to === 7 ? 6 : to) : Number(last ?? first)
    const every = Number(step ?? 1)
    const isLone = step !== undefined && !star && last === undefined
    if (Number.isNaN(begin) || begin < from || end > to || begin > end || every < 1 || isLone)
      throw new RangeError(`"${item}" is no ${name}: use a number from ${from} to ${to}, a range, a list, * or */n`)
    for (let value = begin; value <= end; value += every) values.add(value)
  }
  return values
}

const isDueOn = ({ dates, months, weekdays }: Cron, day: Temporal.PlainDate): boolean => {
  if (!months.has(day.month)) return false
  const isDate = dates.has(day.day)
  const isWeekday = weekdays.has(day.dayOfWeek % 7)
  // When both are narrowed, either is enough: cron's own rule.
  return dates.size < 31 && weekdays.size < 7 ? isDate || isWeekday : isDate && isWeekday
}

/** A 29 February is at most eight years away. */
const farthestDays = 366 * 8 + 1

/** Days to the next day that it is due on, the given one included, into the future (1) or the past (-1). Infinity when there is none. */
const daysUntil = (cron: Cron, day: Temporal.PlainDate, direction: 1 | -1): number => {
  for (let days = 0; days <= farthestDays; days++) if (isDueOn(cron, day.add({ days: days * direction }))) return days
  return Number.POSITIVE_INFINITY
}

/** The newest moment that it was due at, `now` included. */
export const lastDue = (cron: Cron, now: Temporal.Instant): Temporal.Instant => dueFrom(cron, now, -1)

/** The next moment that it will be due at, after `now`. */
export const nextDue = (cron: Cron, now: Temporal.Instant): Temporal.Instant => dueFrom(cron, minuteOf(now).add({ minutes: 1 }), 1)

const minuteOf = (instant: Temporal.Instant) => instant.round({ smallestUnit: 'minute', roundingMode: 'floor' })

const dueFrom = (cron: Cron, from: Temporal.Instant, direction: 1 | -1): Temporal.Instant => {
  const start = minuteOf(from).toZonedDateTimeISO('UTC')
  const times = [...cron.hours]
    .flatMap((hour) => [...cron.minutes].map((minute) => hour * 60 + minute))
    .toSorted((a, b) => (a - b) * direction)
  const startMinute = start.hour * 60 + start.minute
  let day = start.toPlainDate()
  for (let tries = 0; tries < 2; tries++) {
    day = day.add({ days: daysUntil(cron, day, direction) * direction })
    const isStartDay = day.equals(start.toPlainDate())
    const time = times.find((minute) => !isStartDay || (minute - startMinute) * direction >= 0)
    if (time !== undefined) return day.toZonedDateTime('UTC').add({ minutes: time }).toInstant()
    day = day.add({ days: direction })
  }
  throw new RangeError('A moment that is due once is due again')
}

/** The moments after `after` and up to `until` that it was due at, the newest first, and whether there are more than `atMost`. */
export const duesBetween = (
  cron: Cron,
  after: Temporal.Instant,
  until: Temporal.Instant,
  atMost: number,
): { dues: Temporal.Instant[]; isCut: boolean } => {
  const dues: Temporal.Instant[] = []
  for (let due = lastDue(cron, until); Temporal.Instant.compare(due, after) > 0; due = lastDue(cron, due.subtract({ minutes: 1 }))) {
    if (dues.length === atMost) return { dues, isCut: true }
    dues.push(due)
  }
  return { dues, isCut: false }
}
