import type { ActivityMetric } from '#shared/config.ts'
import { addDays, addMonths, dayOfEpoch, epochDayOf, type Day } from '#shared/dates.ts'
import type { ScanOutcome } from '#rooms/activity/rules.ts'
import type { ActivityMonthIn, ScannerIn, ScanResultIn, ScheduleIn } from '#rooms/activity/intake.actions.ts'
import type { CustomerPlan, ProductUse } from './customers.ts'
import { chance, quietSpell, saltOf } from './dice.ts'
import type { PartnershipPlan } from './plan.ts'
import { aliveDays } from './usage.ts'

/** Days without anybody at the customer: no sign-in, no scan, no report. */
const silence = ({ dice, part }: CustomerPlan, epochDay: number) => (part ? undefined : quietSpell(dice.key ^ 0x51, epochDay, 0.28, 80))

const metricOn = (customer: CustomerPlan, metric: ActivityMetric, salt: number, epochDay: number): number | null => {
  const key = customer.dice.key ^ salt
  if (chance(key, epochDay ^ 0x99) < 0.015) return null
  if (metric.unit === 'points') {
    const stretch = Math.floor(epochDay / 28)
    const within = (epochDay - stretch * 28) / 28
    const slow = chance(key, stretch) * (1 - within) + chance(key, stretch + 1) * within
    return Math.round(22 + slow * 60 + chance(key, epochDay) * 6)
  }
  if (silence(customer, epochDay)) return 0
  const usual = 1 + chance(key, 1) * 7
  return Math.round(usual * chance(key, epochDay) * ((epochDay + 3) % 7 > 4 ? 0.3 : 1.4))
}

/** Calendar months of every metric that a customer can have, with samples up to `to`. */
export function* activityRows(
  partnership: PartnershipPlan,
  customers: readonly CustomerPlan[],
  metrics: readonly ActivityMetric[],
  from: Day,
  to: Day,
): Generator<ActivityMonthIn> {
  const lastDay = epochDayOf(to)
  const months: { month: Day; first: number; days: number }[] = []
  for (let month: Day = `${from.slice(0, 7)}-01`; month <= to; month = addMonths(month, 1))
    months.push({ month, first: epochDayOf(month), days: epochDayOf(addMonths(month, 1)) - epochDayOf(month) })
  for (const customer of customers) {
    const alive = aliveDays(customer)
    for (const metric of metrics) {
      if (metric.product && !customer.uses.some((use) => use.product === metric.product)) continue
      const salt = saltOf(metric.code)
      for (const { month, first, days } of months) {
        if (first > alive.last || first + days <= alive.first) continue
        const values = Array.from({ length: days }, (_, index) => {
          const day = first + index
          return day > lastDay || day < alive.first || day > alive.last ? null : metricOn(customer, metric, salt, day)
        })
        if (values.some((value) => value !== null))
          yield {
            partner: partnership.partner,
            partnership: partnership.externalId,
            customer: customer.externalId,
            metric: metric.code,
            month,
            days: values,
          }
      }
    }
  }
}

/** A scanner, and the day since which it is silent. */
export type ScannerPlan = { externalId: string; name: string; product: string; silentSince: Day | undefined }

const scans = (use: ProductUse) => use.at < 3
const hasScanners = (use: ProductUse) => use.at === 0

/** The scanners of a customer as of a day. */
export const scannersOf = (customer: CustomerPlan, anchor: Day, day: Day): ScannerPlan[] => {
  const today = epochDayOf(day)
  return customer.uses.filter(hasScanners).flatMap((use) =>
    Array.from({ length: customer.dice.between('scanners', 1, 3) }, (_, at) => {
      const key = customer.dice.of('scanner').of(at).key
      const told = customer.part?.silentScanner !== undefined && at === 0 ? epochDayOf(anchor) - customer.part.silentScanner : undefined
      const spell = told !== undefined ? (today <= epochDayOf(anchor) + 20 ? { from: told } : undefined) : quietSpell(key, today, 0.22, 60)
      return {
        externalId: `${customer.externalId}-A${at + 1}`,
        name: `${['core', 'branch', 'lab'][at] ?? 'site'}-scanner-${at + 1}`,
        product: use.product,
        silentSince: spell ? dayOfEpoch(spell.from) : undefined,
      }
    }),
  )
}

