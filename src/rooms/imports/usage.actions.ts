import type { Tx } from '#server/db.ts'
import type { IntakeContext } from '#server/intake.ts'
import { takeStagedUsage } from '#rooms/usage/intake.actions.ts'
import { columnsOf } from './contract.ts'
import type { CsvFile } from './csv.ts'
import type { Part } from './kinds.actions.ts'
import type { Report } from './report.ts'
import { rowReader } from './rows.rules.ts'
import { keyOf, standsAlso } from './rules.ts'
import * as stage from './usage.store.ts'
import type { Words } from './values.rules.ts'

export type UsageOutcome = { rows: number; badRows: number; parts: Part[] }
export type Seen = { onBytes: (bytes: number) => void; onRows: (rows: number) => void; onWriting: () => void }

/**
 * Takes a usage file through temporary tables: read and copied once, checked as a whole, then handed to the usage room.
 * Nothing of it is in the portal's tables before all of it was checked.
 */
export const importUsage = async (
  tx: Tx,
  csv: CsvFile,
  report: Report,
  words: Words,
  context: IntakeContext,
  seen: Seen,
): Promise<UsageOutcome> => {
  const reading = readUsage(csv, report, words, seen)
  await stage.stageUsage(tx, reading.rows())
  seen.onWriting()
  await stage.stageCustomers(tx, reading.customers())
  await tellAll(
    await stage.strayPartnerships(tx),
    report,
    'partnership',
    ({ other }) => `is no known partnership of the partner "${other}"`,
  )
  await tellAll(await stage.strayCustomers(tx), report, 'customer', ({ other }) => `is no known customer of the partnership "${other}"`)
  await tellAll(await stage.strayDays(tx, context.now), report, 'day', ({ other }) => other)
  await tellAll(await stage.repeatedRows(tx), report, 'day', ({ other }) => standsAlso(Number(other)))
  const badRows = reading.badRows() + (await stage.countWrongRows(tx))
  const taken = await takeStagedUsage(tx, stage.goodUsage, context)
  await stage.clearStage(tx)
  return { rows: reading.count(), badRows, parts: [{ what: 'daily values', ...taken }] }
}

/** Rows as they are staged. Customers are named by number: a million rows repeat a few thousand of them. */
const readUsage = (csv: CsvFile, report: Report, words: Words, { onBytes, onRows }: Seen) => {
  const read = rowReader(columnsOf.usage, csv.layout, words)
  const numbers = new Map<string, number>()
  const customers: stage.NamedCustomer[] = []
  let count = 0
  let badRows = 0
  const numberOf = ({ partner, partnership, customer }: stage.NamedCustomer) => {
    const key = keyOf(partner, partnership, customer)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, customers.length)
    return customers.push({ partner, partnership, customer }) - 1
  }
  async function* rows(): AsyncGenerator<stage.StagedUsage> {
    for await (const { line, cells } of csv.rows(onBytes)) {
      const found = read(line, cells)
      if (++count % 5_000 === 0) onRows(count)
      if ('complaints' in found) {
        badRows++
        found.complaints.forEach(report.add)
      } else yield { line, customerNumber: numberOf(found.row), product: found.row.product, day: found.row.day, value: found.row.value }
    }
    onRows(count)
  }
  return { rows, customers: () => customers, count: () => count, badRows: () => badRows }
}

const tellAll = async (
  batches: AsyncGenerator<stage.WrongRow[]>,
  report: Report,
  column: string,
  reason: (wrong: stage.WrongRow) => string,
) => {
  for await (const batch of batches)
    for (const wrong of batch) report.add({ line: wrong.line, column, value: wrong.value, reason: reason(wrong) })
}
