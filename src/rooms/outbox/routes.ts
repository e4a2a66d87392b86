import { asActor, insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { openPreview, previewTicket, sendPreview } from '#server/preview.ts'
import { sessionIn } from '#server/session.ts'
import { outbox } from './contract.ts'
import { mayReadOutbox } from './rules.ts'
import { getHtml, getMail, isKeeping, listMails } from './store.ts'
import { listMailTroubles, resumeMail, resumeOwnMail } from './trouble.actions.ts'

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
    serve(outbox.detail, { access }, async ({ actor, params, visit }) => {
      insist(mayReadOutbox(actor))
      const { hasHtml, ...mail } = await asActor(actor, (tx) => getMail(tx, place(), params.id))
      return { ...mail, ticket: hasHtml ? previewTicket(portal, sessionIn(visit), params.id) : null }
    }),
    serve(outbox.html, { access }, async ({ actor, query, answer, visit }) => {
      insist(mayReadOutbox(actor))
      const id = openPreview(portal, sessionIn(visit), query.ticket)
      sendPreview(answer, await asActor(actor, (tx) => getHtml(tx, id)))
      return undefined
    }),
    serve(outbox.troubles, { access }, async ({ actor }) => {
      insist(mayReadOutbox(actor))
      return { items: await listMailTroubles(portal) }
    }),
    serve(outbox.resume, { access }, async ({ actor, params }) => {
      insist(mayReadOutbox(actor))
      await resumeMail(actor, params.id)
      return undefined
    }),
    serve(outbox.resumeOwn, { access: 'signed-in' }, async ({ visit }) => {
      await resumeOwnMail(portal, sessionIn(visit).accountId)
      return undefined
    }),
  ]
}
