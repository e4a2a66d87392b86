import { modelOf } from '#shared/config.ts'
import { getPlace } from '#rooms/customers/place.actions.ts'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { orders } from './contract.ts'
import { getOrders } from './store.ts'
import { getTerms } from './terms.store.ts'

export const orderRoutes = ({ config }: Portal): Route[] => [
  serve(orders.commercial, { access: 'commercial.read' }, ({ actor, params, query }) =>
    asActor(actor, async (tx) => {
      const place = await getPlace(tx, actor, params.id)
      const isByUsage = modelOf(config, actor.model).reportLayout === 'usage'
      return isByUsage ? getTerms(tx, actor, config, place, query.cycle) : getOrders(tx, actor, place)
    }),
  ),
]
