import { getPlace } from '#rooms/customers/place.actions.ts'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { activity } from './contract.ts'
import { getSignals } from './signals.store.ts'
import { getActivity } from './store.ts'

export const activityRoutes = ({ config }: Portal): Route[] => [
  serve(activity.ofCustomer, { access: 'activity.read' }, ({ actor, params, query }) =>
    asActor(actor, async (tx) => getActivity(tx, actor, config.activityMetrics, await getPlace(tx, actor, params.id), query)),
  ),
  serve(activity.signals, { access: 'activity.read' }, ({ actor, params }) =>
    asActor(actor, async (tx) => getSignals(tx, actor, config, await getPlace(tx, actor, params.id))),
  ),
]
