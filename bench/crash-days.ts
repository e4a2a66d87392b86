import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mailJobName } from '#rooms/notifications/spread.actions.ts'
import type { DemoSize } from '../src/demo/plan.ts'
import { root } from './children.ts'
import { openCrew, secondsToResume } from './crash-crew.ts'
import { openMailServer, type Received } from './crash-post.ts'
import { difference, openCrashServer, traceOf, type CrashDatabase } from './crash-world.ts'

export type CrashOrder = { kills: number; days: number; size: DemoSize; pace: 'fast' | 'ordinary'; say: (text: string) => void }

const configPath = join(root, 'portal.config.ts')
/** A day: the rules are judged, what they found is mailed, the digests leave. In minutes after 06:00, and the part of the day's kills that has fallen by its end. */
const phases = [
  { minutes: 0, killed: 0.6 },
  { minutes: 20, killed: 0.7 },
  { minutes: 30, killed: 1 },
]

/** Judges days undisturbed and once more under kills, and compares. Times in seconds. */
export const judgedDays = async (order: CrashOrder) => {
  const { days, say } = order
  // All days have passed by the wall clock: what is put off until a moment of theirs may leave.
  const first = Temporal.Now.plainDateISO('UTC').subtract({ days: days + 2 })
  const filledAt = first.toZonedDateTime({ timeZone: 'UTC', plainTime: '05:00' }).toInstant()
  say(`Filling the ${order.size} demo …`)
  const server = await openCrashServer(order.size, filledAt, configPath)
  try {
    const calm = await live(order, await server.copy('calm'), { first, folder: join(server.folder, 'calm'), kills: 0 })
    say(`Undisturbed: ${calm.trace.tasks.length} tasks, ${calm.trace.notifications.length} notifications, ${calm.mails.received} mails`)
    const storm = await live(order, await server.copy('storm'), { first, folder: join(server.folder, 'storm'), kills: order.kills })
    return compared(calm, storm)
  } finally {
    await server.close()
  }
}

type Life = { first: Temporal.PlainDate; folder: string; kills: number }

const live = async ({ days, pace, say }: CrashOrder, { url, admin }: CrashDatabase, { first, folder, kills }: Life) => {
  const post = await openMailServer()
  const crew = openCrew({ url, smtpUrl: post.url, configPath, filesDir: folder, pace })
  const resumed: number[] = []
  let killed = 0
  const began = first.toZonedDateTime({ timeZone: 'UTC', plainTime: '05:50' }).toInstant()
  crew.setNow(began)
  await crew.fill()
  for (let day = 0; day < days; day++) {
    const six = first.add({ days: day }).toZonedDateTime({ timeZone: 'UTC', plainTime: '06:00' }).toInstant()
    await changeWorld(admin, day, days)
    for (const { minutes, killed: share } of phases) {
      const now = six.add({ minutes })
      crew.setNow(now)
      if (minutes === 20) await admin.query('select graphile_worker.add_job($1)', [mailJobName])
      const due = Math.round((kills * (day + share)) / days)
      const isDone = () => isQuiet(admin, now, minutes)
      while (killed < due || !(await isDone())) {
        if (killed >= due) {
          await sleep(100)
          continue
        }
        await sleep(Math.random() * 300)
        const held = await crew.killOne(admin)
        killed++
        if (held.length > 0) resumed.push(...(await secondsToResume(admin, held)))
        await crew.fill()
      }
    }
    // By the wall clock all days are one: what limits mail to a person by the day must see days.
    await admin.query(`update mail set created_at = created_at - interval '1 day', tried_at = tried_at - interval '1 day'`)
    say(`  day ${day + 1} of ${days}, ${killed} kills`)
  }
  await settled(admin, say)
  await crew.end()
  await post.close()
  return { trace: await traceOf(admin), mails: await judgeMail(admin, post.received), killed, resumed }
}

/** The same days bring the same: some lose a contact, some are seen again. Everything else is the passing of time. */
const changeWorld = async (admin: CrashDatabase['admin'], day: number, days: number) => {
  await admin.query('delete from contact where customer_id % $1 = $2', [days * 2, day])
  await admin.query(`update scanner set last_seen_at = last_seen_at + interval '40 days' where customer_id % $1 = $2`, [days, day])
}

