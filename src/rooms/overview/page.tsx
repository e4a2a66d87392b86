import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconLayoutGrid } from '@tabler/icons-react'
import { Suspense, useEffect, useState, type ComponentType } from 'react'
import { call } from '#ui/api-client.tsx'
import { Choice } from '#ui/choice.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { oneOf, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { usePartnership, usePerson, useSession } from '#ui/session.tsx'
import { EmptyState, ErrorState, Fence, Waiting } from '#ui/states.tsx'
import { Arrange } from './arrange.tsx'
import type { Overview, Widget } from './contract.ts'
import { Feed } from './feed.tsx'
import { Figures } from './figures.tsx'
import classes from './overview.module.css'
import { usePlace } from './placing.tsx'
import type { WidgetCode } from './rules.ts'
import { Trend } from './trend.tsx'
import { widgetLabel } from './words.tsx'

/** Parts that other rooms bring. */
export type RoomWidgets = Readonly<Record<Exclude<WidgetCode, 'figures' | 'feed' | 'trend'>, ComponentType>>

const view = { period: oneOf(['', 'month', 'quarter'], '') }

/** What a person meets first: figures, shortcuts, what is said and what happened, as they arranged it. */
export const OverviewPage = ({ widgets: ofRooms }: { widgets: RoomWidgets }) => {
  const { t } = useLingui()
  const { name } = usePartnership()
  const [{ period: asked }, setState] = useUrlState(view)
  const [isArranging, setArranging] = useState(false)
  const { data, error, refetch } = useCall('GET /overview', { query: asked ? { period: asked } : {} }, { keepPrevious: true })
  const place = usePlace()
  useVisit(data)
  return (
    <>
      <PageHeader
        title={t`Overview`}
        about={<Greeting partnership={name} />}
        actions={
          <>
            <Choice
              label={t`Period`}
              value={data?.period ?? 'month'}
              onChange={(period) => setState({ period })}
              options={[{ value: 'month', label: t`Month` }, { value: 'quarter', label: t`Quarter` }]}
            />
            <Button variant="default" size="xs" leftSection={<IconLayoutGrid size={15} aria-hidden />} disabled={!data} onClick={() => setArranging(true)}>
              <Trans>Arrange</Trans>
            </Button>
          </>
        }
      />
      {error ? <ErrorState error={error} retry={() => void refetch()} /> : <Parts overview={data} ofRooms={ofRooms} arrange={() => setArranging(true)} />}
      <Panel title={t`Arrange your overview`} opened={isArranging && data !== undefined} onClose={() => setArranging(false)}>
        {data && <Arrange widgets={data.widgets} isOwn={data.isOwn} place={(widgets) => void place(widgets)} />}
      </Panel>
    </>
  )
} // prettier-ignore

const Greeting = ({ partnership }: { partnership: string }) => {
  const { name } = usePerson()
  return (
    <Trans>
      {name} · {partnership}
    </Trans>
  )
}

const Parts = ({ overview, ofRooms, arrange }: { overview: Overview | undefined; ofRooms: RoomWidgets; arrange: () => void }) => {
  const { t } = useLingui()
  // Where there is one column, parts stand in the order that was chosen.
  const isOneColumn = useMediaQuery('(max-width: 1023px)', undefined, { getInitialValueInEffect: false })
  if (!overview) return <Figures overview={undefined} />
  const shown = overview.widgets.filter(({ isShown }) => isShown)
  if (shown.length === 0)
    return <EmptyState title={t`You have hidden every part`} action={<Button onClick={arrange}>{t`Arrange your overview`}</Button>} />
  return (
    <div className={classes.parts}>
      {(isOneColumn ? shown.map((widget) => [[widget]]) : runsOf(shown)).map((run) =>
        run.map((column, at) => (
          <div key={column[0]?.code} className={classes.column} data-width={run.length === 1 ? 'full' : 'half'} data-at={at}>
            {column.map((widget) => (
              <Part key={widget.code} widget={widget} overview={overview} ofRooms={ofRooms} />
            ))}
          </div>
        )),
      )}
    </div>
  )
}

/** Narrow parts that follow each other stand in two columns, so that a long one leaves no hole beside it; each wide one alone. */
const runsOf = (widgets: readonly Widget[]): Widget[][][] => {
  const runs: Widget[][][] = []
  let narrow: Widget[] = []
  const endRun = () => {
    const [left, right] = [narrow.filter((_, at) => at % 2 === 0), narrow.filter((_, at) => at % 2 === 1)]
    if (left.length > 0) runs.push(right.length > 0 ? [left, right] : [left])
    narrow = []
  }
  for (const widget of widgets) {
    if (widget.width === 'half') narrow.push(widget)
    else {
      endRun()
      runs.push([[widget]])
    }
  }
  endRun()
  return runs
}

type PartProps = { widget: Widget; overview: Overview; ofRooms: RoomWidgets }

const Part = ({ widget: { code }, overview, ofRooms }: PartProps) => {
  const { t } = useLingui()
  const label = widgetLabel(code)
  if (code === 'figures') return overview.figures.length > 0 ? <Figures overview={overview} /> : null
  const Room = code === 'feed' || code === 'trend' ? undefined : ofRooms[code]
  return (
    <section className={classes.part} aria-label={label}>
      <h2 className={classes.title}>{label}</h2>
      <Fence resetKey={code}>
        <Suspense fallback={<Waiting label={t`${label}: being fetched`} />}>
          {Room ? <Room /> : code === 'feed' ? <Feed /> : <Trend trend={overview.trend} />}
        </Suspense>
      </Fence>
    </section>
  )
} // prettier-ignore

/** Says that the reader was here, once for each period that they look at. Staff who look with somebody's eyes were not. */
const useVisit = (overview: Overview | undefined) => {
  const { viewer } = useSession().start
  const period = overview?.period
  useEffect(() => {
    if (period === undefined || viewer) return
    call('PUT /overview/visit', { body: { period }, isBackground: true }).catch(() => {}) // the line of the last visit stands a little higher then
  }, [period, viewer])
}
