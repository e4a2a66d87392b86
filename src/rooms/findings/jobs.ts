import { z } from 'zod'
import { defineJob, type Job, type Schedule } from '#server/jobs.ts'
import { judgeAll, judgePartnership } from './actions.ts'

/** Every day before people come: what the rules find becomes tasks, and what has ended is resolved. */
export const judgeSchedule: Schedule = {
  name: 'tasks.judge',
  cron: ({ engine }) => engine.daily,
  // Who begins with this version waits for no tomorrow.
  startsAtOnce: true,
  run: judgeAll,
}

/** One partnership again: by hand, or because the daily run could not. */
const judgePartnershipJob = defineJob({
  name: 'tasks.judge-partnership',
  payload: z.strictObject({ partnershipId: z.int() }),
  run: async (running, { partnershipId }) => void (await judgePartnership(running, partnershipId)),
})

/** Every partnership once more, after an import: what came in shall not wait for tomorrow. */
const judgeAllJob = defineJob({
  name: 'tasks.judge-all',
  payload: z.strictObject({}),
  run: async (running, _payload, context) => void (await judgeAll(running, context)),
})

export const judgeJobs: readonly Job[] = [judgePartnershipJob, judgeAllJob]
