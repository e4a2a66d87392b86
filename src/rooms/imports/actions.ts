import { allTerms } from '#rooms/categories/actions.ts'
import { prepareTerms } from '#rooms/categories/first.actions.ts'
import { askToJudge } from '#rooms/findings/actions.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Database, Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import type { IntakeContext } from '#server/intake.ts'
import { Problem } from '#shared/problem.ts'
import { columnsOf, fileKinds, type Columns, type FileKind, type FileOutcome, type ImportOutcome, type RowOf } from './contract.ts'
import { openCsv, type CsvFile } from './csv.ts'
import { intakes, type Intake } from './kinds.actions.ts'
import { openReport, type Report } from './report.ts'
import { rowReader, type Lined } from './rows.rules.ts'
import { sieve } from './rules.ts'
import { beginImport } from './store.ts'
import { importUsage, type UsageOutcome } from './usage.actions.ts'
import { wordsOf, type Words } from './values.rules.ts'

export type ImportFile = { path: string; kind: FileKind }
export type ImportProgress = { path: string; step: 'reading' | 'writing'; bytes: number; ofBytes: number; rows: number }

export type ImportRequest = {
  database: Database
  context: IntakeContext
  files: readonly ImportFile[]
  /** Counts what would happen and takes it back. */
  dryRun?: boolean
  /** Leaves bad rows out instead of refusing all. */
  skipBad?: boolean
  onProgress?: (progress: ImportProgress) => void
}

/**
 * Brings files into the database in the order in which they need each other, all in one transaction: either every file is in, or none is.
 * Bad rows are told in the outcome and in a report beside each file; with one, nothing is applied unless bad rows are to be skipped.
 * A second run of the same files changes nothing. Throws Problem for a file that can't be read as a whole and for an import under way.
 */
export const importFiles = async ({
  database,
  context,
  files,
  dryRun = false,
  skipBad = false,
  onProgress = () => {},
}: ImportRequest): Promise<ImportOutcome> => {
  const opened: { kind: FileKind; csv: CsvFile }[] = []
  for (const kind of fileKinds)
    for (const file of files.filter((each) => each.kind === kind)) opened.push({ kind, csv: await openCsv(file.path, columnsOf[kind]) })
  await prepareTerms({ database, config: context.config }) // before the portal was ever started
  const actor = systemActor('import', database)
  const outcomes: FileOutcome[] = []
  const work = async (tx: Tx) => {
    if (!(await beginImport(tx)))
      throw new Problem('import.under-way', 409, { publicMessage: 'Another import is under way. Try again when it has ended.' })
    const words = wordsOf(context.config, await allTerms(tx))
    for (const { kind, csv } of opened) {
      const outcome = await importFile(tx, kind, csv, { words, context, skipBad, onProgress })
      outcomes.push(outcome)
      if (changesSomething(outcome)) await tell(tx, 'import.applied', { actor, facts: factsOf(outcome) })
    }
    if (outcomes.some(changesSomething)) await askToJudge(tx)
    if (dryRun || (!skipBad && outcomes.some(({ badRows }) => badRows > 0))) throw new TakenBack()
  }
  try {
    await asActor(actor, work)
    return { files: outcomes, applied: true }
  } catch (error) {
    if (error instanceof TakenBack) return { files: outcomes, applied: false }
    throw error
  }
}

/** Ends a transaction that served its purpose without being kept. */
class TakenBack extends Error {}

type Means = { words: Words; context: IntakeContext; skipBad: boolean; onProgress: (progress: ImportProgress) => void }

const importFile = async (tx: Tx, kind: FileKind, csv: CsvFile, { words, context, skipBad, onProgress }: Means): Promise<FileOutcome> => {
  const report = openReport(csv.path)
  const progress: ImportProgress = { path: csv.path, step: 'reading', bytes: 0, ofBytes: csv.bytes, rows: 0 }
  const seen = {
    onBytes: (bytes: number) => void (progress.bytes = bytes),
    onRows: (rows: number) => onProgress(Object.assign(progress, { rows })),
    onWriting: () => onProgress(Object.assign(progress, { step: 'writing' })),
  }
  try {
    const means = { tx, csv, report, words, context, skipBad, seen }
    const found: UsageOutcome = kind === 'usage' ? await importUsage(tx, csv, report, words, context, seen) : await takeFile(kind, means)
    return { path: csv.path, kind, ...found, ignoredColumns: csv.layout.ignored, complaints: [...report.first], report: report.close() }
  } catch (error) {
    report.close()
    throw error
  }
}

type TakeMeans = {
  tx: Tx
  csv: CsvFile
  report: Report
  words: Words
  context: IntakeContext
  skipBad: boolean
  seen: Parameters<typeof importUsage>[5]
}

/** Each kind's rows are typed by its own columns; naming it here lets the checker see which. */
const takeFile = (kind: Exclude<FileKind, 'usage'>, means: TakeMeans): Promise<UsageOutcome> => {
  switch (kind) {
    case 'partners':
      return takeRows(intakes.partners, means)
    case 'partnerships':
      return takeRows(intakes.partnerships, means)
    case 'customers':
      return takeRows(intakes.customers, means)
    case 'users':
      return takeRows(intakes.users, means)
    case 'orders':
      return takeRows(intakes.orders, means)
  }
}

const takeRows = async <C extends Columns>(
  intake: Intake<C>,
  { tx, csv, report, words, context, skipBad, seen }: TakeMeans,
): Promise<UsageOutcome> => {
  const { rows, broken, complaints, count } = await readRows(intake.columns, csv, words, seen)
  complaints.push(...(await intake.check(tx, rows, context)))
  const sieved = sieve(rows, complaints, intake.unit, broken)
  let { good } = sieved
  const consequences = sieved.left
  // What was left out may be what another row refers to.
  for (let before = rows.length; intake.recheck && good.length < before;) {
    before = good.length
    const lost = await intake.recheck(tx, good)
    const next = sieve(good, lost, intake.unit)
    consequences.push(...lost, ...next.left)
    good = next.good
  }
  // Where nothing is applied, the mistakes themselves are enough to read.
  const told = (skipBad ? [...complaints, ...consequences] : complaints).toSorted((a, b) => a.line - b.line)
  told.forEach(report.add)
  seen.onWriting()
  const parts = await intake.take(tx, good.map(({ row }) => row), context) // prettier-ignore
  return { rows: count, badRows: new Set(told.map(({ line }) => line)).size, parts }
}

const readRows = async <C extends Columns>(columns: C, csv: CsvFile, words: Words, { onBytes, onRows }: TakeMeans['seen']) => {
  const read = rowReader(columns, csv.layout, words)
  const rows: Lined<RowOf<C>>[] = []
  const broken: Lined<Partial<RowOf<C>>>[] = []
  const complaints: FileOutcome['complaints'] = []
  let count = 0
  for await (const { line, cells } of csv.rows(onBytes)) {
    const found = read(line, cells)
    if (++count % 1_000 === 0) onRows(count)
    if ('row' in found) rows.push({ line, row: found.row })
    else {
      broken.push({ line, row: found.partly })
      complaints.push(...found.complaints)
    }
  }
  onRows(count)
  return { rows, broken, complaints, count }
}

const changesSomething = ({ parts }: FileOutcome) => parts.some(({ added, changed }) => added + changed > 0)

const factsOf = ({ kind, rows, badRows, parts }: FileOutcome) => ({
  kind,
  rows,
  skipped: badRows,
  added: parts.reduce((sum, { added }) => sum + added, 0),
  changed: parts.reduce((sum, { changed }) => sum + changed, 0),
})
