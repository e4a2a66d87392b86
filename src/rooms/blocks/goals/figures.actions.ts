import { metricSeries, metricsNow } from '#rooms/metrics/actions.ts'
import { largestOf, productOf, type MetricPeriod } from '#rooms/metrics/rules.ts'
import type { Member } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import type { Day } from '#shared/dates.ts'
import { sumMinor } from '#shared/money.ts'
import type { Tx } from '#server/db.ts'
import type { GoalsSettings } from './contract.ts'
import { isOfPeriod } from './rules.ts'

/** What a goal's figure comes to for the actor on a day; `previous`: at the end of the period before, where that is known. */
export type Figure = { value: number | null; previous: number | null; isPartial: boolean; asOf: Day }
export type Asked = { metric: string; by: GoalsSettings['period']['by'] }

/** The figures of goals as the report and the dashboard have them, each of them asked once; by `metric by`. Absent: the actor may not see it. */
export const figuresFor = async (tx: Tx, actor: Member, config: PortalConfig, asked: readonly Asked[]): Promise<Map<string, Figure>> => {
  const distinct = [...new Map(asked.map((one) => [keyOf(one), one])).values()]
  const yearly = distinct.filter(({ metric, by }) => by === 'year' && isOfPeriod(metric))
  const rest = distinct.filter((one) => !yearly.includes(one))
  const found = await Promise.all([
    ...(['month', 'quarter'] as const).map((period) => nowFor(tx, actor, config, period, rest.filter(({ by }) => periodFor(by) === period))),
    ...yearly.map((one) => yearFor(tx, actor, config, one)),
  ]) // prettier-ignore
  return new Map(found.flat())
}

export const keyOf = ({ metric, by }: Asked): string => `${metric} ${by}`

/** A figure that stands as it is on a day is the same in every period. */
const periodFor = (by: Asked['by']): MetricPeriod => (by === 'quarter' ? 'quarter' : 'month')

const nowFor = async (
  tx: Tx,
  actor: Member,
  config: PortalConfig,
  period: MetricPeriod,
  asked: readonly Asked[],
): Promise<[string, Figure][]> => {
  if (asked.length === 0) return []
  const codes = [...new Set(asked.map(({ metric }) => metric))]
  const known = new Map((await metricsNow(tx, actor, config, codes, period)).map((now) => [now.code, now]))
  return asked.flatMap((one) => {
    const now = known.get(one.metric)
    return now ? [[keyOf(one), { value: now.value, previous: now.previous, isPartial: now.isPartial, asOf: now.asOf }]] : []
  })
}

/** Of the cycles of the year so far: the highest of peaks, the sum of amounts. */
const yearFor = async (tx: Tx, actor: Member, config: PortalConfig, asked: Asked): Promise<[string, Figure][]> => {
  const series = await metricSeries(tx, actor, config, asked.metric, { periods: 12, grouping: 'month' })
  const year = series?.periods.at(-1)?.name.slice(0, 4)
  const line = series?.lines[0]
  if (!series || !year) return []
  const values = (line?.values ?? []).flatMap((value, at) => (value !== null && series.periods[at]?.name.startsWith(year) ? [value] : []))
  const value = values.length === 0 ? null : productOf(asked.metric) === undefined ? sumMinor(values) : largestOf(values)
  return [[keyOf(asked), { value, previous: null, isPartial: series.isPartial, asOf: series.asOf }]]
}
