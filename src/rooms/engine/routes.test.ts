import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addJob } from '#server/jobs.ts'
import type { Tx } from '#server/db.ts'
import { withClient } from '../../../test/database.ts'
import { createWorld, type World } from '../../../test/world.ts'
import type { JobLine, Overview, Run } from './contract.ts'
import { mayUseEngine } from './rules.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.database.within({ role: 'pp_vendor', readOnly: false }, (tx) =>
    tx.rows(sql`select give_up_job(id) from list_jobs(array['waiting', 'failed'], 200)`),
  )
  await world.arrange(async (tx) => {
    for (const table of ['engine_run', 'engine_schedule', 'engine_process', 'job_progress'])
      await tx.rows(sql`delete from ${sql.table(table)}`)
    await tx.rows(sql`insert into engine_schedule values ('tasks.judge', '0 6 * * *', now()), ('digest.weekly', '0 6 * * 1', now())`)
  })
})

const ok = async <T>(line: string, asked?: Parameters<World['ask']>[2]): Promise<T> => {
  const answer = await world.ask('vera', line, asked)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body as T // the contract's reply, which the caller names
}
const overview = () => ok<Overview>('GET /engine')
const runs = (query: Record<string, string> = {}) => ok<{ items: Run[]; next: string | null }>('GET /engine/runs', { query })
const jobs = (query: Record<string, string> = {}) => ok<{ items: JobLine[]; total: number }>('GET /engine/jobs', { query })
const ask = (name = 'tasks.judge') => world.ask('vera', 'POST /engine/schedules/:name/runs', { params: { name } })
/** As an engine would leave them. */
const addRun = (tx: Tx, due: string, outcome: string, more = '') =>
  tx.rows(
    sql`insert into engine_run (schedule, due_at, outcome, counts, reason) values ('tasks.judge', ${due}, ${outcome}, '{"raised": 2}', ${more || null})`,
  )
const eventsNamed = (name: string) =>
  world.arrange((tx) => tx.rows(sql<{ facts: unknown; user: string }>`
    select facts, actor_name as user from event_log where name = ${name} order by id`)) // prettier-ignore

const isForAdministrators = async (line: string, params: Record<string, string> = {}) => {
  expect((await world.ask(null, line, { params })).status).toBe(401)
  for (const as of ['anna', 'uma', 'omar', 'pavel', 'pia'] as const) expect((await world.ask(as, line, { params })).status, as).toBe(403)
}

describe("'GET /engine'", () => {
  it('shows who works, what is due when, what came last and what waits', async () => {
    await world.arrange(async (tx) => {
      await tx.rows(sql`insert into engine_process (id, name, seen_at) values ('pool-1', 'machine 42', now() - interval '4 seconds')`)
      await addRun(tx, '2026-06-09T06:00:00Z', 'succeeded')
      await addRun(tx, '2026-06-10T06:00:00Z', 'skipped')
      await addJob(tx, 'test.note', { n: 1 })
    })
    const { engines, schedules, queue } = await overview()
    expect(engines).toMatchObject([{ name: 'machine 42' }])
    expect(engines[0]?.quietSeconds).toBeGreaterThanOrEqual(4)
    expect(schedules).toMatchObject([
      { name: 'digest.weekly', cron: '0 6 * * 1', nextAt: '2026-06-15T06:00:00Z', last: null, refusal: null },
      { name: 'tasks.judge', nextAt: '2026-06-11T06:00:00Z', last: { outcome: 'succeeded', counts: { raised: 2 }, isAsked: false } },
    ])
    expect(queue).toMatchObject({ waiting: 1, running: 0, failed: 0 })
    expect(queue.oldestSeconds).toBeGreaterThanOrEqual(0)
  })

  it('says that nothing due waits when nothing does', async () =>
    expect((await overview()).queue).toEqual({ waiting: 0, running: 0, failed: 0, oldestSeconds: null }))

  it('is for the vendor’s administrators alone', async () => {
    await isForAdministrators('GET /engine')
    expect(mayUseEngine({ reach: 'assigned' })).toMatchObject({ may: false })
    expect((await world.ask('vera', 'GET /engine', { query: { x: '1' } })).status).toBe(400)
  })
})

describe("'GET /engine/runs'", () => {
  it('lists runs, the newest first, by schedule and outcome, page by page', async () => {
    await world.arrange(async (tx) => {
      for (const day of ['07', '08', '09']) await addRun(tx, `2026-06-${day}T06:00:00Z`, day === '08' ? 'failed' : 'succeeded', 'A reason.')
    })
    const first = await runs({ limit: '2' })
    expect(first.items.map(({ dueAt }) => dueAt.slice(0, 10))).toEqual(['2026-06-09', '2026-06-08'])
    expect((await runs({ limit: '2', cursor: first.next ?? '' })).items.map(({ dueAt }) => dueAt.slice(0, 10))).toEqual(['2026-06-07'])
    expect((await runs({ outcome: 'failed' })).items).toMatchObject([{ outcome: 'failed', reason: 'A reason.' }])
    expect((await runs({ schedule: 'digest.weekly' })).items).toEqual([])
  })

  it('answers 400, 401 and 403 as it must', async () => {
    await isForAdministrators('GET /engine/runs')
    const unusable: Record<string, string>[] = [{ outcome: 'lost' }, { cursor: 'x' }, { schedule: '; drop' }]
    for (const query of unusable) expect((await world.ask('vera', 'GET /engine/runs', { query })).status).toBe(400)
  })
})

