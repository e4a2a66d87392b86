import { Button, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { GoalValue, GoalValues } from '#rooms/blocks/deeds.contract.ts'
import { CallProblem } from '#ui/api-client.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { Panel } from '#ui/panel.tsx'
import { usePages, useSend } from '#ui/query.tsx'
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
  const format = useFormat()
  const [period, setPeriod] = useState<GoalValues['period']>('running')
  const [search, setSearch] = useState('')
  const query = { period, search: search.trim() || undefined }
  const { first, rows, total, error, retry, ...list } = usePages('GET /goals/:id/:blockId', { params: { id, blockId }, query }, { keepPrevious: true })
  if (error instanceof CallProblem && (error.status === 404 || error.status === 409))
    return (
      <EmptyState title={t`Publish the room first`}>
        <Trans>Values are entered for a goal as it was published.</Trans>
      </EmptyState>
    )
  if (error) return <ErrorState error={error} retry={retry} />
  if (!first) return <Waiting label={t`Looking up the values`} />
  const [target, unit, count] = [format.whole(first.target), first.unit, total ?? 0]
  return (
    <Stack gap="md">
      {first.by !== 'days' && (
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
      <FilterBar
        search={{ value: search, onChange: setSearch, label: t`Partner` }}
        onClear={() => setSearch('')}
        count={<Plural value={count} one="# partnership" other="# partnerships" />}
      />
      <Text size="sm" c="dimmed">
        <Trans>
          The target is {target} {unit}.
        </Trans>
      </Text>
      <ValueTable key={first.period} rows={rows} period={first.period} at={{ id, blockId }} />
      {list.hasMore && (
        <Button variant="default" fullWidth loading={list.isFetchingMore} onClick={list.fetchMore}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </Stack>
  )
} // prettier-ignore

type TableProps = { rows: readonly GoalValue[]; period: GoalValues['period']; at: { id: string; blockId: string } }

const ValueTable = ({ rows, period, at }: TableProps) => {
  const { t } = useLingui()
  const format = useFormat()
  return (
    <SimpleTable
      label={t`Values of the goal`}
      rows={rows}
      rowId={({ id }) => id}
      empty={<EmptyState title={t`No partnership`} />}
      columns={[
        { id: 'name', heading: t`Partnership`, cell: ({ name }) => name },
        { id: 'period', heading: t`Period`, cell: ({ from, to }) => format.days(from, to) },
        { id: 'value', heading: t`Value`, cell: (row) => <ValueField row={row} period={period} at={at} /> },
        { id: 'reached', heading: t`Reached`, cell: ({ isReached }) => (isReached ? t`Yes` : t`No`) },
      ]}
    />
  )
}

type FieldProps = { row: GoalValue; period: GoalValues['period']; at: { id: string; blockId: string } }

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
