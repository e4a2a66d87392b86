import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openScanner } from '#server/clamd.test-kit.ts'
import type { JobContext, Running } from '#server/jobs.ts'
import { createWorld, testUploads, worldNow, type World } from '../../../test/world.ts'
import { downloadCounts, fileFacts } from './actions.ts'
import { bringingIn, eicar, pdf, picture, zipOf } from './files.test-kit.ts'
import { fileJobs, filesSchedule } from './jobs.ts'

let world: World
let files: ReturnType<typeof bringingIn>
let scanner: Awaited<ReturnType<typeof openScanner>>
beforeEach(async () => {
  world = await createWorld()
  files = bringingIn(world)
  scanner = await openScanner()
})
afterEach(async () => {
  await scanner.close()
  await world.close()
})

const context: JobContext = {
  jobId: 1,
  processId: 'test',
  tries: 1,
  isLastTry: false,
  signal: new AbortController().signal,
  progress: async () => undefined,
}
const running = (more: Partial<Running> = {}): Running => ({ ...world.portal, log: pino({ level: 'silent' }), ...more })
const withScanner = () => void (world.portal.uploads = { ...testUploads, scanner: scanner.scanner })
/** Does what waits in the queue. */
const scanAll = async (more: Partial<Running> = { scanner: scanner.scanner }) => {
  const rows = await world.arrange((tx) => tx.rows(sql<{ id: number }>`select id from file where state = 'quarantined' order by id`))
  for (const { id } of rows) for (const job of fileJobs) await job.run(running(more), { fileId: id }, context)
}
const stateOf = async (id: string) => (await world.ask('vera', 'GET /files/:id/facts', { params: { id } })).body.state
const sweep = (now = worldNow) => filesSchedule.run(running({ now: () => now }), { ...context, dueAt: now })

describe('a file, where there is a scanner', () => {
  it('is nobody’s to open before it was looked at, and everybody’s as before when it is clean', async () => {
    withScanner()
    const file = await files.brought('vera', 'guide.pdf', pdf())
    await files.published([file.id])
    expect(file.state).toBe('quarantined')
    for (const as of ['vera', 'anna'] as const)
      expect(await world.ask(as, 'GET /files/:id', { params: { id: file.id } }), as).toMatchObject({ status: 409, body: { code: 'file.not-checked' } }) // prettier-ignore
    await scanAll()
    expect(await stateOf(file.id)).toBe('clean')
    expect((await world.ask('anna', 'GET /files/:id', { params: { id: file.id } })).status).toBe(200)
  })
  it('is taken out of the store at once when it is infected, also inside an archive, and says so', async () => {
    withScanner()
    const zipped = zipOf([{ path: 'plain.txt', content: eicar, method: 0 }])
    for (const [name, bytes] of [
      ['virus.txt', eicar],
      ['virus.zip', zipped],
    ] as const) {
      const { id } = await files.brought('vera', name, bytes)
      await scanAll()
      expect(await stateOf(id), name).toBe('infected')
      expect(await world.ask('vera', 'GET /files/:id', { params: { id } })).toMatchObject({ status: 409, body: { code: 'file.infected' } })
    }
    expect(await files.keys()).toEqual([])
    const told = await world.arrange((tx) =>
      tx.rows(sql<{ facts: object }>`select facts from event_log where name = 'file.infected' order by id`),
    )
    expect(told).toHaveLength(2)
    expect(told[0]?.facts).toMatchObject({ file: 'virus.txt', finding: 'Eicar-Test-Signature' })
  })
  it('waits while the scanner can’t be reached, gives up or is unknown to the engine, and is looked at once', async () => {
    withScanner()
    const { id } = await files.brought('vera', 'guide.pdf', pdf())
    const [job] = fileJobs
    const [row] = await world.arrange((tx) => tx.rows(sql<{ id: number }>`select id from file`))
    await expect(job?.run(running({ scanner: { host: '127.0.0.1', port: 1 } }), { fileId: row?.id }, context)).rejects.toThrow(
      /ECONNREFUSED/,
    )
    await expect(job?.run(running({ scanner: null }), { fileId: row?.id }, context)).rejects.toMatchObject({ code: 'file.no-scanner' })
    expect(await stateOf(id)).toBe('quarantined')
    await scanAll()
    await job?.run(running({ scanner: null }), { fileId: row?.id }, context) // done already: nothing to do
    expect(await stateOf(id)).toBe('clean')
  })
  it('is not clean beyond the scanner’s limit, at the limit and a byte more', async () => {
    withScanner()
    const small = await openScanner({ mostBytes: 1_000 })
    const at = await files.brought('vera', 'at.txt', 'x'.repeat(1_000))
    await scanAll({ scanner: small.scanner })
    expect(await stateOf(at.id)).toBe('clean')
    const above = await files.brought('vera', 'above.txt', 'x'.repeat(1_001))
    await expect(scanAll({ scanner: small.scanner })).rejects.toThrow(/size limit exceeded/)
    expect(await stateOf(above.id)).toBe('quarantined')
    await small.close()
  })
  it('is put into the queue in the transaction that adds it', async () => {
    withScanner()
    await files.brought('vera', 'guide.pdf', pdf())
    const { withClient } = await import('../../../test/database.ts')
    const queued = await withClient(world.test.adminUrl, async (client) =>
      client.query(`select 1 from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'files.scan'`),
    )
    expect(queued.rowCount).toBe(1)
  }) // prettier-ignore
})

