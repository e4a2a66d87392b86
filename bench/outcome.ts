import { availableParallelism, cpus, totalmem } from 'node:os'

/** One line of the table. `share` compares with the baseline of the same run; `limit` is what is promised of it. */
export type Outcome = {
  /** The row of the targets: docs/performance.md. */
  row: string
  work: string
  measured: string
  baseline: string
  /** What the promise is about, as a number; undefined where a figure stands for itself. */
  value: number | undefined
  target: { least: number } | { most: number } | undefined
  unit: 'share' | 'times' | 'MB' | 'kB' | 's' | 'ms' | 'failed'
  figures: Record<string, number>
}

export const isMet = ({ value, target }: Outcome): boolean =>
  target === undefined || (value !== undefined && ('least' in target ? value >= target.least : value <= target.most))

export const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}

const written = (value: number | undefined, unit: Outcome['unit']): string => {
  if (value === undefined || Number.isNaN(value)) return '–'
  if (unit === 'share') return `${(value * 100).toFixed(0)} %`
  if (unit === 'times') return `${value.toFixed(2)} times`
  return `${value.toFixed(unit === 's' || unit === 'ms' ? 2 : 0)} ${unit}`
}

const targetText = ({ target, unit }: Outcome): string =>
  target === undefined ? 'for a decision' : 'least' in target ? `>= ${written(target.least, unit)}` : `<= ${written(target.most, unit)}`

const verdict = (outcome: Outcome): string => (outcome.target === undefined ? '' : isMet(outcome) ? 'met' : 'SHORT')

/** The outcomes as a table for a terminal. */
export const tableOf = (outcomes: readonly Outcome[]): string => {
  const lines = [
    ['#', 'work', 'measured', 'baseline', 'result', 'target', ''],
    ...outcomes.map((one) => [one.row, one.work, one.measured, one.baseline, written(one.value, one.unit), targetText(one), verdict(one)]),
  ]
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** What the figures were taken on. */
export const machineFacts = (postgres: string) => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${process.arch}`,
  node: process.version,
  postgres,
})
