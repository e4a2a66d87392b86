import { Checkbox, NumberInput, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import { metricFacts } from '#rooms/metrics/rules.ts'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { MetricSelect } from '#rooms/blocks/analytics/metric-select.tsx'
import type { GoalsSettings } from './contract.ts'
import { goalPeriods, isOfPeriod, type GoalPeriod } from './rules.ts'
import { EnterValues } from './values.tsx'

type Source = GoalsSettings['source']

export const Form = (props: BlockFormProps<GoalsSettings>) => {
  const { t } = useLingui()
  const { settings, change, room, block } = props
  const fields = useBlockFields(props)
  const sourceId = useId()
  const source: Source = settings.source ?? { from: 'metric', metric: '' }
  const isMoney = source.from === 'metric' && metricFacts(source.metric)?.unit === 'money'
  return (
    <Stack gap="md">
      <TextInput label={t`What is to be reached`} {...fields.line('title')} />
      <Textarea label={t`What it is about`} autosize minRows={2} {...fields.line('about')} />
      <div>
        <Text id={sourceId} size="sm" fw={500} mb={4}>
          <Trans>Counted</Trans>
        </Text>
        <SegmentedControl
          aria-labelledby={sourceId}
          value={source.from}
          onChange={(from) => change({ source: from === 'hand' ? { from, unit: '' } : { from: 'metric', metric: 'customers' } })}
          data={[
            { value: 'metric', label: t`By the portal` },
            { value: 'hand', label: t`By hand` },
          ]}
        />
      </div>
      {source.from === 'metric' ? (
        <MetricSelect
          partnerType={room.partnerType}
          value={source.metric}
          isForGoals
          error={fields.errorAt('source') && t`Choose a figure.`}
          onChange={(metric) => change({ source: { from: 'metric', metric } })}
        />
      ) : (
        <TextInput
          label={t`What is counted`}
          description={t`In the plural: people, events, meetings`}
          value={textOf(source.unit)}
          onChange={({ currentTarget }) => change({ source: { from: 'hand', unit: currentTarget.value } })}
          {...fields.onBlur('source.unit')}
        />
      )}
      <Target value={settings.target} isMoney={isMoney} change={(target) => change({ target })} {...fields.onBlur('target')} />
      <PeriodFields source={source} period={settings.period ?? { by: 'quarter' }} fields={fields} change={(period) => change({ period })} />
      {settings.period?.by !== 'days' && (
        <TextInput
          type="date"
          label={t`Counts from`}
          description={t`Empty: at once.`}
          value={textOf(settings.startsOn)}
          onChange={({ currentTarget }) => change({ startsOn: currentTarget.value || null })}
          {...fields.onBlur('startsOn')}
        />
      )}
      <Checkbox
        label={t`Show how many days are left`}
        checked={settings.hasCountdown ?? true}
        onChange={({ currentTarget }) => change({ hasCountdown: currentTarget.checked })}
      />
      {source.from === 'hand' && <EnterValues roomId={room.id} blockId={block.id} />}
      <Text size="sm" c="dimmed">
        {source.from === 'hand' ? (
          <Trans>Rooms that the goal unlocks open when a value that is enough is entered, and lock again when it is mended to less.</Trans>
        ) : (
          <Trans>The portal looks every hour. Rooms that the goal unlocks stay open once it was reached.</Trans>
        )}
      </Text>
    </Stack>
  )
}

type TargetProps = {
  value: unknown
  isMoney: boolean
  change: (target: number) => void
  onBlur: () => void
  error: string | undefined
}

// Currencies differ in how they are divided; a target is a round amount, of which a hundred parts make one in nearly all.
const minorUnits = 100

const Target = ({ value, isMoney, change, ...field }: TargetProps) => {
  const { t } = useLingui()
  const scale = isMoney ? minorUnits : 1
  return (
    <NumberInput
      label={t`Target`}
      description={isMoney ? t`In the currency of each partnership.` : undefined}
      min={1}
      allowDecimal={false}
      thousandSeparator=" "
      value={typeof value === 'number' ? Math.round(value / scale) : ''}
      onChange={(next) => change(Number(next) * scale)}
      {...field}
    />
  )
}

type PeriodProps = {
  source: Source
  period: GoalPeriod
  fields: Pick<ReturnType<typeof useBlockFields>, 'onBlur' | 'errorAt' | 'leave'>
  change: (period: GoalPeriod) => void
}

const PeriodFields = ({ source, period, fields, change }: PeriodProps) => {
  const { t } = useLingui()
  const words: Record<GoalPeriod['by'], string> = {
    month: t`Each month`,
    quarter: t`Each quarter`,
    year: t`Each year`,
    days: t`Once, from day to day`,
  }
  const offered = goalPeriods.filter((by) => by !== 'days' || source.from === 'hand' || !isOfPeriod(source.metric))
  const setBy = (by: string | null) => {
    fields.leave('period')
    const next = goalPeriods.find((one) => one === by) ?? 'quarter'
    change(next === 'days' ? { by: next, from: '', to: '' } : { by: next })
  }
  return (
    <>
      <Select
        label={t`Period`}
        description={t`Months are the partnership’s billing cycles.`}
        allowDeselect={false}
        data={offered.map((value) => ({ value, label: words[value] }))}
        value={period.by}
        onChange={setBy}
        error={period.by === 'days' ? undefined : fields.errorAt('period')}
      />
      {period.by === 'days' && (
        <>
          <TextInput
            type="date"
            label={t`First day`}
            value={period.from}
            onChange={({ currentTarget }) => change({ ...period, from: currentTarget.value })}
            {...fields.onBlur('period.from')}
          />
          <TextInput
            type="date"
            label={t`Last day`}
            value={period.to}
            onChange={({ currentTarget }) => change({ ...period, to: currentTarget.value })}
            {...fields.onBlur('period.to')}
          />
        </>
      )}
    </>
  )
}
