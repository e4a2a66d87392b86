import { Progress } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconCircleCheck } from '@tabler/icons-react'
import { useId } from 'react'
import { BlockMissing } from '#ui/block-parts.tsx'
import type { BlockViewProps } from '#ui/blocks.tsx'
import { useFormat } from '#ui/format.tsx'
import { useMetricText, useMetricUnit } from '#ui/metric.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import type { GoalsData, GoalsSettings } from './contract.ts'
import classes from './view.module.css'

type Known = NonNullable<GoalsData>
type GoalProps = { settings: GoalsSettings; data: Known }

export const View = ({ settings, data, isPreview }: BlockViewProps<GoalsSettings, Known>) => {
  const { t } = useLingui()
  if (!data)
    return isPreview ? (
      <BlockMissing>{t`The goal stands here in the preview, and for partners who may see its figure.`}</BlockMissing>
    ) : null
  return (
    <div role="group" className={classes.goal} aria-label={settings.title}>
      <div className={classes.head}>
        <h2 className={classes.title} dir="auto">
          {settings.title}
        </h2>
        <Countdown settings={settings} data={data} />
      </div>
      {settings.about && (
        <p className={classes.about} dir="auto">
          {settings.about}
        </p>
      )}
      <Reached settings={settings} data={data} />
      <p className={classes.note}>
        <Span data={data} />{' '}
        {data.isPartial && <Trans>Counted are the customers that are assigned to you; the target is your company’s.</Trans>}
      </p>
      {data.ended.length > 0 && <Ended settings={settings} data={data} />}
    </div>
  )
}

/** A value as it is read: with the figure's own unit, or what the vendor counts. */
const useValueText = ({ settings: { source }, data: { unit, product, currency } }: GoalProps) => {
  const text = useMetricText(currency)
  const format = useFormat()
  const unitOf = useMetricUnit()
  const units = source.from === 'hand' ? source.unit : unitOf(product)
  const plain = (value: number) => (unit === null ? format.decimal(value) : text.value(value, unit))
  return { plain, withUnit: (value: number) => (units ? `${plain(value)} ${units}` : plain(value)) }
}

const Reached = ({ settings, data }: GoalProps) => {
  const { t } = useLingui()
  const id = useId()
  const { plain, withUnit } = useValueText({ settings, data })
  const { value, percent, isReached } = data
  const target = withUnit(data.target)
  const now = value === null ? '–' : plain(value)
  return (
    <>
      <p className={classes.value} id={id}>
        <strong>{now}</strong> <span className={classes.target}>{t`of ${target}`}</span>
        {isReached ? (
          <span className={classes.reached}>
            <IconCircleCheck size={16} aria-hidden /> <Trans>Reached</Trans>
          </span>
        ) : (
          <span className={classes.percent}>{t`${percent} %`}</span>
        )}
      </p>
      <Progress.Root size="lg">
        <Progress.Section
          value={isReached && !data.isPartial ? 100 : percent}
          color={isReached ? 'green' : undefined}
          aria-labelledby={id}
        />
      </Progress.Root>
    </>
  )
}

const Countdown = ({ settings, data: { period, isReached } }: GoalProps) => {
  const { t } = useLingui()
  const { state, daysLeft } = period
  if (!settings.hasCountdown || isReached || state !== 'running' || daysLeft === null) return null
  const text = daysLeft === 0 ? t`Last day` : daysLeft === 1 ? t`1 day left` : t`${daysLeft} days left`
  return (
    <span className={classes.countdown} data-soon={daysLeft <= 7 || undefined}>
      {text}
    </span>
  )
}

const Span = ({ data: { period } }: { data: Known }) => {
  const { t } = useLingui()
  const format = useFormat()
  const days = format.days(period.from, period.to)
  if (period.state === 'ahead') return t`Begins later: ${days}.`
  return period.state === 'ended' ? t`Ended: ${days}.` : t`Counted in ${days}.`
}

const Ended = ({ settings, data }: GoalProps) => {
  const { t } = useLingui()
  const text = useMetricText()
  const format = useFormat()
  const { plain } = useValueText({ settings, data })
  const { title } = settings
  return (
    <details className={classes.ended}>
      <summary>
        <Trans>Earlier periods</Trans>
      </summary>
      <SimpleTable
        label={t`Earlier periods of ${title}`}
        rows={data.ended}
        rowId={({ from }) => from}
        columns={[
          {
            id: 'period',
            heading: t`Period`,
            cell: ({ name, from, to }) => (name === null ? format.days(from, to) : name.length > 4 ? text.period(name) : name),
          },
          { id: 'value', heading: t`Value`, numeric: true, cell: ({ value }) => (value === null ? '–' : plain(value)) },
          { id: 'target', heading: t`Target`, numeric: true, cell: ({ target }) => plain(target) },
          { id: 'reached', heading: t`Reached`, cell: ({ isReached }) => (isReached ? t`Yes` : t`No`) },
        ]}
      />
    </details>
  )
}
