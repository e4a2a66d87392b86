import { Tooltip } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { IconLock, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { grouped } from '#rooms/rooms/menu.rules.ts'
import type { MenuLink } from './menu.tsx'
import { roomIcon } from './room-icons.tsx'
import type { Room, RoomGroup } from './room.tsx'
import classes from './room-links.module.css'

const ownGroups: readonly RoomGroup[] = ['portal', 'partner', 'settings']

type RoomLinksProps = { menu: readonly MenuLink[]; rooms: readonly Room[]; isSmall: boolean }

/** The rooms that the vendor has arranged, under their headings, those left out that the reader is through with; below them those that every portal has. */
export const RoomLinks = ({ menu, rooms, isSmall }: RoomLinksProps) => {
  const { t } = useLingui()
  return (
    <nav className={classes.nav} aria-label={t`Rooms`}>
      {grouped(menu.filter(({ isDone }) => !isDone)).map(({ heading, rooms: links }, at) => (
        <Heading key={heading} text={heading} id={`rooms-${at}`} isSmall={isSmall}>
          {links.map((link) => (
            <MenuLine key={link.id} link={link} isSmall={isSmall} />
          ))}
        </Heading>
      ))}
      {ownGroups.map((group) => {
        const members = rooms.filter((room) => room.group === group)
        return (
          members.length > 0 && (
            <ul key={group} className={classes.group}>
              {members.map((room) => (
                <OwnLine key={room.name} room={room} isSmall={isSmall} />
              ))}
            </ul>
          )
        )
      })}
    </nav>
  )
}

type HeadingProps = { text: string; id: string; isSmall: boolean; children: ReactNode }

const Heading = ({ text, id, isSmall, children }: HeadingProps) => (
  <div className={classes.group}>
    {text && (
      <p id={id} className={isSmall ? 'only-spoken' : classes.heading}>
        {text}
      </p>
    )}
    <ul className={classes.list} aria-labelledby={text ? id : undefined}>
      {children}
    </ul>
  </div>
)

const MenuLine = ({ link, isSmall }: { link: MenuLink; isSmall: boolean }) => {
  const { t } = useLingui()
  const { label, icon, path, isLocked } = link
  return <RoomLink name={label} path={path} Sign={roomIcon(icon)} isSmall={isSmall} locked={isLocked ? t`locked` : undefined} />
}

const OwnLine = ({ room, isSmall }: { room: Room; isSmall: boolean }) => {
  const { i18n } = useLingui()
  return <RoomLink name={i18n._(room.label)} path={room.path} Sign={room.icon} isSmall={isSmall} />
}

type RoomLinkProps = { name: string; path: string; Sign: Icon; isSmall: boolean; locked?: string | undefined }

const RoomLink = ({ name, path, Sign, isSmall, locked }: RoomLinkProps) => {
  const [location] = useLocation()
  const isHere = location === path || location.startsWith(`${path}/`)
  return (
    <li>
      <Tooltip label={locked ? `${name}: ${locked}` : name} position="right" disabled={!isSmall}>
        <Link
          href={path}
          className={classes.link}
          aria-current={isHere ? 'page' : undefined}
          data-small={isSmall || undefined}
          data-locked={locked ? true : undefined}
        >
          <Sign size={18} stroke={1.75} aria-hidden />
          <span className={isSmall ? 'only-spoken' : classes.name}>{name}</span>
          {locked && (
            <>
              <IconLock size={14} className={classes.lock} aria-hidden />
              <span className="only-spoken">{locked}</span>
            </>
          )}
        </Link>
      </Tooltip>
    </li>
  )
}
