import { asActor, insistRoom } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { quickActions } from './contract.ts'

const arranging = { access: { vendor: 'room.edit' } } as const
const using = { access: 'portal.sign-in' } as const

export const quickActionRoutes = ({ config }: Portal): Route[] => [
  serve(quickActions.list, using, ({ actor, query }) => {
    insistRoom(actor, 'quick-actions')
    return asActor(actor, async (tx) => ({ items: await actions.listActions(tx, actor, { top: query.top ?? false }) }))
  }),
  serve(quickActions.use, using, async ({ actor, params }) => {
    insistRoom(actor, 'quick-actions')
    await actions.countUse(actor, params.id)
    return undefined
  }),
  serve(quickActions.arranged, arranging, ({ actor }) => actions.listArranged({ actor, config })),
  serve(quickActions.add, arranging, ({ actor, body }) => actions.addAction({ actor, config }, body)),
  serve(quickActions.order, arranging, ({ actor, body }) => actions.orderActions({ actor, config }, body.ids)),
  serve(quickActions.change, arranging, ({ actor, params, body }) => actions.changeAction({ actor, config }, params.id, body)),
  serve(quickActions.remove, arranging, ({ actor, params }) => actions.removeAction({ actor, config }, params.id)),
]
