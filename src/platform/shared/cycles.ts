import type { CycleRule } from '#shared/config.ts'
import { addDays, addMonths, dayFromParts, daysBetween, eachDay, partsOf, startOfDay } from '#shared/dates.ts'
import type { Day, Span } from '#shared/dates.ts'

/** A billing cycle: first and last day (inclusive), the month it is called after (`YYYY-MM`), and how many days it has (28 to 31). */
export type Cycle = { start: Day; end: Day; name: string; days: number }

/** A cycle, or the part of it that counts: both ends inclusive. */
export type CyclePart = Span & { days: number; isPartial: boolean }

/** The cycle that a day belongs to. Throws RangeError for what is no day or a start day outside 1 to 28. */
export const cycleOf = (day: Day, rule: CycleRule): Cycle => {
  const { year, month, dayOfMonth } = partsOf(day)
  const sameMonth = dayFromParts(year, month, checkedStartDay(rule))
  return cycleFrom(dayOfMonth >= rule.startDay ? sameMonth : addMonths(sameMonth, -1), rule)
}

/** The cycle called `name` (`YYYY-MM`), as a period picker asks. Throws RangeError for what is no month. */
export const cycleNamed = (name: string, rule: CycleRule): Cycle => {
  const { year, month } = partsOf(`${name}-01`)
  const inNamed = dayFromParts(year, month, checkedStartDay(rule))
  return cycleFrom(rule.namedBy === 'end' && rule.startDay > 1 ? addMonths(inNamed, -1) : inNamed, rule)
}

export const nextCycle = (cycle: Cycle): Cycle => cycleFrom(addMonths(cycle.start, 1), ruleOf(cycle))

export const previousCycle = (cycle: Cycle): Cycle => cycleFrom(addMonths(cycle.start, -1), ruleOf(cycle))

/** The last `count` cycles, oldest first, `cycle` itself the last: 12 for a year's trend. */
export const cyclesBack = (cycle: Cycle, count: number): Cycle[] =>
  Array.from({ length: count }, (_, at) => cycleFrom(addMonths(cycle.start, at - count + 1), ruleOf(cycle)))

/** 0 on the cycle's first day. Throws RangeError for a day outside the cycle. */
export const indexInCycle = (day: Day, cycle: Cycle): number => {
  const index = daysBetween(cycle.start, day)
  if (index < 0 || index >= cycle.days) throw new RangeError(`${day} is not in the cycle ${cycle.start} to ${cycle.end}`)
  return index
}

/** The day at an index of `indexInCycle`. Throws RangeError outside the cycle. */
export const dayInCycle = (index: number, cycle: Cycle): Day => {
  if (!Number.isInteger(index) || index < 0 || index >= cycle.days)
    throw new RangeError(`the cycle ${cycle.start} to ${cycle.end} has no day number ${index}`)
  return addDays(cycle.start, index)
}

export const daysOfCycle = (cycle: Cycle): Day[] => eachDay({ from: cycle.start, to: cycle.end })

/** From the first instant of the cycle (inclusive) to the first of the next (exclusive) in `timeZone`; an hour more or less across summer time. */
export const cycleInstants = (cycle: Cycle, timeZone: string): [start: Temporal.Instant, end: Temporal.Instant] => [
  startOfDay(cycle.start, timeZone),
  startOfDay(addDays(cycle.end, 1), timeZone),
]

/**
 * The days of a cycle that lie within a contract, an assignment or a stay (`to` absent: no end is known);
 * undefined when none does. First and last periods are partial.
 */
export const partOfCycle = (cycle: Cycle, from: Day, to?: Day): CyclePart | undefined => {
  const first = from > cycle.start ? from : cycle.start
  const last = to !== undefined && to < cycle.end ? to : cycle.end
  const days = daysBetween(first, last) + 1
  return days < 1 ? undefined : { from: first, to: last, days, isPartial: days < cycle.days }
}

/** `cycleOf` and `indexInCycle` with a memory, for imports: millions of rows name a few hundred days. */
export const cycleFinder = (rule: CycleRule): ((day: Day) => { cycle: Cycle; index: number }) => {
  const found = new Map<Day, { cycle: Cycle; index: number }>()
  return (day) => {
    const known = found.get(day)
    if (known) return known
    const cycle = cycleOf(day, rule)
    daysOfCycle(cycle).forEach((each, index) => found.set(each, { cycle, index }))
    return { cycle, index: indexInCycle(day, cycle) }
  }
}

const cycleFrom = (start: Day, { namedBy }: CycleRule): Cycle => {
  const end = addDays(addMonths(start, 1), -1)
  return { start, end, name: (namedBy === 'end' ? end : start).slice(0, 7), days: daysBetween(start, end) + 1 }
}

// A cycle carries its rule: the start day is visible, and the name is that of its first or of its last month
// (of both when it is a calendar month, where the difference means nothing).
const ruleOf = (cycle: Cycle): CycleRule => ({
  startDay: partsOf(cycle.start).dayOfMonth,
  namedBy: cycle.name === cycle.start.slice(0, 7) ? 'start' : 'end',
})

const checkedStartDay = ({ startDay }: CycleRule): number => {
  if (!Number.isInteger(startDay) || startDay < 1 || startDay > 28)
    throw new RangeError(`a cycle can't start on day ${startDay}; use 1 to 28`)
  return startDay
}
