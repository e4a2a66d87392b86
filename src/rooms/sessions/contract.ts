import { z } from 'zod'
import { SearchText } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { FactorKind, Proof } from '#rooms/factors/contract.ts'
import { ActivityMetric, CycleRule, DashboardColumn, DashboardMetric, Permission, Product, ReportLayout, SubTab } from '#shared/config.ts'

/** A partnership that the person may switch to; for vendor staff the same shape names any partner's. */
export const PartnershipChoice = z.strictObject({
  id: outerId('psh'),
  partnerId: outerId('par'),
  partnerName: z.string(),
  name: z.string(),
  model: z.string(),
  badge: z.string(),
  region: z.string(),
  currency: z.string(),
  /** False before `active_from` and after `active_to`: it can be read, and says so. */
  isActive: z.boolean(),
})
export type PartnershipChoice = z.infer<typeof PartnershipChoice>

/** The partnership that every page is about, with all that screens need of its model. */
export const CurrentPartnership = PartnershipChoice.extend({
  timeZone: z.string(),
  /** Today where the partnership is, the day that every figure is as of. */
  today: z.iso.date(),
  cycle: CycleRule,
  modelLabel: z.string(),
  reportLayout: ReportLayout,
  dashboardMetrics: z.array(DashboardMetric),
  dashboardColumns: z.strictObject({
    customer: z.array(DashboardColumn),
    commercial: z.array(DashboardColumn),
    product: z.array(DashboardColumn),
  }),
  subTabs: z.array(SubTab),
})
export type CurrentPartnership = z.infer<typeof CurrentPartnership>

export const Person = z.strictObject({
  id: outerId('usr'),
  name: z.string(),
  email: z.string(),
  side: z.enum(['partner', 'vendor']),
  roleLabel: z.string(),
  permissions: z.array(Permission),
  /** `assigned`: this person sees some of the customers (vendor side: some of the partners). */
  reach: z.enum(['all', 'assigned']),
  /** How dates and numbers are written, `en-GB`, and on which clock; null: as the browser says. */
  locale: z.string().nullable(),
  timeZone: z.string().nullable(),
  /** Mail to this address came back: nothing but security mail goes there. */
  isMailStopped: z.boolean(),
})
export type Person = z.infer<typeof Person>

export const Brand = z.strictObject({
  name: z.string(),
  vendor: z.string(),
  logo: z.string().nullable(),
  colour: z.string(),
  font: z.string(),
  language: z.string(),
  region: z.string(),
})
export type Brand = z.infer<typeof Brand>

export const DemoAccount = z.strictObject({ email: z.string(), name: z.string(), about: z.string() })
export type DemoAccount = z.infer<typeof DemoAccount>

/** The first thing that the browser asks: who am I, where am I, how does it look. */
export const Start = z.strictObject({
  brand: Brand,
  isDemo: z.boolean(),
  /** Only in the demo and only when signed out. */
  demoAccounts: z.array(DemoAccount),
  /** Where the demo is, when this is the real portal and a demo runs beside it. */
  demoUrl: z.string().nullable(),
  person: Person.nullable(),
  /** The password was right and something is still to be done; nothing says whose it was. */
  half: z.strictObject({ stage: z.enum(['factor', 'enrol']), factors: z.array(FactorKind) }).nullable(),
  /** Sent back as header `x-portal-token` with every change; held in memory alone. */
  token: z.string().nullable(),
  /** The member of staff who looks at the portal as this person. */
  viewer: z.strictObject({ name: z.string() }).nullable(),
  /** Null: signed out, or vendor staff who have not chosen a partner yet. */
  partnership: CurrentPartnership.nullable(),
  /** A member's own; for vendor staff empty: they search `GET /partnerships`. */
  partnerships: z.array(PartnershipChoice),
  /** Sent back as header `x-portal-epoch`; the server answers 409 `session.partnership-changed` when it differs. */
  epoch: z.int(),
  products: z.array(Product),
  activityMetrics: z.array(ActivityMetric),
  contactTypes: z.array(z.strictObject({ code: z.string(), label: z.string(), about: z.string() })),
})
export type Start = z.infer<typeof Start>

export const SignIn = z.strictObject({
  email: z.string().trim().toLowerCase().min(3).max(254),
  password: z.string().min(1).max(256),
})
export type SignIn = z.infer<typeof SignIn>

/** A browser in which somebody is signed in. */
export const OpenSession = z.strictObject({
  id: outerId('ses'),
  /** `Firefox on Windows`. */
  browser: z.string(),
  /** The neighbourhood of its address, `203.0.113.0/24`. */
  network: z.string(),
  since: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  isThisOne: z.boolean(),
})
export type OpenSession = z.infer<typeof OpenSession>

export const sessions = {
  start: endpoint('GET /start', { reply: Start }),
  /** 401 `session.wrong-credentials` for unknown, wrong and disabled alike. */
  signIn: endpoint('POST /session', { body: SignIn, reply: Start }),
  /** Demo only: no password asked. 404 elsewhere. */
  signInDemo: endpoint('POST /session/demo', { body: z.strictObject({ email: z.string() }), reply: Start }),
  signOut: endpoint('DELETE /session', {}),
  /** Ends the pause that wrong passwords brought; the secret comes from a mail. 404 `session.link-spent`. */
  unlock: endpoint('POST /session/unlock', { body: z.strictObject({ secret: z.string().min(1).max(100) }) }),
  /** After 403 `session.prove-again`: the password, and a second factor when there is one. */
  proveAgain: endpoint('POST /session/proof', { body: z.strictObject({ proof: Proof }) }),
  /** One's own, the one used last first. */
  list: endpoint('GET /account/sessions', { reply: z.strictObject({ items: z.array(OpenSession) }) }),
  end: endpoint('DELETE /account/sessions/:id', { params: z.strictObject({ id: outerId('ses') }) }),
  endOthers: endpoint('DELETE /account/sessions', { reply: z.strictObject({ ended: z.int() }) }),
  /** Partnerships that a person may switch to, by name; vendor staff find a partner with it. */
  partnerships: endpoint('GET /partnerships', {
    query: z.strictObject({ search: SearchText.optional() }),
    reply: z.strictObject({ items: z.array(PartnershipChoice), total: z.int() }),
  }),
  /** The whole portal follows, without signing out. */
  choose: endpoint('PUT /session/partnership', { body: z.strictObject({ id: outerId('psh') }), reply: Start }),
}
