import { mayUse, type Member } from '#shared/actor.ts'
import { modelOf, type ReportLayout } from '#shared/config.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { report } from './contract.ts'
import { getAcvCustomers, getAcvReport, getGrowth, getRenewals, getStatuses } from './orders.actions.ts'
import { sendAcvWorkbook, sendGrowthWorkbook, sendRenewalsWorkbook, sendStatusesWorkbook } from './orders-workbook.ts'
import { mayShow } from './rules.ts'
import { getBarCustomers, getUsageReport } from './usage.actions.ts'
import { sendUsageWorkbook } from './usage-workbook.ts'

export const reportRoutes = (portal: Portal): Route[] => {
  const { config } = portal
  /** In the actor's partnership, where it reports in this layout. */
  const inLayout = <T>(layout: ReportLayout, actor: Member, work: (tx: Tx) => Promise<T>): Promise<T> => {
    insist(mayShow(layout, modelOf(config, actor.model).reportLayout), 409)
    return asActor(actor, work)
  }
  const ofUsage = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => inLayout('usage', actor, work)
  const ofOrders = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => inLayout('orders', actor, work)
  /** ACV and renewals are money, which a role may leave out. */
  const ofMoney = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => {
    insist(mayUse(actor, 'commercial.read'))
    return ofOrders(actor, work)
  }
  const read = { access: 'report.read' } as const
  const save = { access: 'report.export' } as const
  return [
    serve(report.usage, read, ({ actor, query }) => ofUsage(actor, (tx) => getUsageReport(tx, actor, config, query))),
    serve(report.usageCustomers, read, ({ actor, query }) => ofUsage(actor, (tx) => getBarCustomers(tx, actor, config, query))),
    serve(report.usageWorkbook, save, ({ actor, query, answer }) =>
      ofUsage(actor, (tx) => sendUsageWorkbook(tx, portal, actor, query, answer)),
    ),
    serve(report.ordersUsage, read, ({ actor, query }) => ofOrders(actor, (tx) => getUsageReport(tx, actor, config, query))),
    serve(report.ordersUsageCustomers, read, ({ actor, query }) => ofOrders(actor, (tx) => getBarCustomers(tx, actor, config, query))),
    serve(report.ordersUsageWorkbook, save, ({ actor, query, answer }) =>
      ofOrders(actor, (tx) => sendUsageWorkbook(tx, portal, actor, query, answer)),
    ),
    serve(report.acv, read, ({ actor, query }) => ofMoney(actor, (tx) => getAcvReport(tx, actor, config, query))),
    serve(report.acvCustomers, read, ({ actor, query }) => ofMoney(actor, (tx) => getAcvCustomers(tx, actor, config, query))),
    serve(report.acvWorkbook, save, ({ actor, query, answer }) =>
      ofMoney(actor, (tx) => sendAcvWorkbook(tx, portal, actor, query, answer)),
    ),
    serve(report.renewals, read, ({ actor, query }) => ofMoney(actor, (tx) => getRenewals(tx, actor, config, query))),
    serve(report.renewalsWorkbook, save, ({ actor, answer }) => ofMoney(actor, (tx) => sendRenewalsWorkbook(tx, portal, actor, answer))),
    serve(report.growth, read, ({ actor, query }) => ofMoney(actor, (tx) => getGrowth(tx, actor, config, query))),
    serve(report.growthWorkbook, save, ({ actor, answer }) => ofMoney(actor, (tx) => sendGrowthWorkbook(tx, portal, actor, answer))),
    serve(report.statuses, read, ({ actor }) => ofOrders(actor, (tx) => getStatuses(tx, actor, config))),
    serve(report.statusesWorkbook, save, ({ actor, answer }) => ofOrders(actor, (tx) => sendStatusesWorkbook(tx, portal, actor, answer))),
  ]
}
