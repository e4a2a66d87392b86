import { Notifications } from '@mantine/notifications'
import { useLingui } from '@lingui/react/macro'
import { QueryClientProvider } from '@tanstack/react-query'
import { Suspense, useMemo, type ComponentType, type ReactNode } from 'react'
import { Redirect, Route, Router, Switch, useLocation } from 'wouter'
import type { Person } from '#rooms/sessions/contract.ts'
import { chooseLocale, createFormat } from '#shared/format.ts'
import { ChoosePartner } from './choose-partner.tsx'
import { FormatProvider } from './format.tsx'
import { mayLeave } from './leave-guard.tsx'
import { MenuContext, useMenu, type Menu } from './menu.tsx'
import { Nowhere } from './nowhere.tsx'
import { paths } from './paths.tsx'
import { ProveAgain } from './prove-again.tsx'
import { createQueryClient } from './query.tsx'
import type { KindPages, Room } from './room.tsx'
import { SearchDoor, type SearchDialog } from './search-door.tsx'
import { SessionProvider, useMay, usePerson, useSession } from './session.tsx'
import { Shell } from './shell.tsx'
import { EmptyState, ErrorState, Fence, Waiting } from './states.tsx'
import { PortalTheme } from './theme.tsx'

/** Pages that anybody may open, signed in or not, by their address: where mails lead. */
export type PublicPages = Readonly<Record<string, ComponentType>>
/** What everybody who is signed in has beside the rooms. */
export type OwnPages = {
  account: ComponentType
  notifications: ComponentType
  bell: ComponentType
  banner: ComponentType
  search: SearchDialog
}
/** What is behind the door: the pages of pre-defined rooms, the one of the rooms that are made of blocks, and the product's own rooms. */
type Inside = { kindPages: KindPages; roomPage: ComponentType; rooms: readonly Room[]; own: OwnPages }
type AppProps = { inside: Inside; signIn: ComponentType; publicPages: PublicPages }

const queryClient = createQueryClient()
/** Until the server has said how it looks. */
const plainLook = { colour: '#3b4656', font: 'Inter Variable' }

export const App = ({ inside, signIn: SignIn, publicPages }: AppProps) => {
  const { t } = useLingui()
  return (
    <QueryClientProvider client={queryClient}>
      <Router aroundNav={(move, to, options) => mayLeave() && move(to, options)}>
        <SessionProvider
          waiting={
            <PortalTheme {...plainLook}>
              <Waiting label={t`Opening the portal`} />
            </PortalTheme>
          }
          failed={startFailed}
        >
          <Branded>
            <Doors inside={inside} SignIn={SignIn} publicPages={publicPages} />
            <Notifications withinPortal={false} position="bottom-right" limit={4} transitionDuration={120} />
            <ProveAgain />
          </Branded>
        </SessionProvider>
      </Router>
    </QueryClientProvider>
  )
}

const startFailed = (error: Error, retry: () => void) => (
  <PortalTheme {...plainLook}>
    <ErrorState isPage error={error} retry={retry} />
  </PortalTheme>
)

const Branded = ({ children }: { children: ReactNode }) => {
  const { brand, person } = useSession().start
  const own = person?.locale
  const format = useMemo(
    () => createFormat(chooseLocale(own ? [own, ...navigator.languages] : navigator.languages, brand.language, brand.region)),
    [own, brand.language, brand.region],
  )
  return (
    <PortalTheme colour={brand.colour} font={brand.font}>
      <FormatProvider value={format}>{children}</FormatProvider>
    </PortalTheme>
  )
}

/** Signed out: the sign-in page, and back to the wanted address after it. Signed in: the rooms. */
const Doors = ({ inside, SignIn, publicPages }: DoorsProps) => {
  const { t } = useLingui()
  const { person, partnership } = useSession().start
  const [location] = useLocation()
  const PublicPage = publicPages[location]
  if (PublicPage)
    return (
      <Suspense fallback={<Waiting label={t`Opening the page`} />}>
        <PublicPage />
      </Suspense>
    )
  const isAtDoor = location === '/sign-in'
  if (!person) return isAtDoor ? <SignIn /> : <Redirect to={paths.signIn(location + window.location.search)} replace />
  if (isAtDoor) return <Redirect to={paths.start()} replace />
  // Another partnership is another portal: no page keeps what it held.
  return <Rooms key={partnership?.id ?? 'none'} inside={inside} />
}

type DoorsProps = { inside: Inside; SignIn: ComponentType; publicPages: PublicPages }

const Rooms = ({ inside }: { inside: Inside }) => {
  const { t } = useLingui()
  const person = usePerson()
  const isInPartnership = useSession().start.partnership !== null
  const { menu, error, retry } = useMenu(inside.kindPages, { isInPartnership })
  const open = useMemo(() => inside.rooms.filter((room) => isOpen(room, person, isInPartnership)), [inside, person, isInPartnership])
  const [location] = useLocation()
  const bars = menu?.pages.flatMap(({ topBar }) => topBar ?? []) ?? []
  return (
    <SearchDoor Dialog={inside.own.search}>
      <Shell menu={menu?.links ?? []} rooms={open} bars={bars} Bell={inside.own.bell} Banner={inside.own.banner}>
        <Fence resetKey={location}>
          <Suspense fallback={<Waiting label={t`Opening the page`} />}>
            {menu ? (
              <MenuContext value={menu.links}>
                <Pages inside={inside} menu={menu} rooms={open} />
              </MenuContext>
            ) : error ? (
              <ErrorState isPage error={error} retry={retry} />
            ) : (
              <Waiting label={t`Opening the page`} />
            )}
          </Suspense>
        </Fence>
      </Shell>
    </SearchDoor>
  )
}

const Pages = ({ inside, menu, rooms }: { inside: Inside; menu: Menu; rooms: readonly Room[] }) => {
  const isInPartnership = useSession().start.partnership !== null
  const first = menu.links.find(({ isLocked, isDone }) => !isLocked && !isDone) ?? rooms[0]
  return (
    <Switch>
      <Route path="/">{!isInPartnership ? <ChoosePartner /> : first ? <Redirect to={first.path} replace /> : <NoRoom />}</Route>
      <Route path={paths.account()} component={inside.own.account} />
      <Route path={paths.notifications()} component={inside.own.notifications} />
      {[...menu.pages, ...rooms].map(({ path, page }) => (
        <Route key={path} path={`${path}/*?`} component={page} />
      ))}
      {menu.locked.map(({ path, to }) => (
        <Route key={path} path={`${path}/*?`}>
          <Redirect to={to} replace />
        </Route>
      ))}
      {isInPartnership && <Route path="/rooms/:id" component={inside.roomPage} />}
      <Route>{isInPartnership ? <Nowhere /> : <ChoosePartner />}</Route>
    </Switch>
  )
}

const isOpen = ({ permission, place }: Room, { permissions, side }: Person, isInPartnership: boolean) =>
  permissions.includes(permission) && (side === 'vendor' && place ? true : isInPartnership && place !== 'vendor')

const NoRoom = () => {
  const { t } = useLingui()
  const maySignIn = useMay('portal.sign-in')
  return (
    <EmptyState isPage title={t`No room is open to you yet`}>
      {maySignIn ? t`Ask an admin of your company for access.` : t`Your account receives mail only.`}
    </EmptyState>
  )
}
