import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { arrangement } from './contract.ts'
import { copyRoom } from './copies.actions.ts'
import * as inspect from './inspect.actions.ts'
import * as tests from './tests.actions.ts'

const access = { vendor: 'room.edit' } as const

export const arrangementRoutes = (portal: Portal): Route[] => [
  serve(arrangement.list, { access }, ({ actor, query }) => actions.listArrangement({ portal, actor }, query.type)),
  serve(arrangement.choices, { access }, ({ actor, query }) => inspect.listChoices({ portal, actor }, query.type)),
  serve(arrangement.partnerships, { access }, ({ actor, query }) => inspect.searchPartnerships({ portal, actor }, query)),
  serve(arrangement.inspect, { access }, ({ actor, query }) => inspect.inspectPartnership({ portal, actor }, query)),
  serve(arrangement.add, { access }, ({ actor, body }) => actions.addRoom({ portal, actor }, body)),
  serve(arrangement.order, { access }, ({ actor, body }) => actions.orderRooms({ portal, actor }, body)),
  serve(arrangement.one, { access }, ({ actor, params }) => actions.readRoom({ portal, actor }, params.id)),
  serve(arrangement.change, { access }, ({ actor, params, body }) => actions.changeRoom({ portal, actor }, params.id, body)),
  serve(arrangement.setStatus, { access }, ({ actor, params, body }) => actions.setStatus({ portal, actor }, params.id, body)),
  serve(arrangement.remove, { access }, ({ actor, params, query }) => actions.removeRoom({ portal, actor }, params.id, query.label)),
  serve(arrangement.copy, { access }, ({ actor, params, body }) => copyRoom({ portal, actor }, params.id, body)),
  serve(arrangement.viewers, { access }, ({ actor, params, query }) => inspect.inspectRoom({ portal, actor }, params.id, query)),
  serve(arrangement.addTest, { access }, ({ actor, params, body }) => tests.addTest({ portal, actor }, params.id, body)),
  serve(arrangement.changeTest, { access }, ({ actor, params, body }) =>
    tests.changeTest({ portal, actor }, params.id, params.testId, body),
  ),
  serve(arrangement.removeTest, { access }, ({ actor, params }) => tests.removeTest({ portal, actor }, params.id, params.testId)),
]
