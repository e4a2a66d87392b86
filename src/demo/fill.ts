import { addDays, dayOf, type Day } from '#shared/dates.ts'
import type { PortalConfig } from '#shared/config.ts'
import { Problem } from '#shared/problem.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Database, Tx } from '#server/db.ts'
import { claimDatabase } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import type { IntakeContext } from '#server/intake.ts'
import { hashPassword } from '#server/password.ts'
import { takeActivityMonths, takeScanners, takeScanResults, takeSchedules } from '#rooms/activity/intake.actions.ts'
import { takeContacts } from '#rooms/contacts/intake.actions.ts'
import { takeCustomers, takeTags } from '#rooms/customers/intake.actions.ts'
import { refreshPartnerships } from '#rooms/customers/summaries.actions.ts'
import { judgeWithin } from '#rooms/findings/actions.ts'
import { spreadNews } from '#rooms/notifications/spread.actions.ts'
import { takeOrders } from '#rooms/orders/intake.actions.ts'
import { takePartnershipProducts, takePartnerships, takePartners } from '#rooms/partners/intake.actions.ts'
import { takeAssignments, takeMemberships, takeStaffPartners, takeUsers } from '#rooms/partners/people.actions.ts'
import { takeAnnouncements } from '#rooms/announcements/actions.ts'
import { takeKit } from '#rooms/kit/intake.actions.ts'
import { takeActions } from '#rooms/quick-actions/actions.ts'
import { takeChannels } from '#rooms/support/actions.ts'
import { takeRoomUse } from '#rooms/room-use/intake.actions.ts'
import { takeUsageCycles } from '#rooms/usage/intake.actions.ts'
import { preparePortal } from '../rooms.first.ts'
import { demoPassword } from './accounts.ts'
import { activityRows, resultRows, scannerRows, scheduleRows } from './activity.ts'
import { contractRows } from './contracts.ts'
import { customerRow, planCustomers, type CustomerPlan } from './customers.ts'
import { channelRows, kitRows } from './essentials.ts'
import { actionRows, announcementRows } from './front.ts'
import { ordersOf } from './orders.ts'
import { assignmentRows, contactRows, peopleRows, tagRows } from './people.ts'
import { extents, planPartners, type DemoSeed, type DemoSize, type PartnerPlan, type PartnershipPlan } from './plan.ts'
import type { Progress } from './progress.ts'
import { findRun, listPartnershipIds } from './store.ts'
import { fillRooms } from './rooms.ts'
import { roomUseRows } from './room-use.ts'
import { usageRows } from './usage.ts'

export type FillDemo = {
  database: Database
  size: DemoSize
  /** The instant that the data is to reach to. */
  today: Temporal.Instant
  config: PortalConfig
  /** The day that a first fill is told from; today's when absent. */
  anchor?: Day
  seed?: string
  /** What to do with a database that holds a demo of another size: keep and top it up, or refuse. */
  otherSize?: 'keep' | 'refuse'
  log?: { info(text: string): void }
  progress?: Progress
}

export type Filled = { size: DemoSize; outcome: 'filled' | 'topped-up' | 'current'; customers: number }

/**
 * Fills an empty demo database, adds the days that have passed since to a filled one, and completes one whose fill was interrupted.
 * Throws Problem `deployment.wrong-realm` for a real portal's database and `demo.other-size`.
 */
export const fillDemo = async (wanted: FillDemo): Promise<Filled> => {
  const { database, today: now, config, log, progress = () => {} } = wanted
  await claimDatabase(database, 'demo')
  await preparePortal({ database, config })
  const actor = systemActor('demo', database)
  const run = await asActor(actor, findRun)
  const demo = run?.demo ?? newDemo(wanted)
  if (demo.size !== wanted.size && wanted.otherSize === 'refuse')
    throw new Problem('demo.other-size', 409, {
      publicMessage: `This database holds the ${demo.size} demo. Drop it first, or name another one, to fill the ${wanted.size} one.`,
    })
  const partners = planPartners(demo, config)
  const customers = extents[demo.size].customers
  const filledAt = run?.filledAt === undefined ? undefined : Temporal.Instant.from(run.filledAt)
  if (filledAt && !hasNewDay(partners, filledAt, now)) return { size: demo.size, outcome: 'current', customers }
  log?.info(
    filledAt
      ? `Adding the days since ${dayOf(filledAt, 'UTC')} to the ${demo.size} demo`
      : `Filling the ${demo.size} demo: ${customers} customers`,
  )
  if (!run) await asActor(actor, (tx) => tell(tx, 'demo.begun', { actor, facts: { ...demo } }))
  await asActor(actor, async (tx) => {
    await takeKit(tx, kitRows(demo, config))
    await takeChannels(tx, channelRows(config))
    await takeAnnouncements(tx, announcementRows(demo, config))
    await takeActions(tx, actionRows(config))
  })
  const filling: Filling = { demo, config, now, filledAt }
  let done = 0
  for (const partner of partners) {
    await asActor(actor, (tx) => fillPartner(tx, partner, filling))
    done += partner.partnerships.reduce((sum, partnership) => sum + partnership.customers, 0)
    progress(done, customers)
  }
  const password = await hashPassword(demoPassword)
  await asActor(actor, async (tx) => {
    await fillPeople(tx, partners, filling, password)
    await fillRooms(tx, { actor, config })
    await tell(tx, 'demo.filled', { actor, facts: { at: now.toString() } })
  })
  await spreadNews({ database, config, now: () => now })
  return { size: demo.size, outcome: filledAt ? 'topped-up' : 'filled', customers }
}

type Filling = { demo: DemoSeed; config: PortalConfig; now: Temporal.Instant; filledAt: Temporal.Instant | undefined }

