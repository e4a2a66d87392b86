import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { takeScanners, takeScanResults } from '#rooms/activity/intake.actions.ts'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import { recount } from '#rooms/customers/summaries.actions.ts'
import { importFiles } from '#rooms/imports/actions.ts'
import type { Running } from '#server/jobs.ts'
import { addDays } from '#shared/dates.ts'
import { createWorld, worldNow, worldToday, type World } from '../../../test/world.ts'
import { askToJudge, judgeAll, judgePartnership } from './actions.ts'
import { judgeJobs, judgeSchedule } from './jobs.ts'

let world: World
let running: Running
const context = { signal: new AbortController().signal, progress: async () => {} }
const jobContext = { ...context, jobId: 1, processId: 'pool-1', tries: 1, isLastTry: false }
const alder = { partner: 'meridian', partnership: 'meridian-mssp', customer: 'alder' }
const noChange = { raised: 0, worsened: 0, eased: 0, reopened: 0, resolved: 0 }

beforeAll(async () => {
  world = await createWorld()
  running = { ...world.portal, log: pino({ level: 'silent' }) }
})
afterAll(() => world?.close())
beforeEach(() => world.setNow(worldNow))

const idOf = (partnership: string) =>
  world.arrange(async (tx) => (await tx.first<{ id: number }>(sql`select id from partnership where external_id = ${partnership}`))?.id ?? 0)
const judgeMssp = async (now = worldNow) => judgePartnership({ ...running, now: () => now }, await idOf('meridian-mssp'))
const seen = (days: number, externalId = 'A1') =>
  world.arrange((tx, given) =>
    takeScanners(
      tx,
      [{ ...alder, externalId, name: 'core', product: 'NET', lastSeenAt: worldNow.subtract({ hours: 24 * days }).toString() }],
      given,
    ),
  )
const tasksOf = (rule: string, customer = 'alder') =>
  world.arrange((tx) =>
    tx.rows<{ severity: string; isOpen: boolean; object: string }>(sql`
      select t.severity, t.closed_at is null as "isOpen", t.object_key as object from task t join customer c on c.id = t.customer_id
      where t.rule = ${rule} and c.external_id = ${customer} order by t.id`),
  )
const asOwner = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: world.test.adminUrl })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
const waitingJobs = () =>
  asOwner<{ task: string; payload: unknown }>(`
    select t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier like 'tasks.%' order by j.id`)
const giveUpJobs = () => asOwner('delete from graphile_worker._private_jobs')

describe('judging a partnership', () => {
  test('raises what its rules find, changes nothing when done again, follows as it gets worse, and resolves what has ended', async () => {
    await seen(9)
    expect((await judgeMssp())?.raised).toBeGreaterThan(0)
    expect(await tasksOf('scanner-inactive')).toEqual([{ severity: 'low', isOpen: true, object: 'A1' }])
    expect(await judgeMssp()).toMatchObject(noChange)
    expect((await judgeMssp(worldNow.add({ hours: 24 * 10 })))?.worsened).toBeGreaterThan(0)
    expect(await tasksOf('scanner-inactive')).toEqual([{ severity: 'medium', isOpen: true, object: 'A1' }])
    await seen(0)
    expect((await judgeMssp())?.resolved).toBeGreaterThan(0)
    expect(await tasksOf('scanner-inactive')).toEqual([{ severity: 'medium', isOpen: false, object: 'A1' }])
  })

  test('looks with the rules of the partnership’s own model', async () => {
    await judgeAll(running, context)
    const raised = await world.arrange((tx) =>
      tx.rows<{ model: string; rule: string }>(
        sql`select distinct p.model, t.rule from task t join partnership p on p.id = t.partnership_id`,
      ),
    )
    const rulesOf = (code: string) => world.config.models.find((model) => model.code === code)?.rules ?? []
    expect(new Set(raised.map(({ model }) => model))).toEqual(new Set(['mssp', 'reseller']))
    for (const { model, rule } of raised) expect(rulesOf(model)).toContain(rule)
  })

  test('has nothing to say of customers that don’t count, and resolves what was said before they did not', async () => {
    await seen(40)
    await judgeMssp()
    const become = (state: 'paying' | 'archived' | 'demo' | 'internal' | 'trial') =>
      world.arrange((tx, given) =>
        takeCustomers(tx, [{ ...alder, externalId: 'alder', name: 'Alder', state, since: '2024-01-01', archivedOn: state === 'archived' ? worldToday : null }], given),
      ) // prettier-ignore
    for (const state of ['archived', 'demo', 'internal', 'trial'] as const) {
      await become(state)
      await judgeMssp()
      expect((await tasksOf('scanner-inactive')).filter(({ isOpen }) => isOpen)).toEqual([])
      await become('paying')
      await judgeMssp()
      expect((await tasksOf('scanner-inactive')).filter(({ isOpen }) => isOpen)).toHaveLength(1)
    }
    await seen(0)
  })

  test('by two engines at once raises each task once, and the figures are what the rows say', async () => {
    await Promise.all(Array.from({ length: 6 }, (_, at) => seen(20 + at, `B${at}`)))
    const later = worldNow.add({ hours: 24 })
    const both = await Promise.all([judgeMssp(later), judgeMssp(later)])
    expect(both.map((each) => each?.raised).toSorted()).toEqual([0, 6])
    expect((await tasksOf('scanner-inactive')).filter(({ object, isOpen }) => isOpen && object.startsWith('B'))).toHaveLength(6)
    const id = await idOf('meridian-mssp')
    expect(await world.arrange((tx, given) => recount(tx, { ...given, now: later }, id))).toEqual([])
  })

  test('says of each customer what its signals tab says', async () => {
    const at = (days: number, outcome: 'failed' | 'finished', product = 'NET') => ({
      ...alder, externalId: `${product}-${days}`, product, target: 't', finishedAt: worldNow.subtract({ hours: 24 * days }).toString(), outcome,
    }) // prettier-ignore
    await world.arrange((tx, given) =>
      takeScanResults(tx, [...[0, 1, 2, 3, 4].map((days) => at(days, 'failed')), at(5, 'finished'), at(1, 'failed', 'WEB'), at(2, 'finished', 'WEB')], given),
    ) // prettier-ignore
    await seen(16)
    await judgeMssp()
    const params = { id: await world.customer('alder') }
    const { signals } = (await world.ask('anna', 'GET /customers/:id/signals', { params })).body
    const { items } = (await world.ask('anna', 'GET /customers/:id/tasks', { params })).body
    type Named = { product: string; indicator: string; rule: string; state: string; severity: string; value: number; object: string }
    const raised = items.filter(({ rule }: Named) => rule === 'scans-failed')
    const warned = signals.filter(({ indicator, state }: Named) => indicator === 'failed-scans' && state !== 'ok')
    expect(raised.map(({ object, severity }: Named) => [object, severity]).toSorted()).toEqual([['NET', 'high'], ['WEB', 'low']]) // prettier-ignore
    expect(warned.map(({ product, state }: Named) => [product, state]).toSorted()).toEqual([['NET', 'alert'], ['WEB', 'warn']]) // prettier-ignore
    const silent = signals.find(({ indicator }: Named) => indicator === 'inactive-scanners')
    expect(items.filter(({ rule }: Named) => rule === 'scanner-inactive')).toHaveLength(silent.affected)
  })
})

