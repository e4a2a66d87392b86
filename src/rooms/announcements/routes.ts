import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { announcements } from './contract.ts'

const arranging = { access: { vendor: 'room.edit' } } as const
const reading = { access: 'portal.sign-in' } as const

export const announcementRoutes = (portal: Portal): Route[] => [
  serve(announcements.list, arranging, ({ actor, query }) => actions.listAnnouncements({ portal, actor }, query)),
  serve(announcements.choices, arranging, ({ actor }) => actions.listChoices({ portal, actor })),
  serve(announcements.current, reading, ({ actor }) => asActor(actor, async (tx) => ({ items: await actions.listCurrent(tx, actor) }))),
  serve(announcements.add, arranging, ({ actor, body }) => actions.addAnnouncement({ portal, actor }, body)),
  serve(announcements.change, arranging, ({ actor, params, body }) => actions.changeAnnouncement({ portal, actor }, params.id, body)),
  serve(announcements.remove, arranging, async ({ actor, params }) => {
    await actions.removeAnnouncement({ portal, actor }, params.id)
    return undefined
  }),
  serve(announcements.recipients, arranging, ({ actor, params, query }) => actions.listRecipients({ portal, actor }, params.id, query)),
  serve(announcements.read, reading, async ({ actor, params }) => {
    await actions.markRead(portal, actor, params.id, { acknowledges: false })
    return undefined
  }),
  serve(announcements.acknowledge, reading, async ({ actor, params }) => {
    await actions.markRead(portal, actor, params.id, { acknowledges: true })
    return undefined
  }),
]
