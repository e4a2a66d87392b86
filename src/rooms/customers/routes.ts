import { serveExportable } from '#rooms/exports/exportable.actions.ts'
import { modelOf } from '#shared/config.ts'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { customers } from './contract.ts'
import { mayTag } from './rules.ts'
import * as store from './store.ts'
import { listTags } from './tags.store.ts'
import { getPortfolioTotals } from './totals.actions.ts'
import { customerExports } from './workbook.ts'

export const customerRoutes = (portal: Portal): Route[] => {
  const { config } = portal
  const contactType = actions.mainContactType(config)
  return [
    serve(customers.list, { access: 'customer.read' }, ({ actor, query: { cursor, limit, ...filter } }) =>
      asActor(actor, async (tx) => {
        // Asked together: they travel together.
        const [page, totals, total] = await Promise.all([
          store.listCustomers(tx, actor, { filter, contactType, limit, cursor }),
          cursor ? null : getPortfolioTotals(tx, actor, config),
          // The totals know it as well.
          cursor || !store.leavesAll(filter) ? store.countCustomers(tx, actor, filter) : undefined,
        ])
        return { ...page, total: total ?? totals?.listed ?? 0, totals }
      }),
    ),
    ...customerExports.map((each) => serveExportable(portal, each)),
    serve(customers.detail, { access: 'customer.read' }, ({ actor, params }) =>
      asActor(actor, async (tx) => ({
        ...(await store.getCustomer(tx, actor, tx.ids.inner('cus', params.id), contactType)),
        subTabs: modelOf(config, actor.model).subTabs.filter((tab) => actor.permissions.has(tabPermission[tab])),
        may: { tag: mayTag(actor).may },
      })),
    ),
    serve(customers.tags, { access: 'customer.read' }, ({ actor }) => asActor(actor, async (tx) => ({ items: await listTags(tx, actor) }))),
    serve(customers.setTags, { access: 'customer.read' }, async ({ actor, params, body }) => ({
      tags: await actions.setCustomerTags(actor, config, params.id, body.labels),
    })),
    serve(customers.workspace, { access: 'customer.read' }, ({ actor }) => actions.getDesk(actor)),
    serve(customers.setWorkspace, { access: 'customer.read' }, ({ actor, body }) => actions.setDesk(actor, body).then(() => undefined)),
  ]
}

/** What each sub-tab asks of a role; a tab that may not be opened is not named. */
const tabPermission = {
  tasks: 'task.read',
  commercial: 'commercial.read',
  usage: 'usage.read',
  activity: 'activity.read',
  signals: 'activity.read',
  contacts: 'contact.read',
} as const
