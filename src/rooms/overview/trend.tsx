import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import { BarsChart } from '#ui/chart.tsx'
import { metricLabel, useMetricPlace, useMetricText } from '#ui/metric.tsx'
import { useProducts } from '#ui/products.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { Overview } from './contract.ts'

type Trended = NonNullable<Overview['trend']>

/** The course of the main figure, a bar for each period and product. */
export const Trend = ({ trend }: { trend: Trended | null }) => {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const text = useMetricText()
  const products = useProducts()
  const placeOf = useMetricPlace()
  const lines = trend?.lines.filter(({ values }) => values.some((value) => value !== null)) ?? []
  if (!trend || lines.length === 0) return <EmptyState title={t`Nothing measured yet`}>{t`It begins with the first figures.`}</EmptyState>
  const idOf = (product: string | null) => product ?? trend.code
  const label = trend.code === 'acv' ? t`ACV at the end of each period` : metricLabel(trend.code, products.name)
  return (
    <BarsChart
      label={label}
      fileName="overview"
      height={200}
      series={lines.map(({ product }) => ({
        id: idOf(product),
        label: product === null ? label : products.short(product),
        ...(product === null ? {} : { colour: products.colour(product) }),
      }))}
      groups={trend.periods.map(({ name, isOpen }, at) => ({
        id: name,
        label: text.period(name),
        isOpen,
        values: Object.fromEntries(lines.map(({ product, values }) => [idOf(product), values[at] ?? null])),
      }))}
      valueText={(value) => text.value(value, trend.unit)}
      axisText={(value) => text.short(value, trend.unit)}
      onPick={(name, series) => {
        const period = trend.periods.find((one) => one.name === name)
        const product = lines.find((line) => idOf(line.product) === series)?.product ?? null
        const place = period && placeOf({ code: product === null ? trend.code : `peak:${product}`, product, period })
        if (place) navigate(place)
      }}
    />
  )
}
