import { ActionIcon, Anchor } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconArrowDown, IconArrowUp, IconCalendarTime, IconGripVertical, IconLock, IconNote } from '@tabler/icons-react'
import type { Ref } from 'react'
import { Link } from 'wouter'
import { paths } from '#ui/paths.tsx'
import { RoomSign } from '#ui/room-icons.tsx'
import { Tag } from '#ui/severity.tsx'
import classes from './arrangement.module.css'
import type { RoomLine } from './contract.ts'
import { usePlan } from './planned.tsx'
import type { RoomListProps } from './room-list-heading.tsx'
import { RoomMenu } from './room-menu.tsx'
import { ComesLater, StatusTag, visibilityWords } from './words.tsx'

type RoomRowProps = RoomListProps & { room: RoomLine; at: number; handle?: Ref<HTMLSpanElement> }

/** One room of the menu: what it is, who would see it, and its place. */
export const RoomRow = ({ room, at, handle, rooms, types, today, deeds, step }: RoomRowProps) => {
  const { t } = useLingui()
  return (
    <div className={classes.row} data-status={room.status}>
      <span ref={handle} className={classes.grip} data-can={handle !== undefined || undefined} aria-hidden>
        <IconGripVertical size={16} />
      </span>
      <RoomSign name={room.icon} size={18} stroke={1.6} className={classes.sign} />
      <div className={classes.words}>
        <Link href={paths.arrangedRoom(room.id)} className={classes.name} draggable={false}>
          {room.label}
        </Link>
        <span className={classes.about}>
          <About room={room} today={today} />
          <Hints room={room} deeds={deeds} />
        </span>
      </div>
      <div className={classes.tags}>
        {room.comesLater && <ComesLater />}
        {/* What can't be live needs no word about it not being so. */}
        {!(room.comesLater && room.status === 'draft') && <StatusTag status={room.status} />}
      </div>
      <div className={classes.deeds}>
        <ActionIcon aria-label={t`Move ${room.label} up`} disabled={at === 0} onClick={() => step(room.id, -1)}>
          <IconArrowUp size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon aria-label={t`Move ${room.label} down`} disabled={at === rooms.length - 1} onClick={() => step(room.id, 1)}>
          <IconArrowDown size={16} aria-hidden />
        </ActionIcon>
        <RoomMenu room={room} types={types} deeds={deeds} />
      </div>
    </div>
  )
}

const About = ({ room, today }: { room: RoomLine; today: string }) => {
  const { t } = useLingui()
  const plan = usePlan(room, today)
  const { seen, internalLabel, visibility, isUnlocked, isRestricted, kind, isPublished } = room
  const all = seen.all
  return (
    <>
      {internalLabel && (
        <span className={classes.internal}>
          <IconNote size={13} aria-hidden /> {internalLabel}
        </span>
      )}
      {visibility === 'all' ? null : <span>{t(visibilityWords[visibility])}</span>}
      {isUnlocked && (
        <span className={classes.internal}>
          <IconLock size={13} aria-hidden /> <Trans>Has to be unlocked</Trans>
        </span>
      )}
      {visibility !== 'internal' && (
        <span className="numbers">
          {isRestricted || isUnlocked
            ? t`${seen.open} of ${all} partnerships`
            : all === 1
              ? t`The one partnership`
              : t`All ${all} partnerships`}
        </span>
      )}
      {kind === 'custom' && !isPublished && <span>{t`Nothing published yet`}</span>}
      {plan.map((one) => (
        <span key={one} className={classes.internal}>
          <IconCalendarTime size={13} aria-hidden /> {one}
        </span>
      ))}
    </>
  )
}

/** What should be looked at. */
const Hints = ({ room, deeds }: Pick<RoomRowProps, 'room' | 'deeds'>) => {
  const { t } = useLingui()
  return (
    <>
      {room.failingTests > 0 && (
        <Link href={paths.arrangedRoom(room.id, 'tests')} className={classes.tagLink}>
          <Tag tone="high">
            <Plural value={room.failingTests} one="# test fails" other="# tests fail" />
          </Tag>
        </Link>
      )}
      {room.waitsInVain && <Tag tone="medium">{t`Stays locked`}</Tag>}
      {room.isUnused && (
        <span className={classes.hint}>
          <Tag tone="medium">{t`Unused for 90 days`}</Tag>
          <Anchor
            component="button"
            type="button"
            size="xs"
            aria-label={t`Archive ${room.label}`}
            onClick={() => void deeds.setStatus(room, 'archived')}
          >
            <Trans>Archive</Trans>
          </Anchor>
        </span>
      )}
    </>
  )
}
