import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { sessionIn } from '#server/session.ts'
import * as actions from './actions.ts'
import { rooms } from './contract.ts'

const access = 'portal.sign-in'

export const menuRoutes = (portal: Portal): Route[] => [
  serve(rooms.menu, { access }, async ({ actor, visit }) => ({
    items: await actions.listMenu({ portal, actor, role: sessionIn(visit).role }),
  })),
  serve(rooms.view, { access }, ({ actor, visit, params }) => actions.viewRoom({ portal, actor, role: sessionIn(visit).role }, params.id)),
]
