import type { Officer } from '#shared/actor.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import type { IntakeContext } from '#server/intake.ts'
import { addJob, type Running, type WhileRunning } from '#server/jobs.ts'
import { listScopes, type PartnershipScope } from '#server/scopes.ts'
import { rollForward } from '#rooms/customers/summaries.actions.ts'
import { settleFindings, type Settlement } from '#rooms/tasks/settle.actions.ts'
import { judge, partsOf, rulesOf } from './catalogue.rules.ts'
import { factsScope, gatherFacts } from './facts.store.ts'
import type { Finding } from './rules.ts'
import { getPartnership, lockJudging } from './store.ts'

/** Everything that the rules find about one partnership's customers now. */
export const findAll = async (tx: Tx, { config }: IntakeContext, scope: PartnershipScope): Promise<Finding[]> => {
  const facts = await gatherFacts(tx, factsScope(scope, config), partsOf(rulesOf(scope.model)))
  return judge(scope.model, facts, { today: scope.today, cycle: scope.cycle, thresholds: config.thresholds })
}

/** Judges partnerships in the caller's transaction, as of the context's moment, whose figures must be of that day. */
export const judgeWithin = async (tx: Tx, context: IntakeContext, partnershipIds: readonly number[]): Promise<Settlement[]> => {
  const judged: Settlement[] = []
  for (const scope of await listScopes(tx, context, partnershipIds)) {
    await lockJudging(tx, scope.partnershipId)
    judged.push(await settleFindings(tx, scope, await findAll(tx, context, scope), { ...context, today: scope.today }))
  }
  return judged
}

/** Judges one partnership, in a transaction of its own. Safe to run twice and in two processes: the second changes nothing. */
export const judgePartnership = async ({ database, config, now }: Judging, partnershipId: number): Promise<Settlement | undefined> => {
  const actor = systemActor('engine', database)
  const context = { config, now: now() }
  await asActor(actor, (tx) => rollForward(tx, context, [partnershipId]))
  const [judged] = await asActor(actor, (tx) => judgeWithin(tx, context, [partnershipId]))
  return judged
}

export type Judging = Pick<Running, 'database' | 'config' | 'now'>
export type JudgedAll = Settlement & { partnerships: number; failed: number }

/**
 * Judges every partnership, one after the other. One that fails keeps no other from being judged: it is counted as failed, and a job of
 * its own tries it again. Throws when it is broken off; what is judged by then stays.
 */
export const judgeAll = async (running: Judging & Pick<Running, 'log'>, { signal, progress }: WhileRunning): Promise<JudgedAll> => {
  const { database, config, log, now } = running
  const actor = systemActor('engine', database)
  const scopes = await asActor(actor, (tx) => listScopes(tx, { config, now: now() }))
  const all: JudgedAll = { partnerships: scopes.length, failed: 0, ...nothing }
  for (const [at, { partnershipId }] of scopes.entries()) {
    signal.throwIfAborted()
    try {
      addUp(all, await judgePartnership(running, partnershipId))
    } catch (error) {
      log.error({ err: error, partnershipId }, 'a partnership could not be judged; it is tried again by itself')
      all.failed++
      await asActor(actor, (tx) => askToJudge(tx, partnershipId))
    }
    await progress(at + 1, scopes.length)
  }
  return all
}

/** Has the engine judge one partnership, or every one, once the transaction commits. */
export const askToJudge = (tx: Tx, partnershipId?: number): Promise<void> =>
  partnershipId === undefined
    ? addJob(tx, 'tasks.judge-all', {}, { key: 'tasks.judge-all' })
    : addJob(tx, 'tasks.judge-partnership', { partnershipId }, { key: `tasks.judge-partnership ${partnershipId}` })

/** Somebody of the vendor asks for one partnership. Throws 404 for one that they are not assigned to. */
export const askAsOfficer = (actor: Officer, partnership: string): Promise<void> =>
  asActor(actor, async (tx) => {
    const { id, name } = await getPartnership(tx, partnership)
    await askToJudge(tx, id)
    await tell(tx, 'partnership.judging-asked', { actor, facts: { partnership: name } })
  })

const nothing: Settlement = { raised: 0, worsened: 0, eased: 0, reopened: 0, resolved: 0, woke: 0, unchanged: 0 }

const addUp = (all: JudgedAll, { raised, worsened, eased, reopened, resolved, woke, unchanged }: Settlement = nothing) => {
  all.raised += raised
  all.worsened += worsened
  all.eased += eased
  all.reopened += reopened
  all.resolved += resolved
  all.woke += woke
  all.unchanged += unchanged
}
