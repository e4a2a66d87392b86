import { Badge, Select } from '@mantine/core'
import type { MessageDescriptor } from '@lingui/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo } from 'react'
import { Link } from 'wouter'
import { blockLooks } from '#ui/block-looks.tsx'
import { useFormat } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { paths } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { TableOrList } from '#ui/row-list.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { FollowedLink, UseOverview, WatchedVideo, Which } from './contract.ts'
import classes from './room-use.module.css'

type InsideProps = { use: UseOverview; which: Partial<Which>; room: string; onRoom: (room: string) => void }

/** What is used inside the rooms: buttons and links, and videos. */
export const InsideRooms = ({ use: { rooms, types }, which, room, onRoom }: InsideProps) => {
  const { t } = useLingui()
  const query = { ...which, room: room || undefined }
  const typeOf = useCallback((code: string) => types.find((type) => type.code === code)?.label ?? code, [types])
  const custom = rooms.filter(({ kind }) => kind === 'custom')
  const data = types
    .map(({ code, label }) => ({ group: label, items: custom.filter(({ partnerType }) => partnerType === code).map(({ id, label: name }) => ({ value: id, label: name })) }))
    .filter(({ items }) => items.length > 0)
  return (
    <>
      <Section
        title={t`Links and buttons`}
        actions={
          <Select
            size="xs" w={240} aria-label={t`Room`} clearable searchable placeholder={t`All rooms`} value={room || null} data={data} limit={100}
            clearButtonProps={{ 'aria-label': t`All rooms` }} nothingFoundMessage={t`Nothing found`}
            onChange={(next) => onRoom(next ?? '')}
          />
        }
      >
        <Links query={query} typeOf={typeOf} />
      </Section>
      <Section title={t`Videos`}>
        <Videos query={query} typeOf={typeOf} />
      </Section>
    </>
  )
} // prettier-ignore

type TableProps = { query: Partial<Which> & { room?: string | undefined }; typeOf: (code: string) => string }

const Links = ({ query, typeOf }: TableProps) => {
  const { t } = useLingui()
  const format = useFormat()
  const list = usePages('GET /room-use/clicks', { query }, { keepPrevious: true })
  const names = useNames()
  const columns = useMemo((): Column<FollowedLink>[] => [
    { id: 'label', heading: t`Link or button`, width: 300, cell: (one) => <Name used={one} name={names.nameOf(one)} /> },
    { id: 'kind', heading: t`Block`, width: 150, cell: ({ kind }) => names.kindOf(kind) },
    { id: 'room', heading: t`Room`, width: 220, cell: (one) => <RoomLink used={one} /> },
    { id: 'type', heading: t`Partner type`, width: 130, cell: ({ room }) => room && typeOf(room.partnerType) },
    { id: 'clicks', heading: t`Clicks`, width: 90, numeric: true, cell: ({ clicks }) => format.whole(clicks) },
    { id: 'people', heading: t`People`, width: 90, numeric: true, cell: ({ people }) => format.whole(people) },
    { id: 'lastDay', heading: t`Last used`, width: 130, numeric: true, cell: ({ lastDay }) => format.day(lastDay) },
  ], [t, format, names, typeOf]) // prettier-ignore
  return (
    <TableOrList
      label={t`Links and buttons`} columns={columns} rowId={({ id }) => id} rowName={names.nameOf} height={380} {...list}
      line={(one) => (
        <div className={classes.line}>
          <Name used={one} name={names.nameOf(one)} />
          <span className={classes.about}>
            {one.room && <>{one.room.label} · </>}
            <ClickFigures link={one} />
          </span>
        </div>
      )}
      empty={<EmptyState title={t`Nobody followed a link in these days`} />}
    />
  )
} // prettier-ignore

const Videos = ({ query, typeOf }: TableProps) => {
  const { t } = useLingui()
  const format = useFormat()
  const list = usePages('GET /room-use/videos', { query }, { keepPrevious: true })
  const names = useNames()
  const columns = useMemo((): Column<WatchedVideo>[] => [
    { id: 'label', heading: t`Video`, width: 300, cell: (one) => <Name used={one} name={names.nameOf(one)} /> },
    { id: 'room', heading: t`Room`, width: 220, cell: (one) => <RoomLink used={one} /> },
    { id: 'type', heading: t`Partner type`, width: 130, cell: ({ room }) => room && typeOf(room.partnerType) },
    { id: 'people', heading: t`People`, width: 90, numeric: true, cell: ({ people }) => format.whole(people) },
    { id: 'share', heading: t`Watched on average`, width: 150, numeric: true, cell: ({ sharePercent }) => format.percent(sharePercent / 100) },
    { id: 'whole', heading: t`To the end`, width: 110, numeric: true, cell: ({ watchedWhole }) => format.whole(watchedWhole) },
    { id: 'lastDay', heading: t`Last used`, width: 130, numeric: true, cell: ({ lastDay }) => format.day(lastDay) },
  ], [t, format, names, typeOf]) // prettier-ignore
  return (
    <TableOrList
      label={t`Videos`} columns={columns} rowId={({ id }) => id} rowName={names.nameOf} height={300} {...list}
      line={(one) => (
        <div className={classes.line}>
          <Name used={one} name={names.nameOf(one)} />
          <span className={classes.about}>
            {one.room && <>{one.room.label} · </>}
            <WatchFigures video={one} />
          </span>
        </div>
      )}
      empty={<EmptyState title={t`Nobody watched a video in these days`} />}
    />
  )
} // prettier-ignore

const ClickFigures = ({ link: { clicks, people } }: { link: FollowedLink }) => {
  const format = useFormat()
  const [followed, by] = [format.whole(clicks), format.whole(people)]
  return <Trans>{followed} clicks, {by} people</Trans>
} // prettier-ignore

const WatchFigures = ({ video: { people, sharePercent, watchedWhole } }: { video: WatchedVideo }) => {
  const format = useFormat()
  const [by, share, whole] = [format.whole(people), format.percent(sharePercent / 100), format.whole(watchedWhole)]
  return <Trans>{by} people, {share} on average, {whole} to the end</Trans>
} // prettier-ignore

type Used = FollowedLink | WatchedVideo

// A kind that is gone has no looks.
const looks: Readonly<Record<string, { label: MessageDescriptor } | undefined>> = blockLooks

const useNames = () => {
  const { t, i18n } = useLingui()
  return useMemo(() => {
    const kindOf = (kind: string | null): string => {
      const look = kind === null ? undefined : looks[kind]
      return look ? i18n._(look.label) : ''
    }
    const nameOf = ({ label, kind }: Used): string => label || (kind === null ? t`Removed` : t`Without a name`)
    return { kindOf, nameOf }
  }, [t, i18n])
}

const Name = ({ used: { isPublished }, name }: { used: Used; name: string }) => (
  <span className={classes.name}>
    {name}
    {!isPublished && (
      <Badge size="sm" variant="light" color="gray">
        <Trans>No longer shown</Trans>
      </Badge>
    )}
  </span>
)

const RoomLink = ({ used: { room } }: { used: Used }) =>
  room ? (
    <Link href={paths.arrangedRoom(room.id)} className={classes.link}>
      {room.label}
    </Link>
  ) : (
    <Trans>Removed</Trans>
  )
