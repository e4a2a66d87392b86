import type { Columns } from './contract.ts'

/** The separators that a file may use, the commonest first. */
export const separators = [',', ';', '\t'] as const
export type Separator = (typeof separators)[number]

/** Which cell of a line holds which column, and what nobody asked for; or why the first line can't be used. */
export type Layout<K extends string = string> = { at: { column: K; index: number }[]; ignored: string[]; cells: number }
export type Laid<K extends string = string> = { layout: Layout<K> } | { refusals: string[] }

/** `External_ID` and `external id` are one name. */
export const headerKey = (header: string) =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-.]/gu, '')

/** Matches a file's first line with the columns of its kind. Missing and doubly named columns are refused by name. */
export const layOut = <C extends Columns>(headers: readonly string[], columns: C): Laid<keyof C & string> => {
  const names = Object.keys(columns) as (keyof C & string)[] // keys of the object that was given
  const byKey = new Map(
    names.flatMap((name) => [columns[name]?.header ?? name, ...(columns[name]?.aliases ?? [])].map((header) => [headerKey(header), name])),
  )
  const found = headers.map((header, index) => ({ header, index, column: byKey.get(headerKey(header)) }))
  const refusals: string[] = []
  for (const name of names) {
    const claims = found.filter((each) => each.column === name)
    if (claims.length > 1)
      refusals.push(
        `The columns ${claims.map((each) => `"${each.header.trim()}"`).join(' and ')} both mean "${columns[name]?.header}"; keep one.`,
      )
  }
  const missing = names.filter((name) => columns[name]?.required && !found.some((each) => each.column === name))
  if (missing.length) {
    refusals.push(
      `The first line lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${missing.map((name) => `"${columns[name]?.header}"`).join(', ')}. ` +
        `It has ${headers.map((header) => `"${header.trim()}"`).join(', ')}.`,
    )
  }
  if (refusals.length) return { refusals }
  const at = found.flatMap(({ column, index }) => (column === undefined ? [] : [{ column, index }]))
  const ignored = found.filter((each) => each.column === undefined && each.header.trim() !== '').map((each) => each.header.trim())
  return { layout: { at, ignored, cells: headers.length } }
}

/** How many of the headers are columns of the kind: what a separator is chosen by. */
export const countKnown = (headers: readonly string[], columns: Columns): number => {
  const keys = new Set(Object.values(columns).flatMap((column) => [column.header, ...column.aliases].map(headerKey)))
  return headers.filter((header) => keys.has(headerKey(header))).length
}

/**
 * The separator under which most of the first line's cells are known columns; when none is, the one that makes most cells.
 * `split` cuts the line, or returns undefined where it can't.
 */
export const chooseSeparator = (split: (separator: Separator) => string[] | undefined, columns: Columns): Separator => {
  const scored = separators.map((separator) => {
    const headers = split(separator) ?? []
    return { separator, known: countKnown(headers, columns), cells: headers.length }
  })
  return scored.reduce((best, next) => (next.known > best.known || (next.known === best.known && next.cells > best.cells) ? next : best))
    .separator
}
