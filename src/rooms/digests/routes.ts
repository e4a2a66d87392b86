import { notFound } from '#shared/problem.ts'
import type { Portal } from '#server/deployment.ts'
import { openPreview, previewTicket, sendPreview as sendHtml } from '#server/preview.ts'
import { serve, type Route } from '#server/serve.ts'
import { sessionIn } from '#server/session.ts'
import { listDigestPeople, previewDigest, sendPreview } from './actions.ts'
import { digests, PreviewQuery } from './contract.ts'

export const digestRoutes = (portal: Portal): Route[] => {
  const access = { vendor: 'settings.edit' } as const
  return [
    serve(digests.people, { access }, async ({ actor, query }) => ({ items: await listDigestPeople(portal, actor, query.partnership) })),
    serve(digests.preview, { access }, async ({ actor, query, visit }) => {
      const mail = await previewDigest(portal, actor, query)
      if (!mail) return { mail: null }
      const { subject, preheader, text } = mail
      return { mail: { subject, preheader, text, ticket: previewTicket(portal, sessionIn(visit), JSON.stringify(query)) } }
    }),
    serve(digests.html, { access }, async ({ actor, query, answer, visit }) => {
      const asked = PreviewQuery.parse(JSON.parse(openPreview(portal, sessionIn(visit), query.ticket)))
      const mail = await previewDigest(portal, actor, asked)
      if (!mail) throw notFound()
      sendHtml(answer, mail.html)
      return undefined
    }),
    serve(digests.send, { access }, async ({ actor, body }) => {
      await sendPreview(portal, actor, body)
      return undefined
    }),
  ]
}
