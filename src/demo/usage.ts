import { cycleOf, nextCycle } from '#shared/cycles.ts'
import { epochDayOf, type Day } from '#shared/dates.ts'
import type { UsageCycleIn } from '#rooms/usage/intake.actions.ts'
import type { CustomerPlan, ProductUse } from './customers.ts'
import { chance, quietSpell } from './dice.ts'
import type { PartnershipPlan } from './plan.ts'

const yearWave = Array.from(
  { length: 366 },
  (_, day) => 1 + 0.07 * Math.sin(((day - 75) / 366) * 2 * Math.PI) - (day > 350 || day < 6 ? 0.08 : 0),
)

/** What one customer used of one product on an epoch day; null is no sample. */
export const usageOn = (
  { dice: { key }, base, growthPerYear }: ProductUse,
  age: number,
  sinceAnchor: number,
  epochDay: number,
): number | null => {
  if (chance(key, epochDay ^ 0x6a9) < 0.012) return null
  const week = Math.floor(epochDay / 7)
  const within = (epochDay - week * 7) / 7
  const drift = chance(key, week) * (1 - within) + chance(key, week + 1) * within
  const weekday = (epochDay + 3) % 7 // 0 is a Monday
  const level = Math.max(0.15, 1 + (growthPerYear * sinceAnchor) / 365) * Math.min(1, 0.5 + age / 60)
  const value =
    base *
    level *
    (yearWave[epochDay % 366] ?? 1) *
    (0.92 + drift * 0.16) *
    (weekday > 4 ? 0.94 : 1) *
    (0.985 + chance(key, epochDay) * 0.03)
  return Math.max(1, Math.round(value))
}

/** The first and last epoch day of the stretch without samples that a day lies in: the product lies idle. */
export const idleSpell = ({ part }: CustomerPlan, use: ProductUse, epochDay: number, anchorDay: number) => {
  if (part?.quiet && use.at === 0) {
    const spell = { from: anchorDay + part.quiet[0], to: anchorDay + part.quiet[1] }
    return epochDay >= spell.from && epochDay <= spell.to ? spell : undefined
  }
  return quietSpell(use.dice.key ^ 0x77, epochDay, 0.14, 46)
}

/** The epoch days on which a customer could use anything: from its first to the day before it left. */
export const aliveDays = ({ since, leavesOn }: CustomerPlan) => ({
  first: epochDayOf(since),
  last: leavesOn === undefined ? Infinity : epochDayOf(leavesOn) - 1,
})

/** The sample of a day, with idle stretches and the customer's own life. */
export const sampleOn = (customer: CustomerPlan, use: ProductUse, epochDay: number, anchorDay: number): number | null => {
  const { first, last } = aliveDays(customer)
  if (epochDay < first || epochDay > last || idleSpell(customer, use, epochDay, anchorDay)) return null
  const value = usageOn(use, epochDay - first, epochDay - anchorDay, epochDay)
  return value !== null && hasSurged(customer, use, epochDay - anchorDay) ? Math.round(value * 1.4) : value
}

const hasSurged = ({ part }: CustomerPlan, use: ProductUse, sinceAnchor: number) =>
  part?.surge !== undefined && use.at === 0 && sinceAnchor >= part.surge[0] && sinceAnchor <= part.surge[1]

/** The cycle rows that touch `from` to `to`, with samples up to `to`; a row without any is left out. */
export function* usageRows(
  partnership: PartnershipPlan,
  customers: readonly CustomerPlan[],
  anchor: Day,
  from: Day,
  to: Day,
): Generator<UsageCycleIn> {
  const anchorDay = epochDayOf(anchor)
  const lastDay = epochDayOf(to)
  const cycles: { start: Day; first: number; days: number }[] = []
  for (let cycle = cycleOf(from, partnership.cycle); cycle.start <= to; cycle = nextCycle(cycle))
    cycles.push({ start: cycle.start, first: epochDayOf(cycle.start), days: cycle.days })
  for (const customer of customers) {
    const alive = aliveDays(customer)
    for (const use of customer.uses) {
      for (const { start, first, days } of cycles) {
        if (first > alive.last || first + days <= alive.first) continue
        let isUsed = false
        const values = Array.from({ length: days }, (_, index) => {
          const day = first + index
          const value = day > lastDay ? null : sampleOn(customer, use, day, anchorDay)
          isUsed ||= value !== null
          return value
        })
        if (isUsed)
          yield {
            partner: partnership.partner,
            partnership: partnership.externalId,
            customer: customer.externalId,
            product: use.product,
            cycleStart: start,
            days: values,
          }
      }
    }
  }
}
