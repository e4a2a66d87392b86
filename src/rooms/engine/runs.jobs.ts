import { z } from 'zod'
import { asActor, systemActor } from '#server/access.ts'
import { addJob, defineJob, type Job, type Running, type Schedule } from '#server/jobs.ts'
import { parseCron } from '#shared/cron.ts'
import { Problem } from '#shared/problem.ts'
import { isFinal, owed, queueOf, reasonOf, runJobName } from './rules.ts'
import { addRun, addSkipped, beginRun, endRun, keepSchedules, knowSchedule, newestPlanned, skipOlder } from './run.store.ts'

type Planning = Pick<Running, 'database' | 'config' | 'now'>

/** Makes the schedules of this version known and forgets all others. */
export const knowSchedules = ({ database, config, now }: Planning, schedules: readonly Schedule[]): Promise<void> =>
  asActor(systemActor('engine', database), async (tx) => {
    for (const { name, cron } of schedules) await knowSchedule(tx, { name, cron: cron(config), since: now() })
    const names = schedules.map(({ name }) => name)
    await keepSchedules(tx, names)
  })

/**
 * Puts the run that a schedule owes now into the queue, once, whoever else finds it owed. Moments that nobody was there for are written
 * down as skipped. True when it planned one.
 */
export const planSchedule = ({ database, config, now }: Planning, { name, cron, startsAtOnce = false }: Schedule): Promise<boolean> =>
  asActor(systemActor('engine', database), async (tx) => {
    const at = now()
    const known = await knowSchedule(tx, { name, cron: cron(config), since: at })
    const planned = await newestPlanned(tx, name, at)
    const { due, missed, isCut } = owed(parseCron(cron(config)), { since: planned ?? (startsAtOnce ? undefined : known), now: at })
    const runId = due && (await addRun(tx, name, due))
    if (!due || runId === undefined) return false
    await skipOlder(tx, name, due, 'A newer run took its place before it began.')
    await addSkipped(tx, name, missed, isCut ? 'No engine was running, then and for a while before.' : 'No engine was running.')
    await addJob(tx, runJobName, { runId }, { queue: queueOf(name) })
    return true
  })

/** The job that a run is done by. It may begin anew at any moment: what a schedule does must be safe to do twice for the same `dueAt`. */
export const runJob = (schedules: readonly Schedule[]): Job =>
  defineJob({
    name: runJobName,
    payload: z.strictObject({ runId: z.int() }),
    run: async (running, { runId }, { signal, progress, jobId, processId, isLastTry }) => {
      const engine = systemActor('engine', running.database)
      const run = await asActor(engine, (tx) => beginRun(tx, runId, { processId, jobId }))
      if (!run) return
      try {
        const schedule = schedules.find(({ name }) => name === run.schedule)
        if (!schedule) throw new Problem('engine.schedule-gone', 409, { publicMessage: `This version has no schedule ${run.schedule}.` })
        const counts = await schedule.run(running, { dueAt: run.dueAt, signal, progress })
        await asActor(engine, (tx) => endRun(tx, runId, run.tries, { outcome: 'succeeded', counts: counts ?? {} }))
      } catch (error) {
        const outcome = isFinal(error) || isLastTry ? 'failed' : 'waiting'
        await asActor(engine, (tx) => endRun(tx, runId, run.tries, { outcome, reason: reasonOf(error) }))
        throw error
      }
    },
  })
