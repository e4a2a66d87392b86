import type { Writable } from 'node:stream'
import { epochDayOf } from '#shared/dates.ts'
import { decimalOf } from '#shared/money.ts'
import { contentTypes, coreProperties, rootRelations, workbookPart, workbookRelations, type WrittenSheet } from './xlsx-parts.ts'
import { createStyles, type Kind, type Look, type Styles } from './xlsx-styles.ts'
import { isFormulaLike, sheetName, xmlText } from './xlsx-text.ts'
import { zipInto, type Zip } from './zip.ts'

export type { Kind } from './xlsx-styles.ts'

/** By the column's kind: text; whole number; percent (12.5); `YYYY-MM-DD`; minor units. Null leaves the cell empty. */
export type Cell = string | number | null
export type Row = readonly Cell[]

export type Column = {
  heading: string
  kind: Kind
  /** In characters; by the kind and heading when absent. */
  width?: number
  /** A sum below the last row, as a formula that follows the filter, with its value. Numbers and money only. */
  isSummed?: boolean
}

export type Sheet = {
  name: string
  columns: readonly Column[]
  /** Rows in batches, so that a million of them never stand in memory together. */
  batches: Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>
  /** Columns that stay when scrolling sideways. */
  frozenColumns?: number
}

export type Workbook = {
  title: string
  creator: string
  createdAt: Temporal.Instant
  /** A later sheet may depend on what an earlier one wrote: the next is asked for when the one before is finished. */
  sheets: Iterable<Sheet> | AsyncIterable<Sheet>
}

export type Written = { rows: number; bytes: number }

/** Excel's own limit, the heading and a total included. */
export const maxSheetRows = 1_048_576

/**
 * Streams a workbook into `target` and leaves it open. Memory stays the same however many rows there are; every write waits for the target.
 * Text is always text: what begins like a formula is quoted, control characters are dropped, more than 32,767 characters are cut.
 * Money becomes a decimal number in its currency's format, exact. Returns how many rows (headings and totals aside) and bytes it has.
 * Throws RangeError for a sheet with more rows than Excel takes, and whatever a batch or the target throws.
 */
export const writeWorkbook = async (target: Writable, { title, creator, createdAt, sheets }: Workbook): Promise<Written> => {
  const zip = zipInto(target)
  const styles = createStyles()
  const taken = new Set<string>()
  const written: WrittenSheet[] = []
  for await (const sheet of sheets) {
    const name = sheetName(sheet.name, taken)
    const rows = await writeSheet(zip, styles, sheet, written.length)
    written.push({ name, rows, filter: filterRange(sheet.columns.length, rows) })
  }
  if (written.length === 0) throw new RangeError('a workbook needs a sheet')
  await part(zip, 'xl/styles.xml', styles.xml())
  await part(zip, 'xl/workbook.xml', workbookPart(written))
  await part(zip, 'xl/_rels/workbook.xml.rels', workbookRelations(written.length))
  await part(zip, 'docProps/core.xml', coreProperties({ title, creator, createdAt }))
  await part(zip, '_rels/.rels', rootRelations)
  await part(zip, '[Content_Types].xml', contentTypes(written.length))
  return { rows: written.reduce((sum, { rows }) => sum + rows, 0), bytes: await zip.finish() }
}

const part = async (zip: Zip, path: string, xml: string) => {
  const entry = zip.entry(path)
  await entry.write(xml)
  await entry.close()
}

// Enough to keep the compressor busy while the next rows come, little enough to stay out of the old generation.
const CHUNK = 64 * 1024

const writeSheet = async (zip: Zip, styles: Styles, { columns, batches, frozenColumns = 0 }: Sheet, at: number): Promise<number> => {
  const entry = zip.entry(`xl/worksheets/sheet${at + 1}.xml`)
  const writers = columns.map((column, index) => cellWriter(styles, column, columnLetters(index)))
  const summed = columns.some((column) => column.isSummed)
  let text = sheetStart(columns, frozenColumns, at === 0) + headingRow(styles, columns)
  let row = 1
  for await (const batch of batches) {
    for (const cells of batch) {
      row++
      if (row + (summed ? 1 : 0) > maxSheetRows) throw new RangeError(`a sheet holds ${maxSheetRows} rows at the most`)
      text += `<row r="${row}">`
      for (let index = 0; index < writers.length; index++) text += writers[index]?.write(cells[index] ?? null, row) ?? ''
      text += '</row>'
      if (text.length > CHUNK) {
        await entry.write(text)
        text = ''
      }
    }
  }
  if (summed && row > 1) text += `<row r="${row + 1}">${writers.map((writer, index) => writer.total(row, index === 0)).join('')}</row>`
  await entry.write(`${text}</sheetData>${sheetEnd(filterRange(columns.length, row - 1))}`)
  await entry.close()
  return row - 1
}

