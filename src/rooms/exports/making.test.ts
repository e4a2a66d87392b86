import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asActor, systemActor } from '#server/access.ts'
import type { FileStore } from '#server/files.ts'
import { exportables } from '../../rooms.exports.ts'
import { readWorkbook } from '../../../test/workbook.ts'
import { createWorld, emailOf, worldNow, type World } from '../../../test/world.ts'
import { exportsOf, runningIn, unhurried, usageLine } from './exports.test-kit.ts'
import { exportJobs, exportsSchedule } from './jobs.ts'
import { failExport, makeExport } from './making.actions.ts'
import { lockExport, setRunning } from './making.store.ts'

let world: World
let exporting: ReturnType<typeof exportsOf>
beforeEach(async () => {
  world = await createWorld()
  exporting = exportsOf(world)
})
afterEach(() => world.close())

const download = async (as: 'anna' | 'uma', id: string) => {
  const cookie = await world.signIn(as)
  const { body } = await world.send(cookie, 'POST /exports/:id/tickets', { params: { id } })
  const answer = await exporting.open(cookie, body.ticket)
  expect(answer.status, JSON.stringify([body, answer.body])).toBe(200)
  return answer
}
const news = () =>
  world.arrange((tx) =>
    tx.rows(sql<{ event: string; facts: unknown; to_user_ids: string[] }>`select event, facts, to_user_ids::text[] from news order by id`),
  )
const events = (name: string) =>
  world.arrange((tx) =>
    tx.rows(sql<{ actor: string; facts: Record<string, unknown> }>`select actor, facts from event_log where name = ${name}`),
  )
/** Files of which the first to be kept waits until it is told to go on. */
const slowFiles = (files: FileStore) => {
  let go = () => {}
  const gone = new Promise<void>((resolve) => (go = resolve))
  let began = () => {}
  const begun = new Promise<void>((resolve) => (began = resolve))
  let isFirst = true
  const put: FileStore['put'] = async (key, content, options) => {
    if (!isFirst) return files.put(key, content, options)
    isFirst = false
    began()
    await gone
    return files.put(key, content, options)
  }
  return { files: { ...files, put }, go: () => go(), begun }
}

