import type { CellValue } from '@cj-tech-master/excelts'
import type { Locator } from 'playwright-core'
import type { ReadSheet } from '../workbook.ts'

/** The text of each cell of a table as a reader sees it, row by row, without the headings. */
export const cellsOf = (table: Locator): Promise<string[][]> =>
  table
    .locator('tbody tr:not([aria-hidden])')
    .evaluateAll((rows: DrawnRow[]) => rows.map((row) => Array.from(row.children, (cell) => cell.innerText.trim())))

/** What is used of a row in the browser, whose types the tests don't have. */
type DrawnRow = { children: ArrayLike<{ innerText: string }> }

/** The first column's texts. */
export const namesIn = async (table: Locator): Promise<string[]> => (await cellsOf(table)).map(([name]) => name ?? '')

/** What each row has under a heading, which may carry a unit: `Network` finds `NetworkIPs`. */
export const columnOf = async (table: Locator, heading: string): Promise<string[]> => {
  const headings = await table.locator('thead tr').last().locator('th, td').allInnerTexts()
  const at = headings.findIndex((one) => one.trim().split('\n')[0] === heading)
  if (at < 0) throw new Error(`No column ${heading} among ${headings.join(', ')}`)
  return (await cellsOf(table)).map((cells) => cells[at] ?? '')
}

/** `–` is nothing; anything else holds one number, which may be negative or money: `-€1,234.50`. */
export const numberIn = (text: string): number | null => {
  const found = /[-−]?[^\d\s-]*\d[\d,]*(?:\.\d+)?/.exec(text.replace(/^[A-Za-z ]+/, ''))?.[0]
  return found === undefined ? null : Number(found.replace('−', '-').replace(/[^\d.-]/g, ''))
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']
/** `20 Nov 2026` as `2026-11-20`. */
export const dayIn = (text: string): string | null => {
  const [, day, month, year] = /(\d{1,2}) (\w{3,4}) (\d{4})/.exec(text) ?? []
  return day && month
    ? `${year}-${String(months.findIndex((one) => one.startsWith(month.slice(0, 3))) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
    : null
}

/** Each cell of a file beside what the reader saw in its place, both in the same words. */
export const besides = (screen: readonly string[][], sheet: ReadSheet) =>
  sheet.rows.map((row, at) =>
    sheet.headings.map((heading, place) => {
      const value = row[heading] ?? null
      const seen = screen[at]?.[place] ?? 'missing'
      return { heading, written: writtenAs(value, seen), shown: shownAs(seen, value) }
    }),
  )

const writtenAs = (value: CellValue, seen: string) => {
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value === 'number' && seen.endsWith('%')) return Math.round(value * 10) / 10 // as many places as the screen has
  return typeof value === 'string' ? plain(value) : value
}

const shownAs = (seen: string, value: CellValue) => {
  // A count of nothing is drawn like nothing, so that the others stand out; growth from nothing has no percentage.
  if (seen === '–' || seen === 'New') return value === 0 ? 0 : null
  if (value instanceof Date) return dayIn(seen)
  if (typeof value !== 'number') return plain(seen)
  const number = numberIn(seen)
  return number !== null && seen.endsWith('overdue') ? -number : number
}

/** Lists and statuses are drawn as signs on the screen and written in words in a file. */
const plain = (text: string) => text.toLowerCase().replace(/[\s,]+/g, '')
