import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconMinus, IconTrendingDown, IconTrendingUp } from '@tabler/icons-react'
import { useMemo } from 'react'
import { addDays, eachDay } from '#shared/dates.ts'
import { LineChart } from '#ui/chart.tsx'
import { DateRange, type Range } from '#ui/date-range.tsx'
import { useFormat } from '#ui/format.tsx'
import { day, useUrlState } from '#ui/paths.tsx'
import { useProducts } from '#ui/products.tsx'
import { useCall } from '#ui/query.tsx'
import { usePartnership, useSession } from '#ui/session.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import classes from './panel.module.css'
import type { CustomerActivity, MetricActivity, MetricTrend } from './contract.ts'

const view = { from: day(), to: day() }

/** What a customer does, metric by metric, over one range. */
export const ActivityPanel = ({ customerId }: { customerId: string }) => {
  const format = useFormat()
  const { today } = usePartnership()
  const [state, setState] = useUrlState(view)
  const range = { from: state.from || addDays(state.to || today, -89), to: state.to || today }
  const { data, error, refetch } = useCall(
    'GET /customers/:id/activity',
    { params: { id: customerId }, query: range },
    { keepPrevious: true },
  )
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The activity is being fetched`} />
  return (
    <>
      <div className={classes.bar}>
        <DateRange label={t`Days of all charts`} value={range} max={today} presets={presetsOf(today)} onChange={(next) => setState(next)} />
        <p className={classes.note}>
          <Trans>Data as of {format.day(data.asOf)}</Trans>
        </p>
      </div>
      <div className={classes.grid}>
        {data.metrics.map((activity) => (
          <Metric key={activity.metric} activity={activity} range={data} />
        ))}
      </div>
    </>
  )
}

const presetsOf = (today: string): { label: string; range: Range }[] => [
  { label: t`Last 30 days`, range: { from: addDays(today, -29), to: today } },
  { label: t`Last 90 days`, range: { from: addDays(today, -89), to: today } },
  { label: t`Last 6 months`, range: { from: addDays(today, -181), to: today } },
  { label: t`Last 12 months`, range: { from: addDays(today, -364), to: today } },
]

const Metric = ({ activity, range }: { activity: MetricActivity; range: CustomerActivity }) => {
  const { t } = useLingui()
  const products = useProducts()
  const { activityMetrics } = useSession().start
  const metric = activityMetrics.find(({ code }) => code === activity.metric)
  const name = metric?.name ?? activity.metric
  const hasSamples = activity.values.some((value) => value !== null)
  return (
    <section className={classes.metric} aria-label={name}>
      <div className={classes.head}>
        <h2 className={classes.title}>{name}</h2>
        {activity.trend && <Direction trend={activity.trend} />}
      </div>
      {!activity.isPartOfSubscription ? (
        <p className={classes.nothing}>
          <Trans>Not part of subscription</Trans>
          {activity.product && (
            <span className={classes.why}>{t`${products.name(activity.product)} was neither ordered nor used in these days.`}</span>
          )}
        </p>
      ) : hasSamples ? (
        <Days activity={activity} range={range} name={name} unit={metric?.unit ?? ''} />
      ) : (
        <p className={classes.nothing}>
          <Trans>No data in these days</Trans>
        </p>
      )}
    </section>
  )
}

const Days = ({ activity, range, name, unit }: { activity: MetricActivity; range: CustomerActivity; name: string; unit: string }) => {
  const format = useFormat()
  const products = useProducts()
  const { metric, values, product } = activity
  const { from, to } = range
  const points = useMemo(
    () => eachDay({ from, to }).map((x, at) => ({ x, values: { [metric]: values[at] ?? null } })),
    [from, to, metric, values],
  )
  return (
    <LineChart
      label={name}
      series={[{ id: metric, label: name, colour: product === null ? 7 : products.colour(product) }]}
      points={points}
      trend
      height={160}
      valueText={(value) => `${format.whole(value)} ${unit}`}
      axisText={format.short}
      xText={format.dayShort}
      fileName={`activity-${metric}`}
    />
  )
}

const Direction = ({ trend }: { trend: MetricTrend }) => {
  const { t } = useLingui()
  const format = useFormat()
  const perMonth = format.decimal(Math.abs(trend.slopePerDay) * 30)
  // What rounds to nothing a month is no direction that anybody would see.
  if (perMonth === format.decimal(0)) return <span className={classes.direction}><IconMinus size={14} aria-hidden /> {t`Steady`}</span> // prettier-ignore
  const Sign = trend.direction === 'up' ? IconTrendingUp : IconTrendingDown
  return (
    <span className={classes.direction}>
      <Sign size={14} aria-hidden /> {trend.direction === 'up' ? t`Rising, ${perMonth} a month` : t`Falling, ${perMonth} a month`}
    </span>
  )
}
