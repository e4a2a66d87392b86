import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { support, supportChannels } from './contract.ts'

const access = { vendor: 'room.edit' } as const

export const supportRoutes = (portal: Portal): Route[] => {
  const { config } = portal
  return [
    serve(support.list, { access: 'portal.sign-in' }, ({ actor }) => actions.showSupport(actor, portal.now())),
    serve(supportChannels.list, { access }, ({ actor }) => actions.listChannels(actor)),
    serve(supportChannels.add, { access }, ({ actor, body }) => actions.addChannel({ actor, config }, body)),
    serve(supportChannels.order, { access }, ({ actor, body }) => actions.orderChannels({ actor, config }, body.ids)),
    serve(supportChannels.change, { access }, ({ actor, params, body }) => actions.changeChannel({ actor, config }, params.id, body)),
    serve(supportChannels.remove, { access }, ({ actor, params }) => actions.removeChannel({ actor, config }, params.id)),
  ]
}
