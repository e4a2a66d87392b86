import { getPortfolioTotals } from '#rooms/customers/totals.actions.ts'
import type { UsageReport } from '#rooms/report/contract.ts'
import { getAcvReport, getGrowth } from '#rooms/report/orders.actions.ts'
import { getUsageReport } from '#rooms/report/usage.actions.ts'
import { seesPart, type Member } from '#shared/actor.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import { addDays, daysBetween, type Day } from '#shared/dates.ts'
import { sumMinor } from '#shared/money.ts'
import { changeOf } from '#shared/trend.ts'
import type { Tx } from '#server/db.ts'
import type { MetricNow, MetricSeries } from './contract.ts'
import {
  isOfModel,
  largestOf,
  lastPeriods,
  maySeeMetric,
  metricFacts,
  mostPeriods,
  productOf,
  type MetricPeriod,
  type Period,
} from './rules.ts'

/** One figure as of today with that of the period before. Null: the actor may not see it, or its model lacks it. */
export const metricNow = async (
  tx: Tx,
  actor: Member,
  config: PortalConfig,
  code: string,
  period: MetricPeriod,
): Promise<MetricNow | null> => (await metricsNow(tx, actor, config, [code], period))[0] ?? null

/** The same for several, those alone that the actor may see, in the order asked; what they share is read once. */
export const metricsNow = async (
  tx: Tx,
  actor: Member,
  config: PortalConfig,
  codes: readonly string[],
  kind: MetricPeriod,
): Promise<MetricNow[]> => {
  const shown = codes.filter((code) => maySee(actor, config, code) && metricFacts(code)?.hasNow)
  if (shown.length === 0) return []
  const [before, period] = lastPeriods(actor.today, actor.cycle, kind, 2)
  if (!before || !period) return []
  const sources = openSources(tx, actor, config)
  return Promise.all(
    shown.map(async (code) => {
      const { value, previous, commitment = null } = await figureOf(sources, code, before, period)
      return {
        code,
        unit: metricFacts(code)?.unit ?? 'count',
        product: productOf(code) ?? null,
        value,
        previous,
        change: value === null || previous === null ? null : changeOf(value, previous),
        commitment,
        asOf: (await sources.totals()).asOf,
        isPartial: seesPart(actor),
        period: spanOf(period),
      }
    }),
  )
}

/** A figure over the last periods. Null: the actor may not see it, its model lacks it, or nobody knows its past. */
export const metricSeries = async (
  tx: Tx,
  actor: Member,
  config: PortalConfig,
  code: string,
  { periods: count, grouping }: { periods: number; grouping: MetricPeriod },
): Promise<MetricSeries | null> => {
  const known = metricFacts(code)
  if (!known?.hasSeries || !maySee(actor, config, code)) return null
  const periods = lastPeriods(actor.today, actor.cycle, grouping, Math.min(Math.max(count, 1), mostPeriods[grouping]))
  const sources = openSources(tx, actor, config)
  const lines = code === 'acv' ? await acvLines(sources, actor, periods) : await usageLines(sources, config, code, periods)
  return { code, unit: known.unit, asOf: actor.today, isPartial: seesPart(actor), periods: periods.map(spanOf), lines }
}

const maySee = (actor: Member, config: PortalConfig, code: string): boolean =>
  maySeeMetric(actor.permissions, code) && isOfModel(config, modelOf(config, actor.model), code)

const spanOf = ({ name, from, to, isOpen }: Period) => ({ name, from, to, isOpen })

/** What the figures are read from, each asked once at the most: the very calls of the dashboard and of the report. */
const openSources = (tx: Tx, actor: Member, config: PortalConfig) => {
  const once = <T>(ask: () => Promise<T>) => {
    let asked: Promise<T> | undefined
    return () => (asked ??= ask())
  }
  const reports = new Map<string, Promise<UsageReport>>()
  return {
    totals: once(() => getPortfolioTotals(tx, actor, config)),
    growth: once(() => getGrowth(tx, actor, config, { sort: '-change', limit: 1 })),
    acv: (from: Day) => getAcvReport(tx, actor, config, { from, to: actor.today }),
    usage: (periods: readonly Period[]) => {
      const begun = periods.flatMap(({ cycles }) => cycles).filter(({ start }) => start <= actor.today)
      const key = `${begun.length}`
      const known = reports.get(key) ?? getUsageReport(tx, actor, config, { cycles: begun.length })
      reports.set(key, known)
      return known
    },
  }
}
type Sources = ReturnType<typeof openSources>

type Figure = { value: number | null; previous: number | null; commitment?: number | null }

const figureOf = async (sources: Sources, code: string, before: Period, period: Period): Promise<Figure> => {
  const now = (value: number | null | undefined): Figure => ({ value: value ?? null, previous: null })
  const product = productOf(code)
  if (product !== undefined) return peakFigure(sources, product, before, period)
  const totals = await sources.totals()
  switch (code) {
    case 'customers':
    case 'activeCustomers':
    case 'activeSubscriptions':
    case 'openTasks':
      return now(totals[code])
    case 'renewals':
      return now(totals.renewalMinor)
    case 'nrr':
      return now((await sources.growth()).retention?.nrrPercent)
    case 'acv':
      return { value: totals.acvMinor, previous: (await sources.acv(addDays(period.from, -1))).values[0] ?? null }
    case 'billable': {
      const report = await sources.usage([before, period])
      return { value: billOf(report, period), previous: billOf(report, before) }
    }
    default:
      return now(null)
  }
}

/** The highest cycle of the period. A month's is the dashboard's own figure. */
const peakFigure = async (sources: Sources, product: string, before: Period, period: Period): Promise<Figure> => {
  const [totals, report] = await Promise.all([sources.totals(), sources.usage([before, period])])
  const shown = totals.peaks.find((one) => one.product === product)
  const value = period.kind === 'month' ? (shown?.peak ?? null) : peakOf(report, product, period)
  return { value, previous: peakOf(report, product, before), commitment: shown?.commitment ?? null }
}

const peakOf = ({ cells }: UsageReport, product: string, { cycles }: Period): number | null =>
  largestOf(cycles.map(({ name }) => cells.find((cell) => cell.cycle === name && cell.product === product)?.peak))

const billOf = ({ amounts }: UsageReport, { cycles }: Period): number | null => {
  const known = cycles.flatMap(({ name }) => amounts.find(({ cycle }) => cycle === name)?.amountMinor ?? [])
  return known.length > 0 ? sumMinor(known) : null
}

/** ACV on the last day of each period, or today. */
const acvLines = async (sources: Sources, actor: Member, periods: readonly Period[]): Promise<MetricSeries['lines']> => {
  const days = periods.map(({ to }) => (to < actor.today ? to : actor.today))
  const first = days[0] ?? actor.today
  const { values } = await sources.acv(first)
  return [{ product: null, values: days.map((day) => values[daysBetween(first, day)] ?? null) }]
}

const usageLines = async (
  sources: Sources,
  { products }: PortalConfig,
  code: string,
  periods: readonly Period[],
): Promise<MetricSeries['lines']> => {
  const report = await sources.usage(periods)
  if (code === 'billable') return [{ product: null, values: periods.map((period) => billOf(report, period)) }]
  const asked = productOf(code)
  const shown = asked === undefined ? products.map((one) => one.code).filter((one) => report.products.includes(one)) : [asked]
  return shown.map((product) => ({ product, values: periods.map((period) => peakOf(report, product, period)) }))
}
