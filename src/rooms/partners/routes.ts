import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { partners } from './contract.ts'

/** All of the vendor's people read their partners; who may edit partners sorts them. */
const readers = { vendor: 'portal.sign-in' } as const
const access = { vendor: 'partner.edit' } as const

export const partnerRoutes = (portal: Portal): Route[] => [
  serve(partners.list, { access: readers }, ({ actor, query }) => actions.listPartners({ portal, actor }, query)),
  serve(partners.one, { access: readers }, ({ actor, params }) => actions.showPartner({ portal, actor }, params.id)),
  serve(partners.change, { access }, ({ actor, params, body }) => actions.changePartner({ portal, actor }, params.id, body)),
  serve(partners.changeMany, { access }, ({ actor, body }) => actions.changePartners({ portal, actor }, body)),
]
