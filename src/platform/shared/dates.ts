/** A calendar day, `YYYY-MM-DD`, years 0001 to 9999. As text it sorts and compares by time. */
export type Day = string

/** What time it is; an argument everywhere, so that a test can choose it. */
export type Clock = () => Temporal.Instant

/** First and last day, both inclusive. */
export type Span = { from: Day; to: Day }

export const systemClock: Clock = () => Temporal.Now.instant()

/** The day that `clock` shows in `timeZone` (IANA name). Throws RangeError for an unknown zone. */
export const today = (clock: Clock, timeZone: string): Day => dayOf(clock(), timeZone)

/** The day on the wall calendar of `timeZone` (IANA name) at an instant. Throws RangeError for an unknown zone. */
export const dayOf = (instant: Temporal.Instant | Date, timeZone: string): Day => {
  const exact = instant instanceof Date ? Temporal.Instant.fromEpochMilliseconds(instant.getTime()) : instant
  return exact.toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

/** The first instant of a day in `timeZone`; not always 00:00, because some zones skip midnight when summer time begins. */
export const startOfDay = (day: Day, timeZone: string): Temporal.Instant =>
  Temporal.PlainDate.from(parseDay(day)).toZonedDateTime(timeZone).toInstant()

/** Whether a text is a day that exists: `2026-02-29` is none. */
export const isDay = (text: string): boolean => !Number.isNaN(readEpochDay(text))

/** The same text, known to be a day. Throws RangeError otherwise. */
export const parseDay = (text: string): Day => {
  if (!isDay(text)) throw noDay(text)
  return text
}

/** Negative when `a` is earlier, 0 when equal, positive when later. */
export const compareDays = (a: Day, b: Day): number => (a < b ? -1 : a > b ? 1 : 0)

/** `count` days later (earlier when negative). Throws RangeError for what is no day. */
export const addDays = (day: Day, count: number): Day => dayOfEpoch(epochDayOf(day) + count)

/** `count` months later (earlier when negative); 31 January plus one month is the last day of February. */
export const addMonths = (day: Day, count: number): Day => {
  const { year, month, dayOfMonth } = partsOf(day)
  const months = year * 12 + month - 1 + count
  const toYear = Math.floor(months / 12)
  const toMonth = months - toYear * 12 + 1
  return dayFromParts(toYear, toMonth, Math.min(dayOfMonth, daysInMonth(toYear, toMonth)))
}

/** Days from `from` to `to`: 1 for tomorrow, negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => epochDayOf(to) - epochDayOf(from)

/** Days from `today` to the same day `months` calendar months on; of a half month, which no calendar has, the days of half of thirty. */
export const daysAhead = (today: Day, months: number): number =>
  daysBetween(today, addMonths(today, Math.floor(months))) + Math.round((months % 1) * 30)

/** Every day of a span in order; none when it ends before it begins. */
export const eachDay = ({ from, to }: Span): Day[] => {
  const first = epochDayOf(from)
  return Array.from({ length: Math.max(0, epochDayOf(to) - first + 1) }, (_, at) => dayOfEpoch(first + at))
}

/**
 * Days since 1970-01-01. Integer arithmetic instead of Temporal, because imports and charts do this millions of times.
 * Throws RangeError for what is no day.
 */
export const epochDayOf = (day: Day): number => {
  const epochDay = readEpochDay(day)
  if (Number.isNaN(epochDay)) throw noDay(day)
  return epochDay
}

/** The day that is `epochDay` days after 1970-01-01. Throws RangeError outside the years 0001 to 9999. */
export const dayOfEpoch = (epochDay: number): Day => {
  if (!Number.isInteger(epochDay)) throw new RangeError(`${epochDay} is no whole number of days`)
  // The civil calendar in eras of 400 years that begin in March, so that the leap day comes last.
  const shifted = epochDay + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return dayFromParts(year, month, dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1)
}

/** Throws RangeError for what is no day. */
export const partsOf = (day: Day): { year: number; month: number; dayOfMonth: number } => {
  parseDay(day)
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), dayOfMonth: Number(day.slice(8)) }
}

/** Throws RangeError for a day that does not exist. */
export const dayFromParts = (year: number, month: number, dayOfMonth: number): Day =>
  parseDay(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`)

const DASH = 45

/** NaN for what is no day. */
const readEpochDay = (day: string): number => {
  if (day.length !== 10 || day.charCodeAt(4) !== DASH || day.charCodeAt(7) !== DASH) return NaN
  const year = digit(day, 0) * 1000 + digit(day, 1) * 100 + digit(day, 2) * 10 + digit(day, 3)
  const month = digit(day, 5) * 10 + digit(day, 6)
  const dayOfMonth = digit(day, 8) * 10 + digit(day, 9)
  if (!(year >= 1 && month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month))) return NaN
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const digit = (text: string, at: number): number => {
  const value = text.charCodeAt(at) - 48
  return value >= 0 && value <= 9 ? value : NaN
}

const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

const noDay = (text: string) => new RangeError(`"${text}" is no day; write it as 2026-01-31`)
