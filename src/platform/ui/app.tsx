import { Notifications } from '@mantine/notifications'
import { useLingui } from '@lingui/react/macro'
import { QueryClientProvider } from '@tanstack/react-query'
import { Suspense, useMemo, type ComponentType, type ReactNode } from 'react'
import { Redirect, Route, Router, Switch, useLocation } from 'wouter'
import { ChoosePartner } from './choose-partner.tsx'
import { chooseLocale, createFormat, FormatProvider } from './format.tsx'
import { mayLeave } from './leave-guard.tsx'
import { paths } from './paths.tsx'
import { createQueryClient } from './query.tsx'
import type { Room } from './room.tsx'
import { SessionProvider, useMay, usePerson, useSession } from './session.tsx'
import { Shell } from './shell.tsx'
import { EmptyState, ErrorState, Fence, Waiting } from './states.tsx'
import { PortalTheme } from './theme.tsx'

type AppProps = { rooms: readonly Room[]; signIn: ComponentType }

const queryClient = createQueryClient()
/** Until the server has said how it looks. */
const plainLook = { colour: '#3b4656', font: 'Inter Variable' }

export const App = ({ rooms, signIn: SignIn }: AppProps) => {
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
            <Notifications withinPortal={false} position="bottom-right" limit={4} transitionDuration={120} />
            <Doors rooms={rooms} SignIn={SignIn} />
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
  const { brand } = useSession().start
  const format = useMemo(
    () => createFormat(chooseLocale(navigator.languages, brand.language, brand.region)),
    [brand.language, brand.region],
  )
  return (
    <PortalTheme colour={brand.colour} font={brand.font}>
      <FormatProvider value={format}>{children}</FormatProvider>
    </PortalTheme>
  )
}

/** Signed out: the sign-in page, and back to the wanted address after it. Signed in: the rooms. */
const Doors = ({ rooms, SignIn }: { rooms: readonly Room[]; SignIn: ComponentType }) => {
  const { person, partnership } = useSession().start
  const [location] = useLocation()
  const isAtDoor = location === '/sign-in'
  if (!person) return isAtDoor ? <SignIn /> : <Redirect to={paths.signIn(location + window.location.search)} replace />
  if (isAtDoor) return <Redirect to={paths.start()} replace />
  if (!partnership)
    return (
      <Shell rooms={[]}>
        <ChoosePartner />
      </Shell>
    )
  // Another partnership is another portal: no page keeps what it held.
  return <Rooms key={partnership.id} rooms={rooms} />
}

const Rooms = ({ rooms }: { rooms: readonly Room[] }) => {
  const { t } = useLingui()
  const { permissions } = usePerson()
  const open = useMemo(() => rooms.filter((room) => permissions.includes(room.permission)), [rooms, permissions])
  const [location] = useLocation()
  const [first] = open
  return (
    <Shell rooms={open}>
      <Fence resetKey={location}>
        <Suspense fallback={<Waiting label={t`Opening the page`} />}>
          <Switch>
            <Route path="/">{first ? <Redirect to={first.path} replace /> : <NoRoom />}</Route>
            {open.map((room) => (
              <Route key={room.name} path={`${room.path}/*?`} component={room.page} />
            ))}
            <Route>
              <EmptyState
                isPage
                title={t`There is nothing here`}
              >{t`The address is wrong, or it leads to something that you may not see.`}</EmptyState>
            </Route>
          </Switch>
        </Suspense>
      </Fence>
    </Shell>
  )
}

const NoRoom = () => {
  const { t } = useLingui()
  const maySignIn = useMay('portal.sign-in')
  return (
    <EmptyState isPage title={t`No room is open to you yet`}>
      {maySignIn ? t`Ask an admin of your company for access.` : t`Your account receives mail only.`}
    </EmptyState>
  )
}
