import { Workbook, type CellValue } from '@cj-tech-master/excelts'

/** A sheet of a file as a reader of another make sees it: the headings, and each row by heading. */
export type ReadSheet = {
  name: string
  headings: string[]
  rows: Record<string, CellValue>[]
  formats: Record<string, string>
  total: Record<string, CellValue> | undefined
}

/** Opens a workbook with a library that did not write it. The row of totals, if any, stands apart. */
export const readWorkbook = async (file: Buffer): Promise<Map<string, ReadSheet>> => {
  const book = new Workbook()
  await book.xlsx.load(file)
  const sheets = new Map<string, ReadSheet>()
  for (const sheet of book.worksheets) {
    const headings: string[] = []
    sheet.getRow(1).eachCell((cell) => void headings.push(String(cell.value)))
    const all: Record<string, CellValue>[] = []
    for (let number = 2; number <= sheet.rowCount; number++)
      all.push(Object.fromEntries(headings.map((heading, at) => [heading, sheet.getCell(number, at + 1).value])))
    const hasTotal = Object.values(all.at(-1) ?? {}).some((value) => typeof value === 'object' && value !== null && 'formula' in value)
    const total = hasTotal ? all.pop() : undefined
    const formats = Object.fromEntries(headings.map((heading, at) => [heading, formatOf(sheet.getCell(2, at + 1).numFmt)]))
    sheets.set(sheet.name, { name: sheet.name, headings, rows: all, formats, total })
  }
  return sheets
}

/** What a reader that does not calculate shows of a formula. */
export const cached = (value: CellValue | undefined): unknown =>
  typeof value === 'object' && value !== null && 'result' in value ? value.result : value

const formatOf = (format: string | { formatCode: string } | undefined): string =>
  typeof format === 'object' ? format.formatCode : (format ?? '')
