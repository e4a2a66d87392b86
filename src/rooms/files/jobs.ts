import { z } from 'zod'
import { asActor, systemActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { defineJob, type Counts, type Job, type Running, type Schedule } from '#server/jobs.ts'
import { keysOf, scanFile, scanJob } from './scan.actions.ts'
import * as store from './sweep.store.ts'

export const fileJobs: readonly Job[] = [
  defineJob({
    name: scanJob,
    payload: z.strictObject({ fileId: z.int() }),
    run: (running, { fileId }) => scanFile(running, fileId),
  }),
]

/** How long a file waits for a place to stand in. */
const unusedDays = 7
/** How long evidence waits for its mark; the form that it was brought in is sent within minutes. */
const looseHours = 24
/** How long an infected file's row says so. */
const infectedDays = 30
/** How long it is known who downloaded what. */
const countedDays = 760
/** A file without a row is a crash's: one that was just kept has a moment to be written down. */
const orphanHours = 1
const atOnce = 500

/** Takes away what was brought and put nowhere, evidence that was taken back, and what a crash left in the store. */
export const filesSchedule: Schedule = {
  name: 'files.sweep',
  cron: () => '37 * * * *',
  run: async (running): Promise<Counts> => {
    const unused = await removeUnused(running)
    const infected = await asSystem(running, (tx) => store.removeInfected(tx, running.now().subtract({ hours: infectedDays * 24 })))
    await asSystem(running, (tx) => store.removeDownloadsBefore(tx, running.now().subtract({ hours: countedDays * 24 })))
    return { unused, infected, orphans: await removeOrphans(running) }
  },
}

const removeUnused = async (running: Running): Promise<number> => {
  const before = running.now().subtract({ hours: unusedDays * 24 })
  const removed = await asSystem(running, async (tx) => {
    await store.removeUsesOfNoRoom(tx)
    const named = new Set(await store.listNamedIds(tx))
    const unused = (await store.listUnused(tx, before, atOnce * 10)).filter(({ id }) => !named.has(tx.ids.outer('fil', id)))
    const loose = await store.listLooseEvidence(tx, running.now().subtract({ hours: looseHours }), atOnce)
    const all = [...unused, ...loose]
    await store.removeFiles(tx, all.map(({ id }) => id)) // prettier-ignore
    return all
  })
  for (const { key } of removed) for (const one of keysOf(key)) await running.files.delete(one)
  return removed.length
}

const removeOrphans = async (running: Running): Promise<number> => {
  const before = running.now().subtract({ hours: orphanHours })
  let removed = 0
  let folders = new Set<string>()
  const settle = async () => {
    for (const folder of await asSystem(running, (tx) => store.foldersWithoutFile(tx, [...folders]))) {
      for (const key of keysOf(folder)) await running.files.delete(key)
      removed++
    }
    folders = new Set()
  }
  for await (const { key, changedAt } of running.files.list('uploads/')) {
    if (Temporal.Instant.compare(changedAt, before) < 0) folders.add(key.slice(0, key.lastIndexOf('/')))
    if (folders.size === atOnce) await settle()
  }
  if (folders.size > 0) await settle()
  return removed
}

const asSystem = <T>({ database }: Running, work: (tx: Tx) => Promise<T>) => asActor(systemActor('files', database), work)
