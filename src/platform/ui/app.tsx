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
import { paths } from './paths.tsx'
import { ProveAgain } from './prove-again.tsx'
import { createQueryClient } from './query.tsx'
import type { Room } from './room.tsx'
import { SessionProvider, useMay, usePerson, useSession } from './session.tsx'
import { Shell } from './shell.tsx'
import { EmptyState, ErrorState, Fence, Waiting } from './states.tsx'
import { PortalTheme } from './theme.tsx'

/** Pages that anybody may open, signed in or not, by their address: where mails lead. */
export type PublicPages = Readonly<Record<string, ComponentType>>
/** What everybody who is signed in has beside the rooms. */
export type OwnPages = { account: ComponentType; notifications: ComponentType; bell: ComponentType }
type AppProps = { rooms: readonly Room[]; signIn: ComponentType; publicPages: PublicPages; own: OwnPages }

const queryClient = createQueryClient()
/** Until the server has said how it looks. */
const plainLook = { colour: '#3b4656', font: 'Inter Variable' }

export const App = ({ rooms, signIn: SignIn, publicPages, own }: AppProps) => {
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
            <Doors rooms={rooms} SignIn={SignIn} publicPages={publicPages} own={own} />
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
const Doors = ({ rooms, SignIn, publicPages, own }: DoorsProps) => {
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
  return <Rooms key={partnership?.id ?? 'none'} rooms={rooms} own={own} />
}

type DoorsProps = { rooms: readonly Room[]; SignIn: ComponentType; publicPages: PublicPages; own: OwnPages }

const Rooms = ({ rooms, own }: { rooms: readonly Room[]; own: OwnPages }) => {
  const { t } = useLingui()
  const person = usePerson()
  const isInPartnership = useSession().start.partnership !== null
  const open = useMemo(() => rooms.filter((room) => isOpen(room, person, isInPartnership)), [rooms, person, isInPartnership])
  const [location] = useLocation()
  const [first] = open
  return (
    <Shell rooms={open} Bell={own.bell}>
      <Fence resetKey={location}>
        <Suspense fallback={<Waiting label={t`Opening the page`} />}>
          <Switch>
            <Route path="/">{!isInPartnership ? <ChoosePartner /> : first ? <Redirect to={first.path} replace /> : <NoRoom />}</Route>
            <Route path={paths.account()} component={own.account} />
            <Route path={paths.notifications()} component={own.notifications} />
            {open.map((room) => (
              <Route key={room.name} path={`${room.path}/*?`} component={room.page} />
            ))}
            <Route>{isInPartnership ? <Nowhere /> : <ChoosePartner />}</Route>
          </Switch>
        </Suspense>
      </Fence>
    </Shell>
  )
}

const isOpen = ({ permission, place }: Room, { permissions, side }: Person, isInPartnership: boolean) =>
  permissions.includes(permission) && (side === 'vendor' && place ? true : isInPartnership && place !== 'vendor')

const Nowhere = () => {
  const { t } = useLingui()
  return (
    <EmptyState
      isPage
      title={t`There is nothing here`}
    >{t`The address is wrong, or it leads to something that you may not see.`}</EmptyState>
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
