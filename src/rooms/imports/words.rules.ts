import type { FileOutcome, ImportOutcome } from './contract.ts'

/** What the terminal says about an import. */

const whole = new Intl.NumberFormat('en')
const counted = (count: number, one: string, many = `${one}s`) => `${whole.format(count)} ${count === 1 ? one : many}`

export const outcomeLines = (outcome: ImportOutcome, { dryRun, skipBad }: { dryRun: boolean; skipBad: boolean }): string[] => {
  const width = Math.max(...outcome.files.map(({ path }) => path.length))
  return [...outcome.files.flatMap((file) => fileLines(file, outcome.applied, width)), '', verdict(outcome, dryRun, skipBad)]
}

const fileLines = (file: FileOutcome, applied: boolean, width: number): string[] => {
  const [add, change] = applied ? ['added', 'changed'] : ['to add', 'to change']
  const parts = file.parts.map(({ what, added, changed, same }) => {
    const counts = [[added, add], [changed, change], [same, 'the same']] as const // prettier-ignore
    const said = counts.filter(([count]) => count > 0).map(([count, word]) => `${whole.format(count)} ${word}`)
    return said.length ? `${what}: ${said.join(', ')}` : undefined
  })
  return [
    `${file.path.padEnd(width)}  ${counted(file.rows, 'row')}; ${parts.filter(Boolean).join('; ') || 'nothing to take'}`,
    ...(file.ignoredColumns.length
      ? [`  ignored: ${counted(file.ignoredColumns.length, 'column')} (${file.ignoredColumns.join(', ')})`]
      : []),
    ...complaintLines(file),
  ]
}

const complaintLines = ({ badRows, rows, complaints, report }: FileOutcome): string[] => {
  if (badRows === 0) return []
  return [
    `  ${whole.format(badRows)} of ${counted(rows, 'row')} can't be taken:`,
    ...complaints.map(
      ({ line, column, value, reason }) => `    line ${line}${column ? `, ${column}` : ''}: ${value ? `"${value}" ` : ''}${reason}`,
    ),
    report ? `  All of them, as a table: ${report}` : '  Their table could not be written beside the file; these are the first ones.',
  ]
}

const verdict = ({ files, applied }: ImportOutcome, dryRun: boolean, skipBad: boolean): string => {
  const bad = files.reduce((sum, { badRows }) => sum + badRows, 0)
  const written = files.flatMap(({ parts }) => parts).some(({ added, changed }) => added + changed > 0)
  if (dryRun)
    return `Dry run: nothing was written.${bad ? ` ${skipBad ? 'An import would leave the bad rows out.' : 'An import would be refused until the bad rows are right.'}` : ''}`
  if (!applied) return 'Nothing was written, because of the bad rows. Put them right, or leave them out with --skip-bad.'
  const skipped = bad ? ` ${counted(bad, 'bad row was', 'bad rows were')} left out.` : ''
  return written ? `Done.${skipped}` : `Nothing changed: all of it is here already.${skipped}`
}

export type BarFacts = { path: string; step: 'reading' | 'writing'; bytes: number; ofBytes: number; rows: number; seconds: number }

/** `usage.csv  [########........]  52 %  520,000 rows  61,000 rows/s  8 s left` */
export const barLine = ({ path, step, bytes, ofBytes, rows, seconds }: BarFacts): string => {
  if (step === 'writing')
    return `${path}  [${'#'.repeat(barWidth)}]  ${counted(rows, 'row')} read; checking and writing for ${seconds.toFixed(0)} s`
  const share = ofBytes > 0 ? Math.min(1, bytes / ofBytes) : 1
  const filled = Math.round(share * barWidth)
  const left = share > 0 && seconds > 1 ? `  ${Math.ceil((seconds * (1 - share)) / share)} s left` : ''
  const speed = seconds > 0.2 ? `  ${whole.format(Math.round(rows / seconds))} rows/s` : ''
  return `${path}  [${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]  ${Math.round(share * 100)} %  ${counted(rows, 'row')}${speed}${left}`
}

const barWidth = 24
