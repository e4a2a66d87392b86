import { z } from 'zod'
import { asActor, systemActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { defineJob, type Counts, type Job, type Running, type Schedule } from '#server/jobs.ts'
import type { Exportable } from './exportable.actions.ts'
import { failExport, makeExport, makeJob } from './making.actions.ts'
import { keysWithoutExport, listAbandoned, removeEndedBefore, setExpired } from './making.store.ts'
import { listedDays } from './rules.ts'

const payload = z.strictObject({ partnerId: z.int(), exportId: z.int() })

const notBuilt = 'It could not be built, and whoever runs the portal was told. Ask for it again later.'

export const exportJobs = (exportables: readonly Exportable[]): readonly Job[] => [
  defineJob({
    name: makeJob,
    payload,
    run: (running, which, context) => makeExport(running, exportables, which, context),
    // Why it failed is for administrators, who read it on the engine's screen.
    failed: (running, which) => failExport(running, which, notBuilt),
  }),
]

/** A file without an export is a crash's: one that was just kept has a moment to be written down. */
const orphanHours = 1
const atOnce = 500
/** A job is tried for about ten hours. */
const abandonedHours = 24

/** Takes away what is kept no longer, and files that a crash left behind; ends what nobody builds any more, so that it holds no turn. */
export const exportsSchedule: Schedule = {
  name: 'exports.sweep',
  cron: () => '17 * * * *',
  run: async (running): Promise<Counts> => {
    const { files, now } = running
    const over = await asSystem(running, async (tx) => {
      await removeEndedBefore(tx, now().subtract({ hours: listedDays * 24 }))
      return setExpired(tx, now())
    })
    for (const { key } of over) await files.delete(key)
    const abandoned = await asSystem(running, (tx) => listAbandoned(tx, now().subtract({ hours: abandonedHours })))
    for (const which of abandoned) await failExport(running, which, notBuilt)
    return { expired: over.length, abandoned: abandoned.length, orphans: await removeOrphans(running) }
  },
}

const removeOrphans = async (running: Running): Promise<number> => {
  const before = running.now().subtract({ hours: orphanHours })
  let removed = 0
  let keys: string[] = []
  const settle = async () => {
    const orphans = await asSystem(running, (tx) => keysWithoutExport(tx, keys))
    for (const key of orphans) await running.files.delete(key)
    removed += orphans.length
    keys = []
  }
  for await (const { key, changedAt } of running.files.list('exports/')) {
    if (Temporal.Instant.compare(changedAt, before) < 0) keys.push(key)
    if (keys.length === atOnce) await settle()
  }
  if (keys.length > 0) await settle()
  return removed
}

const asSystem = <T>({ database }: Running, work: (tx: Tx) => Promise<T>) => asActor(systemActor('exports', database), work)
