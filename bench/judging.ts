import { sql } from 'kysely'
import pino from 'pino'
import { z } from 'zod'
import { catalogue } from '#rooms/findings/catalogue.rules.ts'
import { findAll, judgeAll } from '#rooms/findings/actions.ts'
import { factsScope, factStatements } from '#rooms/findings/facts.store.ts'
import { settleFindings } from '#rooms/tasks/settle.actions.ts'
import { asActor, systemActor } from '#server/access.ts'
import { loadConfig } from '#server/config.ts'
import { openDatabase, type Tx } from '#server/db.ts'
import { listScopes, type PartnershipScope } from '#server/scopes.ts'
import { systemClock } from '#shared/dates.ts'

/** The engine's daily judging of a whole database, or its statements alone, in a process of its own whose memory is nobody else's. */
const Order = z.object({ url: z.string(), configPath: z.string(), kind: z.enum(['run', 'statements']) })
const { url, configPath, kind } = Order.parse(JSON.parse(process.env['BENCH_ORDER'] ?? '{}'))

const config = await loadConfig(configPath)
const database = openDatabase({ url, maxConnections: 2, statementTimeoutSeconds: 600 })
const actor = systemActor('bench', database)
const now = systemClock()
const context = { config, now }

class TakenBack extends Error {}
const takenBack = (work: (tx: Tx) => Promise<void>) =>
  asActor(actor, async (tx) => {
    await work(tx)
    throw new TakenBack()
  }).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error
  })

/** What the database does of it: each statement that gathers, whose rows stay there, and those that settle what was found before. */
const statementsOf = async (scope: PartnershipScope): Promise<number> => {
  const findings = await asActor(actor, (tx) => findAll(tx, context, scope))
  const parts = new Set(catalogue.filter(({ rule }) => scope.model.rules.includes(rule)).map(({ reads }) => reads))
  const began = performance.now()
  await takenBack(async (tx) => {
    for (const part of parts) await tx.rows(sql`select count(*) from (${factStatements[part](factsScope(scope, config))}) gathered`)
    await settleFindings(tx, scope, findings, { today: scope.today, now })
  })
  return (performance.now() - began) / 1000
}

const statements = async () => {
  let seconds = 0
  for (const scope of await asActor(actor, (tx) => listScopes(tx, context))) seconds += await statementsOf(scope)
  return { seconds, findings: 0 }
}

const run = async () => {
  const began = performance.now()
  const counts = await judgeAll(
    { database, config, log: pino({ level: 'error' }), now: () => now },
    { signal: new AbortController().signal, progress: async () => {} },
  )
  const seconds = (performance.now() - began) / 1000
  if (counts.failed > 0) throw new Error(`${counts.failed} partnerships could not be judged`)
  return { seconds, findings: counts.raised + counts.unchanged + counts.worsened + counts.eased + counts.reopened }
}

const told = await (kind === 'run' ? run() : statements())
await database.close()
process.stdout.write(JSON.stringify({ ...told, peakMegabytes: process.resourceUsage().maxRSS / 1024 }))
