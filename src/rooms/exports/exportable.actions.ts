import { mayUse, type Member } from '#shared/actor.ts'
import type { Permission } from '#shared/config.ts'
import type { Endpoint, QueryOf } from '#shared/endpoint.ts'
import { fieldProblem, Problem } from '#shared/problem.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { toBrowser, type Deliver } from '#server/download.ts'
import { serve, type Route } from '#server/serve.ts'
import { isLarge, type Size } from './rules.ts'

/** What making a file needs to know of the deployment. */
export type Maker = Pick<Portal, 'config' | 'realm' | 'now'>
/** For whom a file is made, and what was asked of its endpoint. */
export type Asking<Query> = { maker: Maker; actor: Member; query: Query }

type Parts<Query> = {
  permission: Permission
  /** Throws what else keeps this person from it. */
  insistMay?: (asking: Asking<Query>) => void
  /** Counts quickly what it will hold. */
  measure: (tx: Tx, asking: Asking<Query>) => Promise<Size>
  make: (tx: Tx, asking: Asking<Query>, deliver: Deliver) => Promise<void>
}

/** A file that people take away: at once while it is small, built by the engine when it is large. */
export type Exportable = { endpoint: Endpoint } & Parts<never>

/** Declares the file of an endpoint. */
export const exportable = <E extends Endpoint & { file: true }>(endpoint: E, parts: Parts<QueryOf<E>>): Exportable => ({
  endpoint,
  ...parts,
})

/** 400 for a line that no file has. */
export const findExportable = (exportables: readonly Exportable[], line: string): Exportable => {
  const found = exportables.find(({ endpoint }) => endpoint.line === line)
  if (!found) throw fieldProblem('export.unknown-file', 400, { path: 'line', message: `"${line}" answers with no file that can be built.` })
  return found
}

/** The endpoint of a file that is sent at once. 409 `export.large` for one that is asked for as an export. */
export const serveExportable = (maker: Maker, { endpoint, permission, insistMay, measure, make }: Exportable): Route =>
  serve(endpoint, { access: permission }, async ({ actor, query, answer }): Promise<undefined> => {
    const asking: Asking<never> = { maker, actor, query: query as never } // parsed by the endpoint that it was declared for
    insistMay?.(asking)
    // Somebody who may read the log and export nothing else has no other way to it.
    const mayAsk = mayUse(actor, 'report.export').may
    if (mayAsk && isLarge(await asActor(actor, (tx) => measure(tx, asking))))
      throw new Problem('export.large', 409, { publicMessage: 'This one is large: we build it and tell you when it is ready.' })
    await asActor(actor, (tx) => make(tx, asking, toBrowser(answer)))
  })
