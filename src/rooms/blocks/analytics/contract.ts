import { z } from 'zod'
import { blockKind, titleHeading, Title, written } from '#rooms/blocks/kind.rules.ts'
import { MetricCode, MetricNow, MetricSeries } from '#rooms/metrics/contract.ts'
import { metricPeriods, mostPeriods } from '#rooms/metrics/rules.ts'
import { chartKinds, isDrawn, whyNotDrawn } from './rules.ts'

export const AnalyticsSettings = z
  .strictObject({
    title: Title,
    metric: MetricCode,
    chart: z.enum(chartKinds),
    grouping: z.enum(metricPeriods).default('month'),
    /** How many of them; a number is of the one that runs. */
    periods: z.int().min(1).max(mostPeriods.month).default(12),
  })
  .superRefine(({ metric, chart }, issue) => {
    if (!isDrawn(metric, chart)) issue.addIssue({ code: 'custom', path: ['chart'], message: whyNotDrawn(chart) })
  })
export type AnalyticsSettings = z.infer<typeof AnalyticsSettings>

/** One of the two: what the reader's own part comes to. Null: they may not see it, or their partnership lacks it. */
export const AnalyticsData = z.strictObject({ now: MetricNow.nullable(), series: MetricSeries.nullable(), currency: z.string() }).nullable()
export type AnalyticsData = z.infer<typeof AnalyticsData>

export const analyticsKind = blockKind({
  settings: AnalyticsSettings,
  initial: { title: '', metric: 'customers', chart: 'number', grouping: 'month', periods: 12 },
  words: ({ title }) => written(title),
  headings: titleHeading,
  forReader: (settings, data) => (data ? settings : null),
})
