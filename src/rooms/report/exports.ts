import { exportable, type Asking, type Exportable } from '#rooms/exports/exportable.actions.ts'
import type { Size } from '#rooms/exports/rules.ts'
import { mayUse, type Member } from '#shared/actor.ts'
import { modelOf, type PortalConfig, type ReportLayout } from '#shared/config.ts'
import { daysBetween, type Span } from '#shared/dates.ts'
import { insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { report, type UsageQuery } from './contract.ts'
import { acvSpan } from './orders.actions.ts'
import { deliverAcvWorkbook, deliverGrowthWorkbook, deliverRenewalsWorkbook, deliverStatusesWorkbook } from './orders-workbook.ts'
import { mayShow } from './rules.ts'
import { countCustomersOf, countLinesOf, sizeOfUsage } from './sizes.store.ts'
import { cyclesFor } from './usage.actions.ts'
import { deliverUsageWorkbook } from './usage-workbook.ts'

/** Whether the actor's partnership reports in this layout. Throws 409. */
export const insistLayout = (layout: ReportLayout, config: PortalConfig, actor: Member): void =>
  insist(mayShow(layout, modelOf(config, actor.model).reportLayout), 409)

/** ACV and renewals are money, which a role may leave out. Throws 403 and 409. */
export const insistMoney = (config: PortalConfig, actor: Member): void => {
  insist(mayUse(actor, 'commercial.read'))
  insistLayout('orders', config, actor)
}

const permission = 'report.export'
const ofLayout =
  (layout: ReportLayout) =>
  ({ maker, actor }: Asking<unknown>) =>
    insistLayout(layout, maker.config, actor)
const ofMoney = ({ maker, actor }: Asking<unknown>) => insistMoney(maker.config, actor)

/** A peak stands in the customers' sheet and the invoice's, a daily value in a row of its own. */
const measureUsage = async (tx: Tx, { maker: { config }, actor, query }: Asking<UsageQuery>): Promise<Size> => {
  const { peaks, days } = await sizeOfUsage(tx, actor, cyclesFor(actor, query).cycles)
  const daily = config.exports.dailySheet ? days : 0
  return { rows: peaks * 2 + daily, cells: peaks * 12 + daily * 6 }
}

/** Every day is a column of the customers' sheet. */
const measureAcv = async (tx: Tx, { actor, query }: Asking<Partial<Span>>): Promise<Size> => {
  const { from, to } = acvSpan(actor, query)
  const [customers, days] = [await countCustomersOf(tx, actor), daysBetween(from, to) + 1]
  return { rows: customers + days, cells: customers * (days + 2) }
}

const measureRows =
  (count: (tx: Tx, actor: Member) => Promise<number>, columns: number) =>
  async (tx: Tx, { actor }: Asking<unknown>) => {
    const rows = await count(tx, actor)
    return { rows, cells: rows * columns }
  }

/** The reports' workbooks. */
export const reportExports: readonly Exportable[] = [
  exportable(report.usageWorkbook, { permission, insistMay: ofLayout('usage'), measure: measureUsage, make: deliverUsageWorkbook }),
  exportable(report.ordersUsageWorkbook, { permission, insistMay: ofLayout('orders'), measure: measureUsage, make: deliverUsageWorkbook }),
  exportable(report.acvWorkbook, { permission, insistMay: ofMoney, measure: measureAcv, make: deliverAcvWorkbook }),
  exportable(report.renewalsWorkbook, {
    permission,
    insistMay: ofMoney,
    measure: measureRows(countLinesOf, 10),
    make: deliverRenewalsWorkbook,
  }),
  exportable(report.growthWorkbook, {
    permission,
    insistMay: ofMoney,
    measure: measureRows(countCustomersOf, 7),
    make: deliverGrowthWorkbook,
  }),
  exportable(report.statusesWorkbook, {
    permission,
    insistMay: ofLayout('orders'),
    measure: async () => ({ rows: 0, cells: 0 }), // a handful, however many customers there are
    make: deliverStatusesWorkbook,
  }),
]
