import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Complaint } from './contract.ts'

/** Where complaints go: the first hundred are kept for the screen, all of them into a CSV file beside the input. */
export type Report = {
  add: (complaint: Complaint) => void
  /** Writes what is left. Its path, or null when there was nothing to tell (the report of an earlier run is gone then) or no room for it. */
  close: () => string | null
  readonly first: readonly Complaint[]
}

const shownAtMost = 100
const linesAtOnce = 1_000

export const reportPath = (path: string) => `${path}.errors.csv`

/** Memory stays flat however many rows are wrong. Where the folder can't be written, the screen's hundred have to do. */
export const openReport = (path: string): Report => {
  const target = reportPath(path)
  const first: Complaint[] = []
  let waiting: string[] = []
  let begun = false
  let barred = false
  const flush = () => {
    const lines = waiting.join('')
    waiting = []
    if (barred) return
    try {
      write(lines)
    } catch (error) {
      if (!isUnwritable(error)) throw error
      barred = true
    }
  }
  const write = (lines: string) => {
    if (!begun) writeFileSync(target, `\ufeff${csvLine(['line', 'column', 'value', 'reason'])}`) // the mark tells Excel that it is UTF-8
    begun = true
    appendFileSync(target, lines)
  }
  return {
    first,
    add: (complaint) => {
      if (first.length < shownAtMost) first.push(complaint)
      waiting.push(csvLine([String(complaint.line), complaint.column, complaint.value, complaint.reason]))
      if (waiting.length >= linesAtOnce) flush()
    },
    close: () => {
      if (waiting.length) flush()
      if (!begun && !barred) rmSync(target, { force: true })
      return begun && !barred ? target : null
    },
  }
}

const isUnwritable = (error: unknown) =>
  error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(String(error.code))

const csvLine = (cells: readonly string[]) => `${cells.map((cell) => `"${inert(cell).replaceAll('"', '""')}"`).join(',')}\r\n`

// A spreadsheet would run what begins like a formula, and these cells come from elsewhere.
const inert = (text: string) => (/^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\0]/.test(text) ? `'${text}` : text)
