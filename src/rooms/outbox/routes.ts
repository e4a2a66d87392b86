import { asActor, insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { outbox } from './contract.ts'
import { mayReadOutbox } from './rules.ts'
import { getMail, isKeeping, listMails } from './store.ts'

export const outboxRoutes = (portal: Portal): Route[] => {
  const access = { vendor: 'settings.edit' } as const
  const { timeZone } = portal.config.locale
  const place = () => ({ keepsAll: portal.realm === 'demo', origin: portal.origin })
  return [
    serve(outbox.list, { access }, ({ actor, query }) => {
      insist(mayReadOutbox(actor))
      return asActor(actor, async (tx) => ({
        ...(await listMails(tx, place(), query)),
        isKeeping: await isKeeping(tx, place()),
        timeZone,
      }))
    }),
    serve(outbox.detail, { access }, ({ actor, params }) => {
      insist(mayReadOutbox(actor))
      return asActor(actor, (tx) => getMail(tx, place(), params.id))
    }),
  ]
}
