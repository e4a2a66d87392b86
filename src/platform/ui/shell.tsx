import { ActionIcon, Drawer, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconMenu2 } from '@tabler/icons-react'
import { Suspense, useEffect, useRef, useState, type ComponentType, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { initials } from './initials.tsx'
import { MailBanner } from './mail-banner.tsx'
import type { MenuLink } from './menu.tsx'
import { Overlays } from './overlays.tsx'
import { PersonMenu } from './person-menu.tsx'
import { RoomBeat } from './room-beat.tsx'
import { RoomLinks } from './room-links.tsx'
import type { Room } from './room.tsx'
import { SearchButton } from './search-door.tsx'
import { useMay, useSession } from './session.tsx'
import classes from './shell.module.css'
import { Switcher } from './switcher.tsx'
import { ViewBanner } from './view-as.tsx'

type ShellProps = {
  menu: readonly MenuLink[]
  rooms: readonly Room[]
  /** What open rooms keep in the top bar. */
  bars: readonly ComponentType[]
  Bell: ComponentType
  /** What is said on every page. */
  Banner: ComponentType
  children: ReactNode
}

/** The frame around every room: sidebar, top bar, and the page itself. */
export const Shell = ({ menu, rooms, bars, Bell, Banner, children }: ShellProps) => {
  const { t } = useLingui()
  const isNarrow = useMediaQuery('(max-width: 899px)', window.matchMedia('(max-width: 899px)').matches) ?? false
  const [isSmall, setSmall] = useState(false)
  const [location] = useLocation()
  // The drawer belongs to the page that it was opened on: a move closes it.
  const [drawnOn, setDrawnOn] = useState<string>()
  const main = useMainFocus(location)

  return (
    <div className={classes.shell} data-narrow={isNarrow || undefined} data-small={isSmall || undefined}>
      <a href="#main" className={`${classes.skip} only-spoken`}>
        <Trans>Skip to the page</Trans>
      </a>
      {isNarrow ? (
        <Drawer
          opened={drawnOn === location}
          onClose={() => setDrawnOn(undefined)}
          size={280}
          withCloseButton={false}
          padding={0}
          title={t`Menu`}
          classNames={{ header: 'only-spoken', body: classes.drawer }}
        >
          <Sidebar menu={menu} rooms={rooms} isSmall={false} />
        </Drawer>
      ) : (
        <Sidebar menu={menu} rooms={rooms} isSmall={isSmall} />
      )}
      <div className={classes.content}>
        <header className={classes.top} data-screen-only>
          <MenuButton isNarrow={isNarrow} isSmall={isSmall} press={() => (isNarrow ? setDrawnOn(location) : setSmall(!isSmall))} />
          <div className={classes.slot}>
            {bars.map((Bar, at) => (
              <TopBar key={at} Bar={Bar} />
            ))}
          </div>
          <SearchButton />
          <TopBar Bar={Bell} />
          <DemoPill />
        </header>
        <ReadOnlyBanner />
        <MailBanner />
        <TopBar Bar={Banner} />
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          {children}
          <Overlays />
          <RoomBeat menu={menu} />
        </main>
      </div>
    </div>
  )
}

const TopBar = ({ Bar }: { Bar: ComponentType }) => (
  <Suspense fallback={null}>
    <Bar />
  </Suspense>
)

const MenuButton = ({ isNarrow, isSmall, press }: { isNarrow: boolean; isSmall: boolean; press: () => void }) => {
  const { t } = useLingui()
  const name = isNarrow ? t`Open the menu` : isSmall ? t`Widen the sidebar` : t`Narrow the sidebar`
  const Sign = isNarrow ? IconMenu2 : isSmall ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  return (
    <Tooltip label={name}>
      <ActionIcon size={32} onClick={press} aria-label={name}>
        <Sign size={18} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

const Sidebar = ({ menu, rooms, isSmall }: Pick<ShellProps, 'menu' | 'rooms'> & { isSmall: boolean }) => {
  const { t } = useLingui()
  return (
    <aside className={classes.sidebar} data-small={isSmall || undefined} data-screen-only aria-label={t`Sidebar`}>
      <Brand isSmall={isSmall} />
      <Switcher isSmall={isSmall} />
      <RoomLinks menu={menu} rooms={rooms} isSmall={isSmall} />
      <PersonMenu rooms={rooms} isSmall={isSmall} />
    </aside>
  )
}

const Brand = ({ isSmall }: { isSmall: boolean }) => {
  const { brand } = useSession().start
  return (
    <div className={classes.brand}>
      {brand.logo ? (
        <img src={brand.logo} alt={brand.name} className={classes.logo} />
      ) : (
        <span className={classes.mark} aria-hidden>
          {initials(brand.vendor)}
        </span>
      )}
      {!brand.logo && !isSmall && <span className={classes.brandName}>{brand.name}</span>}
    </div>
  )
}

/** No setting hides it: what stands on the screen is made up. */
export const DemoPill = () => {
  const { isDemo } = useSession().start
  const { t } = useLingui()
  if (!isDemo) return null
  return (
    <Tooltip label={t`Everything here is made up. Nothing leaves this demo.`}>
      <span className={classes.demo}>
        <Trans>Demo</Trans>
      </span>
    </Tooltip>
  )
}

/** The vendor's people look at a partner's portal; all that they may change in it is its people. */
const ReadOnlyBanner = () => {
  const { t } = useLingui()
  const { person, partnership, viewer } = useSession().start
  const mayEditPeople = useMay('person.edit')
  if (viewer) return <ViewBanner />
  if (person?.side !== 'vendor' || !partnership) return null
  const partner = partnership.partnerName
  return (
    <aside className={classes.banner} aria-label={t`How you see this portal`}>
      <Trans>
        Read-only: you see the portal as <strong>{partner}</strong> does.
      </Trans>{' '}
      {mayEditPeople && <Trans>Its people and roles are yours to change.</Trans>}
    </aside>
  )
}

/** After a move to another page the keyboard and the screen reader start at its top. */
const useMainFocus = (location: string) => {
  const main = useRef<HTMLElement>(null)
  const [, first, second] = location.split('/')
  const room = first === 'rooms' ? `rooms/${second}` : first
  const before = useRef(room)
  useEffect(() => {
    if (before.current === room) return
    before.current = room
    main.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [room])
  return main
}
