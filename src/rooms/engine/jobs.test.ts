import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Scope, Tx } from '#server/db.ts'
import { addJob, defineJob } from '#server/jobs.ts'
import { Problem } from '#shared/problem.ts'
import { createEngineWorld, soon, type EngineWorld } from '../../../test/engine.ts'

let world: EngineWorld
beforeAll(async () => {
  world = await createEngineWorld()
})
afterEach(async () => {
  await world.rest()
  await asVendor((tx) => tx.rows(sql`select give_up_job(id) from list_jobs(array['waiting', 'failed'], 99)`))
})
afterAll(() => world.close())

const asVendor = <T>(work: (tx: Tx) => Promise<T>) => world.database.within({ role: 'pp_vendor', readOnly: false }, work)
/** All but those that the engine gives itself. */
const jobsLeft = () =>
  asVendor((tx) =>
    tx.rows(sql<{ task: string; state: string; tries: number; error: string | null }>`
      select task, state, tries, error from list_jobs(array['waiting', 'running', 'failed'], 99) where task like 'test.%'`),
  )
const failuresTold = () =>
  world.arrange((tx) =>
    tx.rows(sql<{ job: string }>`select facts->>'job' as job from event_log where name = 'engine.job-failed' order by id`),
  )
const noter = () => {
  const noted: number[] = []
  const job = defineJob({ name: 'test.note', payload: z.strictObject({ n: z.int() }), run: async (_running, { n }) => void noted.push(n) })
  return { noted, job }
}

describe('a job', () => {
  it('runs when the transaction commits that adds it, whichever role that is, and is gone then', async () => {
    const { noted, job } = noter()
    await world.start({ jobs: [job] })
    const roles: Scope['role'][] = ['pp_session', 'pp_full', 'pp_restricted', 'pp_staff', 'pp_vendor', 'pp_system']
    for (const [n, role] of roles.entries()) await world.database.within({ role, readOnly: false }, (tx) => addJob(tx, 'test.note', { n }))
    await soon(() => expect(noted.toSorted()).toEqual([0, 1, 2, 3, 4, 5]))
    await soon(async () => expect(await jobsLeft()).toEqual([]))
  })

  it('never runs when that transaction is rolled back', async () => {
    const adding = world.arrange(async (tx) => {
      await addJob(tx, 'test.note', { n: 1 })
      throw new Error('no')
    })
    await expect(adding).rejects.toThrow('no')
    expect(await jobsLeft()).toEqual([])
  })

  it('waits for its time', async () => {
    const { noted, job } = noter()
    await world.arrange((tx) => addJob(tx, 'test.note', { n: 1 }, { runAt: Temporal.Now.instant().add({ hours: 1 }) }))
    await world.start({ jobs: [job] })
    await world.arrange((tx) => addJob(tx, 'test.note', { n: 2 }))
    await soon(() => expect(noted).toEqual([2]))
    expect(await jobsLeft()).toMatchObject([{ state: 'waiting', tries: 0 }])
  })

  it('takes the place of one that waits under the same key', async () => {
    const { noted, job } = noter()
    for (const n of [1, 2, 3]) await world.arrange((tx) => addJob(tx, 'test.note', { n }, { key: 'one' }))
    await world.start({ jobs: [job] })
    await soon(async () => expect(await jobsLeft()).toEqual([]))
    expect(noted).toEqual([3])
  })

  it('is tried again when it fails, and says why in words that hold nothing of the data', async () => {
    let tries = 0
    const run = async () => {
      tries++
      throw new TypeError('no "Alder Bank" for anna@meridian.example')
    }
    await world.start({ jobs: [defineJob({ name: 'test.shaky', payload: z.strictObject({}), run })] })
    await world.arrange((tx) => addJob(tx, 'test.shaky', {}))
    await soon(() => expect(tries).toBe(2))
    await soon(async () =>
      expect(await jobsLeft()).toEqual([{ task: 'test.shaky', state: 'waiting', tries: 2, error: 'TypeError: no … for …' }]),
    )
  })

  it('is tried again when the database was away, which is a problem as well', async () => {
    let tries = 0
    const run = async () => {
      if (++tries === 1) throw new Problem('database.away', 503, { publicMessage: 'Away.' })
    }
    await world.start({ jobs: [defineJob({ name: 'test.away', payload: z.strictObject({}), run })] })
    await world.arrange((tx) => addJob(tx, 'test.away', {}))
    await soon(async () => expect([tries, await jobsLeft()]).toEqual([2, []]))
  })

  it('fails for good with a refusal, and it and the administrators are told so once', async () => {
    const before = (await failuresTold()).length
    const heard: string[] = []
    const job = defineJob({
      name: 'test.refused',
      payload: z.strictObject({ n: z.int() }),
      run: async () => {
        throw new Problem('test.no', 409, { publicMessage: 'This is not possible any more.' })
      },
      failed: async (_running, _payload, reason) => void heard.push(reason),
    })
    for (let engines = 0; engines < 3; engines++) await world.start({ jobs: [job] })
    await world.arrange(async (tx) => {
      await addJob(tx, 'test.refused', { n: 1 })
      await addJob(tx, 'test.refused', { n: 'one' })
    })
    await soon(async () => expect((await failuresTold()).slice(before)).toEqual([{ job: 'test.refused' }, { job: 'test.refused' }]))
    expect(await jobsLeft()).toMatchObject([{ state: 'failed', tries: 1 }, { state: 'failed', tries: 1 }]) // prettier-ignore
    await new Promise((done) => setTimeout(done, 400))
    expect((await failuresTold()).length).toBe(before + 2)
    expect(heard).toEqual(['This is not possible any more.'])
  })

  it('shows how far it is while it runs, and leaves no trace of it', async () => {
    let finish = () => {}
    const job = defineJob({
      name: 'test.long',
      payload: z.strictObject({}),
      run: async (_running, _payload, { progress }) => {
        await progress(3, 10)
        await progress(4, 10) // within the second: not written
        await new Promise<void>((done) => (finish = done))
      },
    })
    const steps = () => asVendor((tx) => tx.rows(sql<{ done: number }>`select done from job_progress`))
    await world.start({ jobs: [job] })
    await world.arrange((tx) => addJob(tx, 'test.long', {}))
    await soon(async () => expect(await steps()).toEqual([{ done: 3 }]))
    finish()
    await soon(async () => expect([await steps(), await jobsLeft()]).toEqual([[], []]))
  })
})

describe('an engine', () => {
  it('that stops tells its jobs to break off and gives them back at once', async () => {
    const begun: AbortSignal[] = []
    const stubborn = defineJob({
      name: 'test.stubborn',
      payload: z.strictObject({}),
      run: async (_running, _payload, { signal }) => {
        begun.push(signal)
        if (begun.length === 1) await new Promise((done) => setTimeout(done, 5000))
      },
    })
    const first = await world.start({ jobs: [stubborn] })
    await world.arrange((tx) => addJob(tx, 'test.stubborn', {}))
    await soon(() => expect(begun).toHaveLength(1))
    const stopped = performance.now()
    await first.stop(1.5)
    expect(performance.now() - stopped).toBeLessThan(4500) // the job itself takes five seconds
    expect(begun[0]?.aborted).toBe(true)
    await world.start({ jobs: [stubborn] })
    await soon(() => expect(begun).toHaveLength(2))
  })

  it('turns as long as it looks for work', async () => {
    const engine = await world.start({})
    expect(engine.isTurning()).toBe(true)
  })
})