/** Nothing is left to do now: no job that is due, no run that is not over, and the phase's own work is done. */
const isQuiet = async (admin: CrashDatabase['admin'], now: Temporal.Instant, minutes: number): Promise<boolean> => {
  const schedule = minutes === 0 ? 'tasks.judge' : 'digests.daily'
  const due = minutes === 20 ? undefined : now.toString()
  const { rows } = await admin.query<{ busy: boolean }>(
    `select exists (select from graphile_worker._private_jobs j where (j.locked_at is not null or j.is_available) and j.run_at <= now() + interval '30 seconds')
         or exists (select from engine_run where outcome in ('waiting', 'running'))
         or exists (select from news where spread_at is null)
         or exists (select from mail where state = 'queued' and next_try_at <= now())
         or ($1::timestamptz is not null and not exists (select from engine_run where schedule = $2 and due_at = $1)) as busy`,
    [due ?? null, schedule],
  )
  return rows[0]?.busy === false
}

/** Mails of which a crash left open whether they went are given up, or sent again, after two minutes. */
const settled = async (admin: CrashDatabase['admin'], say: (text: string) => void) => {
  const unsettled = async () =>
    (await admin.query<{ n: number }>(`select count(*)::int as n from mail where state in ('queued', 'sending')`)).rows[0]?.n ?? 0
  const until = performance.now() + 260_000
  if ((await unsettled()) > 0) say('  waiting for mails that were on their way …')
  while ((await unsettled()) > 0 && performance.now() < until) await sleep(500)
}

type Mails = {
  asked: number
  sent: number
  dropped: number
  open: number
  stray: number
  received: number
  doubled: number
  vanished: number
}

/** What the outbox says became of a mail that was interrupted when the mail server may have had it. */
const interrupted = 'Interrupted while it was being sent.'

/**
 * What became of the mails. `open`: a crash left open whether it went, and it is not sent again; `stray`: anything else that is not over
 * as it should be; `vanished`: counts as sent and never arrived.
 */
const judgeMail = async (admin: CrashDatabase['admin'], received: readonly Received[]): Promise<Mails> => {
  const { rows } = await admin.query<{ state: string; error: string | null }>('select state, error from mail')
  const count = (is: (row: { state: string; error: string | null }) => boolean) => rows.filter(is).length
  const sent = count(({ state }) => state === 'sent')
  const dropped = count(({ state }) => state === 'dropped')
  const open = count(({ state, error }) => state === 'failed' && error === interrupted)
  const arrived = new Set(received.map(({ messageId }) => messageId)).size
  return {
    asked: rows.length,
    sent,
    dropped,
    open,
    stray: rows.length - sent - dropped - open,
    received: received.length,
    doubled: received.length - arrived,
    vanished: Math.max(0, sent - arrived),
  }
}

type Lived = Awaited<ReturnType<typeof live>>

const compared = (calm: Lived, storm: Lived) => {
  const tasks = difference(calm.trace.tasks, storm.trace.tasks)
  const taskEvents = difference(calm.trace.taskEvents, storm.trace.taskEvents)
  const notifications = difference(calm.trace.notifications, storm.trace.notifications)
  const digests = difference(calm.trace.digests, storm.trace.digests)
  const all = [tasks, taskEvents, notifications, digests]
  // Those that a crash left open are counted apart; everything else has to be as it was.
  const unsent = Math.max(0, calm.mails.sent - storm.mails.sent - storm.mails.open) + storm.mails.stray + storm.mails.vanished
  const unasked = Math.max(0, storm.mails.asked - calm.mails.asked)
  const sorted = storm.resumed.toSorted((a, b) => a - b)
  return {
    kills: storm.killed,
    lost: all.reduce((sum, { lost }) => sum + lost, 0) + unsent,
    doubled: all.reduce((sum, { more }) => sum + more, 0) + storm.mails.doubled + unasked,
    tasks: { expected: calm.trace.tasks.length, ...tasks },
    taskEvents: { expected: calm.trace.taskEvents.length, ...taskEvents },
    notifications: { expected: calm.trace.notifications.length, ...notifications },
    digests: { expected: calm.trace.digests.length, ...digests },
    mails: { calm: calm.mails, storm: storm.mails },
    resumed: { jobs: sorted.length, medianSeconds: at(sorted, 0.5), p95Seconds: at(sorted, 0.95), mostSeconds: sorted.at(-1) ?? 0 },
  }
}

const at = (sorted: readonly number[], share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