describe("'POST /engine/schedules/:name/runs'", () => {
  it('asks for a run now, in the words of who asked, and puts its job into the queue', async () => {
    const answer = await ask()
    expect(answer.body).toMatchObject({
      schedule: 'tasks.judge',
      dueAt: '2026-06-10T12:00:00.000Z',
      outcome: 'waiting',
      isAsked: true,
      askedBy: 'Vera',
    })
    expect((await jobs()).items).toMatchObject([{ name: 'engine.run', state: 'waiting', payload: 'runId: …' }])
    expect(await eventsNamed('engine.run-asked')).toMatchObject([{ facts: { schedule: 'tasks.judge' } }])
  })

  it('says why it can’t while one that was asked for waits', async () => {
    await ask()
    const again = await ask()
    expect([again.status, again.body.code]).toEqual([409, 'engine.run-waits'])
    expect((await overview()).schedules.map(({ refusal }) => refusal)).toEqual([null, 'A run that was asked for has not begun yet.'])
    expect((await ask('digest.weekly')).status).toBe(200)
  })

  it('takes one of several that ask at once', async () => {
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  })

  it('answers 400, 401, 403 and 404 as it must', async () => {
    await isForAdministrators('POST /engine/schedules/:name/runs', { name: 'tasks.judge' })
    expect((await ask('tasks.none')).status).toBe(404)
    expect((await ask('../x')).status).toBe(400)
  })
})

describe("'GET /engine/jobs'", () => {
  it('shows what waits and what failed, with the reason, and nothing that is in it', async () => {
    await world.arrange((tx) =>
      addJob(tx, 'test.letter', { userId: 71_300_000_001, name: 'Alder Bank', kind: 'digest.daily', all: [1, 2] }),
    )
    const { items, total } = await jobs({ state: 'waiting' })
    expect(total).toBe(1)
    expect(items).toMatchObject([
      { name: 'test.letter', payload: 'userId: …, name: …, kind: digest.daily, all: 2 values', tries: 0, mayTry: 12 },
    ])
    expect((await jobs({ state: 'failed' })).items).toEqual([])
  })

  it('answers 400, 401 and 403 as it must', async () => {
    await isForAdministrators('GET /engine/jobs')
    expect((await world.ask('vera', 'GET /engine/jobs', { query: { state: 'lost' } })).status).toBe(400)
  })
})

const failed = async () => {
  await world.arrange((tx) => addJob(tx, 'test.note', { n: 1 }, { maxAttempts: 3 }))
  await hold('attempts = 3')
  const [job] = (await jobs({ state: 'failed' })).items
  return { id: job?.id ?? '' }
}
/** What the queue itself would have written. */
const hold = (what: string) => withOwner(`update graphile_worker._private_jobs set ${what}`)
const withOwner = async (text: string) => {
  await withClient(world.test.adminUrl, (client) => client.query(text))
}

describe("'POST /engine/jobs/:id/attempts'", () => {
  it('begins a failed job anew and at once', async () => {
    const params = await failed()
    expect((await world.ask('vera', 'POST /engine/jobs/:id/attempts', { params })).status).toBe(204)
    expect((await jobs()).items).toMatchObject([{ state: 'waiting', tries: 0 }])
    expect(await eventsNamed('engine.job-retried')).toMatchObject([{ facts: { job: 'test.note' } }])
  })

  it('answers 400, 401, 403, 404 and 409 as it must', async () => {
    const params = await failed()
    const line = 'POST /engine/jobs/:id/attempts'
    await isForAdministrators(line, params)
    await hold(`locked_at = now(), locked_by = 'pool-1'`)
    expect((await world.ask('vera', line, { params })).body.code).toBe('engine.job-runs')
    await withOwner('delete from graphile_worker._private_jobs')
    expect((await world.ask('vera', line, { params })).status).toBe(404)
    expect((await world.ask('vera', line, { params: { id: '12' } })).status).toBe(400)
  })
})

describe("'DELETE /engine/jobs/:id'", () => {
  it('takes a job away, and passes over the run that it was to do', async () => {
    await ask()
    const [job] = (await jobs()).items
    expect((await world.ask('vera', 'DELETE /engine/jobs/:id', { params: { id: job?.id ?? '' } })).status).toBe(204)
    expect((await jobs()).items).toEqual([])
    expect((await runs()).items).toMatchObject([{ outcome: 'skipped', reason: 'It was given up.' }])
    expect(await eventsNamed('engine.job-given-up')).toMatchObject([{ facts: { job: 'engine.run' } }])
  })

  it('answers 400, 401, 403, 404 and 409 as it must', async () => {
    const params = await failed()
    const line = 'DELETE /engine/jobs/:id'
    await isForAdministrators(line, params)
    await hold(`locked_at = now(), locked_by = 'pool-1'`)
    expect((await world.ask('vera', line, { params })).body.code).toBe('engine.job-runs')
    await withOwner('delete from graphile_worker._private_jobs')
    expect((await world.ask('vera', line, { params })).status).toBe(404)
    expect((await world.ask('vera', line, { params: { id: 'job_x' } })).status).toBe(400)
  })
})
