import { notify } from '#rooms/notifications/actions.ts'
import { asActor, systemActor } from '#server/access.ts'
import { tell } from '#server/events.ts'
import type { Job, Running } from '#server/jobs.ts'
import { runJobName } from './rules.ts'
import { failRun, takeFailedJob, type FailedJob } from './run.store.ts'

/** Jobs whose engine was killed at each try failed without a word. */
const wordless = 'Every process that worked on it was stopped before it was done.'

/** Tells of what failed for good: the job itself, so that it can put things right, and the vendor's administrators. How many there were. */
export const tellFailures = async (running: Running, jobs: ReadonlyMap<string, Job>): Promise<number> => {
  const engine = systemActor('engine', running.database)
  for (let told = 0; ; told++) {
    const found = await asActor(engine, async (tx) => {
      const failed = await takeFailedJob(tx)
      if (!failed) return false
      const reason = failed.error ?? wordless
      // Before it counts as told: a process that is killed here leaves it to the next.
      await tellJob(running, jobs.get(failed.name), failed, reason)
      const runId = runOf(failed)
      if (runId !== undefined) await failRun(tx, runId, reason)
      await tell(tx, 'engine.job-failed', { actor: engine, facts: { job: failed.name, tries: failed.tries } })
      await notify(tx, { event: 'engine.failed', partnerId: null, partnershipId: null, facts: { job: failed.name } })
      return true
    })
    if (!found) return told
  }
}

const tellJob = async (running: Running, job: Job | undefined, { payload, name }: FailedJob, reason: string) => {
  try {
    await job?.failed?.(running, payload, reason)
  } catch (error) {
    running.log.error({ err: error, job: name }, 'a job that failed could not be told so')
  }
}

const runOf = ({ name, payload }: FailedJob): number | undefined =>
  name === runJobName && typeof payload === 'object' && payload !== null && 'runId' in payload && typeof payload.runId === 'number'
    ? payload.runId
    : undefined
