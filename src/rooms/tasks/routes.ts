import { reasonOf, type Member } from '#shared/actor.ts'
import { getPlace } from '#rooms/customers/place.actions.ts'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { getDetail, listPeople, mayEdit, type Asked } from './actions.ts'
import { assign, assignMany } from './assign.actions.ts'
import { addComment, changeComment, removeComment } from './comments.actions.ts'
import { tasks } from './contract.ts'
import * as deeds from './deeds.actions.ts'
import { countBySeverity } from './rules.ts'
import { countTasks, listOfCustomer, listTasks } from './store.ts'

// Deeds ask for reading only: who sees a task but does not work on tasks is told why, by the rule, after 404 was decided.
export const taskRoutes = ({ config, now }: Portal): Route[] => {
  const asked = (actor: Member): Asked => ({ actor, config, now })
  return [
    serve(tasks.ofCustomer, { access: 'task.read' }, ({ actor, params }) =>
      asActor(actor, async (tx) => {
        const listed = await listOfCustomer(tx, actor, await getPlace(tx, actor, params.id))
        const counts = countBySeverity(listed.items.map((task) => task.severity))
        return { ...listed, asOf: actor.today, counts, may: { edit: reasonOf(mayEdit(actor)) } }
      }),
    ),
    serve(tasks.list, { access: 'task.read' }, ({ actor, query: { cursor, limit, ...filter } }) =>
      asActor(actor, async (tx) => {
        const page = await listTasks(tx, actor, { filter, limit, cursor })
        const counts = await countTasks(tx, actor, filter)
        const total = filter.severity ? counts[filter.severity] : counts.low + counts.medium + counts.high
        return { ...page, total, asOf: actor.today, counts, may: { edit: reasonOf(mayEdit(actor)) } }
      }),
    ),
    serve(tasks.people, { access: 'task.read' }, ({ actor }) => listPeople(asked(actor))),
    serve(tasks.detail, { access: 'task.read' }, ({ actor, params }) => getDetail(asked(actor), params.id)),
    serve(tasks.acknowledge, { access: 'task.read' }, ({ actor, params, body }) =>
      deeds.acknowledge(asked(actor), { id: params.id, version: body.version }),
    ),
    serve(tasks.unacknowledge, { access: 'task.read' }, ({ actor, params }) => deeds.unacknowledge(asked(actor), params.id)),
    serve(tasks.snooze, { access: 'task.read' }, ({ actor, params, body }) => deeds.snooze(asked(actor), params.id, body)),
    serve(tasks.wake, { access: 'task.read' }, ({ actor, params }) => deeds.wake(asked(actor), params.id)),
    serve(tasks.finish, { access: 'task.read' }, ({ actor, params, body }) =>
      deeds.finish(asked(actor), { id: params.id, version: body.version }),
    ),
    serve(tasks.dismiss, { access: 'task.read' }, ({ actor, params, body }) => deeds.dismiss(asked(actor), params.id, body)),
    serve(tasks.reopen, { access: 'task.read' }, ({ actor, params, body }) =>
      deeds.reopen(asked(actor), { id: params.id, version: body.version }),
    ),
    serve(tasks.assign, { access: 'task.read' }, ({ actor, params, body }) => assign(asked(actor), params.id, body)),
    serve(tasks.comment, { access: 'task.read' }, ({ actor, params, body }) => addComment(asked(actor), params.id, body)),
    serve(tasks.changeComment, { access: 'task.read' }, ({ actor, params, body }) =>
      changeComment(asked(actor), params.id, params.commentId, body),
    ),
    serve(tasks.removeComment, { access: 'task.read' }, ({ actor, params }) => removeComment(asked(actor), params.id, params.commentId)),
    serve(tasks.acknowledgeMany, { access: 'task.read' }, ({ actor, body }) => deeds.acknowledgeMany(asked(actor), body.ids)),
    serve(tasks.assignMany, { access: 'task.read' }, ({ actor, body }) => assignMany(asked(actor), body.ids, body.userId)),
  ]
}
