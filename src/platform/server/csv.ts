/**
 * One line of a CSV file (RFC 4180). Every cell is quoted, and a text that a spreadsheet would take for a formula gets an apostrophe:
 * names come from files and may hold anything. Numbers stay numbers.
 */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cellOf).join(',')}\r\n`

const cellOf = (value: string | number | null): string => {
  if (value === null) return '""'
  if (typeof value === 'number') return `"${value}"`
  const safe = /^[\s\uFEFF\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\0]/u.test(value) ? `'${value}` : value
  return `"${safe.replaceAll('"', '""')}"`
}