const newDemo = ({ seed = 'harbour', size, anchor, today, config }: FillDemo): DemoSeed => ({
  seed,
  size,
  anchor: anchor ?? dayOf(today, config.locale.timeZone),
})

const hasNewDay = (partners: readonly PartnerPlan[], before: Temporal.Instant, now: Temporal.Instant) =>
  partners.some(({ partnerships }) => partnerships.some(({ timeZone }) => dayOf(now, timeZone) > dayOf(before, timeZone)))

const contextOf = ({ config, now }: Filling): IntakeContext => ({ config, now, figures: 'later' })

const fillPartner = async (tx: Tx, partner: PartnerPlan, filling: Filling) => {
  const context = contextOf(filling)
  const { externalId, name, model, tier, category, stage, tags, country } = partner
  await takePartners(tx, [{ externalId, name, type: model.code, tier, category, stage, tags, country }], context)
  await takePartnerships(tx, partner.partnerships.map(partnershipRow), context)
  for (const partnership of partner.partnerships) {
    const customers = planCustomers(partnership, filling.demo.anchor, filling.config)
    const today = dayOf(filling.now, partnership.timeZone)
    await fillFacts(tx, partnership, customers, today, filling)
    await fillDays(tx, partnership, customers, today, filling)
  }
  const partnershipIds = await listPartnershipIds(tx, externalId)
  await refreshPartnerships(tx, context, partnershipIds)
  await judgeAsBefore(tx, partner, partnershipIds, filling)
  await judgeWithin(tx, context, partnershipIds)
}

/** Days before the first fill on which the engine looked: tasks are older than the demo, some got worse and some were resolved. */
const judgedDaysBefore = [35, 21, 13, 8, 5, 3, 2, 1]

/** The story's tasks have a history. The rules look at the past through the rows of today, as far as these reach back. */
const judgeAsBefore = async (
  tx: Tx,
  { partnerships }: PartnerPlan,
  partnershipIds: readonly number[],
  { config, now, filledAt }: Filling,
) => {
  if (filledAt || !partnerships.some(({ story }) => story === 'main')) return
  for (const days of judgedDaysBefore) await judgeWithin(tx, { config, now: now.subtract({ hours: 24 * days }) }, partnershipIds)
}

const partnershipRow = ({ partner, externalId, model, name, region, currency, timeZone, cycle, activeFrom, isMain }: PartnershipPlan) => ({
  partner, externalId, model: model.code, name, region: region.name, currency, timeZone,
  cycleStartDay: cycle.startDay, cycleNamedBy: cycle.namedBy, activeFrom, isMain,
}) // prettier-ignore

const fillFacts = async (tx: Tx, partnership: PartnershipPlan, customers: readonly CustomerPlan[], today: Day, filling: Filling) => {
  const context = contextOf(filling)
  const { anchor } = filling.demo
  const { config } = filling
  await takePartnershipProducts(tx, contractRows(partnership, customers, anchor, config), context)
  await takeCustomers(
    tx,
    customers.map((customer) => customerRow(customer, partnership, today)),
    context,
  )
  await takeTags(
    tx,
    customers.flatMap((customer) => tagRows(customer, partnership)),
    context,
  )
  await takeContacts(
    tx,
    customers.flatMap((customer) =>
      contactRows(
        customer,
        partnership,
        config.contactTypes.map(({ code }) => code),
      ),
    ),
    context,
  )
  await takeOrders(
    tx,
    customers.flatMap((customer) => (partnership.model.reportLayout === 'orders' ? ordersOf(customer, partnership, anchor, today) : [])),
    context,
  )
  await takeScanners(
    tx,
    customers.flatMap((customer) => scannerRows(customer, partnership, anchor, today)),
    context,
  )
  await takeSchedules(
    tx,
    customers.flatMap((customer) => scheduleRows(customer, partnership, today)),
    context,
  )
}

/** Daily values, from the first day of the demo or from the last one that the database has. */
const fillDays = async (
  tx: Tx,
  partnership: PartnershipPlan,
  customers: readonly CustomerPlan[],
  today: Day,
  { demo, config, now, filledAt }: Filling,
) => {
  const context = contextOf({ demo, config, now, filledAt })
  const { anchor, size } = demo
  const since = (days: number) => (filledAt ? dayOf(filledAt, partnership.timeZone) : addDays(anchor, 1 - days))
  const { usageDays, activityDays, scanDays } = extents[size]
  await takeUsageCycles(tx, usageRows(partnership, customers, anchor, since(usageDays), today), context)
  await takeActivityMonths(tx, activityRows(partnership, customers, config.activityMetrics, since(activityDays), today), context)
  function* results() {
    for (const customer of customers) yield* resultRows(customer, partnership, anchor, since(scanDays), today)
  }
  await takeScanResults(tx, results(), context)
}

const fillPeople = async (tx: Tx, partners: readonly PartnerPlan[], filling: Filling, password: string) => {
  const context = contextOf(filling)
  const { users, memberships, staffPartners } = peopleRows(partners, filling.config, password)
  await takeUsers(tx, users, context)
  await takeMemberships(tx, memberships, context)
  await takeStaffPartners(tx, staffPartners, context)
  const assignments = (partners[0]?.partnerships ?? []).flatMap((partnership) =>
    assignmentRows(partnership, planCustomers(partnership, filling.demo.anchor, filling.config), filling.demo.size),
  )
  await takeAssignments(tx, assignments, context)
  const { timeZone } = filling.config.locale
  const since = filling.filledAt ? dayOf(filling.filledAt, timeZone) : addDays(filling.demo.anchor, -usedDays)
  await takeRoomUse(tx, roomUseRows(filling.demo.seed, memberships, since, dayOf(filling.now, timeZone)))
}

/** So long before the first fill people used the portal. */
const usedDays = 120
