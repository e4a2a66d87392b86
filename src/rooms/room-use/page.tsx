import { Badge, Button, Select } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconDownload } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import { Link } from 'wouter'
import { LineChart } from '#ui/chart.tsx'
import { download } from '#ui/download.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { PageHeader, Section } from '#ui/page-header.tsx'
import { oneOf, paths, text, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { TableOrList } from '#ui/row-list.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import { EmptyState, ErrorState } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { RoomUse, UseOverview } from './contract.ts'
import { InsideRooms } from './inside.tsx'
import { periods, sorts } from './rules.ts'
import classes from './room-use.module.css'

const view = { period: oneOf(periods, '30'), type: text(), partnership: text(), sort: oneOf(sorts, '-views'), room: text() }

/** Which rooms partners' people use, and which nobody does. */
export const Page = () => {
  const { t } = useLingui()
  const format = useFormat()
  const [{ period, type, partnership, sort, room }, setState] = useUrlState(view)
  const which = { period, type: type || undefined, partnership: partnership || undefined }
  const query = { ...which, sort }
  const { data: use, error, isPending, isPlaceholderData, refetch } = useCall('GET /room-use', { query }, { keepPrevious: true })
  if (error && !use) return <ErrorState isPage error={error} retry={() => void refetch()} />
  const [from, to] = [use?.from ?? '', use?.to ?? '']
  return (
    <>
      <PageHeader
        title={t`Room use`}
        about={<Trans>What partners’ people open, and for how long. Your own people are not counted.</Trans>}
        actions={<ExcelButton query={query} />}
      />
      <FilterBar
        chips={[]}
        onClear={() => setState({ type: '', partnership: '', room: '' })}
        count={use && <Trans>{format.days(from, to)}</Trans>}
      >
        <Select
          size="xs" w={150} aria-label={t`Period`} allowDeselect={false} value={period}
          data={[{ value: '7', label: t`7 days` }, { value: '30', label: t`30 days` }, { value: '90', label: t`90 days` }, { value: '365', label: t`One year` }]}
          onChange={(next) => setState({ period: view.period.read([next ?? '']) })}
        />
        <Select
          size="xs" w={190} aria-label={t`Partner type`} clearable placeholder={t`All partner types`} value={type || null}
          clearButtonProps={{ 'aria-label': t`All partner types` }}
          data={(use?.types ?? []).map(({ code, label }) => ({ value: code, label }))}
          onChange={(next) => setState({ type: next ?? '', partnership: '', room: '' })}
        />
        <Select
          size="xs" w={240} aria-label={t`Partner`} clearable searchable placeholder={t`All partners`} value={partnership || null} limit={50}
          clearButtonProps={{ 'aria-label': t`All partners` }} nothingFoundMessage={t`Nothing found`}
          data={(use?.partnerships ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(next) => setState({ partnership: next ?? '', type: '', room: '' })}
        />
      </FilterBar>
      <Totals use={use} isPending={isPending} />
      {use && <Days use={use} />}
      <Section title={t`Rooms`}>
        <Rooms use={use} sort={sort} onSort={(next) => setState({ sort: view.sort.read([next]) }, { replace: true })} isPending={isPending} isRefreshing={isPlaceholderData} />
      </Section>
      {use && (
        <div className={classes.pair}>
          <Section title={t`Most downloaded files`}>
            <Taken label={t`Files`} items={use.files} none={t`Nobody downloaded a file in these days`} />
          </Section>
          <Section title={t`Most downloaded kit items`}>
            <Taken label={t`Kit items`} items={use.kit} none={t`Nobody downloaded a kit item in these days`} />
          </Section>
        </div>
      )}
      {use && <InsideRooms use={use} which={which} room={room} onRoom={(next) => setState({ room: next }, { replace: true })} />}
    </>
  )
} // prettier-ignore

const ExcelButton = ({ query }: { query: object }) => {
  const [isBusy, setBusy] = useState(false)
  const press = async () => {
    setBusy(true)
    await download('GET /room-use/workbook', { query })
    setBusy(false)
  }
  return (
    <Button variant="default" size="sm" loading={isBusy} leftSection={<IconDownload size={16} aria-hidden />} onClick={() => void press()}>
      <Trans>Excel</Trans>
    </Button>
  )
}

const Totals = ({ use, isPending }: { use: UseOverview | undefined; isPending: boolean }) => {
  const { t } = useLingui()
  const format = useFormat()
  const minutes = useMinutes()
  const perStay = use && use.stays > 0 ? Math.round(use.seconds / use.stays) : 0
  const live = format.whole(use?.roomsLive ?? 0)
  const whole = (value: number | undefined) => format.whole(value ?? 0)
  return (
    <Stats label={t`In all`} count={5}>
      <Stat label={t`People`} value={whole(use?.people)} about={t`of ${whole(use?.partners)} partners`} isPending={isPending} />
      <Stat
        label={t`Sessions`}
        value={whole(use?.stays)}
        about={t`end after 30 minutes without a sign, or 4 hours`}
        isPending={isPending}
      />
      <Stat label={t`Views`} value={whole(use?.views)} isPending={isPending} />
      <Stat label={t`Time a session`} value={minutes(perStay)} isPending={isPending} />
      <Stat label={t`Rooms used`} value={whole(use?.roomsUsed)} about={t`of ${live} live`} isPending={isPending} />
    </Stats>
  )
}

const useMinutes = () => {
  const { t } = useLingui()
  const format = useFormat()
  return (seconds: number) => {
    const [whole, hours, rest] = [format.whole(Math.round(seconds / 60)), format.whole(Math.floor(seconds / 3600)), format.whole(Math.round((seconds % 3600) / 60))]
    return seconds < 3600 ? t`${whole} min` : t`${hours} h ${rest} min`
  }
} // prettier-ignore

const Days = ({ use }: { use: UseOverview }) => {
  const { t } = useLingui()
  const format = useFormat()
  const points = useMemo(() => use.days.map(({ day, views, people }) => ({ x: day, values: { views, people } })), [use.days])
  const names: Record<string, string> = { views: t`views`, people: t`people` }
  return (
    <LineChart
      label={t`Views and people by day`}
      series={[{ id: 'views', label: t`Views` }, { id: 'people', label: t`People` }]}
      points={points}
      height={200}
      valueText={(value, series) => `${format.whole(value)} ${names[series] ?? ''}`}
      axisText={format.short}
      xText={format.dayShort}
      fileName="room-use"
    />
  )
} // prettier-ignore

type RoomsProps = { use: UseOverview | undefined; sort: string; onSort: (sort: string) => void; isPending: boolean; isRefreshing: boolean }

const Rooms = ({ use, ...table }: RoomsProps) => {
  const { t } = useLingui()
  const format = useFormat()
  const minutes = useMinutes()
  const types = use?.types
  const typeOf = useCallback(({ partnerType }: RoomUse) => types?.find(({ code }) => code === partnerType)?.label ?? partnerType, [types])
  const columns = useMemo((): Column<RoomUse>[] => [
    { id: 'label', heading: t`Room`, width: 300, sortBy: 'label', cell: (room) => <RoomName room={room} /> },
    { id: 'type', heading: t`Partner type`, width: 150, cell: typeOf },
    { id: 'partners', heading: t`Partners`, width: 95, numeric: true, sortBy: 'partners', cell: ({ partners }) => format.whole(partners) },
    { id: 'people', heading: t`People`, width: 90, numeric: true, sortBy: 'people', cell: ({ people }) => format.whole(people) },
    { id: 'stays', heading: t`Sessions`, width: 100, numeric: true, sortBy: 'stays', cell: ({ stays }) => format.whole(stays) },
    { id: 'views', heading: t`Views`, width: 90, numeric: true, sortBy: 'views', cell: ({ views }) => format.whole(views) },
    { id: 'seconds', heading: t`Time`, width: 110, numeric: true, sortBy: 'seconds', cell: ({ seconds }) => minutes(seconds) },
    { id: 'lastDay', heading: t`Last used`, width: 130, sortBy: 'lastDay', cell: ({ lastDay }) => lastDay && format.day(lastDay) },
  ], [t, format, minutes, typeOf]) // prettier-ignore
  return (
    <TableOrList
      label={t`Rooms`} columns={columns} rows={use?.rooms ?? []} rowId={({ id }) => id} rowName={({ label }) => label} height={420} {...table}
      line={(room) => (
        <div className={classes.line}>
          <RoomName room={room} />
          <span className={classes.about}>
            {typeOf(room)} · <LineFigures room={room} />
          </span>
        </div>
      )}
      empty={<EmptyState title={t`No rooms`}>{t`There are no live rooms for this choice.`}</EmptyState>}
    />
  )
} // prettier-ignore

const LineFigures = ({ room }: { room: RoomUse }) => {
  const format = useFormat()
  const [people, views, time] = [format.whole(room.people), format.whole(room.views), useMinutes()(room.seconds)]
  return <Trans>{people} people, {views} views, {time}</Trans>
} // prettier-ignore

const RoomName = ({ room: { id, label, status, isUnused } }: { room: RoomUse }) => (
  <span className={classes.name}>
    <Link href={paths.arrangedRoom(id)} className={classes.link}>
      {label}
    </Link>
    {status === 'archived' && (
      <Badge size="sm" variant="light" color="gray">
        <Trans>Archived</Trans>
      </Badge>
    )}
    {isUnused && (
      <Badge size="sm" variant="light" color="yellow">
        <Trans>Unused for 90 days: archive it?</Trans>
      </Badge>
    )}
  </span>
)

const Taken = ({ label, items, none }: { label: string; items: UseOverview['files']; none: string }) => {
  const { t } = useLingui()
  const format = useFormat()
  const columns: Column<UseOverview['files'][number]>[] = [
    { id: 'label', heading: t`Name`, cell: (item) => item.label },
    { id: 'downloads', heading: t`Downloads`, width: 110, numeric: true, cell: (item) => format.whole(item.downloads) },
    { id: 'people', heading: t`People`, width: 90, numeric: true, cell: (item) => format.whole(item.people) },
  ]
  return <SimpleTable label={label} columns={columns} rows={items} rowId={({ id }) => id} empty={<EmptyState title={none} />} />
}