type CellWriter = { write(cell: Cell, row: number): string; total(lastRow: number, isFirst: boolean): string }

const cellWriter = (styles: Styles, { kind, isSummed }: Column, letters: string): CellWriter => {
  const plain = styles.indexOf(kind)
  const totalStyle = styles.indexOf(kind, 'total')
  const quoted = kind === 'text' ? styles.indexOf(kind, 'quoted') : 0
  const number = numberText(kind)
  let sum = 0
  return {
    write: (cell, row) => {
      if (cell === null) return ''
      if (kind === 'text') return textCell(letters, row, String(cell), plain, quoted)
      if (isSummed) sum = safeSum(sum, Number(cell))
      return `<c r="${letters}${row}" s="${plain}"><v>${number(cell)}</v></c>`
    },
    total: (lastRow, isFirst) => {
      const cell = `${letters}${lastRow + 1}`
      if (isSummed) return `<c r="${cell}" s="${totalStyle}"><f>SUBTOTAL(9,${letters}2:${letters}${lastRow})</f><v>${number(sum)}</v></c>`
      if (isFirst) return textCell(letters, lastRow + 1, 'Total', styles.indexOf('text', 'total'), quoted)
      return `<c r="${cell}" s="${totalStyle}"/>`
    },
  }
}

const textCell = (letters: string, row: number, text: string, plain: number, quoted: number): string =>
  `<c r="${letters}${row}" s="${isFormulaLike(text) ? quoted : plain}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`

// Excel counts days from 1899-12-30, which is 25,569 days before 1970.
const EXCEL_EPOCH = 25_569

const numberText = (kind: Kind): ((cell: string | number) => string | number) => {
  if (typeof kind === 'object') return (cell) => decimalOf(Number(cell), kind.money)
  if (kind === 'day') return (cell) => epochDayOf(String(cell)) + EXCEL_EPOCH
  return (cell) => {
    const value = Number(cell)
    if (!Number.isFinite(value)) throw new RangeError(`${cell} is no number for a cell`)
    return value
  }
}

const safeSum = (a: number, b: number): number => {
  const sum = a + b
  if (!Number.isSafeInteger(sum)) throw new RangeError('only whole numbers and minor units are summed')
  return sum
}

const sheetStart = (columns: readonly Column[], frozenColumns: number, isFirst: boolean): string => {
  const corner = `${columnLetters(frozenColumns)}2`
  const pane =
    frozenColumns > 0
      ? `xSplit="${frozenColumns}" ySplit="1" topLeftCell="${corner}" activePane="bottomRight"`
      : 'ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
  const widths = columns.map(
    (column, at) => `<col min="${at + 1}" max="${at + 1}" width="${column.width ?? usualWidth(column)}" customWidth="1"/>`,
  )
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ${pane} state="frozen"/></sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`
  )
}

const headingRow = (styles: Styles, columns: readonly Column[]): string => {
  const look = ({ kind }: Column): Look => (kind === 'text' || kind === 'day' ? 'header' : 'headerRight')
  const cells = columns.map((column, at) => {
    const style = styles.indexOf('text', look(column))
    return textCell(columnLetters(at), 1, column.heading, style, style)
  })
  return `<row r="1">${cells.join('')}</row>`
}

const filterRange = (columns: number, rows: number): string => `A1:${columnLetters(columns - 1)}${rows + 1}`

const sheetEnd = (filter: string): string =>
  `<autoFilter ref="${filter}"/>` +
  '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>' +
  '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'

const usualWidth = ({ heading, kind }: Column): number => {
  const least = kind === 'text' ? 18 : typeof kind === 'object' ? 16 : 12
  return Math.max(least, Math.min(40, heading.length + 3))
}

/** 0 is A, 25 is Z, 26 is AA. */
const columnLetters = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : columnLetters(Math.floor(index / 26) - 1) + String.fromCharCode(65 + (index % 26))
