import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { categories } from './contract.ts'

/** Who decides what stands in the lists; whoever of the vendor chooses from them may read them. */
const access = { vendor: 'partner.edit' } as const
const readers = { vendor: 'portal.sign-in' } as const

export const categoryRoutes = ({ config }: Portal): Route[] => [
  serve(categories.list, { access }, ({ actor, query }) => actions.listOfKind(actor, query.kind)),
  serve(categories.choices, { access: readers }, ({ actor }) => actions.listChoices({ actor, config })),
  serve(categories.add, { access }, ({ actor, body }) => actions.addTerm({ actor, config }, body)),
  serve(categories.order, { access }, ({ actor, body }) => actions.orderTerms({ actor, config }, body.kind, body.ids)),
  serve(categories.change, { access }, ({ actor, params, body }) => actions.changeTerm({ actor, config }, params.id, body)),
  serve(categories.archive, { access }, ({ actor, params }) => actions.setArchived({ actor, config }, params.id, true)),
  serve(categories.restore, { access }, ({ actor, params }) => actions.setArchived({ actor, config }, params.id, false)),
]
