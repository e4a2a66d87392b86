import { modelOf, type PortalConfig } from '#shared/config.ts'
import type { ReplyOf } from '#shared/endpoint.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import type { Session } from '#server/session.ts'
import type { CurrentPartnership, Person, sessions } from './contract.ts'
import { isPartnershipActive, rolesThatSignIn } from './rules.ts'
import * as store from './store.ts'

/** What the browser needs before it shows anything: who, where and how it looks. */
export const describeStart = async (portal: Portal, session: Session | null): Promise<ReplyOf<typeof sessions.start>> => {
  const { config } = portal
  const { person, partnership, partnerships } = session ? await whereIs(portal, session) : nobody
  return {
    brand: { ...brandOf(config), logo: portal.logo ? '/brand/logo' : null },
    isDemo: portal.realm === 'demo',
    demoAccounts: session ? [] : portal.demoAccounts,
    demoUrl: portal.demoUrl,
    person,
    partnership,
    partnerships,
    epoch: session?.epoch ?? 0,
    products: config.products,
    activityMetrics: config.activityMetrics,
    contactTypes: config.contactTypes,
  }
}

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
  portal.database.within({ role: 'pp_session', readOnly: true }, async (tx) => {
    const person: Person = {
      id: tx.ids.outer('usr', session.userId),
      name: session.name,
      email: session.email,
      side: session.side,
      roleLabel: session.role.label,
      permissions: session.role.permissions,
      reach: session.reach,
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
  portal.database.within({ role: 'pp_session', readOnly: true }, async (tx) => {
    const { items, total } = await store.listChoices(tx, { ...session, roles: rolesThatSignIn(portal.config) }, search)
    return { items: items.map((choice) => choiceFrom(portal, tx, choice)), total }
  })
