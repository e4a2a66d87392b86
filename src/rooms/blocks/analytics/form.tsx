import { NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import { metricPeriods, mostPeriods } from '#rooms/metrics/rules.ts'
import { useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import type { AnalyticsSettings } from './contract.ts'
import { MetricSelect } from './metric-select.tsx'
import { chartKinds, isDrawn, type ChartKind } from './rules.ts'

export const Form = (props: BlockFormProps<AnalyticsSettings>) => {
  const { t } = useLingui()
  const { settings, change, room } = props
  const fields = useBlockFields(props)
  const groupingId = useId()
  const { metric = '', chart = 'number', grouping = 'month', periods = mostPeriods.month } = settings
  const words: Record<ChartKind, string> = { number: t`Number`, bars: t`Bars`, line: t`Line`, table: t`Table` }
  const drawn = chartKinds.filter((one) => isDrawn(metric, one))
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} description={t`Empty: what the figure is called.`} {...fields.line('title')} />
      <MetricSelect
        partnerType={room.partnerType}
        value={metric}
        error={fields.errorAt('metric') && t`Choose a figure.`}
        onChange={(code) => {
          fields.leave('metric')
          // Of some figures nobody knows the past, and some are no one number.
          const left = chartKinds.filter((one) => isDrawn(code, one))
          change({ metric: code, chart: left.includes(chart) ? chart : (left[0] ?? 'number') })
        }}
      />
      <Select
        label={t`Shown as`}
        description={drawn.length === 1 ? t`Nobody knows this figure’s past: it is one number.` : undefined}
        allowDeselect={false}
        data={drawn.map((value) => ({ value, label: words[value] }))}
        value={chart}
        onChange={(value) => change({ chart: chartKinds.find((one) => one === value) ?? 'number' })}
        error={fields.errorAt('chart')}
      />
      <div>
        <Text id={groupingId} size="sm" fw={500} mb={4}>
          <Trans>Period</Trans>
        </Text>
        <SegmentedControl
          aria-labelledby={groupingId}
          value={grouping}
          onChange={(value) => {
            const next = metricPeriods.find((one) => one === value) ?? 'month'
            change({ grouping: next, periods: Math.min(periods, mostPeriods[next]) })
          }}
          data={[
            { value: 'month', label: t`Month` },
            { value: 'quarter', label: t`Quarter` },
          ]}
        />
      </div>
      {chart !== 'number' && (
        <NumberInput
          label={t`How many periods`}
          min={1}
          max={mostPeriods[grouping]}
          allowDecimal={false}
          value={periods}
          onChange={(value) => change({ periods: Number(value) })}
          {...fields.onBlur('periods')}
        />
      )}
      <Text size="sm" c="dimmed">
        <Trans>
          Each reader sees the figures of the customers that they see elsewhere. Who may not see the figure does not see the block.
        </Trans>
      </Text>
    </Stack>
  )
}
