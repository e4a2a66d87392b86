import { modelOf, type PortalConfig } from '#shared/config.ts'
import type { ReplyOf } from '#shared/endpoint.ts'
import { readAsSession } from '#server/access.ts'
import { permissionsIn } from '#server/roles.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tokenOf, type Session, type Visit } from '#server/session.ts'
import { factorsOf } from '#rooms/factors/actions.ts'
import type { CurrentPartnership, Person, sessions } from './contract.ts'
import { isPartnershipActive, rolesThatSignIn } from './rules.ts'
import * as store from './store.ts'

/** What the browser needs before it shows anything: who, where and how it looks. */
export const describeStart = async (portal: Portal, { session, half }: Visit): Promise<ReplyOf<typeof sessions.start>> => {
  const { config } = portal
  const any = session ?? half
  const { person, partnership, partnerships } = session ? await whereIs(portal, session) : nobody
  return {
    brand: { ...brandOf(config), logo: portal.logo ? '/brand/logo' : null },
    isDemo: portal.realm === 'demo',
    demoAccounts: session ? [] : portal.demoAccounts,
    demoUrl: portal.demoUrl,
    person,
    half: half && (await halfOf(portal, half)),
    token: any && tokenOf(portal, any),
    viewer: session?.viewer ?? null,
    partnership,
    partnerships,
    epoch: any?.epoch ?? 0,
    products: config.products,
    activityMetrics: config.activityMetrics,
    contactTypes: config.contactTypes,
  }
}

const halfOf = ({ database }: Portal, { accountId, stage }: Session) =>
  readAsSession({ database }, async (tx) => ({
    stage: stage === 'enrol' ? ('enrol' as const) : ('factor' as const),
    factors: await factorsOf(tx, accountId),
  }))

const nobody = { person: null, partnership: null, partnerships: [] }

const brandOf = ({ branding: { name, vendor, colour, font }, locale: { language, region } }: PortalConfig) => ({
  name,
  vendor,
  colour,
  font,
  language,
  region,
})

const whereIs = (portal: Portal, session: Session) =>
  readAsSession(portal, async (tx) => {
    const person: Person = {
      id: tx.ids.outer('usr', session.userId),
      name: session.name,
      email: session.email,
      side: session.side,
      roleLabel: session.role.label,
      permissions: session.partnership ? [...permissionsIn(session.role, session.partnership.openRooms)] : session.role.permissions,
      reach: session.reach,
      ...(await store.getHabits(tx, session.userId)),
    }
    const chooser = { ...session, roles: rolesThatSignIn(portal.config) }
    const current = session.partnership ? await store.findChoice(tx, chooser, session.partnership.id) : undefined
    const own = session.side === 'partner' ? (await store.listChoices(tx, chooser)).items : []
    return {
      person,
      partnership: current ? currentFrom(portal, tx, current) : null,
      partnerships: own.map((choice) => choiceFrom(portal, tx, choice)),
    }
  })

const choiceFrom = (portal: Portal, tx: Tx, choice: store.Choice) => ({
  id: tx.ids.outer('psh', choice.id),
  partnerId: tx.ids.outer('par', choice.partnerId),
  partnerName: choice.partnerName,
  name: choice.name,
  model: choice.model,
  badge: modelOf(portal.config, choice.model).badge,
  region: choice.region,
  currency: choice.currency,
  isActive: isPartnershipActive(choice, todayIn(portal, choice.timeZone)),
})

const currentFrom = (portal: Portal, tx: Tx, choice: store.Choice): CurrentPartnership => {
  const { label, reportLayout, dashboardMetrics, dashboardColumns, subTabs } = modelOf(portal.config, choice.model)
  return {
    ...choiceFrom(portal, tx, choice),
    timeZone: choice.timeZone,
    today: todayIn(portal, choice.timeZone),
    cycle: { startDay: choice.cycleStartDay, namedBy: choice.cycleNamedBy },
    modelLabel: label,
    reportLayout,
    dashboardMetrics,
    dashboardColumns,
    subTabs,
  }
}

const todayIn = (portal: Portal, timeZone: string) => portal.now().toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** The partnerships to switch to, as the switcher lists them. */
export const choicesFor = (portal: Portal, session: Session, search: string | undefined) =>
  readAsSession(portal, async (tx) => {
    const { items, total } = await store.listChoices(tx, { ...session, roles: rolesThatSignIn(portal.config) }, search)
    return { items: items.map((choice) => choiceFrom(portal, tx, choice)), total }
  })

/** Where a person is signed in. An account of the demo is everybody's: a visitor sees their own session alone. */
export const openSessionsOf = (portal: Portal, session: Session): Promise<ReplyOf<typeof sessions.list>> =>
  readAsSession(portal, async (tx) => {
    const now = portal.now()
    const idleSince = now.subtract({ minutes: portal.session.idleMinutes }).toString()
    const all = await store.listSessions(tx, session.accountId, { now: now.toString(), idleSince })
    const items = portal.realm === 'real' ? all : all.filter(({ id }) => id === session.id)
    return {
      items: items.map(({ id, deviceLabel, address, since, lastSeenAt }) => ({
        id: tx.ids.outer('ses', id),
        browser: deviceLabel,
        network: address,
        since,
        lastSeenAt,
        isThisOne: id === session.id,
      })),
    }
  })
