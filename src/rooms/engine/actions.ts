import { asActor, insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { addJob } from '#server/jobs.ts'
import type { Officer } from '#shared/actor.ts'
import type { Run } from './contract.ts'
import { mayAskRun, queueOf, runJobName } from './rules.ts'
import * as store from './store.ts'

type As = { portal: Portal; actor: Officer }

/** Asks for a run of a schedule now. Throws 404 for one that there is none of, 409 while one waits that was asked for. */
export const askRun = ({ portal, actor }: As, name: string): Promise<Run> =>
  asActor(actor, async (tx) => {
    insist(mayAskRun({ isWaiting: await store.hasAskedRun(tx, name) }), 409)
    const runId = await store.addAskedRun(tx, { name, userId: actor.userId, now: portal.now() })
    await addJob(tx, runJobName, { runId }, { queue: queueOf(name) })
    await tell(tx, 'engine.run-asked', { actor, facts: { schedule: name } })
    return store.getRun(tx, runId)
  })

/** Throws 404, and 409 for a job that runs. */
export const retryJob = ({ actor }: As, id: string): Promise<void> =>
  asActor(actor, async (tx) => {
    const job = await store.retryJob(tx, id)
    await tell(tx, 'engine.job-retried', { actor, facts: { job } })
  })

/** Throws 404, and 409 for a job that runs. */
export const giveUpJob = ({ actor }: As, id: string): Promise<void> =>
  asActor(actor, async (tx) => {
    const job = await store.giveUpJob(tx, id)
    await tell(tx, 'engine.job-given-up', { actor, facts: { job } })
  })
