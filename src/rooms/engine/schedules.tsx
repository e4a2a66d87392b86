import { useLingui } from '@lingui/react/macro'
import { Trans } from '@lingui/react/macro'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useFormat } from '#ui/format.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { EmptyState } from '#ui/states.tsx'
import { TableOrList } from '#ui/row-list.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { ScheduleLine } from './contract.ts'
import classes from './engine.module.css'
import { RunState } from './run-state.tsx'
import { cronWords, scheduleWords } from './words.tsx'

export const useScheduleName = () => {
  const { i18n } = useLingui()
  return (name: string) => {
    const words = scheduleWords[name]
    return words ? i18n._(words) : name
  }
}

/** What the engine does by itself, when, and how it went last. */
export const Schedules = ({ schedules }: { schedules: readonly ScheduleLine[] }) => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  const nameOf = useScheduleName()
  const columns = useMemo((): Column<ScheduleLine>[] => [
    { id: 'name', heading: t`Work`, width: 240, cell: ({ name }) => nameOf(name) },
    { id: 'cron', heading: t`When`, width: 210, cell: ({ cron }) => cronWords(cron) },
    { id: 'next', heading: t`Next`, width: 170, cell: ({ nextAt }) => format.moment(nextAt, timeZone) },
    { id: 'last', heading: t`Last time`, width: 240, cell: ({ last }) => (last ? <RunState run={last} /> : t`Not yet`) },
    { id: 'run', heading: t`By hand`, width: 120, cell: (schedule) => <RunNow schedule={schedule} /> },
  ], [t, format, timeZone, nameOf]) // prettier-ignore
  return (
    <TableOrList
      label={t`Schedules`} columns={columns} rows={schedules} rowId={({ name }) => name} rowName={({ name }) => nameOf(name)} height={320}
      empty={<EmptyState title={t`No engine has run yet`}>{t`Its schedules stand here once it has.`}</EmptyState>}
      line={(schedule) => (
        <div className={classes.line}>
          <strong>{nameOf(schedule.name)}</strong>
          <span className={classes.about}>{cronWords(schedule.cron)}</span>
          {schedule.last && <RunState run={schedule.last} />}
          <span><RunNow schedule={schedule} /></span>
        </div>
      )}
    />
  )
} // prettier-ignore

const RunNow = ({ schedule: { name, refusal } }: { schedule: ScheduleLine }) => {
  const { t } = useLingui()
  const run = useSend('POST /engine/schedules/:name/runs', {
    invalidates: ['GET /engine', 'GET /engine/runs', 'GET /engine/jobs'],
    onDone: () => noticeDone(t`The run is asked for`),
  })
  return (
    <ReasonedButton
      size="compact-xs"
      variant="default"
      leftSection={<IconPlayerPlay size={13} aria-hidden />}
      loading={run.isPending}
      reason={refusal ?? undefined}
      onClick={() => run.mutate({ params: { name } })}
    >
      <Trans>Run now</Trans>
    </ReasonedButton>
  )
}
