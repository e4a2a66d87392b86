import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { ActivityMetric } from '#shared/config.ts'
import { addDays, daysBetween, eachDay, type Day, type Span } from '#shared/dates.ts'
import { rangeOf } from '#shared/ranges.ts'
import { trendOf } from '#shared/trend.ts'
import type { CustomerPlace } from '#rooms/customers/place.actions.ts'
import type { Tx } from '#server/db.ts'
import type { CustomerActivity, MetricActivity } from './contract.ts'

type Month = { metric: string; month: Day; days: (number | null)[] }

const usualDays = 90
const maxDays = 800

/** A customer's metrics, day by day, each with its trend line; the last ninety days unless asked. */
export const getActivity = async (
  tx: Tx,
  actor: Member,
  metrics: readonly ActivityMetric[],
  place: CustomerPlace,
  asked: Partial<Span>,
): Promise<CustomerActivity> => {
  const range = rangeOf(asked, { from: addDays(asked.to ?? actor.today, 1 - usualDays), to: actor.today }, maxDays)
  const months = await listMonths(tx, actor, place, range)
  const subscribed = new Set(await listProductsInUse(tx, actor, place, range))
  return {
    asOf: actor.today,
    ...range,
    metrics: metrics.map((metric) => metricFrom(metric, months, subscribed, range)),
  }
}

const listMonths = (tx: Tx, actor: Member, place: CustomerPlace, { from, to }: Span): Promise<Month[]> =>
  tx.rows(sql<Month>`
    select metric, month, days
      from activity_month
     where partner_id = ${actor.partnerId} and partnership_id = ${actor.partnershipId} and customer_id = ${place.id}
       and month between date_trunc('month', ${from}::date)::date and ${to}`)

/** Codes of the products that the customer had ordered or used on some day of a range: what is part of its subscription. */
export const listProductsInUse = async (tx: Tx, actor: Member, place: CustomerPlace, { from, to }: Span): Promise<string[]> => {
  const mine = sql`partner_id = ${actor.partnerId} and partnership_id = ${actor.partnershipId} and customer_id = ${place.id}`
  // A cycle has at most 31 days: those that begin earlier can't reach into the range.
  const rows = await tx.rows(sql<{ product: string }>`
    select product from usage_cycle where ${mine} and cycle_start between ${addDays(from, -30)} and ${to} and peak > 0
    union
    select product from order_line where ${mine} and status in ('active', 'superseded') and starts_on <= ${to} and ends_on >= ${from}`)
  return rows.map((row) => row.product)
}

const metricFrom = (metric: ActivityMetric, months: Month[], subscribed: Set<string>, range: Span): MetricActivity => {
  const isPartOfSubscription = metric.product === undefined || subscribed.has(metric.product)
  const named = { metric: metric.code, product: metric.product ?? null, isPartOfSubscription }
  if (!isPartOfSubscription) return { ...named, values: [], trend: null }
  const values = valuesOf(
    months.filter((month) => month.metric === metric.code),
    range,
  )
  const days = eachDay(range)
  const trend = trendOf(values.map((value, at) => ({ day: days[at] ?? range.to, value })))
  return { ...named, values, trend: trend ?? null }
}

const valuesOf = (months: Month[], range: Span): (number | null)[] => {
  const values = Array.from({ length: daysBetween(range.from, range.to) + 1 }, (): number | null => null)
  for (const { month, days } of months) {
    const offset = daysBetween(range.from, month)
    days.forEach((value, at) => {
      if (offset + at >= 0 && offset + at < values.length) values[offset + at] = value
    })
  }
  return values
}
