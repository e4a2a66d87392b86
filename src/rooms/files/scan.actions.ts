import { Problem } from '#shared/problem.ts'
import { asActor, systemActor } from '#server/access.ts'
import { scan } from '#server/clamd.ts'
import { tell } from '#server/events.ts'
import type { Running } from '#server/jobs.ts'
import { imageSizes } from './rules.ts'
import * as store from './sweep.store.ts'

export const scanJob = 'files.scan'

/** All that may stand in the store of one file. */
export const keysOf = (key: string): string[] => imageSizes.map((size) => `${key}/${size}`)

/** Has the scanner look at a file that waits for it. What is infected is taken out of the store at once; its row stays, to say so. */
export const scanFile = async (running: Running, fileId: number): Promise<void> => {
  const { database, files, scanner, now } = running
  const actor = systemActor('files', database)
  const file = await asActor(actor, (tx) => store.findWaiting(tx, fileId))
  if (!file) return
  if (!scanner)
    throw new Problem('file.no-scanner', 409, {
      publicMessage: 'A file waits for a scanner, and this engine knows of none: set CLAMAV_URL.',
    })
  const found = await files.get(`${file.key}/full`)
  if (!found) throw new Problem('file.gone', 409, { publicMessage: 'The store does not have this file any more.' })
  const finding = await scan(scanner, found.content)
  await asActor(actor, async (tx) => {
    await store.setScanned(tx, fileId, finding.isClean ? null : finding.name, now())
    if (!finding.isClean) await tell(tx, 'file.infected', { actor, facts: { fileId, file: file.name, finding: finding.name } })
  })
  if (!finding.isClean) for (const key of keysOf(file.key)) await files.delete(key)
}
