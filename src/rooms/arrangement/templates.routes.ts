import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './templates.actions.ts'
import { templates } from './templates.contract.ts'

const access = { vendor: 'room.edit' } as const

export const templateRoutes = (portal: Portal): Route[] => [
  serve(templates.list, { access }, ({ actor }) => actions.listTemplates({ portal, actor })),
  serve(templates.save, { access }, ({ actor, body }) => actions.saveTemplate({ portal, actor }, body)),
  serve(templates.change, { access }, ({ actor, params, body }) => actions.changeTemplate({ portal, actor }, params.id, body)),
  serve(templates.remove, { access }, async ({ actor, params }) => {
    await actions.removeTemplate({ portal, actor }, params.id)
    return undefined
  }),
  serve(templates.start, { access }, ({ actor, params, body }) => actions.startFromTemplate({ portal, actor }, params.id, body)),
]
