import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { sendAttachment } from '#server/download.ts'
import { serve, type Route } from '#server/serve.ts'
import { sessionIn } from '#server/session.ts'
import { askForExport, issueTicket, openFile, removeExport } from './actions.ts'
import { exports } from './contract.ts'
import type { Exportable } from './exportable.actions.ts'
import { exportFrom, getRow, listExports } from './store.ts'

/** What a file asks of a role besides is checked where the file is known. */
const access = 'report.export'

export const exportRoutes = (portal: Portal, exportables: readonly Exportable[]): Route[] => [
  serve(exports.list, { access }, ({ actor }) => asActor(actor, async (tx) => ({ items: await listExports(tx, actor, portal.now()) }))),
  serve(exports.ask, { access }, ({ actor, body }) => askForExport(portal, exportables, actor, body)),
  serve(exports.one, { access }, ({ actor, params }) =>
    asActor(actor, async (tx) => exportFrom(tx, await getRow(tx, actor, tx.ids.inner('exp', params.id)), portal.now())),
  ),
  serve(exports.remove, { access }, ({ actor, params }) => removeExport(portal, actor, params.id)),
  serve(exports.ticket, { access }, ({ actor, params, visit }) =>
    issueTicket(portal, exportables, { actor, session: sessionIn(visit), id: params.id }),
  ),
  serve(exports.file, { access }, async ({ actor, params, visit, answer }): Promise<undefined> => {
    const { content, ...file } = await openFile(portal, exportables, { actor, session: sessionIn(visit), ticket: params.ticket })
    sendAttachment(answer, file, content)
  }),
]
