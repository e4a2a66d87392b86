import { Tooltip } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { Link, useLocation } from 'wouter'
import type { Room, RoomGroup } from './room.tsx'
import classes from './room-links.module.css'

const groups: readonly RoomGroup[] = ['work', 'insight', 'partner', 'settings']

export const RoomLinks = ({ rooms, isSmall }: { rooms: readonly Room[]; isSmall: boolean }) => {
  const { t } = useLingui()
  return (
    <nav className={classes.nav} aria-label={t`Rooms`}>
      {groups.map((group) => {
        const members = rooms.filter((room) => room.group === group)
        return (
          members.length > 0 && (
            <ul key={group} className={classes.group}>
              {members.map((room) => (
                <li key={room.name}>
                  <RoomLink room={room} isSmall={isSmall} />
                </li>
              ))}
            </ul>
          )
        )
      })}
    </nav>
  )
}

const RoomLink = ({ room, isSmall }: { room: Room; isSmall: boolean }) => {
  const { i18n } = useLingui()
  const [location] = useLocation()
  const isHere = location === room.path || location.startsWith(`${room.path}/`)
  const name = i18n._(room.label)
  const Sign = room.icon
  return (
    <Tooltip label={name} position="right" disabled={!isSmall}>
      <Link href={room.path} className={classes.link} aria-current={isHere ? 'page' : undefined} data-small={isSmall || undefined}>
        <Sign size={18} stroke={1.75} aria-hidden />
        <span className={isSmall ? 'only-spoken' : classes.name}>{name}</span>
      </Link>
    </Tooltip>
  )
}
