import type { Member } from '#shared/actor.ts'
import { insistRoom } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { overview } from './contract.ts'
import { getFeed } from './feed.actions.ts'

const reading = { access: 'portal.sign-in' } as const
const arranging = { access: { vendor: 'room.edit' } } as const

export const overviewRoutes = (portal: Portal): Route[] => {
  /** To whom the room is open. */
  const inRoom = <T>(actor: Member, work: () => Promise<T>): Promise<T> => {
    insistRoom(actor, 'overview')
    return work()
  }
  return [
    serve(overview.show, reading, ({ actor, query }) => inRoom(actor, () => actions.getOverview(portal, actor, query.period))),
    serve(overview.feed, reading, ({ actor, query }) => inRoom(actor, () => getFeed(portal, actor, query.kind))),
    serve(overview.visit, reading, ({ actor, body }) =>
      inRoom(actor, () => actions.noteVisit(portal, actor, body.period).then(() => undefined)),
    ),
    serve(overview.place, reading, ({ actor, body }) =>
      inRoom(actor, () => actions.placeWidgets(portal, actor, body.widgets).then(() => undefined)),
    ),
    serve(overview.reset, reading, ({ actor }) => inRoom(actor, () => actions.resetWidgets(actor).then(() => undefined))),
    serve(overview.defaults, arranging, ({ actor }) => actions.listDefaults(portal, actor)),
    serve(overview.setDefaults, arranging, ({ actor, params, body }) =>
      actions.setDefaults(portal, actor, params.partnerType, body.widgets),
    ),
    serve(overview.removeDefaults, arranging, ({ actor, params }) => actions.removeDefaults(portal, actor, params.partnerType)),
  ]
}