describe('the daily run', () => {
  test('goes over every partnership, tells how far it is and adds up what became of the tasks', async () => {
    const told: number[][] = []
    const progress = async (done: number, total: number) => void told.push([done, total])
    const counts = await judgeSchedule.run(running, { ...context, progress, dueAt: worldNow })
    expect(counts).toMatchObject({ partnerships: 3, failed: 0 })
    expect(told).toEqual([[1, 3], [2, 3], [3, 3]]) // prettier-ignore
    expect(await judgeAll(running, context)).toMatchObject({ ...noChange, partnerships: 3, failed: 0 })
  })

  test('is not kept by one partnership that an import holds: that one is tried again by itself', async () => {
    const id = await idOf('meridian-resale')
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    // The figures of a new day are to be written, and somebody else is about to.
    const holding = world.arrange(async (tx) => {
      await tx.rows(sql`select from partnership where id = ${id} for update`)
      await held
    })
    world.setNow(worldNow.add({ hours: 24 * 3 }))
    expect(await judgeAll(running, context)).toMatchObject({ partnerships: 3, failed: 1 })
    release()
    await holding
    expect(await waitingJobs()).toContainEqual({ task: 'tasks.judge-partnership', payload: { partnershipId: id } })
    const job = judgeJobs.find(({ name }) => name === 'tasks.judge-partnership')
    await job?.run(running, { partnershipId: id }, jobContext)
    expect(await judgePartnership(running, id)).toMatchObject(noChange)
  }, 20_000)

  test('ends between two partnerships when its process does', async () => {
    const stop = new AbortController()
    const progress = async () => stop.abort(new Error('stopping'))
    await expect(judgeAll(running, { signal: stop.signal, progress })).rejects.toThrow('stopping')
  })
})

describe('asking for it', () => {
  test('however often, is one job that waits', async () => {
    await world.arrange(async (tx) => {
      await askToJudge(tx)
      await askToJudge(tx)
      await askToJudge(tx, 7)
    })
    const jobs = await waitingJobs()
    expect(jobs.filter(({ task }) => task === 'tasks.judge-all')).toHaveLength(1)
    expect(jobs).toContainEqual({ task: 'tasks.judge-partnership', payload: { partnershipId: 7 } })
    const [gone, all] = judgeJobs
    await gone?.run(running, { partnershipId: 7 }, jobContext)
    await all?.run(running, {}, jobContext)
  })

  test('is what an import does that brought something in, and no other', async () => {
    await giveUpJobs()
    const folder = await mkdtemp(join(tmpdir(), 'portal-findings-'))
    const path = join(folder, 'usage.csv')
    const text = 'partner,partnership,customer,product,day,value\nmeridian,meridian-mssp,birch,NET,2026-06-09,101\n'
    const take = (dryRun = false) =>
      importFiles({ database: world.database, context: { config: world.config, now: worldNow }, files: [{ kind: 'usage', path }], dryRun })
    await writeFile(path, text)
    await take(true)
    expect(await waitingJobs()).toEqual([])
    expect((await take()).applied).toBe(true)
    expect(await waitingJobs()).toEqual([{ task: 'tasks.judge-all', payload: {} }])
    await giveUpJobs()
    await take()
    expect(await waitingJobs()).toEqual([])
    await rm(folder, { recursive: true })
  })

  test('needs a payload that can be read', async () => {
    for (const job of judgeJobs)
      await expect(job.run(running, { of: addDays(worldToday, 1) }, jobContext)).rejects.toMatchObject({
        code: 'job.unreadable',
      })
  })
})
