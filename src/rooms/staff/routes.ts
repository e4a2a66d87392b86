import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { staff } from './contract.ts'

const access = { vendor: 'person.edit' } as const

export const staffRoutes = (portal: Portal): Route[] => [
  serve(staff.list, { access }, ({ actor, query }) => actions.listStaff({ portal, actor }, query)),
  serve(staff.partners, { access }, ({ actor, query }) => actions.listPartners(actor, query.search)),
  serve(staff.add, { access }, ({ actor, body }) => actions.addStaff({ portal, actor }, body)),
  serve(staff.change, { access }, ({ actor, params, body }) => actions.changeStaff({ portal, actor }, params.id, body)),
  serve(staff.disable, { access }, ({ actor, params }) => actions.setDisabled({ portal, actor }, params.id, true)),
  serve(staff.enable, { access }, ({ actor, params }) => actions.setDisabled({ portal, actor }, params.id, false)),
  serve(staff.invite, { access }, ({ actor, params }) => actions.inviteStaff({ portal, actor }, params.id)),
  serve(staff.resetFactors, { access }, ({ actor, params }) => actions.resetFactorsOf({ portal, actor }, params.id)),
  serve(staff.unlock, { access }, async ({ actor, params }) => {
    await actions.unlock({ portal, actor }, params.id)
    return undefined
  }),
  serve(staff.endSessions, { access }, async ({ actor, params }) => {
    await actions.endSessions({ portal, actor }, params.id)
    return undefined
  }),
]
