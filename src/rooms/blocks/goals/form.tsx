import { Checkbox, NumberInput, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { MetricSelect } from '#rooms/blocks/analytics/metric-select.tsx'
import type { GoalsSettings } from './contract.ts'
import { goalPeriods, isOfPeriod, targetParts, type GoalPeriod } from './rules.ts'
import { EnterValues } from './values.tsx'

type Source = GoalsSettings['source']
// Until a target is there, or while another one is typed, a draft has none.
type Draft = Omit<GoalsSettings, 'target'> & { target: number | null }

export const Form = (props: BlockFormProps<Draft>) => {
  const { t } = useLingui()
  const { settings, change, room, block } = props
  const fields = useBlockFields(props)
  const sourceId = useId()
  const source: Source = settings.source ?? { from: 'metric', metric: '' }
  const setSource = (next: Source) => {
    const { target } = settings
    // The number that stands in the field stays, whatever it is written down in.
    const kept = typeof target === 'number' ? { target: Math.round(target / targetParts(source)) * targetParts(next) } : {}
    change({ source: next, ...kept })
  }
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
          onChange={(from) => setSource(from === 'hand' ? { from, unit: '' } : { from: 'metric', metric: 'customers' })}
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
          onChange={(metric) => setSource({ from: 'metric', metric })}
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
      <Target value={settings.target} scale={targetParts(source)} change={(target) => change({ target })} {...fields.onBlur('target')} />
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
  scale: number
  change: (target: number | null) => void
  onBlur: () => void
  error: string | undefined
}

const Target = ({ value, scale, change, ...field }: TargetProps) => {
  const { t } = useLingui()
  return (
    <NumberInput
      label={t`Target`}
      description={scale > 1 ? t`Whole, in the currency of each partnership.` : undefined}
      min={1}
      allowDecimal={false}
      thousandSeparator=" "
      value={typeof value === 'number' ? Math.round(value / scale) : ''}
      onChange={(next) => change(next === '' ? null : Number(next) * scale)}
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
