import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { blocks } from './contract.ts'
import * as store from './store.ts'

export const blockRoutes = (portal: Portal): Route[] => [
  serve(blocks.choices, { access: { vendor: 'room.edit' } }, ({ actor }) =>
    asActor(actor, async (tx) => {
      const { config, realm } = portal
      const [people, rooms] = await Promise.all([store.listColleagues(tx), store.listLinkedRooms(tx)])
      const labels = new Map(config.roles.map(({ code, label }) => [code, label]))
      return {
        ...config.embeds,
        // A demo asks nobody's servers.
        pictures: realm === 'demo' ? [] : config.embeds.pictures,
        people: people.map((one) => ({ ...one, id: tx.ids.outer('usr', one.id), role: labels.get(one.role) ?? one.role })),
        rooms: rooms.map((room) => ({ ...room, id: tx.ids.outer('rom', room.id) })),
      }
    }),
  ),
]