const at = (day: Day, key: number, topic: string) => {
  const minutes = Math.floor(chance(key, saltOf(topic)) * 1_200)
  return `${day}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00Z`
}

const placeOf = (customer: CustomerPlan, { partner, externalId }: PartnershipPlan) => ({
  partner,
  partnership: externalId,
  customer: customer.externalId,
})
const lastAlive = (customer: CustomerPlan, day: Day) =>
  customer.leavesOn !== undefined && customer.leavesOn <= day ? addDays(customer.leavesOn, -1) : day

export const scannerRows = (customer: CustomerPlan, partnership: PartnershipPlan, anchor: Day, day: Day): ScannerIn[] =>
  scannersOf(customer, anchor, lastAlive(customer, day)).map(({ silentSince, ...scanner }) => ({
    ...placeOf(customer, partnership),
    ...scanner,
    lastSeenAt: at(addDays(silentSince ?? lastAlive(customer, day), -1), customer.dice.key, scanner.externalId),
  }))

export const scheduleRows = (customer: CustomerPlan, partnership: PartnershipPlan, day: Day): ScheduleIn[] =>
  customer.uses.filter(scans).map((use) => {
    const everyDays = use.dice.pick('every', [1, 7, 7, 30])
    const today = epochDayOf(day)
    const spell = silence(customer, today)
    const next = spell ? spell.from : today + 1 + ((use.dice.key >>> 3) % everyDays)
    const hasLeft = customer.leavesOn !== undefined && customer.leavesOn <= day
    return {
      ...placeOf(customer, partnership),
      externalId: `${customer.externalId}-${use.product}-S`,
      name: `${everyDays === 1 ? 'Daily' : everyDays === 7 ? 'Weekly' : 'Monthly'} ${use.product} scan`,
      product: use.product,
      everyDays,
      nextRunOn: hasLeft ? null : dayOfEpoch(next),
    }
  })

/** The scans of a customer between two days: one a week for each product, daily and failing in a bad stretch. */
export function* resultsOf(
  customer: CustomerPlan,
  anchor: Day,
  from: Day,
  to: Day,
): Generator<{ use: ProductUse; day: Day; outcome: ScanOutcome }> {
  const alive = aliveDays(customer)
  const anchorDay = epochDayOf(anchor)
  for (const use of customer.uses.filter(scans)) {
    for (let day = Math.max(epochDayOf(from), alive.first); day <= Math.min(epochDayOf(to), alive.last); day++) {
      const isBad = customer.part
        ? customer.part.failingScans === true && use.at === 0 && day >= anchorDay - 5 && day <= anchorDay + 12
        : quietSpell(use.dice.key ^ 0x33, day, 0.18, 20) !== undefined
      if (silence(customer, day) || (!isBad && (day + (use.dice.key >>> 5)) % 7 !== 0)) continue
      const roll = chance(use.dice.key, day ^ 0x44)
      yield { use, day: dayOfEpoch(day), outcome: isBad ? (roll < 0.85 ? 'failed' : 'finished') : outcomeOf(roll) }
    }
  }
}

const outcomeOf = (roll: number): ScanOutcome =>
  roll < 0.9 ? 'finished' : roll < 0.95 ? 'finished-with-warning' : roll < 0.975 ? 'stopped' : 'failed'

export function* resultRows(
  customer: CustomerPlan,
  partnership: PartnershipPlan,
  anchor: Day,
  from: Day,
  to: Day,
): Generator<ScanResultIn> {
  for (const { use, day, outcome } of resultsOf(customer, anchor, from, to))
    yield {
      ...placeOf(customer, partnership),
      externalId: `${customer.externalId}-${use.product}-${day}`,
      product: use.product,
      target: `${use.product.toLowerCase()}.${customer.externalId.toLowerCase()}.example`,
      finishedAt: at(day, use.dice.key, day),
      outcome,
    }
}
