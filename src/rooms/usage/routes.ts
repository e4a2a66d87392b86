import { getPlace } from '#rooms/customers/place.actions.ts'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { usage } from './contract.ts'
import { getUsage } from './store.ts'

export const usageRoutes = ({ config }: Portal): Route[] => [
  serve(usage.ofCustomer, { access: 'usage.read' }, ({ actor, params, query }) =>
    asActor(actor, async (tx) => getUsage(tx, actor, config, await getPlace(tx, actor, params.id), query)),
  ),
]
