import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './presets.actions.ts'
import { presets } from './presets.contract.ts'

const access = { vendor: 'room.edit' } as const

export const presetRoutes = (portal: Portal): Route[] => [
  serve(presets.read, { access }, ({ actor, query }) => actions.readPresets({ portal, actor }, query.type)),
  serve(presets.plan, { access }, ({ actor, query: { answers = [], ...query } }) =>
    actions.readPlan({ portal, actor }, { ...query, answers }),
  ),
  serve(presets.choose, { access }, ({ actor, body }) => actions.choosePreset({ portal, actor }, body)),
]
