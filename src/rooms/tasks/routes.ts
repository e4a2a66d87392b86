import { getPlace } from '#rooms/customers/place.actions.ts'
import { asActor } from '#server/access.ts'
import { serve, type Route } from '#server/serve.ts'
import { tasks } from './contract.ts'
import { countBySeverity } from './rules.ts'
import { countTasks, listOfCustomer, listTasks } from './store.ts'

export const taskRoutes = (): Route[] => [
  serve(tasks.ofCustomer, { access: 'task.read' }, ({ actor, params }) =>
    asActor(actor, async (tx) => {
      const items = await listOfCustomer(tx, actor, await getPlace(tx, actor, params.id))
      return { asOf: actor.today, items, counts: countBySeverity(items.map((task) => task.severity)) }
    }),
  ),
  serve(tasks.list, { access: 'task.read' }, ({ actor, query: { cursor, limit, ...filter } }) =>
    asActor(actor, async (tx) => {
      const page = await listTasks(tx, actor, { filter, limit, cursor })
      const counts = await countTasks(tx, actor, filter)
      const total = filter.severity ? counts[filter.severity] : counts.low + counts.medium + counts.high
      return { ...page, total, asOf: actor.today, counts }
    }),
  ),
]
