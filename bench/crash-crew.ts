import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './children.ts'
import type { CrashDatabase } from './crash-world.ts'

export type HeldJob = { id: string; locked_at: string }

/** Until what a killed engine held is in other hands, done, or waits for its next try. */
export const secondsToResume = async (admin: CrashDatabase['admin'], held: readonly HeldJob[]): Promise<number[]> => {
  const began = performance.now()
  const left = new Map(held.map((job) => [job.id, job.locked_at]))
  const taken: number[] = []
  while (left.size > 0) {
    const { rows } = await admin.query<HeldJob>(
      `select id::text, locked_at::text from graphile_worker._private_jobs where id = any ($1::bigint[])`,
      [[...left.keys()]],
    )
    for (const [id, lockedAt] of left) {
      const row = rows.find((one) => one.id === id)
      if (row && (row.locked_at === lockedAt || row.locked_at === null)) continue
      left.delete(id)
      taken.push((performance.now() - began) / 1000)
    }
    await sleep(20)
  }
  return taken
}

/** Three engines, of which one dies now and then and is replaced. */
const engines = 3

type ChildOrder = { url: string; smtpUrl: string; configPath: string; filesDir: string; pace: string }

/** Engines as processes of their own, with one clock. */
export const openCrew = (order: ChildOrder) => {
  const living = new Set<ChildProcess>()
  let now = Temporal.Now.instant()
  const start = async () => {
    const child = fork(join(root, 'bench/crash-engine.ts'), [JSON.stringify({ ...order, now: now.toString() })], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    await once(child, 'message')
    child.send(now.toString())
    living.add(child)
  }
  process.on('exit', () => living.forEach((child) => child.kill('SIGKILL')))
  return {
    setNow: (moment: Temporal.Instant) => {
      now = moment
      for (const child of living) child.send(now.toString())
    },
    fill: async () => {
      while (living.size < engines) await start()
    },
    /** Kills one that has a job in hand, or after a while any of them. What it held then. */
    killOne: async (admin: CrashDatabase['admin']): Promise<HeldJob[]> => {
      const victim = await chooseVictim(admin, [...living])
      living.delete(victim)
      const gone = once(victim, 'exit')
      victim.kill('SIGKILL')
      await gone
      const { rows } = await admin.query<HeldJob>(
        `select j.id::text, j.locked_at::text from graphile_worker._private_jobs j join engine_process p on p.id = j.locked_by where p.name like '% ' || $1`,
        [String(victim.pid)],
      )
      return rows
    },
    end: async () => {
      for (const child of living) {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }
    },
  }
}

const chooseVictim = async (admin: CrashDatabase['admin'], living: readonly ChildProcess[]): Promise<ChildProcess> => {
  for (let looks = 0; looks < 60; looks++) {
    const { rows } = await admin.query<{ pid: string }>(
      `select split_part(p.name, ' ', -1) as pid from graphile_worker._private_jobs j join engine_process p on p.id = j.locked_by`,
    )
    const busy = living.filter(({ pid }) => rows.some((row) => row.pid === String(pid)))
    const found = oneOf(busy)
    if (found) return found
    await sleep(5)
  }
  const any = oneOf(living)
  if (!any) throw new Error('There is no engine to kill')
  return any
}

const oneOf = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)]
