import type { FastifyRequest } from 'fastify'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { sendAttachment } from '#server/download.ts'
import { originFrom, refuseOtherSites, serve, type Answer, type Route } from '#server/serve.ts'
import { actorOf, officerOf, sessionIn, type Visit } from '#server/session.ts'
import { files } from './contract.ts'
import { copyPicture } from './copy.actions.ts'
import { openDownload, openImage, openMedia, type Opened, type Reader } from './open.actions.ts'
import { fileFrom, getRow } from './store.ts'
import { takeFile } from './upload.actions.ts'

/**
 * The same addresses serve a page of a partner's portal and the vendor's editor: who asks is the session's person, in the partnership that
 * they are in, or outside any. Row-level security says which files those are.
 */
export const fileRoutes = (portal: Portal): Route[] => [
  serve(files.upload, { access: 'signed-in' }, async ({ query, body, visit, request }) => {
    const session = sessionIn(visit)
    const binding = { origin: originFrom(request, visit) }
    const actor = session.side === 'vendor' ? officerOf(portal, session, binding) : actorOf(portal, session, binding)
    const length = Number(request.headers['content-length'])
    return takeFile(portal, actor, { ...query, content: body, length: Number.isSafeInteger(length) ? length : undefined })
  }),
  serve(files.copy, { access: { vendor: 'room.edit' } }, ({ actor, body }) => copyPicture(portal, actor, body.address)),
  serve(files.limits, { access: 'signed-in' }, async () => ({ maxBytes: portal.uploads.maxBytes })),
  serve(files.facts, { access: 'signed-in' }, async ({ params, visit, request }) => {
    const reader = readerFrom(portal, visit, request)
    return asActor(reader, async (tx) => fileFrom(tx, await getRow(tx, params.id)))
  }),
  serve(files.download, { access: 'signed-in' }, async ({ params, query, visit, request, answer }): Promise<undefined> => {
    refuseOtherSites(request)
    const { content, head, ...file } = await openDownload(portal, readerFrom(portal, visit, request), { id: params.id, room: query.room })
    sendAttachment(answer, { name: file.name, type: file.mime, size: head.size }, content)
  }),
  serve(files.image, { access: 'signed-in' }, async ({ params, query, visit, request, answer }): Promise<undefined> => {
    refuseOtherSites(request)
    sendInline(answer, await openImage(portal, readerFrom(portal, visit, request), { id: params.id, size: query.size }))
  }),
  serve(files.media, { access: 'signed-in' }, async ({ params, visit, request, answer }): Promise<undefined> => {
    refuseOtherSites(request)
    const { part, ...opened } = await openMedia(portal, readerFrom(portal, visit, request), { id: params.id, range: request.headers.range })
    answer.header('accept-ranges', 'bytes')
    const { size } = opened.head
    if (part === 'whole') return sendInline(answer, opened)
    if (part === 'none') {
      opened.content.destroy()
      return void answer.status(416).header('content-range', `bytes */${size}`).send()
    }
    answer.status(206).header('content-range', `bytes ${part.start}-${part.end}/${size}`)
    return sendInline(answer, opened, part.end - part.start + 1)
  }),
]

const readerFrom = (portal: Portal, visit: Visit, request: FastifyRequest): Reader => {
  const session = sessionIn(visit)
  const binding = { origin: originFrom(request, visit) }
  return session.partnership ? actorOf(portal, session, binding) : officerOf(portal, session, binding)
}

/** Within one of our own pages; opened by itself the reply's policy lets it do nothing. */
const sendInline = (answer: Answer, { mime, head, content }: Opened, length = head.size): undefined =>
  void answer.header('content-type', mime).header('content-length', length).header('content-disposition', 'inline').send(content)
