import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis } from 'recharts'
import { trendOf, type Trend } from '#shared/trend.ts'
import { ValueAxis } from './chart-axis.tsx'
import { ChartFrame, useHidden } from './chart-frame.tsx'
import { niceTicks, seriesColour, tickLook, trendWithin } from './chart-scale.tsx'
import { ChartTable } from './chart-table.tsx'
import { ChartTip } from './chart-tip.tsx'
import type { LineChartProps, LinePoint, Series } from './chart.tsx'
import classes from './chart.module.css'

/** More points than these are drawn as a line alone. */
const dotsUpTo = 45

export const LineFigure = (props: LineChartProps) => {
  const { series, points, height = 240, levels = noLevels } = props
  const { t } = useLingui()
  const { hidden, toggle, shown } = useHidden(series)
  const colourOf = (one: Series) => seriesColour(one.colour ?? series.indexOf(one))
  const [first] = series
  const trend = useMemo(
    () => (props.trend && first ? trendOf(points.map(({ x, values }) => ({ day: x, value: values[first.id] ?? null }))) : undefined),
    [props.trend, points, first],
  )
  const keys = [
    ...(trend ? [{ kind: 'trend' as const, label: t`Trend` }] : []),
    ...levels.map((level) => ({ kind: 'level' as const, label: level.label })),
  ]
  return (
    <ChartFrame
      {...props}
      hidden={hidden}
      onToggle={toggle}
      keys={keys}
      height={height}
      minWidth={280}
      table={() => <LineTable {...props} series={shown} />}
    >
      <LinePlot {...props} shown={shown} colourOf={colourOf} line={trend} />
    </ChartFrame>
  )
}

type PlotProps = LineChartProps & { shown: readonly Series[]; colourOf: (one: Series) => string; line: Trend | undefined }

const LinePlot = (props: PlotProps) => {
  const { series, points, shown, colourOf, valueText, axisText, xText, marks = [], levels = noLevels, line, onPick } = props
  const ticks = useMemo(() => ticksOf(points, shown, levels), [points, shown, levels])
  const trend = line && trendWithin(line, ticks)
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={[...points]}
        margin={{ top: 16, right: 12, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        onClick={({ activeLabel }) => {
          if (typeof activeLabel === 'string') onPick?.(activeLabel)
        }}
        style={onPick ? { cursor: 'pointer' } : undefined}
      >
        <CartesianGrid vertical={false} stroke="var(--pp-grid)" />
        <XAxis
          dataKey="x"
          tickFormatter={xText}
          tickLine={false}
          axisLine={{ stroke: 'var(--pp-mark)' }}
          tick={tickLook}
          minTickGap={32}
          interval="preserveStartEnd"
        />
        <ValueAxis ticks={ticks} text={axisText ?? ((value) => valueText(value, series[0]?.id ?? ''))} />
        {marks.map((mark) => (
          <ReferenceLine
            key={mark.x}
            x={mark.x}
            stroke="var(--pp-mark)"
            strokeDasharray="2 3"
            label={{ value: mark.label, position: 'insideTopLeft', className: classes.mark }}
          />
        ))}
        {levels.map((level) => (
          <ReferenceLine key={level.label} y={level.value} stroke="var(--mantine-color-text)" strokeWidth={1.5} />
        ))}
        {trend && (
          <ReferenceLine
            // An end that lies on the edge of the drawing would otherwise drop the whole line.
            ifOverflow="visible"
            segment={trend}
            stroke="var(--pp-trend)"
            strokeWidth={2}
            strokeDasharray="6 4"
          />
        )}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--pp-mark)' }}
          content={({ active, label }) => active && <LineTip {...props} point={points.find((point) => point.x === label)} />}
        />
        {shown.map((one) => {
          const look = {
            dataKey: (point: LinePoint) => point.values[one.id] ?? null,
            stroke: colourOf(one),
            strokeWidth: 1.75,
            isAnimationActive: false,
            dot: points.length <= dotsUpTo ? { r: 2, fill: colourOf(one), strokeWidth: 0 } : false,
            activeDot: { r: 4 },
          }
          return props.area ? <Area key={one.id} {...look} fill={colourOf(one)} fillOpacity={0.1} /> : <Line key={one.id} {...look} />
        })}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

const noLevels: NonNullable<LineChartProps['levels']> = []

const ticksOf = (points: readonly LinePoint[], shown: readonly Series[], levels: readonly { value: number }[]) => {
  let [low, high] = [0, 0]
  for (const { value } of levels) high = Math.max(high, value)
  for (const { values } of points)
    for (const { id } of shown) {
      const value = values[id] ?? 0
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  return niceTicks(low, high, 4)
}

const LineTip = ({
  point,
  shown,
  colourOf,
  valueText,
  xText,
}: LineChartProps & { point: LinePoint | undefined; shown: readonly Series[]; colourOf: (one: Series) => string }) => {
  const { t } = useLingui()
  if (!point) return null
  const lines = shown.map((one) => {
    const value = point.values[one.id]
    return { id: one.id, label: one.label, colour: colourOf(one), text: value == null ? t`no data` : valueText(value, one.id) }
  })
  return <ChartTip title={xText(point.x)} lines={lines} />
}

const LineTable = ({ label, series, points, xText, xLabel, valueText, onPick }: LineChartProps) => {
  const { t } = useLingui()
  const at = new Map(points.map((point) => [point.x, point]))
  return (
    <ChartTable
      label={label}
      first={xLabel ?? t`Day`}
      rows={points.map((point) => ({ id: point.x, heading: xText(point.x) }))}
      columns={series.map(({ id, label: name }) => ({
        id,
        heading: name,
        text: (x) => {
          const value = at.get(x)?.values[id]
          return value == null ? undefined : valueText(value, id)
        },
        onPick,
      }))}
    />
  )
}
