import { serveExportable } from '#rooms/exports/exportable.actions.ts'
import type { Member, Officer } from '#shared/actor.ts'
import { asActor, insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { toBrowser } from '#server/download.ts'
import { serve, type Route } from '#server/serve.ts'
import { audit } from './contract.ts'
import { auditExports, deliverEntries, partnershipOf } from './file.ts'
import { mayReadLog } from './rules.ts'
import { listEntries, type Looked } from './store.ts'

export const auditRoutes = (portal: Portal): Route[] => {
  const { config, now } = portal
  const { timeZone } = config.locale
  const everything: Looked = { at: 'everything' }
  const readable = <A extends Member | Officer>(actor: A): A => {
    insist(mayReadLog(actor))
    return actor
  }
  return [
    serve(audit.list, { access: 'audit.read' }, ({ actor, query: { cursor, limit, ...filter } }) =>
      asActor(readable(actor), async (tx) => {
        const asked = { looked: partnershipOf(actor), filter, timeZone: actor.timeZone }
        return { ...(await listEntries(tx, asked, { limit, cursor })), timeZone: actor.timeZone }
      }),
    ),
    ...auditExports.map((each) => serveExportable(portal, each)),
    serve(audit.listAll, { access: { vendor: 'audit.read' } }, ({ actor, query: { cursor, limit, ...filter } }) =>
      asActor(readable(actor), async (tx) => {
        const asked = { looked: everything, filter, timeZone }
        return { ...(await listEntries(tx, asked, { limit, cursor })), timeZone }
      }),
    ),
    serve(audit.fileAll, { access: { vendor: 'audit.read' } }, async ({ actor, query: filter, answer }): Promise<undefined> => {
      await asActor(readable(actor), (tx) => deliverEntries(tx, { looked: everything, filter, timeZone }, now(), toBrowser(answer)))
    }),
  ]
}
