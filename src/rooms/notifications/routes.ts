import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { sessionIn } from '#server/session.ts'
import * as choices from './choices.actions.ts'
import { following, notifications, unsubscribing } from './contract.ts'
import { describeFollowing, follow } from './follow.actions.ts'
import { openLive } from './live.ts'
import * as reading from './reading.actions.ts'
import { unsubscribe } from './unsubscribe.actions.ts'
import { unsubscribePagePath } from './unsubscribe-token.ts'

export const notificationRoutes = (portal: Portal, live = openLive(portal)): Route[] => [
  ...ownRoutes(portal, live),
  ...followRoutes(),
  ...unsubscribeRoutes(portal),
]

const ownRoutes = (portal: Portal, live: ReturnType<typeof openLive>): Route[] => [
  serve(notifications.list, { access: 'signed-in' }, ({ visit, query }) => reading.listNotifications(portal, sessionIn(visit), query)),
  serve(notifications.unread, { access: 'signed-in' }, ({ visit }) => reading.countUnread(portal, sessionIn(visit))),
  serve(notifications.stream, { access: 'signed-in' }, async ({ visit, request, answer }) => {
    live.open(sessionIn(visit), request.headers['last-event-id']?.toString(), answer)
    return undefined
  }),
  serve(notifications.read, { access: 'signed-in' }, async ({ visit, params }) => {
    await reading.markRead(portal, sessionIn(visit), params.id)
    return undefined
  }),
  serve(notifications.readAll, { access: 'signed-in' }, async ({ visit, body }) => {
    await reading.markAllRead(portal, sessionIn(visit), body.upTo)
    return undefined
  }),
  serve(notifications.choices, { access: 'signed-in' }, ({ visit }) => choices.describeChoices(portal, sessionIn(visit))),
  serve(notifications.choose, { access: 'signed-in' }, ({ visit, body }) => choices.choose(portal, sessionIn(visit), body)),
  serve(notifications.chooseNothing, { access: 'signed-in' }, ({ visit }) => choices.chooseNothing(portal, sessionIn(visit))),
]

const followRoutes = (): Route[] => [
  serve(following.ofCustomer, { access: 'customer.read' }, ({ actor, params }) =>
    describeFollowing(actor, { kind: 'customer', ...params }),
  ),
  serve(following.followCustomer, { access: 'customer.read' }, ({ actor, params, body }) =>
    follow(actor, { kind: 'customer', ...params }, body),
  ),
  serve(following.ofTask, { access: 'task.read' }, ({ actor, params }) => describeFollowing(actor, { kind: 'task', ...params })),
  serve(following.followTask, { access: 'task.read' }, ({ actor, params, body }) => follow(actor, { kind: 'task', ...params }, body)),
]

const unsubscribeRoutes = (portal: Portal): Route[] => [
  serve(unsubscribing.unsubscribe, { access: 'public' }, ({ body }) => unsubscribe(portal, body.token)),
  serve(unsubscribing.oneClick, { access: 'public', fromAnywhere: true }, async ({ query }) => {
    await unsubscribe(portal, query.token)
    return undefined
  }),
  serve(unsubscribing.page, { access: 'public' }, async ({ query, answer }) => {
    answer.status(303).header('location', unsubscribePagePath(query.token)).send()
    return undefined
  }),
]
