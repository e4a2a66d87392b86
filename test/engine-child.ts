import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { pino } from 'pino'
import { z } from 'zod'
import { startEngine } from '#rooms/engine/jobs.ts'
import { asActor, systemActor } from '#server/access.ts'
import { openDatabase } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { defineJob, type Schedule } from '#server/jobs.ts'
import { parseConfig } from '#shared/config.ts'
import { systemClock } from '#shared/dates.ts'
import defaultConfig from '../portal.config.ts'
import { fastPace } from './engine.ts'
import { memoryFiles } from './files.ts'
import { testKeys } from './world.ts'

// A process of its own that works on jobs until it is killed: `node test/engine-child.ts ADDRESS`.
const [url = ''] = process.argv.slice(2)
const database = openDatabase({ url, maxConnections: 4 })
const actor = systemActor('test', database)

/** An effect in the database that is safe to ask for twice, half way through work that takes a moment. */
const once = async (n: number) => {
  await sleep(Math.random() * 60)
  await asActor(actor, async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(${n})`)
    if (await tx.first(sql`select from event_log where name = 'test.effect' and facts->>'n' = ${String(n)}`)) return
    await tell(tx, 'test.effect', { actor, facts: { n } })
  })
  await sleep(Math.random() * 60)
}
const job = defineJob({ name: 'test.effect', payload: z.strictObject({ n: z.int() }), run: (_running, { n }) => once(n) })
const schedule: Schedule = { name: 'test.minutely', cron: () => '* * * * *', startsAtOnce: true, run: () => sleep(1500) }

const running = {
  database, config: parseConfig(defaultConfig), keys: testKeys('real'), log: pino({ level: 'silent' }), files: memoryFiles(),
  now: systemClock, origin: 'http://portal.test', realm: 'real',
} as const // prettier-ignore
await startEngine({ running, url, jobs: [job], schedules: [schedule], pace: fastPace })
process.send?.('up')
