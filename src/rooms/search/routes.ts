import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { search } from './contract.ts'

export const searchRoutes = ({ config }: Portal): Route[] => [
  serve(search.all, { access: 'portal.sign-in' }, ({ actor, query }) =>
    asActor(actor, async (tx) => ({ groups: await actions.searchAll(tx, actor, query) })),
  ),
  serve(search.vendor, { access: { vendor: 'portal.sign-in' } }, async ({ actor, query }) => ({
    groups: await actions.searchVendor(actor, config, query),
  })),
]
