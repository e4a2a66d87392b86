import type { Column, Columns, Complaint, RowOf } from './contract.ts'
import type { Layout } from './headers.rules.ts'
import { readers, type Words } from './values.rules.ts'

/** A row whose cells all mean something, with the line it stands on. */
export type Lined<R> = { line: number; row: R }
export type ReadRow<R> = { row: R } | { partly: Partial<R>; complaints: Complaint[] }

/**
 * Makes the reader of a file's rows: cells to typed values by the columns of its kind. An absent or empty optional column is null.
 * All bad cells of a row are told, not only the first.
 */
export const rowReader = <C extends Columns>(
  columns: C,
  layout: Layout,
  words: Words,
): ((line: number, cells: string[]) => ReadRow<RowOf<C>>) => {
  const nothing = Object.fromEntries(Object.keys(columns).map((name) => [name, null]))
  const reads = layout.at.flatMap(({ column, index }) => {
    const found: Column | undefined = columns[column]
    return found ? [{ name: column, index, header: found.header, required: found.required, read: readers[found.holds] }] : []
  })
  return (line, cells) => {
    if (cells.length !== layout.cells && !onlyEmptyExtra(cells, layout.cells))
      return {
        partly: {},
        complaints: [{ line, column: '', value: '', reason: `has ${cells.length} cells where the first line has ${layout.cells}` }],
      }
    const row: Record<string, unknown> = { ...nothing }
    let complaints: Complaint[] | undefined
    for (const { name, index, header, required, read } of reads) {
      const text = (cells[index] ?? '').trim()
      const reading = text !== '' ? read(text, words) : required ? { reason: 'is empty' } : undefined
      if (reading === undefined) continue
      if ('value' in reading) row[name] = reading.value
      else (complaints ??= []).push({ line, column: header, value: shown(text), reason: reading.reason })
    }
    return complaints ? { partly: row as Partial<RowOf<C>>, complaints } : { row: row as RowOf<C> } // each required column was filled, each other one is null or read
  }
}

/** Spreadsheets end lines with separators of columns that were once there. */
const onlyEmptyExtra = (cells: readonly string[], wanted: number) =>
  cells.length > wanted && cells.slice(wanted).every((cell) => cell.trim() === '')

const shown = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)
