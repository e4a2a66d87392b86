import { Select } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { oneOf, useUrlState } from '#ui/paths.tsx'
import { useCall, useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { TableOrList } from '#ui/row-list.tsx'
import { EmptyState } from '#ui/states.tsx'
import { Tag } from '#ui/severity.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { JobLine } from './contract.ts'
import classes from './engine.module.css'
import { Steps } from './run-state.tsx'
import { jobStates } from './rules.ts'
import { jobStateWords } from './words.tsx'

const view = { state: oneOf(['', ...jobStates], '') }
const againMs = () => 5_000

/** What waits, runs or failed, with why and how often it was tried. */
export const JobQueue = () => {
  const { t, i18n } = useLingui()
  const [{ state }, setState] = useUrlState(view)
  const query = { state: state || undefined }
  const { data, error, isPending, refetch } = useCall('GET /engine/jobs', { query }, { keepPrevious: true, againMs })
  const columns = useColumns()
  return (
    <>
      <FilterBar onClear={() => setState({ state: '' })}>
        <Select
          size="xs" w={150} aria-label={t`State`} allowDeselect={false} value={state}
          data={[{ value: '', label: t`All jobs` }, ...jobStates.map((one) => ({ value: one, label: i18n._(jobStateWords[one].label) }))]}
          onChange={(next) => setState({ state: view.state.read([next ?? '']) })}
        />
      </FilterBar>
      <TableOrList
        label={t`Jobs`} columns={columns} rows={data?.items ?? []} rowId={({ id }) => id} rowName={({ name }) => name} total={data?.total}
        isPending={isPending} error={error} retry={() => void refetch()} height={320}
        empty={<EmptyState title={t`Nothing waits`}>{t`What the engine is asked to do stands here until it is done.`}</EmptyState>}
        line={(job) => (
          <div className={classes.line}>
            <strong>{job.name}</strong>
            <State job={job} />
            {job.reason && <span className={classes.about}>{job.reason}</span>}
            <JobDeeds job={job} />
          </div>
        )}
      />
    </>
  )
} // prettier-ignore

const useColumns = () => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  return useMemo((): Column<JobLine>[] => [
    { id: 'name', heading: t`Job`, width: 190, cell: ({ name }) => name },
    { id: 'state', heading: t`State`, width: 140, cell: (job) => <State job={job} /> },
    { id: 'due', heading: t`Due`, width: 180, cell: ({ runAt }) => format.moment(runAt, timeZone) },
    { id: 'tries', heading: t`Tries`, width: 90, numeric: true, cell: ({ tries, mayTry }) => `${format.whole(tries)} / ${format.whole(mayTry)}` },
    { id: 'reason', heading: t`Why it failed last`, width: 220, cell: ({ reason }) => reason && <span title={reason}>{reason}</span> },
    { id: 'payload', heading: t`About`, width: 130, cell: ({ payload }) => <span title={payload}>{payload}</span> },
    { id: 'deeds', heading: t`By hand`, width: 190, cell: (job) => <JobDeeds job={job} /> },
  ], [t, format, timeZone]) // prettier-ignore
}

const State = ({ job: { state, progress } }: { job: JobLine }) => {
  const { i18n } = useLingui()
  const { label, tone } = jobStateWords[state]
  return (
    <Tag tone={tone}>
      {i18n._(label)}
      {progress && <Steps {...progress} />}
    </Tag>
  )
}

const JobDeeds = ({ job: { id, state } }: { job: JobLine }) => {
  const { t } = useLingui()
  const invalidates = ['GET /engine', 'GET /engine/jobs', 'GET /engine/runs'] as const
  const retry = useSend('POST /engine/jobs/:id/attempts', { invalidates, onDone: () => noticeDone(t`The job is tried again`) })
  const giveUp = useSend('DELETE /engine/jobs/:id', { invalidates, onDone: () => noticeDone(t`The job was given up`) })
  const reason = state === 'running' ? t`It is running. Wait for what becomes of it.` : undefined
  return (
    <span className={classes.deeds}>
      <ReasonedButton size="compact-xs" variant="default" reason={reason} loading={retry.isPending} onClick={() => retry.mutate({ params: { id } })}>
        <Trans>Try now</Trans>
      </ReasonedButton>
      <ReasonedButton size="compact-xs" variant="subtle" color="red" reason={reason} loading={giveUp.isPending} onClick={() => giveUp.mutate({ params: { id } })}>
        <Trans>Give up</Trans>
      </ReasonedButton>
    </span>
  )
} // prettier-ignore
