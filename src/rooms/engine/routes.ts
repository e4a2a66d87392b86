import { asActor, insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import type { Officer } from '#shared/actor.ts'
import * as actions from './actions.ts'
import { engine } from './contract.ts'
import { mayUseEngine } from './rules.ts'
import * as store from './store.ts'

const access = { vendor: 'engine.run' } as const

export const engineRoutes = (portal: Portal): Route[] => {
  const asked = <A extends Officer>(actor: A): A => {
    insist(mayUseEngine(actor))
    return actor
  }
  return [
    serve(engine.overview, { access }, ({ actor }) =>
      asActor(asked(actor), async (tx) => ({
        engines: await store.listEngines(tx),
        schedules: await store.listSchedules(tx, portal.now()),
        queue: await store.countQueue(tx),
      })),
    ),
    serve(engine.runs, { access }, ({ actor, query }) => asActor(asked(actor), (tx) => store.listRuns(tx, query))),
    serve(engine.jobs, { access }, ({ actor, query }) => asActor(asked(actor), (tx) => store.listJobs(tx, query.state))),
    serve(engine.askRun, { access }, ({ actor, params }) => actions.askRun({ portal, actor: asked(actor) }, params.name)),
    serve(engine.retry, { access }, async ({ actor, params }) => {
      await actions.retryJob({ portal, actor: asked(actor) }, params.id)
      return undefined
    }),
    serve(engine.giveUp, { access }, async ({ actor, params }) => {
      await actions.giveUpJob({ portal, actor: asked(actor) }, params.id)
      return undefined
    }),
  ]
}
