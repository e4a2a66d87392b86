import { exportable, type Exportable } from '#rooms/exports/exportable.actions.ts'
import type { Member } from '#shared/actor.ts'
import { dayOf } from '#shared/dates.ts'
import { insist } from '#server/access.ts'
import { csvLine } from '#server/csv.ts'
import type { Tx } from '#server/db.ts'
import type { Deliver } from '#server/download.ts'
import { audit, type AuditEntry } from './contract.ts'
import { mayReadLog } from './rules.ts'
import { allEntries, countEntries, type EntriesAsked, type Looked } from './store.ts'

const headings = [
  'number', 'at (UTC)', 'event', 'by', 'person', 'person id', 'viewed by', 'subject', 'subject id', 'partner', 'customer', 'customer id',
  'address', 'request', 'facts',
] // prettier-ignore

/** What happened in the actor's partnership. */
export const partnershipOf = ({ partnerId, partnershipId }: Member): Looked => ({ at: 'partnership', partnerId, partnershipId })

/** The log of a partnership, filtered as on the screen. */
export const auditExports: readonly Exportable[] = [
  exportable(audit.file, {
    permission: 'audit.read',
    insistMay: ({ actor }) => insist(mayReadLog(actor)),
    measure: async (tx, { actor, query: filter }) => {
      const rows = await countEntries(tx, { looked: partnershipOf(actor), filter, timeZone: actor.timeZone })
      return { rows, cells: rows * headings.length }
    },
    make: (tx, { actor, query: filter, maker }, deliver) =>
      deliverEntries(tx, { looked: partnershipOf(actor), filter, timeZone: actor.timeZone }, maker.now(), deliver),
  }),
]

/** Makes the entries a CSV file, every cell quoted and none of them a formula. */
export const deliverEntries = async (tx: Tx, asked: EntriesAsked, now: Temporal.Instant, deliver: Deliver): Promise<void> => {
  await tx.holdStill()
  await deliver({
    name: `audit-log-${dayOf(now, asked.timeZone)}.csv`,
    type: 'text/csv; charset=utf-8',
    write: async (target, wrote) => {
      let bytes = 0
      const write = async (cells: (string | number | null)[]) => {
        const line = csvLine(cells)
        bytes += Buffer.byteLength(line)
        if (!target.write(line)) await new Promise<void>((drained) => target.once('drain', drained))
      }
      await write(headings)
      for await (const entry of allEntries(tx, asked)) {
        await write(cellsOf(entry))
        wrote?.(1)
      }
      return bytes
    },
  })
}

const cellsOf = ({ seq, at, name, by, person, viewer, subject, partner, customer, address, requestId, facts }: AuditEntry) => [
  seq, at, name, by, person?.name ?? null, person?.id ?? null, viewer?.name ?? null, subject?.name ?? null, subject?.id ?? null,
  partner?.name ?? null, customer?.name ?? null, customer?.id ?? null, address, requestId, Object.keys(facts).length > 0 ? JSON.stringify(facts) : null,
] // prettier-ignore