describe('the sweep', () => {
  const days = (n: number) => worldNow.add({ hours: n * 24 + 1 })
  it('takes away the vendor’s files that stand in nothing after seven days, and those alone', async () => {
    const bring = (name: string) => files.brought('vera', name, pdf())
    const [unused, inRoom, inDraft, inEarlier, inTemplate] = [await bring('unused.pdf'), await bring('room.pdf'), await bring('draft.pdf'), await bring('earlier.pdf'), await bring('template.pdf')]
    const evidence = await files.brought('uma', 'proof.pdf', pdf(), 'evidence')
    const room = await files.published([inRoom.id])
    await world.arrange(async (tx) => {
      const id = tx.ids.inner('rom', room)
      const holding = (file: string) => JSON.stringify([{ settings: { files: [{ fileId: file }] } }])
      await tx.rows(sql`insert into room_draft (room_id, blocks) values (${id}, ${holding(inDraft.id)})`)
      await tx.rows(sql`insert into room_revision (room_id, number, blocks) values (${id}, 2, ${holding(inEarlier.id)})`)
      await tx.rows(sql`insert into room_template (label, icon, blocks) values ('One', 'book', ${holding(inTemplate.id)})`)
      await tx.rows(sql`
        insert into checklist_mark (partner_id, partnership_id, block, item, marked_by_name, file_id)
        select f.partner_id, f.partnership_id, 'list', 'item', 'Uma', f.id from file f where f.id = ${tx.ids.inner('fil', evidence.id)}`)
    })
    expect(await sweep(days(6))).toMatchObject({ unused: 0 })
    expect(await sweep(days(7))).toMatchObject({ unused: 1, orphans: 0 })
    const left = await world.arrange((tx) => fileFacts(tx, [unused, inRoom, inDraft, inEarlier, inTemplate, evidence].map(({ id }) => id)))
    expect([...left.values()].map(({ name }) => name).toSorted()).toEqual(['draft.pdf', 'earlier.pdf', 'proof.pdf', 'room.pdf', 'template.pdf'])
    expect(await files.keys()).toHaveLength(5)
  }) // prettier-ignore
  it('forgets infected ones after thirty days, but for what a published room still names', async () => {
    const [loose, inRoom] = [await files.brought('vera', 'loose.pdf', pdf()), await files.brought('vera', 'room.pdf', pdf())]
    await files.published([inRoom.id])
    await world.arrange((tx) => tx.rows(sql`update file set state = 'infected', scanned_at = ${worldNow.toString()}`))
    expect(await sweep(days(6))).toMatchObject({ infected: 0 })
    expect(await sweep(days(31))).toMatchObject({ infected: 0, unused: 1 }) // the loose one went as unused
    const left = await world.arrange((tx) => fileFacts(tx, [loose.id, inRoom.id]))
    expect([...left.keys()]).toEqual([inRoom.id])
  })
  it('takes away what a crash left in the store, after an hour, and no file that is written down', async () => {
    const { id } = await files.brought('vera', 'wide.png', await picture(20, 10).png().toBuffer(), 'image')
    await files.published([id])
    await world.portal.files.put('uploads/abandoned/full', Readable.from([Buffer.from('x')]))
    await world.portal.files.put('exports/other/1', Readable.from([Buffer.from('x')]))
    expect(await sweep(Temporal.Now.instant())).toMatchObject({ orphans: 0 })
    expect(await sweep(Temporal.Now.instant().add({ minutes: 61 }))).toMatchObject({ orphans: 1 })
    expect(await files.keys()).toHaveLength(3)
    expect(await world.portal.files.head('exports/other/1')).toBeDefined()
  })
})

describe('other rooms', () => {
  it('learn what files are from one question, of those that their reader may open, and how often they were downloaded', async () => {
    const [a, b] = [await files.brought('vera', 'a.pdf', pdf()), await files.brought('vera', 'b.pdf', pdf())]
    await files.published([a.id])
    await world.ask('anna', 'GET /files/:id', { params: { id: a.id } })
    await world.ask('uma', 'GET /files/:id', { params: { id: a.id } })
    const { facts, counts } = await world.arrange(async (tx) => ({
      facts: await fileFacts(tx, [a.id, b.id, 'fil_8Fk2pQ7x', 'nonsense']),
      counts: await downloadCounts(tx, [a.id, b.id]),
    }))
    expect([...facts.keys()]).toEqual([a.id, b.id])
    expect(facts.get(a.id)?.name).toBe('a.pdf')
    expect([...counts]).toEqual([[a.id, { downloads: 2, people: 2 }]])
  })
})
