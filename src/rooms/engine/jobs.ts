import { setTimeout as sleep } from 'node:timers/promises'
import { asActor, systemActor } from '#server/access.ts'
import type { Job, Running, Schedule } from '#server/jobs.ts'
import { lastDue, parseCron } from '#shared/cron.ts'
import { openQueue, type Held, type Queue } from '#server/queue.ts'
import { tellFailures } from './failures.jobs.ts'
import { beat, release } from './process.store.ts'
import { isDatabaseAway, isFinal, reasonOf, watchHolders, type Sightings } from './rules.ts'
import { failForGood, forgetOldRuns, removeProgress, setProgress } from './run.store.ts'
import { knowSchedules, planSchedule, runJob } from './runs.jobs.ts'

/** How often an engine does what keeps it and the others going. */
export type Pace = {
  /** Says that it lives, and looks whether the others do. */
  beatSeconds: number
  /** Who has not said so for this long is gone: what it held is given back. */
  goneAfterSeconds: number
  /** Looks what is due. */
  planSeconds: number
  /** Looks for jobs when nothing wakes it. */
  pollSeconds: number
  jobsAtOnce: number
}

/** With these, what a killed engine held is worked on again after 60 to 72 seconds. */
export const ordinaryPace: Pace = { beatSeconds: 10, goneAfterSeconds: 60, planSeconds: 5, pollSeconds: 2, jobsAtOnce: 3 }

export type Engine = {
  running: Running
  /** Where the queue connects; the same database as `running`'s. */
  url: string
  jobs: readonly Job[]
  schedules: readonly Schedule[]
  pace?: Pace
}

export type Started = {
  /** Whether it still looks for work: a process may live and do nothing. */
  isTurning: () => boolean
  /** Takes nothing more, waits for what it has in hands at most so long, and gives the rest back. */
  stop: (withinSeconds: number) => Promise<void>
}

/** More often a healthy engine looks for jobs. */
const quietAtMostSeconds = 60
/** Runs of one schedule that are kept. */
const runsKept = 500

/** Works on jobs and does what is due until it is stopped. Any number of engines may do so at once. */
export const startEngine = async ({ running, url, jobs, schedules, pace = ordinaryPace }: Engine): Promise<Started> => {
  const { database, log } = running
  const stopping = new AbortController()
  let queue: Queue | undefined
  const run = runJob(schedules)
  const known = new Map([...jobs, run].map((job) => [job.name, job]))
  const work = Object.fromEntries([...known].map(([name, job]) => [name, working(running, job)]))
  const engine = systemActor('engine', database)
  const open = async () => {
    queue = await openQueue({ url, log, work, atOnce: pace.jobsAtOnce, pollSeconds: pace.pollSeconds })
    void noticeEnd(queue)
  }
  const noticeEnd = async ({ ended }: Queue) => {
    const why = await ended
    if (stopping.signal.aborted) return
    log.error({ err: why }, 'the queue ended by itself and is opened again')
    queue = undefined
  }
  await open()

  let seen: Sightings = new Map()
  // A queue that waits for its database waits rightly.
  let isAway = false
  const turn = async () => {
    if (!queue) await open()
    if (!queue) return
    const { id, name } = queue
    const others = await asActor(engine, (tx) => beat(tx, { id, name }))
    isAway = false
    const watched = watchHolders(seen, others, { nowSeconds: performance.now() / 1000, goneAfterSeconds: pace.goneAfterSeconds })
    seen = watched.seen
    if (watched.gone.length > 0) {
      const given = await asActor(engine, (tx) => release(tx, watched.gone))
      log.warn({ gone: watched.gone, jobs: given }, 'engines are gone: what they held is given back')
    }
    await tellFailures(running, known)
  }
  const planned = new Map<string, string>()
  let isKnown = false
  const plan = async () => {
    if (!isKnown) await knowSchedules(running, schedules)
    isKnown = true
    for (const schedule of schedules) {
      const due = lastDue(parseCron(schedule.cron(running.config)), running.now()).toString()
      if (planned.get(schedule.name) === due) continue
      if (await planSchedule(running, schedule)) await asActor(engine, (tx) => forgetOldRuns(tx, runsKept))
      planned.set(schedule.name, due)
    }
  }
  const turning = [
    repeat(pace.beatSeconds, stopping.signal, turn, (error) => {
      isAway = isDatabaseAway(error)
      log.error({ err: error }, 'an engine could not say that it lives')
    }),
    repeat(pace.planSeconds, stopping.signal, plan, (error) => log.error({ err: error }, 'what is due could not be planned')),
  ]
  return {
    isTurning: () => isAway || (queue !== undefined && queue.quietSeconds() < quietAtMostSeconds),
    stop: async (withinSeconds) => {
      stopping.abort()
      await Promise.all([queue?.stop(withinSeconds), ...turning])
      const left = queue?.id
      if (left !== undefined) await asActor(engine, (tx) => release(tx, [left]))
    },
  }
}

/** A job as the queue wants it: what it throws is told in words that may be shown. */
const working =
  (running: Running, job: Job) =>
  async (payload: unknown, held: Held): Promise<void> => {
    const { database, log } = running
    const engine = systemActor('engine', database)
    const progress = progressOf((step) => asActor(engine, (tx) => setProgress(tx, held.id, step)))
    try {
      const { id: jobId, holder: processId, tries, signal } = held
      await job.run(running, payload, { jobId, processId, tries, isLastTry: tries >= held.mayTry, signal, progress: progress.tell })
    } catch (error) {
      log.warn({ err: error, job: job.name, tries: held.tries }, 'a job failed')
      if (isFinal(error)) await asActor(engine, (tx) => failForGood(tx, held.id))
      throw new Error(held.signal.aborted ? 'The engine was stopped.' : reasonOf(error), { cause: error })
    } finally {
      if (progress.wasTold()) await asActor(engine, (tx) => removeProgress(tx, held.id))
    }
  }

/** Tells the first step, the last, and one a second between them. */
const progressOf = (tell: (step: { done: number; total: number }) => Promise<void>) => {
  let toldAt = Number.NEGATIVE_INFINITY
  return {
    wasTold: () => toldAt !== Number.NEGATIVE_INFINITY,
    tell: async (done: number, total: number) => {
      if (performance.now() - toldAt < 1000 && done < total) return
      toldAt = performance.now()
      await tell({ done, total })
    },
  }
}

const repeat = async (seconds: number, stop: AbortSignal, work: () => Promise<void>, failed: (error: unknown) => void) => {
  while (!stop.aborted) {
    await work().catch(failed)
    await sleep(seconds * 1000, undefined, { signal: stop, ref: false }).catch(() => undefined)
  }
}
