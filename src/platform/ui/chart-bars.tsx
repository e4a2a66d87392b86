import { useLingui } from '@lingui/react/macro'
import { useId, useMemo } from 'react'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, useYAxisScale, XAxis, type BarShapeProps } from 'recharts'
import { ValueAxis } from './chart-axis.tsx'
import { ChartFrame, useHidden } from './chart-frame.tsx'
import { niceTicks, seriesColour, tickLook } from './chart-scale.tsx'
import { ChartTable } from './chart-table.tsx'
import { ChartTip } from './chart-tip.tsx'
import type { BarGroup, BarsChartProps, Series } from './chart.tsx'

export const BarsFigure = (props: BarsChartProps) => {
  const { series, groups, height = 280 } = props
  const { t } = useLingui()
  const { hidden, toggle, shown } = useHidden(series)
  const keys = [
    ...(groups.some((group) => group.isOpen) ? [{ kind: 'hatched' as const, label: t`Still running` }] : []),
    ...(groups.some((group) => shown.some(({ id }) => group.commitments?.[id] != null))
      ? [{ kind: 'commitment' as const, label: t`Commitment` }]
      : []),
  ]
  const colourOf = (id: string) => {
    const at = series.findIndex((one) => one.id === id)
    return seriesColour(series[at]?.colour ?? at)
  }
  return (
    <ChartFrame
      {...props}
      hidden={hidden}
      onToggle={toggle}
      keys={keys}
      height={height}
      minWidth={Math.max(280, 56 + groups.length * (shown.length * 9 + 14))}
      table={() => <BarsTable {...props} series={shown} />}
    >
      <BarsPlot {...props} shown={shown} colourOf={colourOf} />
    </ChartFrame>
  )
}

type PlotProps = BarsChartProps & { shown: readonly Series[]; colourOf: (id: string) => string }

const BarsPlot = (props: PlotProps) => {
  const { groups, shown, colourOf, valueText, axisText, onPick } = props
  const hatch = useId()
  const ticks = useMemo(() => ticksOf(groups, shown), [groups, shown])
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={[...groups]}
        margin={{ top: 12, right: 8, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        barGap={2}
        accessibilityLayer={false}
      >
        <defs>
          {shown.map(({ id }) => (
            <Hatch key={id} id={`${hatch}-${id}`} colour={colourOf(id)} />
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--pp-grid)" />
        <XAxis
          dataKey="id"
          tickFormatter={(id: string) => groups.find((group) => group.id === id)?.label ?? id}
          tickLine={false}
          axisLine={{ stroke: 'var(--pp-mark)' }}
          tick={tickLook}
          interval="preserveStartEnd"
          minTickGap={8}
        />
        <ValueAxis ticks={ticks} text={axisText ?? ((value) => valueText(value, shown[0]?.id ?? ''))} />
        <Tooltip
          cursor={{ fill: 'var(--pp-hover)' }}
          isAnimationActive={false}
          content={({ active, label }) => active && <BarsTip {...props} group={groups.find((group) => group.id === label)} />}
        />
        {shown.map(({ id }) => (
          <Bar
            key={id}
            dataKey={(group: BarGroup) => group.values[id] ?? 0}
            fill={colourOf(id)}
            maxBarSize={32}
            isAnimationActive={false}
            cursor={onPick ? 'pointer' : undefined}
            onClick={(_, index) => {
              const group = groups[index]
              if (group && group.values[id] != null) onPick?.(group.id, id)
            }}
            shape={(shape: BarShapeProps) => <Shape shape={shape} group={groups[shape.index]} seriesId={id} hatch={`${hatch}-${id}`} />}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}

const ticksOf = (groups: readonly BarGroup[], shown: readonly Series[]) => {
  const all = groups.flatMap((group) => shown.flatMap(({ id }) => [group.values[id] ?? 0, group.commitments?.[id] ?? 0]))
  return niceTicks(Math.min(0, ...all), Math.max(0, ...all))
}

const Hatch = ({ id, colour }: { id: string; colour: string }) => (
  <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width={6} height={6} fill={colour} opacity={0.28} />
    <rect width={2.5} height={6} fill={colour} />
  </pattern>
)

/** One bar, hatched while its period runs, with the line of its commitment. */
const Shape = ({
  shape,
  group,
  seriesId,
  hatch,
}: {
  shape: BarShapeProps
  group: BarGroup | undefined
  seriesId: string
  hatch: string
}) => {
  const scale = useYAxisScale()
  const { x, y, width, height, fill } = shape
  const committed = group?.commitments?.[seriesId]
  const at = committed == null ? undefined : scale?.(committed)
  return (
    <g>
      <rect x={x} y={y} width={width} height={Math.max(height, 0)} rx={1.5} fill={group?.isOpen ? `url(#${hatch})` : fill} />
      {at !== undefined && <line x1={x - 1.5} x2={x + width + 1.5} y1={at} y2={at} stroke="var(--mantine-color-text)" strokeWidth={2} />}
    </g>
  )
}

const BarsTip = ({
  group,
  shown,
  colourOf,
  valueText,
}: BarsChartProps & { group: BarGroup | undefined; shown: readonly Series[]; colourOf: (id: string) => string }) => {
  const { t } = useLingui()
  if (!group) return null
  const lines = shown.map(({ id, label }) => {
    const [value, committed] = [group.values[id], group.commitments?.[id]]
    const text = value == null ? t`no data` : valueText(value, id)
    const promise = committed == null ? '' : valueText(committed, id)
    return { id, label, colour: colourOf(id), text: promise ? t`${text} of ${promise} committed` : text }
  })
  const period = group.label
  return <ChartTip title={group.isOpen ? t`${period}, still running` : period} lines={lines} />
}

const BarsTable = ({ label, series, groups, valueText, onPick }: BarsChartProps) => {
  const { t } = useLingui()
  const hasCommitment = (id: string) => groups.some((group) => group.commitments?.[id] != null)
  return (
    <ChartTable
      label={label}
      rows={groups.map((group) => ({ id: group.id, heading: group.label, note: group.isOpen ? t`still running` : undefined }))}
      first={t`Period`}
      columns={series.flatMap(({ id, label: name }) => [
        {
          id,
          heading: name,
          text: (row: string) => valueOf(groups, row, id, valueText),
          onPick: onPick && ((row: string) => onPick(row, id)),
        },
        ...(hasCommitment(id)
          ? [{ id: `${id}:committed`, heading: t`${name}, committed`, text: (row: string) => committedOf(groups, row, id, valueText) }]
          : []),
      ])}
    />
  )
}

type Read = (groups: readonly BarGroup[], row: string, id: string, text: BarsChartProps['valueText']) => string | undefined
const valueOf: Read = (groups, row, id, text) => {
  const value = groups.find((group) => group.id === row)?.values[id]
  return value == null ? undefined : text(value, id)
}
const committedOf: Read = (groups, row, id, text) => {
  const value = groups.find((group) => group.id === row)?.commitments?.[id]
  return value == null ? undefined : text(value, id)
}