describe('an export', () => {
  it('is the same workbook that the endpoint answers with', async () => {
    const id = await exporting.ready('anna', usageLine, { cycles: '3' })
    const { body } = await exporting.one('anna', id)
    expect(body).toMatchObject({ state: 'ready', percent: 100, name: expect.stringMatching(/^.*usage-.*\.xlsx$/), reason: null })
    const large = await readWorkbook((await download('anna', id)).raw)
    const small = await readWorkbook((await world.ask('anna', usageLine, { query: { cycles: '3' } })).raw)
    expect([...large.keys()]).toEqual([...small.keys()])
    for (const [name, sheet] of small) expect(large.get(name)?.rows, name).toEqual(sheet.rows)
  })
  it('holds what its person may see, and no more', async () => {
    const id = await exporting.ready('uma', 'GET /customers/workbook')
    const sheet = (await readWorkbook((await download('uma', id)).raw)).get('Customers')
    expect(sheet?.rows.map((row) => row['Customer'])).toEqual(['Alder Bank', 'Birch Logistics'])
  })
  it('is made with the scope of the moment that it is made at, not of the one that it was asked for at', async () => {
    const id = await exporting.asked('uma', 'GET /customers/workbook')
    await world.arrange((tx) =>
      tx.rows(sql`delete from user_customer where customer_id = (select id from customer where external_id = 'birch')`),
    )
    await exporting.make(id)
    const sheet = (await readWorkbook((await download('uma', id)).raw)).get('Customers')
    expect(sheet?.rows.map((row) => row['Customer'])).toEqual(['Alder Bank'])
  })
  it('tells its person once, and the audit log who made what', async () => {
    const id = await exporting.ready('anna')
    await exporting.make(id) // a second engine that is late
    const anna = await world.arrange((tx) => tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf('anna')}`))
    expect(await news()).toEqual([
      { event: 'export.ready', facts: { file: expect.stringMatching(/xlsx$/), line: usageLine }, to_user_ids: [String(anna?.id)] },
    ])
    expect(await events('export.made')).toEqual([
      {
        actor: 'member',
        facts: expect.objectContaining({ file: expect.stringMatching(/xlsx$/), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }),
      },
    ])
  })
  it('of the audit log is its CSV file', async () => {
    await exporting.ready('anna', usageLine)
    const id = await exporting.ready('anna', 'GET /audit/file', { name: 'export.made' })
    const { raw, headers } = await download('anna', id)
    expect(headers['content-type']).toContain('text/csv')
    expect(String(raw).trim().split('\r\n')).toHaveLength(2)
  })
})

describe('an export that is begun twice', () => {
  it('after its engine was killed is finished by the next one: one file, one piece of news', async () => {
    const id = await exporting.asked('anna')
    const which = await exporting.whichOf(id)
    // The first engine died while it wrote: the attempt stands, and so may its file.
    await asActor(systemActor('test', world.database), async (tx) => {
      await lockExport(tx, which)
      expect(await setRunning(tx, which, worldNow)).toBe(1)
    })
    await world.portal.files.put(`exports/${which.partnerId}-${which.exportId}-1`, (async function* () { yield Buffer.from('half') })()) // prettier-ignore
    await exporting.make(id)
    expect(await exporting.keys()).toEqual([`exports/${which.partnerId}-${which.exportId}-2`])
    expect((await exporting.one('anna', id)).body.state).toBe('ready')
    expect(await news()).toHaveLength(1)
    expect((await readWorkbook((await download('anna', id)).raw)).has('Summary')).toBe(true)
  })
  it('side by side is made by the one that began last; the other leaves nothing', async () => {
    const id = await exporting.asked('anna')
    const slow = slowFiles(world.portal.files)
    const first = exporting.make(id, { ...runningIn(world), files: slow.files })
    await slow.begun
    await exporting.make(id)
    slow.go()
    await first
    const which = await exporting.whichOf(id)
    expect(await exporting.keys()).toEqual([`exports/${which.partnerId}-${which.exportId}-2`])
    expect(await news()).toHaveLength(1)
    expect(await events('export.made')).toHaveLength(1)
  })
})

describe('an export that comes to nothing', () => {
  it('because its owner removed it is stopped, and leaves no file and no news', async () => {
    const id = await exporting.asked('anna')
    const slow = slowFiles(world.portal.files)
    const making = exporting.make(id, { ...runningIn(world), files: slow.files })
    await slow.begun
    expect((await world.ask('anna', 'DELETE /exports/:id', { params: { id } })).status).toBe(204)
    slow.go()
    await making
    expect(await exporting.keys()).toEqual([])
    expect(await news()).toEqual([])
  })
  it('because the process stops throws, to be begun again, and leaves no file', async () => {
    const id = await exporting.asked('anna')
    const stop = new AbortController()
    const slow = slowFiles(world.portal.files)
    const which = await exporting.whichOf(id)
    const making = makeExport({ ...runningIn(world), files: slow.files }, exportables, which, { ...unhurried(), signal: stop.signal })
    making.catch(() => undefined) // looked at below
    await slow.begun
    stop.abort(new Error('stopping'))
    slow.go()
    await expect(making).rejects.toThrow('stopping')
    expect(await exporting.keys()).toEqual([])
    expect((await exporting.one('anna', id)).body.state).toBe('running')
    await exporting.make(id)
    expect((await exporting.one('anna', id)).body.state).toBe('ready')
  })
  it('because its person left fails for good', async () => {
    const id = await exporting.asked('uma')
    await world.arrange((tx) =>
      tx.rows(sql`delete from membership where user_id = (select id from app_user where email = ${emailOf('uma')})`),
    )
    await exporting.make(id)
    expect(await exporting.keys()).toEqual([])
    expect((await news()).map(({ event }) => event)).toEqual(['export.failed'])
  })
  it('because its role lost exports fails for good, and says why', async () => {
    const id = await exporting.asked('uma')
    await world.arrange((tx) =>
      tx.rows(sql`update membership set role = 'marketing' where user_id = (select id from app_user where email = ${emailOf('uma')})`),
    )
    await exporting.make(id)
    expect((await exporting.one('anna', id)).status).toBe(404)
    const [found] = await world.arrange((tx) => tx.rows(sql<{ state: string; reason: string }>`select state, reason from export_job`))
    expect(found).toEqual({ state: 'failed', reason: expect.stringContaining('Your role does not include this') })
  })
  it('says so to its person, once', async () => {
    const id = await exporting.asked('anna')
    const which = await exporting.whichOf(id)
    await failExport(runningIn(world), which, 'The store is full.')
    await failExport(runningIn(world), which, 'The store is full.')
    expect((await exporting.one('anna', id)).body).toMatchObject({ state: 'failed', reason: 'The store is full.' })
    expect((await news()).map(({ event }) => event)).toEqual(['export.failed'])
  })
  it('because its store broke is tried again, and keeps nothing', async () => {
    const id = await exporting.asked('anna')
    const put: FileStore['put'] = async (_key, content) => {
      for await (const _ of content) throw new Error('the disk is full')
      throw new Error('nothing came')
    }
    await expect(exporting.make(id, { ...runningIn(world), files: { ...world.portal.files, put } })).rejects.toThrow('the disk is full')
    await exporting.make(id)
    expect((await exporting.one('anna', id)).body.state).toBe('ready')
  })
})

describe('exports of one partner', () => {
  it('are built two at a time; a third waits and is looked at again', async () => {
    const ids = [await exporting.asked('anna'), await exporting.asked('anna'), await exporting.asked('uma')]
    for (const id of ids.slice(0, 2)) {
      const which = await exporting.whichOf(id)
      await asActor(systemActor('test', world.database), (tx) => setRunning(tx, which, worldNow))
    }
    const [, , third = ''] = ids
    await exporting.make(third)
    expect((await exporting.one('uma', third)).body.state).toBe('waiting')
    const first = ids[0] ?? ''
    await exporting.make(first)
    await exporting.make(third)
    expect((await exporting.one('uma', third)).body.state).toBe('ready')
  })
})

describe('an export whose every try failed', () => {
  it('tells its person nothing of the inside', async () => {
    const id = await exporting.asked('anna')
    const [job] = exportJobs(exportables)
    await job?.failed?.(runningIn(world), await exporting.whichOf(id), 'ENOSPC: no space left on device, write /srv/portal/files')
    const { body } = await exporting.one('anna', id)
    expect(body.state).toBe('failed')
    expect(body.reason).not.toContain('/srv')
  })
})

describe('what is kept no longer', () => {
  it('goes after a day: the file at once, its line in the list a week later', async () => {
    const id = await exporting.ready('anna')
    const sweep = (now: Temporal.Instant) => exportsSchedule.run({ ...runningIn(world), now: () => now }, { ...unhurried(), dueAt: now })
    expect(await sweep(worldNow.add({ hours: 23 }))).toMatchObject({ expired: 0 })
    expect(await exporting.keys()).toHaveLength(1)
    expect(await sweep(worldNow.add({ hours: 24 }))).toMatchObject({ expired: 1 })
    expect(await exporting.keys()).toEqual([])
    expect((await exporting.one('anna', id)).body).toMatchObject({ state: 'expired', size: null })
    await sweep(worldNow.add({ hours: 24 * 9 }))
    expect((await exporting.one('anna', id)).status).toBe(404)
  })
  it('ends what nobody builds any more, because its job was given up, and tells its person', async () => {
    const id = await exporting.asked('anna')
    const sweepAfter = (hours: number) => {
      const now = worldNow.add({ hours })
      return exportsSchedule.run({ ...runningIn(world), now: () => now }, { ...unhurried(), dueAt: now })
    }
    expect(await sweepAfter(23)).toMatchObject({ abandoned: 0 })
    expect((await exporting.one('anna', id)).body.state).toBe('waiting')
    expect(await sweepAfter(25)).toMatchObject({ abandoned: 1 })
    expect(await sweepAfter(26)).toMatchObject({ abandoned: 0 })
    expect((await exporting.one('anna', id)).body.state).toBe('failed')
  })
  it('includes files that a crash left behind, and none that an export has', async () => {
    await exporting.ready('anna')
    await world.portal.files.put('exports/1-2-3', (async function* () { yield Buffer.from('lost') })()) // prettier-ignore
    const soon = Temporal.Now.instant().add({ minutes: 30 })
    const later = Temporal.Now.instant().add({ hours: 2 })
    const sweep = (at: Temporal.Instant) => exportsSchedule.run({ ...runningIn(world), now: () => at }, { ...unhurried(), dueAt: at })
    await world.arrange((tx) => tx.rows(sql`update export_job set expires_at = now() + interval '10 years'`))
    expect(await sweep(soon)).toMatchObject({ orphans: 0 })
    expect(await sweep(later)).toMatchObject({ orphans: 1 })
    expect(await exporting.keys()).toHaveLength(1)
  })
})
