import { dayOf } from '#shared/dates.ts'
import { csvLine } from '#server/csv.ts'
import type { Tx } from '#server/db.ts'
import { sendFile } from '#server/download.ts'
import type { Answer } from '#server/serve.ts'
import type { AuditEntry } from './contract.ts'
import { allEntries, type EntriesAsked } from './store.ts'

const headings = [
  'number', 'at (UTC)', 'event', 'by', 'person', 'person id', 'viewed by', 'subject', 'subject id', 'partner', 'customer', 'customer id',
  'address', 'request', 'facts',
] // prettier-ignore

/** Answers with the entries as CSV, every cell quoted and none of them a formula. */
export const sendEntries = async (tx: Tx, asked: EntriesAsked, now: Temporal.Instant, answer: Answer): Promise<undefined> => {
  await tx.holdStill()
  const name = `audit-log-${dayOf(now, asked.timeZone)}.csv`
  return sendFile(answer, name, 'text/csv; charset=utf-8', async (file) => {
    let bytes = 0
    const write = async (cells: (string | number | null)[]) => {
      const line = csvLine(cells)
      bytes += Buffer.byteLength(line)
      if (!file.write(line)) await new Promise<void>((drained) => file.once('drain', drained))
    }
    await write(headings)
    for await (const entry of allEntries(tx, asked)) await write(cellsOf(entry))
    return bytes
  })
}

const cellsOf = ({ seq, at, name, by, person, viewer, subject, partner, customer, address, requestId, facts }: AuditEntry) => [
  seq, at, name, by, person?.name ?? null, person?.id ?? null, viewer?.name ?? null, subject?.name ?? null, subject?.id ?? null,
  partner?.name ?? null, customer?.name ?? null, customer?.id ?? null, address, requestId, Object.keys(facts).length > 0 ? JSON.stringify(facts) : null,
] // prettier-ignore
