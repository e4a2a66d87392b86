import { countedStates } from '#rooms/customers/counted.rules.ts'

import { seesPart, type Member } from '#shared/actor.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import { addDays, addMonths, daysBetween, type Day, type Span } from '#shared/dates.ts'
import { fieldProblem } from '#shared/problem.ts'
import { rangeOf } from '#shared/ranges.ts'
import { changeOf, trendOfDays } from '#shared/trend.ts'
import type { Tx } from '#server/db.ts'
import {
  maxAcvDays,
  reportBuckets,
  type AcvCustomer,
  type AcvReport,
  type GrowthReport,
  type GrowthSort,
  type RenewalReport,
  type StatusReport,
} from './contract.ts'
import * as orders from './orders.store.ts'
import * as outlook from './outlook.store.ts'
import { cumulative, retentionOfSums, shareOf } from './rules.ts'

const countedOf = (actor: Member, config: PortalConfig) => countedStates(modelOf(config, actor.model))

/** The days of an ACV report: the last twelve months unless asked. 400 for days to come and for too long a range. */
export const acvSpan = (actor: Member, asked: Partial<Span>): Span => {
  const span = rangeOf(asked, { from: addDays(addMonths(asked.to ?? actor.today, -12), 1), to: actor.today }, maxAcvDays)
  if (span.to > actor.today) throw notCome('to')
  return span
}

const notCome = (path: string) => fieldProblem('request.invalid', 400, { path, message: 'This day has not come yet.' })

/** The portfolio's ACV of each day with its trend. */
export const getAcvReport = async (tx: Tx, actor: Member, config: PortalConfig, asked: Partial<Span>): Promise<AcvReport> => {
  const span = acvSpan(actor, asked)
  const values = await orders.listAcvDays(tx, actor, countedOf(actor, config), span)
  const first = values.find((value) => value !== null)
  const last = values.findLast((value) => value !== null)
  return {
    asOf: actor.today,
    timeZone: actor.timeZone,
    currency: actor.currency,
    isPartial: seesPart(actor),
    ...span,
    values,
    trend: trendOfDays(span.from, values) ?? null,
    change: first === undefined || last === undefined || first === null || last === null ? null : changeOf(last, first),
  }
}

export type AcvCustomersReply = { items: AcvCustomer[]; next: string | null; total: number; day: Day; acvMinor: number }

/** A page of the customers behind one day's ACV. 400 for a day to come. */
export const getAcvCustomers = async (
  tx: Tx,
  actor: Member,
  config: PortalConfig,
  asked: { day: Day; cursor?: string | undefined; limit: number },
): Promise<AcvCustomersReply> => {
  if (asked.day > actor.today) throw notCome('day')
  const page = await orders.listAcvCustomers(tx, actor, countedOf(actor, config), asked)
  const items = page.items.map(({ customerId, name, acvMinor, lines }) => ({
    id: tx.ids.outer('cus', customerId),
    name,
    acvMinor,
    lines,
    share: shareOf(acvMinor, page.acvMinor),
  }))
  return { ...page, items, day: asked.day }
}

/** Open renewals: the totals of every bucket and a page of lines. */
export const getRenewals = async (tx: Tx, actor: Member, config: PortalConfig, asked: outlook.RenewalAsked): Promise<RenewalReport> => {
  const counted = countedOf(actor, config)
  const [{ buckets, threeMonths, later }, { items, next }] = await Promise.all([
    outlook.sumRenewals(tx, actor, counted),
    outlook.listRenewals(tx, actor, counted, asked),
  ])
  const totals = reportBuckets.map((bucket) => ({ bucket, ...(buckets.get(bucket) ?? { lines: 0, acvMinor: 0 }) }))
  return {
    asOf: actor.today,
    currency: actor.currency,
    isPartial: seesPart(actor),
    buckets: totals,
    within: cumulative(buckets),
    threeMonths,
    items: items.map(({ lineId, customerId, ...row }) => ({
      ...row,
      id: tx.ids.outer('lin', lineId),
      customerId: tx.ids.outer('cus', customerId),
      daysLeft: daysBetween(actor.today, row.deadline),
    })),
    next,
    total: asked.bucket ? (buckets.get(asked.bucket)?.lines ?? 0) : totals.reduce((sum, { lines }) => sum + lines, later),
  }
}

export type GrowthAsked = { sort: GrowthSort; cursor?: string | undefined; limit: number }

/** ACV now against twelve months ago: retention of the whole and a page of customers. */
export const getGrowth = async (tx: Tx, actor: Member, config: PortalConfig, asked: GrowthAsked): Promise<GrowthReport> => {
  const counted = countedOf(actor, config)
  const [totals, { items, next }] = await Promise.all([
    outlook.sumGrowth(tx, actor, counted),
    outlook.listGrowth(tx, actor, counted, asked),
  ])
  const asOf = totals.asOf ?? actor.today
  return {
    asOf,
    yearAgo: outlook.growthStart(asOf),
    currency: actor.currency,
    isPartial: seesPart(actor),
    acvMinor: totals.acvMinor,
    acvYearAgoMinor: totals.acvYearAgoMinor,
    retention: retentionOfSums(totals) ?? null,
    items: items.map(({ customerId, name, acvMinor, acvYearAgoMinor }) => ({
      id: tx.ids.outer('cus', customerId),
      name,
      acvMinor,
      acvYearAgoMinor,
      change: changeOf(acvMinor, acvYearAgoMinor ?? undefined),
    })),
    next,
    total: totals.total,
  }
}

/** How many lines and customers there are of each status. */
export const getStatuses = async (tx: Tx, actor: Member, config: PortalConfig): Promise<StatusReport> => ({
  asOf: actor.today,
  isPartial: seesPart(actor),
  ...(await orders.countStatuses(tx, actor, countedOf(actor, config))),
})
