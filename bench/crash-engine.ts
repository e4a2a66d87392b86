import { z } from 'zod'
import { ordinaryPace, startEngine, type Pace } from '#rooms/engine/jobs.ts'
import { deliverMail } from '#rooms/outbox/jobs.ts'
import { openPost } from '#rooms/outbox/post.ts'
import { loadConfig } from '#server/config.ts'
import { openDatabase } from '#server/db.ts'
import type { Schedule } from '#server/jobs.ts'
import { openKeyring } from '#server/keys.ts'
import { openLocalFiles } from '#server/local-files.ts'
import { createLog } from '#server/log.ts'
import { composers, roomJobs, roomSchedules } from '../src/rooms.jobs.ts'

/**
 * An engine as entries/engine.ts starts it, with every job, schedule and mail of the rooms, whose clock and pace the benchmark sets.
 * It lives until it is killed.
 */
const Order = z.strictObject({
  url: z.string(),
  smtpUrl: z.string(),
  configPath: z.string(),
  filesDir: z.string(),
  now: z.string(),
  pace: z.enum(['ordinary', 'fast']),
})
const order = Order.parse(JSON.parse(process.argv[2] ?? '{}'))

let now = Temporal.Instant.from(order.now)
process.on('message', (text) => (now = Temporal.Instant.from(String(text))))
process.on('disconnect', () => process.exit(0))

const fastPace: Pace = { beatSeconds: 0.5, goneAfterSeconds: 3, planSeconds: 0.2, pollSeconds: 0.2, jobsAtOnce: 3 }
/** Rules and digests are due at the same moment. Here digests come later, so that what they say does not depend on who was faster. */
const later = (schedule: Schedule): Schedule =>
  schedule.name.startsWith('digests.') ? { ...schedule, cron: (config) => schedule.cron(config).replace(/^0 /, '30 ') } : schedule

const database = openDatabase({ url: order.url, maxConnections: 6 })
const config = await loadConfig(order.configPath)
const running = {
  database,
  config,
  keys: openKeyring({ keys: [{ kid: 'bench', key: Buffer.alloc(32, 7) }] }, 'demo'),
  log: createLog('engine', { logLevel: 'fatal', logFormat: 'json' }),
  files: await openLocalFiles(order.filesDir),
  now: () => now,
  origin: 'http://portal.test',
  realm: 'demo',
} as const
const post = openPost({ url: order.smtpUrl, from: { name: 'Benchmark', address: 'portal@bench.example' } })
deliverMail({ ...running, post, composers, perMinute: 100_000 })
const pace = order.pace === 'fast' ? fastPace : ordinaryPace
// What is due every few minutes of a clock that jumps would only add noise.
const schedules = roomSchedules.filter(({ name }) => name === 'tasks.judge' || name.startsWith('digests.')).map(later)
await startEngine({ running, url: order.url, jobs: roomJobs, schedules, pace })
process.send?.('up')
