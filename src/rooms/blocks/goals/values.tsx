import { Button, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { GoalValues } from '#rooms/blocks/deeds.contract.ts'
import { CallProblem } from '#ui/api-client.tsx'
import { useFormat } from '#ui/format.tsx'
import { Panel } from '#ui/panel.tsx'
import { useCall, useSend } from '#ui/query.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'

type At = { roomId: string; blockId: string }

/** The way to what partnerships have reached, for a goal that is counted by hand. */
export const EnterValues = (at: At) => {
  const { t } = useLingui()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        <Trans>Enter values</Trans>
      </Button>
      <Panel title={t`Values of the goal`} opened={opened} onClose={() => setOpened(false)} size={720}>
        <Values {...at} />
      </Panel>
    </>
  )
}

const Values = ({ roomId: id, blockId }: At) => {
  const { t } = useLingui()
  const [period, setPeriod] = useState<GoalValues['period']>('running')
  const { data, error, refetch } = useCall(
    'GET /goals/:id/:blockId',
    { params: { id, blockId }, query: { period } },
    { keepPrevious: true },
  )
  if (error instanceof CallProblem && (error.status === 404 || error.status === 409))
    return (
      <EmptyState title={t`Publish the room first`}>
        <Trans>Values are entered for a goal as it was published.</Trans>
      </EmptyState>
    )
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Looking up the values`} />
  const target = data.target
  return (
    <Stack gap="md">
      {data.by !== 'days' && (
        <SegmentedControl
          aria-label={t`Period`}
          value={period}
          onChange={(next) => setPeriod(next === 'last' ? 'last' : 'running')}
          data={[
            { value: 'running', label: t`This period` },
            { value: 'last', label: t`The one before` },
          ]}
        />
      )}
      <Text size="sm" c="dimmed">
        <Trans>
          The target is {target} {data.unit}.
        </Trans>
      </Text>
      <ValueTable key={period} data={data} at={{ id, blockId }} />
    </Stack>
  )
}

const ValueTable = ({ data, at }: { data: GoalValues; at: { id: string; blockId: string } }) => {
  const { t } = useLingui()
  const format = useFormat()
  return (
    <SimpleTable
      label={t`Values of the goal`}
      rows={data.items}
      rowId={({ id }) => id}
      empty={<EmptyState title={t`No partnership of this type yet`} />}
      columns={[
        { id: 'name', heading: t`Partnership`, cell: ({ name }) => name },
        { id: 'period', heading: t`Period`, cell: ({ from, to }) => format.days(from, to) },
        { id: 'value', heading: t`Value`, cell: (row) => <ValueField row={row} period={data.period} at={at} /> },
        { id: 'reached', heading: t`Reached`, cell: ({ isReached }) => (isReached ? t`Yes` : t`No`) },
      ]}
    />
  )
}

type FieldProps = { row: GoalValues['items'][number]; period: GoalValues['period']; at: { id: string; blockId: string } }

/** Kept when it is left. */
const ValueField = ({ row, period, at }: FieldProps) => {
  const { t } = useLingui()
  const [value, setValue] = useState<number | ''>(row.value ?? '')
  const set = useSend('PUT /goals/:id/:blockId/:partnershipId', { invalidates: ['GET /goals/:id/:blockId'] })
  const keep = () => {
    const next = value === '' ? null : value
    if (next !== row.value) set.mutate({ params: { ...at, partnershipId: row.id }, body: { value: next, period } })
  }
  return (
    <NumberInput
      aria-label={t`Value of ${row.name}`}
      size="xs"
      w={120}
      min={0}
      allowDecimal={false}
      value={value}
      onChange={(next) => setValue(next === '' ? '' : Number(next))}
      onBlur={keep}
      onKeyDown={({ key }) => key === 'Enter' && keep()}
      readOnly={set.isPending}
    />
  )
}
