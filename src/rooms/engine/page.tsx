import { useQueryClient } from '@tanstack/react-query'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconClock, IconEngine, IconLoader2, IconStack2 } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useFormat } from '#ui/format.tsx'
import { PageHeader, Section } from '#ui/page-header.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState } from '#ui/states.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import type { Overview } from './contract.ts'
import { JudgeOne } from './judge-one.tsx'
import { JobQueue } from './queue.tsx'
import { Runs } from './runs.tsx'
import { Schedules } from './schedules.tsx'
import { durationWords } from './words.tsx'

const againMs = () => 5_000
/** An engine says every ten seconds that it lives. */
const lateSeconds = 30

/** What the engine does: who works, what is due when, what waits and what became of it. */
export const Page = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /engine', {}, { staleMs: 0, againMs })
  useFreshRuns(data)
  return (
    <>
      <PageHeader title={t`Engine`} about={t`What the portal does by itself: when it is due, what waits, and what became of it.`} />
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <>
          <Figures overview={data} />
          <Section title={t`Schedules`}>{data && <Schedules schedules={data.schedules} />}</Section>
          <Section title={t`One partnership`} about={t`Its rules are looked at now, without waiting for the daily run of all.`}>
            <JudgeOne />
          </Section>
          <Section title={t`Jobs`} about={t`What was asked for and is not done yet. A job that fails is tried again, later and later.`}>
            <JobQueue />
          </Section>
          <Section title={t`Runs`} about={t`Each moment that a schedule was due at, and what was asked for by hand.`}>
            {data && <Runs schedules={data.schedules.map(({ name }) => name)} />}
          </Section>
        </>
      )}
    </>
  )
}

/** The list of runs is fetched in pages; it is asked for again only when something has happened. */
const useFreshRuns = (overview: Overview | undefined) => {
  const client = useQueryClient()
  const mark = overview?.schedules.map(({ last }) => `${last?.id} ${last?.outcome} ${last?.progress?.done}`).join()
  useEffect(() => {
    if (mark !== undefined) void client.invalidateQueries({ queryKey: ['GET /engine/runs'] })
  }, [client, mark])
}

const Figures = ({ overview }: { overview: Overview | undefined }) => {
  const { t } = useLingui()
  const format = useFormat()
  const isPending = overview === undefined
  const { engines = [], queue } = overview ?? {}
  const late = engines.filter(({ quietSeconds }) => quietSeconds > lateSeconds).length
  const whole = (value: number | undefined) => format.whole(value ?? 0)
  return (
    <Stats label={t`The engine now`} count={5}>
      <Stat
        label={t`Engines`} icon={IconEngine} isPending={isPending} value={whole(engines.length)}
        about={late > 0 ? <Plural value={late} one="# has not said for a while that it lives" other="# have not said for a while that they live" /> : engines.map(({ name }) => name).join(', ')}
      />
      <Stat label={t`Waiting`} icon={IconStack2} isPending={isPending} value={whole(queue?.waiting)} />
      <Stat label={t`Running`} icon={IconLoader2} isPending={isPending} value={whole(queue?.running)} />
      <Stat label={t`Failed`} icon={IconAlertTriangle} isPending={isPending} value={whole(queue?.failed)} />
      <Stat
        label={t`Oldest that is due`} icon={IconClock} isPending={isPending}
        value={queue?.oldestSeconds == null ? <Trans>None</Trans> : durationWords(queue.oldestSeconds, format)}
      />
    </Stats>
  )
} // prettier-ignore
