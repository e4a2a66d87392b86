import { subnetOf } from '#server/address.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Answer, type Route } from '#server/serve.ts'
import { sessionCookie } from '#server/session-id.ts'
import { sessionIn } from '#server/session.ts'
import * as actions from './actions.ts'
import { people, roles, views } from './contract.ts'
import * as roleActions from './roles.actions.ts'
import * as viewActions from './view.actions.ts'

// Writing asks for reading only: who sees the people but does not edit them is told why, by the rule.
export const peopleRoutes = (portal: Portal): Route[] => [
  serve(people.list, { access: 'person.read' }, ({ actor, query: { cursor, limit, ...filter } }) =>
    actions.listPeople({ portal, actor }, { filter, limit, cursor }),
  ),
  serve(people.detail, { access: 'person.read' }, ({ actor, params }) => actions.getPerson({ portal, actor }, params.id)),
  serve(people.add, { access: 'person.read' }, ({ actor, body }) => actions.addPerson({ portal, actor }, body)),
  serve(people.change, { access: 'person.read' }, ({ actor, params, body }) => actions.changePerson({ portal, actor }, params.id, body)),
  serve(people.remove, { access: 'person.read' }, async ({ actor, params }) => {
    await actions.removePerson({ portal, actor }, params.id)
    return undefined
  }),
  serve(people.disable, { access: 'person.read' }, ({ actor, params }) => actions.setDisabled({ portal, actor }, params.id, true)),
  serve(people.enable, { access: 'person.read' }, ({ actor, params }) => actions.setDisabled({ portal, actor }, params.id, false)),
  serve(people.invite, { access: 'person.read' }, ({ actor, params }) => actions.invitePerson({ portal, actor }, params.id)),
  serve(people.resetFactors, { access: 'person.read' }, ({ actor, params }) => actions.resetFactorsOf({ portal, actor }, params.id)),
  serve(people.unlock, { access: 'person.read' }, async ({ actor, params }) => {
    await actions.unlock({ portal, actor }, params.id)
    return undefined
  }),
  serve(people.endSessions, { access: 'person.read' }, async ({ actor, params }) => {
    await actions.endSessions({ portal, actor }, params.id)
    return undefined
  }),

  serve(roles.list, { access: 'person.read' }, ({ actor }) => roleActions.listRoles({ portal, actor })),
  serve(roles.add, { access: 'person.read' }, ({ actor, body }) => roleActions.addRole({ portal, actor }, body)),
  serve(roles.change, { access: 'person.read' }, ({ actor, params, body }) => roleActions.changeRole({ portal, actor }, params.code, body)),
  serve(roles.remove, { access: 'person.read' }, async ({ actor, params }) => {
    await roleActions.removeRole({ portal, actor }, params.code)
    return undefined
  }),

  serve(views.begin, { access: 'person.view-as' }, async ({ actor, visit, body, answer }) => {
    carry(portal, answer, await viewActions.beginView(portal, actor, sessionIn(visit), body.userId))
    return undefined
  }),
  serve(views.end, { access: 'signed-in', whileViewing: true }, async ({ visit, request, answer }) => {
    const origin = { requestId: request.id, subnet: subnetOf(request.ip), viewerId: null }
    carry(portal, answer, await viewActions.endView(portal, sessionIn(visit), origin))
    return undefined
  }),
]

const carry = (portal: Portal, answer: Answer, id: string | undefined) => {
  if (id !== undefined) answer.header('set-cookie', sessionCookie(portal, id))
}
