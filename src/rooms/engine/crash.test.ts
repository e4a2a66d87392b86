import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { addJob } from '#server/jobs.ts'
import { createEngineWorld, type EngineWorld } from '../../../test/engine.ts'

const child = fileURLToPath(new URL('../../../test/engine-child.ts', import.meta.url))
const jobs = 60
const kills = 5

let world: EngineWorld
const engines = new Set<ChildProcess>()
beforeAll(async () => {
  world = await createEngineWorld()
})
afterAll(async () => {
  for (const engine of engines) engine.kill('SIGKILL')
  await world.close()
})

const startOne = async () => {
  const engine = fork(child, [world.url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  engines.add(engine)
  engine.once('exit', () => engines.delete(engine))
  await once(engine, 'message')
  return engine
}
const counted = () =>
  world.arrange((tx) =>
    tx.rows(sql<{ n: number; times: number }>`
      select (facts->>'n')::int as n, count(*)::int as times from event_log where name = 'test.effect' group by 1 order by 1`),
  )
const waiting = () =>
  world.database.within({ role: 'pp_vendor', readOnly: true }, (tx) =>
    tx.rows(sql<{ task: string }>`select task from list_jobs(array['waiting', 'running', 'failed'], 200) where task = 'test.effect'`),
  )

describe('engines that are killed', () => {
  it('lose no job, do none twice, and leave their runs to the others', { timeout: 90_000 }, async () => {
    const first = await startOne()
    await vi.waitFor(async () => expect(await runs()).toMatchObject([{ outcome: 'running' }]), { timeout: 10_000 })
    first.kill('SIGKILL') // in the middle of its run
    const second = await startOne()
    await vi.waitFor(async () => expect((await runs())[0]).toMatchObject({ outcome: 'succeeded', tries: 2 }), { timeout: 20_000 })
    await world.arrange(async (tx) => {
      for (let n = 0; n < jobs; n++) await addJob(tx, 'test.effect', { n })
    })
    let victim = second
    for (let kill = 0; kill < kills; kill++) {
      await sleep(80 + Math.random() * 120)
      victim.kill('SIGKILL')
      victim = await startOne()
    }
    await vi.waitFor(async () => expect(await waiting()).toEqual([]), { timeout: 40_000, interval: 200 })
    expect(await counted()).toEqual(Array.from({ length: jobs }, (_, n) => ({ n, times: 1 })))
    // The rows of those that are gone went with their locks.
    await vi.waitFor(async () => expect(await world.arrange((tx) => tx.rows(sql`select from engine_process`))).toHaveLength(1), {
      timeout: 10_000,
    })
  })
})

const runs = () =>
  world.arrange((tx) => tx.rows(sql<{ outcome: string; tries: number }>`select outcome, tries from engine_run order by due_at`))
