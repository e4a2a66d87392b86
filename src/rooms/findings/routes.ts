import { serve, type Route } from '#server/serve.ts'
import { askAsOfficer } from './actions.ts'
import { findings } from './contract.ts'

export const findingRoutes = (): Route[] => [
  serve(findings.judge, { access: { vendor: 'engine.run' } }, async ({ actor, params }) => {
    await askAsOfficer(actor, params.id)
    return undefined
  }),
]
