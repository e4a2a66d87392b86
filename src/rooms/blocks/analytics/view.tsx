import { Trans, useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import type { MetricNow, MetricSeries } from '#rooms/metrics/contract.ts'
import { BlockMissing, BlockTitle } from '#ui/block-parts.tsx'
import type { BlockViewProps } from '#ui/blocks.tsx'
import { BarsChart, LineChart } from '#ui/chart.tsx'
import { useFormat } from '#ui/format.tsx'
import { metricLabel, useMetricPlace, useMetricText, useMetricUnit } from '#ui/metric.tsx'
import { useProducts } from '#ui/products.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import { Stat } from '#ui/stat.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { AnalyticsData, AnalyticsSettings } from './contract.ts'
import classes from './view.module.css'

export const View = ({ settings, data, isPreview }: BlockViewProps<AnalyticsSettings, NonNullable<AnalyticsData>>) => {
  const { t } = useLingui()
  if (!data)
    return isPreview ? <BlockMissing>{t`The figure stands here in the preview, and for partners who may see it.`}</BlockMissing> : null
  const { now, series, currency } = data
  const isPartial = (now ?? series)?.isPartial ?? false
  return (
    <div>
      {/* A number says what it is by itself. */}
      {series && <BlockTitle>{settings.title}</BlockTitle>}
      {now && <Now now={now} title={settings.title} currency={currency} />}
      {series && <Course series={series} chart={settings.chart} title={settings.title} currency={currency} />}
      {isPartial && (
        <p className={classes.note}>
          <Trans>Of the customers that are assigned to you.</Trans>
        </p>
      )}
    </div>
  )
}

const Now = ({ now, title, currency }: { now: MetricNow; title: string; currency: string }) => {
  const { t } = useLingui()
  const text = useMetricText(currency)
  const format = useFormat()
  const products = useProducts()
  const placeOf = useMetricPlace()
  const unitOf = useMetricUnit()
  const { code, value, unit, product, commitment, asOf } = now
  const change = text.change(now)
  const href = placeOf(now)
  const units = unitOf(product)
  const day = format.day(asOf)
  const committed = commitment === null ? undefined : t`of ${format.whole(commitment)} committed`
  return (
    <Stat
      label={title || metricLabel(code, products.short)}
      value={value === null ? '–' : text.value(value, unit)}
      {...(units ? { unit: units } : {})}
      {...(change ? { change } : {})}
      {...(href ? { href } : {})}
      about={committed ?? t`as of ${day}`}
    />
  )
}

type CourseProps = { series: MetricSeries; chart: AnalyticsSettings['chart']; title: string; currency: string }

const Course = ({ series, chart, title, currency }: CourseProps) => {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const text = useMetricText(currency)
  const products = useProducts()
  const placeOf = useMetricPlace()
  const lines = series.lines.filter(({ values }) => values.some((value) => value !== null))
  if (lines.length === 0) return <EmptyState title={t`Nothing measured yet`}>{t`It begins with the first figures.`}</EmptyState>
  const idOf = (product: string | null) => product ?? series.code
  const label = title || metricLabel(series.code, products.name)
  const valuesAt = (at: number) => Object.fromEntries(lines.map(({ product, values }) => [idOf(product), values[at] ?? null]))
  const pick = (name: string, seriesId: string) => {
    const period = series.periods.find((one) => one.name === name)
    const product = lines.find((line) => idOf(line.product) === seriesId)?.product ?? null
    const place = period && placeOf({ code: product === null ? series.code : `peak:${product}`, product, period })
    if (place) navigate(place)
  }
  const drawn = {
    label,
    fileName: 'figures',
    height: 220,
    series: lines.map(({ product }) => ({
      id: idOf(product),
      label: product === null ? label : products.short(product),
      ...(product === null ? {} : { colour: products.colour(product) }),
    })),
    valueText: (value: number) => text.value(value, series.unit),
    axisText: (value: number) => text.short(value, series.unit),
  }
  if (chart === 'table') return <Numbers series={series} lines={lines} label={label} currency={currency} />
  if (chart === 'line')
    return (
      <LineChart
        {...drawn}
        points={series.periods.map(({ name }, at) => ({ x: name, values: valuesAt(at) }))}
        xText={(name) => text.period(name)}
        xLabel={t`Period`}
        onPick={(name) => pick(name, idOf(lines[0]?.product ?? null))}
      />
    )
  return (
    <BarsChart
      {...drawn}
      groups={series.periods.map(({ name, isOpen }, at) => ({ id: name, label: text.period(name), isOpen, values: valuesAt(at) }))}
      onPick={pick}
    />
  )
}

type NumbersProps = { series: MetricSeries; lines: MetricSeries['lines']; label: string; currency: string }

const Numbers = ({ series, lines, label, currency }: NumbersProps) => {
  const { t } = useLingui()
  const text = useMetricText(currency)
  const products = useProducts()
  const rows = series.periods.map((period, at) => ({ ...period, at })).toReversed()
  return (
    <SimpleTable
      label={label}
      rows={rows}
      rowId={({ name }) => name}
      columns={[
        {
          id: 'period',
          heading: t`Period`,
          cell: ({ name, isOpen }) => (isOpen ? t`${text.period(name)}, still running` : text.period(name)),
        },
        ...lines.map(({ product, values }) => ({
          id: product ?? series.code,
          heading: product === null ? metricLabel(series.code, products.short) : products.short(product),
          numeric: true,
          cell: ({ at }: { at: number }) => {
            const value = values[at]
            return value == null ? '–' : text.value(value, series.unit)
          },
        })),
      ]}
    />
  )
}
