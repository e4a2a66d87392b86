import { Select } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { oneOf, text, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { TableOrList } from '#ui/row-list.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { Run } from './contract.ts'
import classes from './engine.module.css'
import { Outcome } from './run-state.tsx'
import { runOutcomes } from './rules.ts'
import { useScheduleName } from './schedules.tsx'
import { countsText, durationWords, outcomeWords } from './words.tsx'

const view = { schedule: text(), outcome: oneOf(['', ...runOutcomes], '') }

/** What ran, for which moment, what it did and why it failed. */
export const Runs = ({ schedules }: { schedules: readonly string[] }) => {
  const { t, i18n } = useLingui()
  const [{ schedule, outcome }, setState] = useUrlState(view)
  const query = { schedule: schedules.find((name) => name === schedule), outcome: outcome || undefined }
  const { rows, ...list } = usePages('GET /engine/runs', { query }, { keepPrevious: true })
  const nameOf = useScheduleName()
  const columns = useColumns(nameOf)
  return (
    <>
      <FilterBar onClear={() => setState({ schedule: '', outcome: '' })}>
        <Select
          size="xs" w={240} aria-label={t`Work`} allowDeselect={false} value={schedule}
          data={[{ value: '', label: t`All work` }, ...schedules.map((name) => ({ value: name, label: nameOf(name) }))]}
          onChange={(next) => setState({ schedule: next ?? '' })}
        />
        <Select
          size="xs" w={150} aria-label={t`Outcome`} allowDeselect={false} value={outcome}
          data={[{ value: '', label: t`All outcomes` }, ...runOutcomes.map((one) => ({ value: one, label: i18n._(outcomeWords[one].label) }))]}
          onChange={(next) => setState({ outcome: view.outcome.read([next ?? '']) })}
        />
      </FilterBar>
      <TableOrList
        label={t`Runs`} columns={columns} rows={rows} rowId={({ id }) => id} rowName={({ schedule: name }) => nameOf(name)} height={480} {...list}
        empty={<EmptyState title={t`No run yet`} />} line={(run) => <RunLine run={run} nameOf={nameOf} />}
      />
    </>
  )
} // prettier-ignore

const useColumns = (nameOf: (name: string) => string) => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  return useMemo((): Column<Run>[] => [
    { id: 'schedule', heading: t`Work`, width: 220, cell: ({ schedule }) => nameOf(schedule) },
    { id: 'due', heading: t`Due`, width: 180, cell: ({ dueAt }) => format.moment(dueAt, timeZone) },
    { id: 'outcome', heading: t`Outcome`, width: 150, cell: (run) => <Outcome run={run} /> },
    { id: 'took', heading: t`Took`, width: 100, numeric: true, cell: (run) => tookWords(run, format) },
    { id: 'tries', heading: t`Tries`, width: 70, numeric: true, cell: ({ tries }) => format.whole(tries) },
    { id: 'what', heading: t`What it did`, width: 320, cell: (run) => <What run={run} /> },
    { id: 'by', heading: t`Asked by`, width: 140, cell: ({ isAsked, askedBy }) => (isAsked ? (askedBy ?? t`Somebody who left`) : t`Schedule`) },
  ], [t, format, timeZone, nameOf]) // prettier-ignore
}

const tookWords = ({ startedAt, endedAt }: Run, format: ReturnType<typeof useFormat>) =>
  startedAt && endedAt ? durationWords((Date.parse(endedAt) - Date.parse(startedAt)) / 1000, format) : ''

/** Its counts, or the reason why there are none. */
const What = ({ run: { counts, reason, outcome } }: { run: Run }) => {
  const { i18n } = useLingui()
  const format = useFormat()
  if (reason) return <span title={reason}>{reason}</span>
  const text = countsText(counts, format, i18n)
  return <>{text || (outcome === 'succeeded' && <Trans>Nothing to do</Trans>)}</>
}

const RunLine = ({ run, nameOf }: { run: Run; nameOf: (name: string) => string }) => {
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  return (
    <div className={classes.line}>
      <strong>{nameOf(run.schedule)}</strong>
      <span className={classes.state}>
        <Outcome run={run} />
        <span className={classes.about}>
          {format.moment(run.dueAt, timeZone)} {tookWords(run, format)}
        </span>
      </span>
      <span className={classes.about}>
        <What run={run} />
      </span>
    </div>
  )
}
