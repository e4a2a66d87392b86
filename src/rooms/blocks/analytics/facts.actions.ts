import { metricSeries, metricsNow } from '#rooms/metrics/actions.ts'
import type { MetricNow } from '#rooms/metrics/contract.ts'
import { metricPeriods } from '#rooms/metrics/rules.ts'
import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import type { AnalyticsData, AnalyticsSettings } from './contract.ts'

/** Figures as the reader has them everywhere else: by the same calls, in their own scope. What several blocks show is read once. */
export const analyticsFacts: Facts<AnalyticsSettings> = {
  of: async (tx, actor, blocks, { portal: { config } }) => {
    const { currency } = actor
    const asked = (grouping: AnalyticsSettings['grouping']) =>
      blocks.flatMap(({ settings }) => (settings.chart === 'number' && settings.grouping === grouping ? [settings.metric] : []))
    const numbers = Promise.all(
      metricPeriods.map(async (grouping) => {
        const codes = [...new Set(asked(grouping))]
        const found = codes.length === 0 ? [] : await metricsNow(tx, actor, config, codes, grouping)
        return found.map((now): [string, MetricNow] => [`${now.code} ${grouping}`, now])
      }),
    )
    const series = new Map<string, ReturnType<typeof metricSeries>>()
    const seriesOf = ({ metric, grouping, periods }: AnalyticsSettings) => {
      const key = `${metric} ${grouping} ${periods}`
      const known = series.get(key) ?? metricSeries(tx, actor, config, metric, { periods, grouping })
      series.set(key, known)
      return known
    }
    const resolved = blocks.map(async ({ id, settings }): Promise<[string, AnalyticsData]> => {
      if (settings.chart !== 'number') {
        const found = await seriesOf(settings)
        return [id, found && { now: null, series: found, currency }]
      }
      const now = new Map((await numbers).flat()).get(`${settings.metric} ${settings.grouping}`)
      return [id, now ? { now, series: null, currency } : null]
    })
    return new Map(await Promise.all(resolved))
  },
}
