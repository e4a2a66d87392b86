import { randomBytes } from 'node:crypto'
import { mayUse, type Member } from '#shared/actor.ts'
import { notFound, Problem } from '#shared/problem.ts'
import { asActor, asSession, insist, readAsSession } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import type { FileStore } from '#server/files.ts'
import { parsed } from '#server/serve.ts'
import { hashOf } from '#server/session-id.ts'
import type { Session } from '#server/session.ts'
import type { Export } from './contract.ts'
import { findExportable, type Exportable } from './exportable.actions.ts'
import { keyOf, orderExport, scopeMarkOf } from './making.actions.ts'
import { mayAskFor, mayDownload } from './rules.ts'
import * as store from './store.ts'

export type Asked = { line: string; query: Record<string, string> }

/** Has a file built by the engine. 400 for a line or query that no file has, 403 and 409 as the file's own endpoint, 409 `export.too-many`. */
export const askForExport = (
  portal: Portal,
  exportables: readonly Exportable[],
  actor: Member,
  { line, query }: Asked,
): Promise<Export> => {
  const { endpoint, permission, insistMay, measure } = findExportable(exportables, line)
  insist(mayUse(actor, permission))
  const asking = { maker: portal, actor, query: parsed(endpoint.query, query, 'query') as never } // by the endpoint that it was declared for
  insistMay?.(asking)
  return asActor(actor, async (tx) => {
    insist(mayAskFor(await store.countOpen(tx, actor)), 409)
    const { rows } = await measure(tx, asking)
    const id = await store.addExport(tx, actor, { line, query, rowsTotal: rows, askedAt: portal.now() })
    await orderExport(tx, { partnerId: actor.partnerId, exportId: id })
    return store.exportFrom(tx, await store.getRow(tx, actor, id), portal.now())
  })
}

/** Takes one off the list, with its file; what is being built is stopped by whoever builds it. */
export const removeExport = async (portal: Portal, actor: Member, outerId: string): Promise<undefined> => {
  const { exportId, attempts } = await asActor(actor, async (tx) => {
    const id = tx.ids.inner('exp', outerId)
    return { exportId: id, attempts: await store.removeExport(tx, actor, id) }
  })
  for (let attempt = 1; attempt <= attempts; attempt++) await portal.files.delete(keyOf({ partnerId: actor.partnerId, exportId, attempt }))
}

/**
 * A ticket for one download in this session, within 60 seconds. 403 and 409 as the file's own endpoint; 409 `export.not-ready`,
 * `export.scope-changed` when its owner may see something else now, `export.file-gone`.
 */
export const issueTicket = async (
  portal: Portal,
  exportables: readonly Exportable[],
  { actor, session, id }: { actor: Member; session: Session; id: string },
): Promise<{ ticket: string }> => {
  const row = await openable(portal, exportables, actor, (tx) => tx.ids.inner('exp', id))
  if (!(await isKept(portal.files, row)))
    throw new Problem('export.file-gone', 409, { publicMessage: 'This file is not in the store any more. Ask for it again.' })
  const ticket = randomBytes(32).toString('base64url')
  const owner = { family: session.family, userId: actor.userId, partnerId: actor.partnerId, exportId: row.id }
  await asSession(portal, (tx) => store.addTicket(tx, hashOf(ticket), owner))
  return { ticket }
}

/** What a ticket opens. 404, always the same, for one that is used, late, of another session or of a file that may not be read any more. */
export const openFile = async (
  portal: Portal,
  exportables: readonly Exportable[],
  { actor, session, ticket }: { actor: Member; session: Session; ticket: string },
) => {
  const presented = { hash: hashOf(ticket), family: session.family, userId: actor.userId, partnerId: actor.partnerId }
  const exportId = await readAsSession(portal, (tx) => store.getTicket(tx, presented))
  const row = await openable(portal, exportables, actor, () => exportId).catch((error: unknown) => {
    throw error instanceof Problem && error.status < 500 ? notFound() : error
  })
  const found = row.file_key === null ? undefined : await portal.files.get(row.file_key)
  if (!found) throw notFound()
  try {
    if (found.head.size !== row.size) throw notFound()
    await asSession(portal, async (tx) => {
      await store.useTicket(tx, presented)
      await tell(tx, 'export.downloaded', { actor, facts: { exportId, file: row.file_name } })
    })
  } catch (error) {
    found.content.destroy()
    throw error
  }
  return { name: row.file_name ?? '', type: row.file_type ?? '', size: found.head.size, content: found.content }
}

/** One that its owner may download as they are now. */
const openable = (portal: Portal, exportables: readonly Exportable[], actor: Member, idIn: (tx: Tx) => number): Promise<store.Row> =>
  asActor(actor, async (tx) => {
    const row = await store.getRow(tx, actor, idIn(tx))
    insist(mayUse(actor, findExportable(exportables, row.line).permission))
    const state = store.stateOf(row, portal.now())
    insist(mayDownload({ state, madeUnder: row.scope_mark }, await scopeMarkOf(tx, actor)), 409)
    return row
  })

const isKept = async (files: FileStore, { file_key: key, size }: store.Row): Promise<boolean> =>
  key !== null && (await files.head(key))?.size === size
