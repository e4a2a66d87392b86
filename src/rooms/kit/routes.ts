import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { kit, kitItems } from './contract.ts'
import * as items from './items.actions.ts'

const access = 'kit.read'
const vendor = { access: { vendor: 'room.edit' } } as const

export const kitRoutes = (portal: Portal): Route[] => [
  serve(kit.list, { access }, ({ actor, query }) => actions.listKit({ actor, now: portal.now() }, query)),
  serve(kit.choices, { access }, ({ actor }) => actions.listChoices({ actor, now: portal.now() })),
  serve(kit.visit, { access }, async ({ actor }) => {
    await actions.visitKit({ actor, now: portal.now() })
    return undefined
  }),
  serve(kit.download, { access }, async ({ actor, params }) => {
    await actions.noteDownload(actor, params.id)
    return undefined
  }),
  serve(kitItems.list, vendor, ({ actor, query }) => items.listItems({ portal, actor }, query)),
  serve(kitItems.one, vendor, ({ actor, params }) => items.showItem({ portal, actor }, params.id)),
  serve(kitItems.add, vendor, ({ actor, body }) => items.addItem({ portal, actor }, body)),
  serve(kitItems.change, vendor, ({ actor, params, body }) => items.changeItem({ portal, actor }, params.id, body)),
  serve(kitItems.renew, vendor, ({ actor, params, body }) => items.renewItem({ portal, actor }, params.id, body)),
  serve(kitItems.archive, vendor, ({ actor, params }) => items.setArchived({ portal, actor }, params.id, true)),
  serve(kitItems.restore, vendor, ({ actor, params }) => items.setArchived({ portal, actor }, params.id, false)),
]
