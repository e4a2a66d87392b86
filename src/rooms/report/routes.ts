import { serveExportable } from '#rooms/exports/exportable.actions.ts'
import type { Member } from '#shared/actor.ts'
import type { ReportLayout } from '#shared/config.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { report } from './contract.ts'
import { insistLayout, insistMoney, reportExports } from './exports.ts'
import { getAcvCustomers, getAcvReport, getGrowth, getRenewals, getStatuses } from './orders.actions.ts'
import { getBarCustomers, getUsageReport } from './usage.actions.ts'

export const reportRoutes = (portal: Portal): Route[] => {
  const { config } = portal
  /** In the actor's partnership, where it reports in this layout. */
  const inLayout = <T>(layout: ReportLayout, actor: Member, work: (tx: Tx) => Promise<T>): Promise<T> => {
    insistLayout(layout, config, actor)
    return asActor(actor, work)
  }
  const ofUsage = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => inLayout('usage', actor, work)
  const ofOrders = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => inLayout('orders', actor, work)
  const ofMoney = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => {
    insistMoney(config, actor)
    return asActor(actor, work)
  }
  const read = { access: 'report.read' } as const
  return [
    serve(report.usage, read, ({ actor, query }) => ofUsage(actor, (tx) => getUsageReport(tx, actor, config, query))),
    serve(report.usageCustomers, read, ({ actor, query }) => ofUsage(actor, (tx) => getBarCustomers(tx, actor, config, query))),
    serve(report.ordersUsage, read, ({ actor, query }) => ofOrders(actor, (tx) => getUsageReport(tx, actor, config, query))),
    serve(report.ordersUsageCustomers, read, ({ actor, query }) => ofOrders(actor, (tx) => getBarCustomers(tx, actor, config, query))),
    serve(report.acv, read, ({ actor, query }) => ofMoney(actor, (tx) => getAcvReport(tx, actor, config, query))),
    serve(report.acvCustomers, read, ({ actor, query }) => ofMoney(actor, (tx) => getAcvCustomers(tx, actor, config, query))),
    serve(report.renewals, read, ({ actor, query }) => ofMoney(actor, (tx) => getRenewals(tx, actor, config, query))),
    serve(report.growth, read, ({ actor, query }) => ofMoney(actor, (tx) => getGrowth(tx, actor, config, query))),
    serve(report.statuses, read, ({ actor }) => ofOrders(actor, (tx) => getStatuses(tx, actor, config))),
    ...reportExports.map((each) => serveExportable(portal, each)),
  ]
}
